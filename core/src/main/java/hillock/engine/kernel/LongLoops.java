package hillock.engine.kernel;

import hillock.graph.Op;

/**
 * Elementwise loops and reductions over int64; arithmetic wraps. Divisions, which can fail, are left to the
 * interpreter.
 */
final class LongLoops {
    private LongLoops() {}

    static void unary(Op.Unary op, long[] x, long[] out, int from, int to) {
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
                    out[i] = Long.signum(x[i]);
                }
            }
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND, NOT ->
                throw new AssertionError(op);
        }
    }

    static void arithmetic(Op.Binary op, long[] x, long[] y, long[] out, int from, int to) {
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
            case DIV, REM, POW, LESS, LESS_EQUAL, EQUAL, AND, OR -> throw new AssertionError(op);
        }
    }

    static void compare(Op.Binary op, long[] x, long[] y, byte[] out, int from, int to) {
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

    static void select(byte[] condition, long[] x, long[] y, long[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = condition[i] != 0 ? x[i] : y[i];
        }
    }

    /** The reduction of {@code length} elements that lie {@code stride} apart; a sum wraps, so order is nothing. */
    static long reduce(Op.Reduction kind, long[] x, int offset, int stride, int length) {
        long result = switch (kind) {
            case SUM -> 0;
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
        };
        for (int i = 0, at = offset; i < length; i++, at += stride) {
            result = switch (kind) {
                case SUM -> result + x[at];
                case MAX -> Math.max(result, x[at]);
                case MIN -> Math.min(result, x[at]);
            };
        }
        return result;
    }
}
