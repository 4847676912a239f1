package hillock.autodiff;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Evaluator;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.Random;

/** Short forms for the tests of derivatives. */
final class Numbers {
    static final Evaluator INTERPRETER = new Interpreter();

    private Numbers() {}

    static Node variable(double... values) {
        return Nodes.read(new Variable("v", NDArray.of(values)));
    }

    static Node scalar(double value) {
        return Nodes.read(new Variable("s", NDArray.of(Shape.SCALAR, value)));
    }

    static Node normal(Random random, int... shape) {
        return Nodes.read(new Variable("r", normalArray(random, shape)));
    }

    static NDArray normalArray(Random random, int... shape) {
        Shape extents = Shape.of(shape);
        return NDArray.of(
                extents, random.doubles(extents.size(), -1, 1).map(x -> 1.5 * x).toArray());
    }

    static double[] values(Node node) {
        NDArray array = INTERPRETER.evaluate(node);
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.getDouble(i);
        }
        return values;
    }

    static double value(Node node) {
        return INTERPRETER.evaluate(node).item();
    }

    static double[] gradient(Node output, Node x) {
        return values(Reverse.gradient(output, List.of(x)).getFirst());
    }

    /** The derivative of a scalar by a scalar in forward mode. */
    static double tangent(Node output, Node x) {
        return value(Forward.jvp(List.of(output), List.of(x), List.of(Nodes.fillLike(x, 1)))
                .getFirst());
    }

    /** The inner product of two lists of tensors. */
    static double dot(List<Node> a, List<Node> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += value(Nodes.sumAll(Nodes.mul(a.get(i), b.get(i))));
        }
        return sum;
    }

    static Node constant(Random random, TensorType type) {
        Node value = Nodes.constant(normalArray(random, type.shape().toArray()));
        return type.dtype() == DType.FLOAT64 ? value : Nodes.cast(value, type.dtype());
    }
}
