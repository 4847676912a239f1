package hillock.graph;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The vocabulary for building graphs: each method makes nodes of listed operations, and binary ones stretch their
 * operands by NumPy's rules. Derivative rules, composed functions and the fluent {@code Tensor} are all written in it.
 */
public final class Nodes {
    private Nodes() {}

    // Leaves

    /** An array as a constant; the array must not change. */
    public static Node constant(NDArray value) {
        return value.shape().rank() == 0
                ? Node.of(new Op.Scalar(value.dtype(), value.bits(0)))
                : Node.of(new Op.Constant(value));
    }

    /** A number as a scalar of an element type. */
    public static Node scalar(DType dtype, double value) {
        return Node.of(new Op.Scalar(dtype, bits(dtype, value)));
    }

    private static long bits(DType dtype, double value) {
        return switch (dtype) {
            case FLOAT32 -> Float.floatToRawIntBits((float) value);
            case FLOAT64 -> Double.doubleToRawLongBits(value);
            case INT32 -> (int) value;
            case INT64 -> (long) value;
            case BOOL -> value != 0 ? 1 : 0;
        };
    }

    /** A tensor of one number. */
    public static Node fill(TensorType type, double value) {
        return broadcast(scalar(type.dtype(), value), type.shape());
    }

    /** A tensor of one number with the type of another. */
    public static Node fillLike(Node x, double value) {
        return fill(x.tensorType(), value);
    }

    /** Zeros with the type of another tensor. */
    public static Node zerosLike(Node x) {
        return fillLike(x, 0);
    }

    /** The content of a variable. */
    public static Node read(Variable variable) {
        return Node.of(new Op.Read(variable));
    }

    /** A new input of a program. */
    public static Node input(String name, TensorType type) {
        return Node.of(new Op.Input(new Symbol(name, type)));
    }

    /** The index along an axis. */
    public static Node iota(TensorType type, int axis) {
        return Node.of(new Op.Iota(type, type.shape().axis(axis)));
    }

    /** Random numbers of a key, int32[2], and a stream, int32[]: see {@link Op.Random}. */
    public static Node random(TensorType type, Node key, Node stream) {
        return Node.of(new Op.Random(type), key, stream);
    }

    // Elementwise

    /** One operation on one operand. */
    public static Node unary(Op.Unary op, Node x) {
        return Node.of(op, x);
    }

    /** One operation on two operands stretched to a common shape. */
    public static Node binary(Op.Binary op, Node a, Node b) {
        TensorType x = a.tensorType();
        TensorType y = b.tensorType();
        if (x.shape().equals(y.shape())) {
            return Node.of(op, a, b);
        }
        Shape shape;
        try {
            shape = Shape.broadcast(x.shape(), y.shape());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' does not fit %s and %s. %s".formatted(op.label(), x, y, e.getMessage()), e);
        }
        return Node.of(op, broadcast(a, shape), broadcast(b, shape));
    }

    /** {@code a + b}. */
    public static Node add(Node a, Node b) {
        return binary(Op.Binary.ADD, a, b);
    }

    /** {@code a - b}. */
    public static Node sub(Node a, Node b) {
        return binary(Op.Binary.SUB, a, b);
    }

    /** {@code a * b}, element by element. */
    public static Node mul(Node a, Node b) {
        return binary(Op.Binary.MUL, a, b);
    }

    /** {@code a * factor}. */
    public static Node mul(Node a, double factor) {
        return mul(a, scalar(a.tensorType().dtype(), factor));
    }

    /** {@code a + term}. */
    public static Node add(Node a, double term) {
        return add(a, scalar(a.tensorType().dtype(), term));
    }

    /** {@code number - a}. */
    public static Node rsub(double number, Node a) {
        return sub(scalar(a.tensorType().dtype(), number), a);
    }

    /** {@code a / b}. */
    public static Node div(Node a, Node b) {
        return binary(Op.Binary.DIV, a, b);
    }

    /** The greater, element by element. */
    public static Node max(Node a, Node b) {
        return binary(Op.Binary.MAX, a, b);
    }

    /** The lesser, element by element. */
    public static Node min(Node a, Node b) {
        return binary(Op.Binary.MIN, a, b);
    }

    /** {@code a} to the power {@code b}. */
    public static Node pow(Node a, Node b) {
        return binary(Op.Binary.POW, a, b);
    }

    /** {@code a < b}. */
    public static Node less(Node a, Node b) {
        return binary(Op.Binary.LESS, a, b);
    }

    /** {@code a <= b}. */
    public static Node lessEqual(Node a, Node b) {
        return binary(Op.Binary.LESS_EQUAL, a, b);
    }

    /** {@code a == b}. */
    public static Node equal(Node a, Node b) {
        return binary(Op.Binary.EQUAL, a, b);
    }

    /** {@code -x}. */
    public static Node neg(Node x) {
        return Node.of(Op.Unary.NEG, x);
    }

    /** {@code x * x}. */
    public static Node square(Node x) {
        return Node.of(Op.Binary.MUL, x, x);
    }

    /** {@code e^x}. */
    public static Node exp(Node x) {
        return Node.of(Op.Unary.EXP, x);
    }

    /** The natural logarithm. */
    public static Node log(Node x) {
        return Node.of(Op.Unary.LOG, x);
    }

    /** The square root. */
    public static Node sqrt(Node x) {
        return Node.of(Op.Unary.SQRT, x);
    }

    /** The magnitude. */
    public static Node abs(Node x) {
        return Node.of(Op.Unary.ABS, x);
    }

    /** {@code yes} where the condition holds, else {@code no}; all three are stretched to a common shape. */
    public static Node select(Node condition, Node yes, Node no) {
        Shape shape = Shape.broadcast(
                condition.tensorType().shape(),
                Shape.broadcast(yes.tensorType().shape(), no.tensorType().shape()));
        return Node.of(new Op.Select(), broadcast(condition, shape), broadcast(yes, shape), broadcast(no, shape));
    }

    /** Conversion of the element type; the operand itself if it has it. */
    public static Node cast(Node x, DType dtype) {
        return x.tensorType().dtype() == dtype ? x : Node.of(new Op.Cast(dtype), x);
    }

    // Movement

    /** Stretching by NumPy's rules; the operand itself if it has the shape. */
    public static Node broadcast(Node x, Shape shape) {
        return x.tensorType().shape().equals(shape) ? x : Node.of(new Op.Broadcast(shape), x);
    }

    /** Another shape of the same size; the operand itself if it has the shape. */
    public static Node reshape(Node x, Shape shape) {
        return x.tensorType().shape().equals(shape) ? x : Node.of(new Op.Reshape(shape), x);
    }

    /** Axes in another order; the operand itself if the order is the present one. */
    public static Node permute(Node x, List<Integer> order) {
        return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i)
                        && order.size() == x.tensorType().rank()
                ? x
                : Node.of(new Op.Permute(order), x);
    }

    /** The last two axes exchanged. */
    public static Node transpose(Node x) {
        int rank = x.tensorType().rank();
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.swap(order, rank - 1, rank - 2);
        return permute(x, order);
    }

    /** Elements {@code start} to {@code stop} (exclusive) of one axis; the operand itself if that is all. */
    public static Node slice(Node x, int axis, int start, int stop) {
        Shape shape = x.tensorType().shape();
        int at = shape.axis(axis);
        List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
        List<Integer> sizes =
                new ArrayList<>(IntStream.of(shape.toArray()).boxed().toList());
        starts.set(at, start);
        sizes.set(at, stop - start);
        return start == 0 && stop == shape.dimension(at)
                ? x
                : Node.of(new Op.Slice(starts, sizes, Collections.nCopies(shape.rank(), 1)), x);
    }

    /** Zeros around and between the elements; the operand itself if there are none. */
    public static Node pad(Node x, List<Integer> before, List<Integer> between, List<Integer> after) {
        return pad(x, before, between, after, 0);
    }

    /** A number around and between the elements; the operand itself if there is nothing to put. */
    public static Node pad(Node x, List<Integer> before, List<Integer> between, List<Integer> after, double value) {
        boolean none = before.stream().allMatch(n -> n == 0)
                && between.stream().allMatch(n -> n == 0)
                && after.stream().allMatch(n -> n == 0);
        long bits = bits(x.tensorType().dtype(), value);
        return none && before.size() == x.tensorType().rank()
                ? x
                : Node.of(new Op.Pad(before, between, after, bits), x);
    }

    /** Operands joined along an axis. */
    public static Node concat(List<Node> parts, int axis) {
        return Node.of(new Op.Concat(parts.getFirst().tensorType().shape().axis(axis)), parts);
    }

    /** The elements of an axis in opposite order. */
    public static Node flip(Node x, int axis) {
        int extent = x.tensorType().shape().dimension(axis);
        TensorType type = TensorType.of(DType.INT32, extent);
        return gather(x, rsub(extent - 1, iota(type, 0)), axis);
    }

    /** Slices of x picked by int32 indices. */
    public static Node gather(Node x, Node indices, int axis) {
        return Node.of(new Op.Gather(x.tensorType().shape().axis(axis)), x, indices);
    }

    /** Base with updates added at int32 indices. */
    public static Node scatterAdd(Node base, Node indices, Node updates, int axis) {
        return Node.of(new Op.ScatterAdd(base.tensorType().shape().axis(axis)), base, indices, updates);
    }

    // Reductions and products

    /**
     * A reduction over axes, which are dropped; the operand itself if there are none. Negative axes count from the end.
     */
    public static Node reduce(Op.Reduction kind, Node x, int... axes) {
        Shape shape = x.tensorType().shape();
        List<Integer> sorted =
                IntStream.of(axes).map(shape::axis).distinct().sorted().boxed().toList();
        return sorted.isEmpty() ? x : Node.of(new Op.Reduce(kind, sorted), x);
    }

    /** The sum over axes, which are dropped. */
    public static Node sum(Node x, int... axes) {
        return reduce(Op.Reduction.SUM, x, axes);
    }

    /** The sum of all elements, a scalar. */
    public static Node sumAll(Node x) {
        return sum(x, IntStream.range(0, x.tensorType().rank()).toArray());
    }

    /** A tensor without axes that were dropped, with extents of 1 in their place. */
    public static Node keepAxes(Node reduced, Shape original, int... axes) {
        Shape shape = original;
        for (int axis : axes) {
            shape = shape.with(axis, 1);
        }
        return reshape(reduced, shape);
    }

    /** The transpose of {@link #broadcast}: summed over what was stretched, to the given shape. */
    public static Node unbroadcast(Node x, Shape shape) {
        Shape wide = x.tensorType().shape();
        if (wide.equals(shape)) {
            return x;
        }
        int extra = wide.rank() - shape.rank();
        int[] axes = IntStream.range(0, wide.rank())
                .filter(axis -> axis < extra || shape.dimension(axis - extra) == 1 && wide.dimension(axis) != 1)
                .toArray();
        return reshape(sum(x, axes), shape);
    }

    /** The matrix product of the last two axes; leading axes are stretched to a common batch. */
    public static Node matmul(Node a, Node b) {
        Shape x = a.tensorType().shape();
        Shape y = b.tensorType().shape();
        if (x.rank() < 2 || y.rank() < 2 || x.rank() == 2 && y.rank() == 2) {
            return Node.of(new Op.MatMul(), a, b);
        }
        Shape batch = Shape.broadcast(leading(x), leading(y));
        return Node.of(new Op.MatMul(), broadcast(a, matrices(batch, x)), broadcast(b, matrices(batch, y)));
    }

    private static Shape leading(Shape shape) {
        return shape.without(-1).without(-1);
    }

    private static Shape matrices(Shape batch, Shape shape) {
        return batch.insert(batch.rank(), shape.dimension(-2)).insert(batch.rank() + 1, shape.dimension(-1));
    }

    // Control

    /** One part of a tuple. */
    public static Node element(Node tuple, int index) {
        return Node.of(new Op.Element(index), tuple);
    }

    /** All parts of a tuple; a single tensor is its only part. */
    public static List<Node> elements(Node node) {
        return node.type() instanceof TensorType
                ? List.of(node)
                : IntStream.range(0, node.tupleTypes().size())
                        .mapToObj(i -> element(node, i))
                        .toList();
    }

    /** A call of a function whose body is differentiated. */
    public static Node call(
            String name, List<Node> operands, java.util.function.Function<List<Node>, List<Node>> body) {
        List<TensorType> types = operands.stream().map(Node::tensorType).toList();
        return Node.of(new Op.Call(name, Function.of(types, body), List.of()), operands);
    }
}
