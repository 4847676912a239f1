package hillock.engine.kernel;

import hillock.array.DType;
import hillock.graph.Op;

/** Elementwise operations on ranges of arrays that share one index. */
public final class Elementwise {
    private Elementwise() {}

    /**
     * Whether {@link #apply} knows the operation on these element types. What it does not know, the interpreter
     * computes: all of integer arithmetic, for instance.
     *
     * @param first the type of the first operand
     * @param result the type of the result
     */
    public static boolean knows(Op op, DType first, DType result) {
        return switch (op) {
            case Op.Unary unary -> unary == Op.Unary.NOT || first.isFloat();
            case Op.Binary binary ->
                first.isFloat()
                        || binary == Op.Binary.AND
                        || binary == Op.Binary.OR
                        || binary == Op.Binary.EQUAL && first == DType.INT32;
            case Op.Select _ -> result.isFloat();
            case Op.Cast _ ->
                result == DType.FLOAT32 && first != DType.INT64 || result == DType.FLOAT64 && first == DType.FLOAT32;
            default -> false;
        };
    }

    /** Computes {@code out[from] .. out[to - 1]} from the operands' elements at the same indices. */
    public static void apply(Op op, Object[] operands, Object out, int from, int to) {
        switch (op) {
            case Op.Unary unary -> unary(unary, operands[0], out, from, to);
            case Op.Binary binary -> binary(binary, operands[0], operands[1], out, from, to);
            case Op.Select _ -> {
                byte[] condition = (byte[]) operands[0];
                if (out instanceof float[] result) {
                    FloatLoops.select(condition, (float[]) operands[1], (float[]) operands[2], result, from, to);
                } else {
                    DoubleLoops.select(
                            condition, (double[]) operands[1], (double[]) operands[2], (double[]) out, from, to);
                }
            }
            case Op.Cast _ -> cast(operands[0], out, from, to);
            default -> throw new AssertionError(op);
        }
    }

    private static void unary(Op.Unary op, Object x, Object out, int from, int to) {
        switch (x) {
            case float[] floats -> FloatLoops.unary(op, floats, (float[]) out, from, to);
            case double[] doubles -> DoubleLoops.unary(op, doubles, (double[]) out, from, to);
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
            case int[] ints -> {
                int[] others = (int[]) y;
                byte[] result = (byte[]) out;
                for (int i = from; i < to; i++) {
                    result[i] = (byte) (ints[i] == others[i] ? 1 : 0);
                }
            }
            default -> logic(op, (byte[]) x, (byte[]) y, (byte[]) out, from, to);
        }
    }

    private static void logic(Op.Binary op, byte[] x, byte[] y, byte[] out, int from, int to) {
        if (op == Op.Binary.AND) {
            for (int i = from; i < to; i++) {
                out[i] = (byte) (x[i] & y[i]);
            }
        } else if (op == Op.Binary.OR) {
            for (int i = from; i < to; i++) {
                out[i] = (byte) (x[i] | y[i]);
            }
        } else {
            for (int i = from; i < to; i++) {
                out[i] = (byte) (x[i] == y[i] ? 1 : 0);
            }
        }
    }

    private static void cast(Object x, Object out, int from, int to) {
        if (out instanceof double[] wide) {
            float[] floats = (float[]) x;
            for (int i = from; i < to; i++) {
                wide[i] = floats[i];
            }
            return;
        }
        float[] result = (float[]) out;
        switch (x) {
            case float[] floats -> System.arraycopy(floats, from, result, from, to - from);
            case double[] doubles -> {
                for (int i = from; i < to; i++) {
                    result[i] = (float) doubles[i];
                }
            }
            case int[] ints -> {
                for (int i = from; i < to; i++) {
                    result[i] = ints[i];
                }
            }
            default -> {
                byte[] truth = (byte[]) x;
                for (int i = from; i < to; i++) {
                    result[i] = truth[i];
                }
            }
        }
    }
}
