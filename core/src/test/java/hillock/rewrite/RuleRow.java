package hillock.rewrite;

import static hillock.graph.Nodes.broadcast;
import static hillock.graph.Nodes.scalar;
import static hillock.graph.Nodes.unary;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Variable;
import java.util.List;
import java.util.stream.Stream;

/** A row of the tables of rules: what a rule is given, and what it makes of it. */
record RuleRow(String rule, DType dtype, Node before, Node after) {
    static final double[] FLOATS = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        1.5,
        -2.5,
        3,
        -7.25,
        1e-3,
        1e30,
        -1e30,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        0x1.234p-130,
        Double.MAX_VALUE,
        Double.MIN_NORMAL,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        0x1.234p-1040,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
    static final long[] INTEGERS = {
        0,
        1,
        -1,
        2,
        -2,
        7,
        -13,
        (1 << 24) + 1,
        (1L << 53) + 1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    static final List<DType> FLOAT_TYPES = List.of(DType.FLOAT32, DType.FLOAT64);
    static final List<DType> INTEGER_TYPES = List.of(DType.INT32, DType.INT64);
    static final List<DType> NUMBERS = List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64);
    static final List<DType> ALL = List.of(DType.values());
    static final List<DType> BOOL = List.of(DType.BOOL);

    /** Variables x and y that hold all pairs of special values; c, truth values; all of shape [n, 1, n]. */
    record Operands(Node x, Node y, Node c) {
        static Operands of(DType dtype) {
            int count = specials(dtype).length;
            Shape shape = Shape.of(count, 1, count);
            return new Operands(
                    variable(dtype, shape, count), variable(dtype, shape, 1), variable(DType.BOOL, shape, 1));
        }
    }

    /** A rule with what it is given and what it makes of it. */
    interface Change {
        Node of(Operands operands);
    }

    static long[] specials(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT64 ->
                java.util.Arrays.stream(FLOATS)
                        .mapToLong(value -> ((Op.Scalar) scalar(dtype, value).op()).bits())
                        .distinct()
                        .toArray();
            case INT32 ->
                java.util.Arrays.stream(INTEGERS)
                        .map(value -> (int) value)
                        .distinct()
                        .toArray();
            case INT64 -> INTEGERS;
            case BOOL -> new long[] {0, 1};
        };
    }

    /** The specials of a type over and over, each {@code repeats} times. */
    static Node variable(DType dtype, Shape shape, int repeats) {
        long[] specials = specials(dtype);
        Object data = dtype.newArray(shape.size());
        for (int i = 0; i < shape.size(); i++) {
            long bits = specials[i / repeats % specials.length];
            System.arraycopy(NDArray.scalar(dtype, bits).data(), 0, data, i, 1);
        }
        return Nodes.read(new Variable("v", NDArray.wrap(new TensorType(dtype, shape), data)));
    }

    static Stream<RuleRow> rows(String rule, List<DType> dtypes, Change before, Change after) {
        return dtypes.stream().map(dtype -> {
            Operands operands = Operands.of(dtype);
            return new RuleRow(rule, dtype, before.of(operands), after.of(operands));
        });
    }

    static Node bits(Node x, long bits) {
        DType dtype = x.tensorType().dtype();
        return broadcast(Node.of(new Op.Scalar(dtype, bits)), x.tensorType().shape());
    }

    static Node and(Node x, Node y) {
        return Nodes.binary(Op.Binary.AND, x, y);
    }

    static Node or(Node x, Node y) {
        return Nodes.binary(Op.Binary.OR, x, y);
    }

    static Node not(Node x) {
        return unary(Op.Unary.NOT, x);
    }

    static Node select(Node c, Node x, Node y) {
        return Node.of(new Op.Select(), c, x, y);
    }

    static Node truth(Node x, int value) {
        return broadcast(scalar(DType.BOOL, value), x.tensorType().shape());
    }

    static Node to(Node x, DType... dtypes) {
        Node result = x;
        for (DType dtype : dtypes) {
            result = Node.of(new Op.Cast(dtype), result);
        }
        return result;
    }

    static Node permute(Node x, Integer... order) {
        return Node.of(new Op.Permute(List.of(order)), x);
    }

    static Node reduce(Op.Reduction kind, Node x, Integer... axes) {
        return Node.of(new Op.Reduce(kind, List.of(axes)), x);
    }

    static Node slice(Node x, List<Integer> starts, List<Integer> sizes, List<Integer> steps) {
        return Node.of(new Op.Slice(starts, sizes, steps), x);
    }

    static Shape shape(Node x) {
        return x.tensorType().shape();
    }

    static int n(Node x) {
        return shape(x).dimension(0);
    }

    static List<Integer> l(Integer... numbers) {
        return List.of(numbers);
    }

    @Override
    public String toString() {
        return rule + " on " + dtype;
    }
}
