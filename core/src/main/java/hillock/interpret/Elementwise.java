package hillock.interpret;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Op;
import hillock.graph.ZeroDivisorException;
import java.util.List;

/** The operations that work element by element: loops over {@link ScalarFunctions}. */
final class Elementwise {
    private Elementwise() {}

    static NDArray apply(Op.Elementwise op, TensorType type, List<NDArray> operands) {
        NDArray x = operands.getFirst();
        Object result = switch (op) {
            case Op.Unary unary -> unary(unary, x.data());
            case Op.Binary binary
            when binary.isComparison() ->
                comparison(binary, x.data(), operands.get(1).data());
            case Op.Binary binary -> binary(binary, x, operands.get(1));
            case Op.Select _ ->
                select(
                        x.booleans(),
                        operands.get(1).data(),
                        operands.get(2).data(),
                        type.dtype().newArray(type.size()));
            case Op.Cast _ -> cast(x.data(), type.dtype().newArray(type.size()));
        };
        return NDArray.wrap(type, result);
    }

    private static Object unary(Op.Unary op, Object operand) {
        switch (operand) {
            case float[] x -> {
                float[] result = new float[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = ScalarFunctions.unary(op, x[i]);
                }
                return result;
            }
            case double[] x -> {
                double[] result = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = ScalarFunctions.unary(op, x[i]);
                }
                return result;
            }
            case int[] x -> {
                int[] result = new int[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = ScalarFunctions.unary(op, x[i]);
                }
                return result;
            }
            case long[] x -> {
                long[] result = new long[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = ScalarFunctions.unary(op, x[i]);
                }
                return result;
            }
            case byte[] x -> {
                byte[] result = new byte[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = truth(ScalarFunctions.unary(op, x[i] != 0));
                }
                return result;
            }
            default -> throw new AssertionError(operand);
        }
    }

    private static Object binary(Op.Binary op, NDArray first, NDArray second) {
        switch (first.data()) {
            case float[] x -> {
                float[] y = second.floats();
                float[] result = new float[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = ScalarFunctions.binary(op, x[i], y[i]);
                }
                return result;
            }
            case double[] x -> {
                double[] y = second.doubles();
                double[] result = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = ScalarFunctions.binary(op, x[i], y[i]);
                }
                return result;
            }
            case int[] x -> {
                int[] y = second.ints();
                int[] result = new int[x.length];
                for (int i = 0; i < x.length; i++) {
                    checkDivisor(op, first.type(), i, x[i], y[i]);
                    result[i] = ScalarFunctions.binary(op, x[i], y[i]);
                }
                return result;
            }
            case long[] x -> {
                long[] y = second.longs();
                long[] result = new long[x.length];
                for (int i = 0; i < x.length; i++) {
                    checkDivisor(op, first.type(), i, x[i], y[i]);
                    result[i] = ScalarFunctions.binary(op, x[i], y[i]);
                }
                return result;
            }
            case byte[] x -> {
                byte[] y = second.booleans();
                byte[] result = new byte[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = truth(ScalarFunctions.binary(op, x[i] != 0, y[i] != 0));
                }
                return result;
            }
            default -> throw new AssertionError(first);
        }
    }

    private static void checkDivisor(Op.Binary op, TensorType type, int position, long dividend, long divisor) {
        if (divisor == 0 && (op == Op.Binary.DIV || op == Op.Binary.REM)) {
            throw new ZeroDivisorException(op, type, position, dividend);
        }
    }

    private static byte[] comparison(Op.Binary op, Object first, Object second) {
        switch (first) {
            case float[] x -> {
                float[] y = (float[]) second;
                byte[] result = new byte[x.length];
                for (int i = 0; i < x.length; i++) {
                    // The conversion to double is exact, so it changes no comparison.
                    result[i] = truth(ScalarFunctions.compare(op, (double) x[i], (double) y[i]));
                }
                return result;
            }
            case double[] x -> {
                double[] y = (double[]) second;
                byte[] result = new byte[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = truth(ScalarFunctions.compare(op, x[i], y[i]));
                }
                return result;
            }
            case int[] x -> {
                int[] y = (int[]) second;
                byte[] result = new byte[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = truth(ScalarFunctions.compare(op, (long) x[i], (long) y[i]));
                }
                return result;
            }
            case long[] x -> {
                long[] y = (long[]) second;
                byte[] result = new byte[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = truth(ScalarFunctions.compare(op, x[i], y[i]));
                }
                return result;
            }
            case byte[] x -> {
                byte[] y = (byte[]) second;
                byte[] result = new byte[x.length];
                for (int i = 0; i < x.length; i++) {
                    result[i] = truth(ScalarFunctions.compare(op, (long) x[i], (long) y[i]));
                }
                return result;
            }
            default -> throw new AssertionError(first);
        }
    }

    private static Object select(byte[] condition, Object yes, Object no, Object result) {
        for (int i = 0; i < condition.length; i++) {
            System.arraycopy(condition[i] != 0 ? yes : no, i, result, i, 1);
        }
        return result;
    }

    /** Java's conversions. An int64 goes to a float directly, not by way of a double, which would round twice. */
    private static Object cast(Object operand, Object result) {
        switch (operand) {
            case float[] x -> {
                for (int i = 0; i < x.length; i++) {
                    put(result, i, x[i]);
                }
            }
            case double[] x -> {
                for (int i = 0; i < x.length; i++) {
                    put(result, i, x[i]);
                }
            }
            case int[] x -> {
                for (int i = 0; i < x.length; i++) {
                    put(result, i, x[i]);
                }
            }
            case long[] x -> {
                for (int i = 0; i < x.length; i++) {
                    put(result, i, x[i]);
                }
            }
            case byte[] x -> {
                for (int i = 0; i < x.length; i++) {
                    put(result, i, x[i]);
                }
            }
            default -> throw new AssertionError(operand);
        }
        return result;
    }

    private static void put(Object result, int at, double value) {
        switch (result) {
            case float[] r -> r[at] = (float) value;
            case double[] r -> r[at] = value;
            case int[] r -> r[at] = (int) value;
            case long[] r -> r[at] = (long) value;
            case byte[] r -> r[at] = truth(value != 0);
            default -> throw new AssertionError(result);
        }
    }

    private static void put(Object result, int at, long value) {
        switch (result) {
            case float[] r -> r[at] = (float) value;
            case double[] r -> r[at] = (double) value;
            case int[] r -> r[at] = (int) value;
            case long[] r -> r[at] = value;
            case byte[] r -> r[at] = truth(value != 0);
            default -> throw new AssertionError(result);
        }
    }

    private static byte truth(boolean value) {
        return (byte) (value ? 1 : 0);
    }
}
