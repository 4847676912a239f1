package hillock.engine.kernel;

import hillock.array.DType;
import hillock.graph.Op;

/** Elementwise operations on ranges of arrays that share one index. */
public final class Elementwise {
    private Elementwise() {}

    /**
     * Whether {@link #apply} knows the operation on these element types. Divisions of integers it does not: they can
     * fail, and the interpreter says where.
     *
     * @param first the type of the first operand
     */
    public static boolean knows(Op op, DType first) {
        return switch (op) {
            case Op.Binary binary -> first.isFloat() || binary != Op.Binary.DIV && binary != Op.Binary.REM;
            case Op.Unary _, Op.Select _, Op.Cast _ -> true;
            default -> false;
        };
    }

    /** Computes {@code out[from] .. out[to - 1]} from the operands' elements at the same indices. */
    public static void apply(Op op, Object[] operands, Object out, int from, int to) {
        switch (op) {
            case Op.Unary unary -> unary(unary, operands[0], out, from, to);
            case Op.Binary binary -> binary(binary, operands[0], operands[1], out, from, to);
            case Op.Select _ -> select((byte[]) operands[0], operands[1], operands[2], out, from, to);
            case Op.Cast _ -> cast(operands[0], out, from, to);
            default -> throw new AssertionError(op);
        }
    }

    private static void unary(Op.Unary op, Object x, Object out, int from, int to) {
        switch (x) {
            case float[] floats -> FloatLoops.unary(op, floats, (float[]) out, from, to);
            case double[] doubles -> DoubleLoops.unary(op, doubles, (double[]) out, from, to);
            case int[] ints -> IntLoops.unary(op, ints, (int[]) out, from, to);
            case long[] longs -> LongLoops.unary(op, longs, (long[]) out, from, to);
            default -> {
                byte[] truth = (byte[]) x;
                byte[] result = (byte[]) out;
                for (int i = from; i < to; i++) {
                    result[i] = (byte) (1 - truth[i]);
                }
            }
        }
    }

    private static void binary(Op.Binary op, Object x, Object y, Object out, int from, int to) {
        switch (x) {
            case float[] floats
            when op.isComparison() -> FloatLoops.compare(op, floats, (float[]) y, (byte[]) out, from, to);
            case double[] doubles
            when op.isComparison() -> DoubleLoops.compare(op, doubles, (double[]) y, (byte[]) out, from, to);
            case float[] floats -> FloatLoops.arithmetic(op, floats, (float[]) y, (float[]) out, from, to);
            case double[] doubles -> DoubleLoops.arithmetic(op, doubles, (double[]) y, (double[]) out, from, to);
            case int[] ints when op.isComparison() -> IntLoops.compare(op, ints, (int[]) y, (byte[]) out, from, to);
            case long[] longs
            when op.isComparison() -> LongLoops.compare(op, longs, (long[]) y, (byte[]) out, from, to);
            case int[] ints -> IntLoops.arithmetic(op, ints, (int[]) y, (int[]) out, from, to);
            case long[] longs -> LongLoops.arithmetic(op, longs, (long[]) y, (long[]) out, from, to);
            default -> logic(op, (byte[]) x, (byte[]) y, (byte[]) out, from, to);
        }
    }

    private static void logic(Op.Binary op, byte[] x, byte[] y, byte[] out, int from, int to) {
        switch (op) {
            case AND -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (x[i] & y[i]);
                }
            }
            case OR -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (x[i] | y[i]);
                }
            }
            case EQUAL -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (x[i] == y[i] ? 1 : 0);
                }
            }
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN, LESS, LESS_EQUAL -> throw new AssertionError(op);
        }
    }

    private static void select(byte[] condition, Object x, Object y, Object out, int from, int to) {
        switch (out) {
            case float[] result -> FloatLoops.select(condition, (float[]) x, (float[]) y, result, from, to);
            case double[] result -> DoubleLoops.select(condition, (double[]) x, (double[]) y, result, from, to);
            case int[] result -> IntLoops.select(condition, (int[]) x, (int[]) y, result, from, to);
            case long[] result -> LongLoops.select(condition, (long[]) x, (long[]) y, result, from, to);
            default -> {
                byte[] yes = (byte[]) x;
                byte[] no = (byte[]) y;
                byte[] result = (byte[]) out;
                for (int i = from; i < to; i++) {
                    result[i] = condition[i] != 0 ? yes[i] : no[i];
                }
            }
        }
    }

    /** Java's conversions; a number is true if it is not zero. */
    private static void cast(Object x, Object out, int from, int to) {
        if (x.getClass() == out.getClass()) {
            System.arraycopy(x, from, out, from, to - from);
            return;
        }
        switch (out) {
            case float[] result -> castToFloats(x, result, from, to);
            case double[] result -> castToDoubles(x, result, from, to);
            case int[] result -> castToInts(x, result, from, to);
            case long[] result -> castToLongs(x, result, from, to);
            default -> castToTruths(x, (byte[]) out, from, to);
        }
    }

    private static void castToFloats(Object x, float[] out, int from, int to) {
        switch (x) {
            case double[] doubles -> {
                for (int i = from; i < to; i++) {
                    out[i] = (float) doubles[i];
                }
            }
            case int[] ints -> {
                for (int i = from; i < to; i++) {
                    out[i] = ints[i];
                }
            }
            case long[] longs -> {
                for (int i = from; i < to; i++) {
                    out[i] = longs[i];
                }
            }
            default -> {
                byte[] truths = (byte[]) x;
                for (int i = from; i < to; i++) {
                    out[i] = truths[i];
                }
            }
        }
    }

    private static void castToDoubles(Object x, double[] out, int from, int to) {
        switch (x) {
            case float[] floats -> {
                for (int i = from; i < to; i++) {
                    out[i] = floats[i];
                }
            }
            case int[] ints -> {
                for (int i = from; i < to; i++) {
                    out[i] = ints[i];
                }
            }
            case long[] longs -> {
                for (int i = from; i < to; i++) {
                    out[i] = longs[i];
                }
            }
            default -> {
                byte[] truths = (byte[]) x;
                for (int i = from; i < to; i++) {
                    out[i] = truths[i];
                }
            }
        }
    }

    private static void castToInts(Object x, int[] out, int from, int to) {
        switch (x) {
            case float[] floats -> {
                for (int i = from; i < to; i++) {
                    out[i] = (int) floats[i];
                }
            }
            case double[] doubles -> {
                for (int i = from; i < to; i++) {
                    out[i] = (int) doubles[i];
                }
            }
            case long[] longs -> {
                for (int i = from; i < to; i++) {
                    out[i] = (int) longs[i];
                }
            }
            default -> {
                byte[] truths = (byte[]) x;
                for (int i = from; i < to; i++) {
                    out[i] = truths[i];
                }
            }
        }
    }

    private static void castToLongs(Object x, long[] out, int from, int to) {
        switch (x) {
            case float[] floats -> {
                for (int i = from; i < to; i++) {
                    out[i] = (long) floats[i];
                }
            }
            case double[] doubles -> {
                for (int i = from; i < to; i++) {
                    out[i] = (long) doubles[i];
                }
            }
            case int[] ints -> {
                for (int i = from; i < to; i++) {
                    out[i] = ints[i];
                }
            }
            default -> {
                byte[] truths = (byte[]) x;
                for (int i = from; i < to; i++) {
                    out[i] = truths[i];
                }
            }
        }
    }

    private static void castToTruths(Object x, byte[] out, int from, int to) {
        switch (x) {
            case float[] floats -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (floats[i] != 0 ? 1 : 0);
                }
            }
            case double[] doubles -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (doubles[i] != 0 ? 1 : 0);
                }
            }
            case int[] ints -> {
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (ints[i] != 0 ? 1 : 0);
                }
            }
            default -> {
                long[] longs = (long[]) x;
                for (int i = from; i < to; i++) {
                    out[i] = (byte) (longs[i] != 0 ? 1 : 0);
                }
            }
        }
    }
}
