package hillock.interpret;

import hillock.arithmetic.Float32;
import hillock.arithmetic.Float64;
import hillock.graph.Op;

/** What each elementwise operation does to one element of each type. */
final class ScalarFunctions {
    private ScalarFunctions() {}

    static float unary(Op.Unary op, float x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Float32.abs(x);
            case SIGN -> Float32.sign(x);
            case EXP -> Float32.exp(x);
            case EXPM1 -> Float32.expm1(x);
            case LOG -> Float32.log(x);
            case LOG1P -> Float32.log1p(x);
            case SQRT -> Float32.sqrt(x);
            case SIN -> Float32.sin(x);
            case COS -> Float32.cos(x);
            case ATAN -> Float32.atan(x);
            case TANH -> Float32.tanh(x);
            case ERF -> Float32.erf(x);
            case FLOOR -> Float32.floor(x);
            case ROUND -> Float32.round(x);
            case NOT -> throw undefined(op);
        };
    }

    static double unary(Op.Unary op, double x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Float64.abs(x);
            case SIGN -> Float64.sign(x);
            case EXP -> Float64.exp(x);
            case EXPM1 -> Float64.expm1(x);
            case LOG -> Float64.log(x);
            case LOG1P -> Float64.log1p(x);
            case SQRT -> Float64.sqrt(x);
            case SIN -> Float64.sin(x);
            case COS -> Float64.cos(x);
            case ATAN -> Float64.atan(x);
            case TANH -> Float64.tanh(x);
            case ERF -> Float64.erf(x);
            case FLOOR -> Float64.floor(x);
            case ROUND -> Float64.round(x);
            case NOT -> throw undefined(op);
        };
    }

    static int unary(Op.Unary op, int x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Integer.signum(x);
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND, NOT -> throw undefined(op);
        };
    }

    static long unary(Op.Unary op, long x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Long.signum(x);
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND, NOT -> throw undefined(op);
        };
    }

    static boolean unary(Op.Unary op, boolean x) {
        return switch (op) {
            case NOT -> !x;
            case NEG, ABS, SIGN, EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND ->
                throw undefined(op);
        };
    }

    static float binary(Op.Binary op, float x, float y) {
        return switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case REM -> Float32.rem(x, y);
            case POW -> Float32.pow(x, y);
            case MAX -> Float32.max(x, y);
            case MIN -> Float32.min(x, y);
            case LESS, LESS_EQUAL, EQUAL, AND, OR -> throw undefined(op);
        };
    }

    static double binary(Op.Binary op, double x, double y) {
        return switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case REM -> Float64.rem(x, y);
            case POW -> Float64.pow(x, y);
            case MAX -> Float64.max(x, y);
            case MIN -> Float64.min(x, y);
            case LESS, LESS_EQUAL, EQUAL, AND, OR -> throw undefined(op);
        };
    }

    /** Wrapping arithmetic; the divisor of a division is not zero. */
    static int binary(Op.Binary op, int x, int y) {
        return switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case REM -> x % y;
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case POW, LESS, LESS_EQUAL, EQUAL, AND, OR -> throw undefined(op);
        };
    }

    /** Wrapping arithmetic; the divisor of a division is not zero. */
    static long binary(Op.Binary op, long x, long y) {
        return switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case REM -> x % y;
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case POW, LESS, LESS_EQUAL, EQUAL, AND, OR -> throw undefined(op);
        };
    }

    static boolean binary(Op.Binary op, boolean x, boolean y) {
        return switch (op) {
            case AND -> x && y;
            case OR -> x || y;
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN, LESS, LESS_EQUAL, EQUAL -> throw undefined(op);
        };
    }

    /** IEEE comparison: NaN is unequal to all, +0 and -0 are equal. */
    static boolean compare(Op.Binary op, double x, double y) {
        return switch (op) {
            case LESS -> x < y;
            case LESS_EQUAL -> x <= y;
            case EQUAL -> x == y;
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN, AND, OR -> throw undefined(op);
        };
    }

    static boolean compare(Op.Binary op, long x, long y) {
        return switch (op) {
            case LESS -> x < y;
            case LESS_EQUAL -> x <= y;
            case EQUAL -> x == y;
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN, AND, OR -> throw undefined(op);
        };
    }

    /** The type rules let no such combination through. */
    private static AssertionError undefined(Op op) {
        return new AssertionError("'%s' is not defined for this element type".formatted(op.label()));
    }
}
