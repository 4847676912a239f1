package hillock.engine.emit;

import hillock.array.DType;
import hillock.engine.emit.LaneCode.Code;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;

/** Chains as lane code: every operation with the bits of its definition in {@code hillock.arithmetic}. */
final class Lowering {
    private final LaneCode code;
    private final List<Integer> values = new ArrayList<>();

    private Lowering(LaneCode code) {
        this.code = code;
    }

    /**
     * Whether kernels know an operation.
     *
     * @param first the element type of its first operand
     * @param result the element type of its value
     */
    static boolean knows(Op op, DType first, DType result) {
        return switch (op) {
            case Op.Unary unary ->
                switch (unary) {
                    case NEG, ABS, SIGN, SQRT, FLOOR, ROUND -> first.isFloat();
                    case NOT -> true;
                    case EXP, EXPM1, LOG, LOG1P, ATAN, TANH, ERF -> first.isFloat();
                    case SIN, COS -> false;
                };
            case Op.Binary binary ->
                switch (binary) {
                    case ADD, SUB, MUL, DIV, MAX, MIN, LESS, LESS_EQUAL -> first.isFloat();
                    case EQUAL -> first.isFloat() || first == DType.BOOL;
                    case AND, OR -> true;
                    case REM, POW -> false;
                };
            case Op.Select _ -> result.isFloat() || result == DType.BOOL;
            case Op.Cast _ -> first == DType.BOOL && result.isFloat();
            default -> false;
        };
    }

    /** The values of a chain that are written, after the code that computes them. */
    static List<Integer> lower(Chain chain, LaneCode code) {
        Lowering lowering = new Lowering(code);
        for (int i = 0; i < chain.operands().size(); i++) {
            Chain.Operand operand = chain.operands().get(i);
            Code load = operand.dtype() == DType.BOOL ? Code.LOAD_MASK : operand.single() ? Code.SPREAD : Code.LOAD;
            lowering.values.add(code.leaf(load, i));
        }
        for (Chain.Step step : chain.steps()) {
            int[] arguments =
                    step.arguments().stream().mapToInt(lowering.values::get).toArray();
            lowering.values.add(lowering.apply(step.op(), arguments));
        }
        return chain.outputs().stream().map(lowering.values::get).toList();
    }

    private int apply(Op op, int[] a) {
        return switch (op) {
            case Op.Unary unary -> unary(unary, a[0]);
            case Op.Binary binary -> binary(binary, a[0], a[1]);
            case Op.Select _ -> code.select(a[0], a[1], a[2]);
            case Op.Cast _ -> code.select(a[0], code.constant(1), code.constant(0));
            default -> throw new AssertionError(op);
        };
    }

    private int unary(Op.Unary op, int x) {
        return switch (op) {
            case NEG -> code.add(Code.NEG, x);
            case ABS -> code.add(Code.ABS, x);
            case SQRT -> code.add(Code.SQRT, x);
            case NOT -> code.not(x);
            case SIGN -> {
                int zero = code.constant(0);
                int below = code.select(code.add(Code.LESS, x, zero), code.constant(-1), x);
                yield code.select(code.add(Code.LESS, zero, x), code.constant(1), below);
            }
            case EXP, EXPM1, LOG, LOG1P, ATAN, TANH, ERF -> Lifter.call(op.label(), code, x);
            case ROUND -> nearest(x);
            case FLOOR -> {
                int nearest = nearest(x);
                int below = code.add(Code.SUB, nearest, code.constant(1));
                yield code.select(code.add(Code.LESS, x, nearest), below, nearest);
            }
            case SIN, COS -> throw new AssertionError(op);
        };
    }

    /**
     * The nearest integer, the even one of two: a number below 2^23 (2^52) has no fraction left when that is added to
     * it, and larger ones have none anyway. The sign stays, for zeros too.
     */
    private int nearest(int x) {
        int limit = code.constant(code.wide() ? 0x1p52 : 0x1p23);
        int magnitude = code.add(Code.ABS, x);
        int rounded = code.add(Code.SUB, code.add(Code.ADD, magnitude, limit), limit);
        int sign = code.integer(code.wide() ? Long.MIN_VALUE : Integer.MIN_VALUE);
        int signed = code.add(
                Code.INTEGER_OR,
                code.add(Code.TO_BITS, rounded),
                code.add(Code.INTEGER_AND, code.add(Code.TO_BITS, x), sign));
        return code.select(code.add(Code.LESS, magnitude, limit), code.add(Code.FROM_BITS, signed), x);
    }

    private int binary(Op.Binary op, int x, int y) {
        if (op == Op.Binary.EQUAL && code.at(x).code().kind == LaneCode.Kind.MASK) {
            return code.not(code.add(Code.XOR, x, y));
        }
        return code.add(
                switch (op) {
                    case ADD -> Code.ADD;
                    case SUB -> Code.SUB;
                    case MUL -> Code.MUL;
                    case DIV -> Code.DIV;
                    case MAX -> Code.MAX;
                    case MIN -> Code.MIN;
                    case LESS -> Code.LESS;
                    case LESS_EQUAL -> Code.LESS_EQUAL;
                    case EQUAL -> Code.EQUAL;
                    case AND -> Code.AND;
                    case OR -> Code.OR;
                    case REM, POW -> throw new AssertionError(op);
                },
                x,
                y);
    }
}
