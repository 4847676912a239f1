package hillock.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.Arrays;
import java.util.List;

/** A row of a table of tests: an operation on operands and the value it must have, to the bit. */
record Case(Op op, List<NDArray> operands, NDArray expected) {

    static Case of(Op op, NDArray expected, NDArray... operands) {
        return new Case(op, List.of(operands), expected);
    }

    /** Evaluates the operation as a node of a graph and compares. */
    void check() {
        Node node = Node.of(op, operands.stream().map(Nodes::constant).toList());
        NDArray value = new Interpreter().evaluate(node);
        assertThat(value.type()).as("type of %s", this).isEqualTo(node.type());
        assertThat(value.type()).as("type of %s", this).isEqualTo(expected.type());
        assertThat(value.sameBits(expected)).as("%s gave\n%s", this, value).isTrue();
    }

    static NDArray longs(long... values) {
        return NDArray.of(Shape.of(values.length), values);
    }

    static NDArray truths(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return NDArray.wrap(TensorType.of(DType.BOOL, values.length), bytes);
    }

    /** Numbers of an element type and shape. */
    static NDArray array(DType dtype, Shape shape, double... values) {
        Object data = dtype.newArray(values.length);
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            switch (data) {
                case float[] a -> a[i] = (float) value;
                case double[] a -> a[i] = value;
                case int[] a -> a[i] = (int) value;
                case long[] a -> a[i] = (long) value;
                case byte[] a -> a[i] = (byte) value;
                default -> throw new AssertionError(dtype);
            }
        }
        return NDArray.wrap(new TensorType(dtype, shape), data);
    }

    /** The numbers 0, 1, 2, ... as a tensor. */
    static NDArray counting(DType dtype, int... extents) {
        Shape shape = Shape.of(extents);
        double[] values = new double[shape.size()];
        Arrays.setAll(values, i -> dtype == DType.BOOL ? i % 2 : i);
        return array(dtype, shape, values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(op.label());
        for (NDArray operand : operands) {
            text.append(' ').append(operand.type()).append(operand.size() <= 20 ? " " + operand : "");
        }
        return text.append(" -> ")
                .append(expected.size() <= 20 ? expected : expected.type())
                .toString();
    }
}
