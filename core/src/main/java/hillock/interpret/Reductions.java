package hillock.interpret;

import hillock.arithmetic.Sums;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Op;
import java.util.List;

/** Reductions and running sums. */
final class Reductions {
    private Reductions() {}

    /** Groups of neighbouring axes are reduced from the last to the first. */
    static NDArray reduce(Op.Reduce op, NDArray x) {
        NDArray result = x;
        List<Integer> axes = op.axes();
        int end = axes.size();
        while (end > 0) {
            int start = end - 1;
            while (start > 0 && axes.get(start - 1) == axes.get(start) - 1) {
                start--;
            }
            result = reduceGroup(op.kind(), result, axes.get(start), axes.get(end - 1) + 1);
            end = start;
        }
        return result;
    }

    /** The reduction over the axes {@code from} to {@code to}, exclusive, which count as one. */
    private static NDArray reduceGroup(Op.Reduction kind, NDArray x, int from, int to) {
        Shape shape = x.shape();
        boolean last = to == shape.rank();
        int length = 1;
        int inner = 1;
        Shape kept = shape;
        for (int axis = shape.rank() - 1; axis >= from; axis--) {
            if (axis >= to) {
                inner *= shape.dimension(axis);
            } else {
                length *= shape.dimension(axis);
                kept = kept.without(axis);
            }
        }
        TensorType type = x.type().withShape(kept);
        Object result = type.dtype().newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            int offset = i / inner * length * inner + i % inner;
            reduceLine(kind, x.data(), offset, inner, length, last, result, i);
        }
        return NDArray.wrap(type, result);
    }

    private static void reduceLine(
            Op.Reduction kind, Object x, int offset, int stride, int length, boolean last, Object result, int at) {
        switch (x) {
            case float[] a -> ((float[]) result)[at] = reduceLine(kind, a, offset, stride, length, last);
            case double[] a -> ((double[]) result)[at] = reduceLine(kind, a, offset, stride, length, last);
            case int[] a -> ((int[]) result)[at] = reduceLine(kind, a, offset, stride, length);
            case long[] a -> ((long[]) result)[at] = reduceLine(kind, a, offset, stride, length);
            default -> throw new AssertionError(x);
        }
    }

    private static float reduceLine(Op.Reduction kind, float[] x, int offset, int stride, int length, boolean last) {
        return switch (kind) {
            case SUM -> last ? Sums.sum(x, offset, stride, length) : Sums.chain(x, offset, stride, length);
            case MAX -> {
                float greatest = Float.NEGATIVE_INFINITY;
                for (int i = 0; i < length; i++) {
                    greatest = Math.max(greatest, x[offset + i * stride]);
                }
                yield greatest;
            }
            case MIN -> {
                float least = Float.POSITIVE_INFINITY;
                for (int i = 0; i < length; i++) {
                    least = Math.min(least, x[offset + i * stride]);
                }
                yield least;
            }
        };
    }

    private static double reduceLine(Op.Reduction kind, double[] x, int offset, int stride, int length, boolean last) {
        return switch (kind) {
            case SUM -> last ? Sums.sum(x, offset, stride, length) : Sums.chain(x, offset, stride, length);
            case MAX -> {
                double greatest = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < length; i++) {
                    greatest = Math.max(greatest, x[offset + i * stride]);
                }
                yield greatest;
            }
            case MIN -> {
                double least = Double.POSITIVE_INFINITY;
                for (int i = 0; i < length; i++) {
                    least = Math.min(least, x[offset + i * stride]);
                }
                yield least;
            }
        };
    }

    private static int reduceLine(Op.Reduction kind, int[] x, int offset, int stride, int length) {
        int result = switch (kind) {
            case SUM -> 0;
            case MAX -> Integer.MIN_VALUE;
            case MIN -> Integer.MAX_VALUE;
        };
        for (int i = 0; i < length; i++) {
            int element = x[offset + i * stride];
            result = switch (kind) {
                case SUM -> result + element;
                case MAX -> Math.max(result, element);
                case MIN -> Math.min(result, element);
            };
        }
        return result;
    }

    private static long reduceLine(Op.Reduction kind, long[] x, int offset, int stride, int length) {
        long result = switch (kind) {
            case SUM -> 0;
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
        };
        for (int i = 0; i < length; i++) {
            long element = x[offset + i * stride];
            result = switch (kind) {
                case SUM -> result + element;
                case MAX -> Math.max(result, element);
                case MIN -> Math.min(result, element);
            };
        }
        return result;
    }

    static NDArray argMax(Op.ArgMax op, TensorType type, NDArray x) {
        int stride = x.shape().strides()[op.axis()];
        int extent = x.shape().dimension(op.axis());
        int[] result = new int[type.size()];
        for (int i = 0; i < result.length; i++) {
            int offset = i / stride * extent * stride + i % stride;
            int best = 0;
            for (int j = 1; j < extent; j++) {
                if (Storage.greater(x.data(), offset + j * stride, offset + best * stride)) {
                    best = j;
                }
            }
            result[i] = best;
        }
        return NDArray.wrap(type.withDType(DType.INT32), result);
    }

    static NDArray cumSum(Op.CumSum op, NDArray x) {
        int stride = x.shape().strides()[op.axis()];
        int extent = x.shape().dimension(op.axis());
        Object result = x.dtype().newArray(x.size());
        int lines = extent == 0 ? 0 : x.size() / extent;
        for (int line = 0; line < lines; line++) {
            int offset = line / stride * extent * stride + line % stride;
            Object running = x.dtype().newArray(1);
            for (int i = 0; i < extent; i++) {
                int position = offset + (op.reversed() ? extent - 1 - i : i) * stride;
                if (op.exclusive()) {
                    System.arraycopy(running, 0, result, position, 1);
                }
                Storage.add(running, 0, x.data(), position);
                if (!op.exclusive()) {
                    System.arraycopy(running, 0, result, position, 1);
                }
            }
        }
        return NDArray.wrap(x.type(), result);
    }
}
