package hillock.engine.kernel;

import hillock.arithmetic.Float32;
import hillock.graph.Op;

/**
 * Elementwise loops over float32. All operands are read and written at one index: HotSpot vectorises such loops and,
 * where the operands have offsets of their own, does not (measured: three to ten times slower).
 */
final class FloatLoops {
    private FloatLoops() {}

    static void unary(Op.Unary op, float[] x, float[] out, int from, int to) {
        switch (op) {
            case NEG -> {
                for (int i = from; i < to; i++) {
                    out[i] = -x[i];
                }
            }
            case ABS -> {
                for (int i = from; i < to; i++) {
                    out[i] = Math.abs(x[i]);
                }
            }
            case SIGN -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.sign(x[i]);
                }
            }
            case EXP -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.exp(x[i]);
                }
            }
            case EXPM1 -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.expm1(x[i]);
                }
            }
            case LOG -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.log(x[i]);
                }
            }
            case LOG1P -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.log1p(x[i]);
                }
            }
            case SQRT -> {
                for (int i = from; i < to; i++) {
                    out[i] = (float) Math.sqrt(x[i]);
                }
            }
            case SIN -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.sin(x[i]);
                }
            }
            case COS -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.cos(x[i]);
                }
            }
            case ATAN -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.atan(x[i]);
                }
            }
            case TANH -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.tanh(x[i]);
                }
            }
            case ERF -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.erf(x[i]);
                }
            }
            case FLOOR -> {
                for (int i = from; i < to; i++) {
                    out[i] = (float) Math.floor(x[i]);
                }
            }
            case ROUND -> {
                for (int i = from; i < to; i++) {
                    out[i] = (float) Math.rint(x[i]);
                }
            }
            case NOT -> throw new AssertionError(op);
        }
    }

    static void arithmetic(Op.Binary op, float[] x, float[] y, float[] out, int from, int to) {
        switch (op) {
            case ADD -> {
                for (int i = from; i < to; i++) {
                    out[i] = x[i] + y[i];
                }
            }
            case SUB -> {
                for (int i = from; i < to; i++) {
                    out[i] = x[i] - y[i];
                }
            }
            case MUL -> {
                for (int i = from; i < to; i++) {
                    out[i] = x[i] * y[i];
                }
            }
            case DIV -> {
                for (int i = from; i < to; i++) {
                    out[i] = x[i] / y[i];
                }
            }
            case REM -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.rem(x[i], y[i]);
                }
            }
            case POW -> {
                for (int i = from; i < to; i++) {
                    out[i] = Float32.pow(x[i], y[i]);
                }
            }
            case MAX -> {
                for (int i = from; i < to; i++) {
                    out[i] = Math.max(x[i], y[i]);
                }
            }
            case MIN -> {
                for (int i = from; i < to; i++) {
                    out[i] = Math.min(x[i], y[i]);
                }
            }
            case LESS, LESS_EQUAL, EQUAL, AND, OR -> throw new AssertionError(op);
        }
    }

    static void compare(Op.Binary op, float[] x, float[] y, byte[] out, int from, int to) {
        switch (op) {
            case LESS -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (x[i] < y[i] ? 1 : 0);
                }
            }
            case LESS_EQUAL -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (x[i] <= y[i] ? 1 : 0);
                }
            }
            case EQUAL -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (x[i] == y[i] ? 1 : 0);
                }
            }
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN, AND, OR -> throw new AssertionError(op);
        }
    }

    static void select(byte[] condition, float[] x, float[] y, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = condition[i] != 0 ? x[i] : y[i];
        }
    }
}
