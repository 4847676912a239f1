package hillock;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.engine.Engine;
import hillock.graph.Composed;
import hillock.graph.Expression;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A formula whose value is a tensor: the fluent face of a {@link Node}. Building one computes nothing; it is evaluated
 * when looked at.
 *
 * <p>A {@link Variable} in a formula means the variable's content <em>when an evaluation starts</em>:
 *
 * <pre>{@code
 * Tensor y = Tensor.read(w).mul(2);   // w holds 3
 * w.set(NDArray.of(5f));
 * y.value();                          // 10, not 6
 * y.evaluated();                      // freezes the 10
 * }</pre>
 *
 * <p>Operands are stretched by NumPy's rules. Element types are never promoted; a Java number takes the tensor's type.
 * Errors in shapes and types are raised by the method that builds the formula.
 */
public final class Tensor implements Expression {
    private final Node node;
    private volatile @Nullable Remembered remembered;

    /** A value and the versions of the variables it was computed from. */
    private record Remembered(NDArray value, List<Variable> variables, List<Long> versions) {
        boolean fresh() {
            return versions(variables).equals(versions);
        }

        static List<Long> versions(List<Variable> variables) {
            return variables.stream().map(Variable::version).toList();
        }
    }

    private Tensor(Node node) {
        node.tensorType();
        this.node = node;
    }

    // Making

    /** The formula of a node that gives one tensor. */
    public static Tensor of(Node node) {
        return new Tensor(node);
    }

    /** An array as a constant. */
    public static Tensor of(NDArray array) {
        return new Tensor(Nodes.constant(array));
    }

    /** A float32 vector. */
    public static Tensor of(float... values) {
        return of(NDArray.of(values));
    }

    /** A float64 vector. */
    public static Tensor of(double... values) {
        return of(NDArray.of(values));
    }

    /** An int32 vector. */
    public static Tensor of(int... values) {
        return of(NDArray.of(values));
    }

    /** A float32 matrix; all rows must have one length. */
    public static Tensor of(float[][] rows) {
        return of(NDArray.of(rows));
    }

    /** A float64 matrix; all rows must have one length. */
    public static Tensor of(double[][] rows) {
        return of(NDArray.of(rows));
    }

    /** A float32 scalar. */
    public static Tensor scalar(float value) {
        return new Tensor(Nodes.scalar(DType.FLOAT32, value));
    }

    /** A float64 scalar. */
    public static Tensor scalar(double value) {
        return new Tensor(Nodes.scalar(DType.FLOAT64, value));
    }

    /** A float32 tensor of one number. */
    public static Tensor full(double value, int... shape) {
        return new Tensor(Nodes.fill(TensorType.of(DType.FLOAT32, shape), value));
    }

    /** A float32 tensor of zeros. */
    public static Tensor zeros(int... shape) {
        return full(0, shape);
    }

    /** A float32 tensor of ones. */
    public static Tensor ones(int... shape) {
        return full(1, shape);
    }

    /** The int32 numbers 0 to n - 1. */
    public static Tensor arange(int n) {
        return new Tensor(Nodes.iota(TensorType.of(DType.INT32, n), 0));
    }

    /** The content of a variable. */
    public static Tensor read(Variable variable) {
        return new Tensor(Nodes.read(variable));
    }

    /** A new input of a program. */
    public static Tensor input(String name, DType dtype, int... shape) {
        return new Tensor(Nodes.input(name, TensorType.of(dtype, shape)));
    }

    // Looking

    /** The expression. */
    @Override
    public Node node() {
        return node;
    }

    /** Element type and shape. */
    public TensorType type() {
        return node.tensorType();
    }

    /** The element type. */
    public DType dtype() {
        return type().dtype();
    }

    /** The extents. */
    public Shape shape() {
        return type().shape();
    }

    /** The value, computed now, or remembered while no variable in the formula has changed. */
    public NDArray value() {
        if (node.op() instanceof Op.Scalar scalar) {
            return scalar.value();
        }
        Remembered last = remembered;
        if (last != null && last.fresh()) {
            return last.value;
        }
        SequencedSet<Variable> met = new LinkedHashSet<>();
        for (Node part : Walk.topological(node)) {
            if (part.op() instanceof Op.Read read) {
                met.add(read.variable());
            }
        }
        List<Variable> variables = List.copyOf(met);
        List<Long> versions = Remembered.versions(variables);
        NDArray value = Engine.standard().evaluate(node);
        // A commit in between may make the value newer than these versions; then it is simply not reused.
        remembered = new Remembered(value, variables, versions);
        return value;
    }

    /** The values of several formulas, computed in one run from one state of all variables. */
    public static List<NDArray> evaluate(Tensor... tensors) {
        return Engine.standard()
                .evaluate(Arrays.stream(tensors).map(Tensor::node).toList());
    }

    /** This value as a constant: it no longer follows variables, and the formula behind it is forgotten. */
    public Tensor evaluated() {
        return of(value());
    }

    /** The value of a tensor with one element. */
    public double item() {
        return value().item();
    }

    /** The value in NumPy's layout. */
    @Override
    public String toString() {
        return value().toString();
    }

    // Arithmetic

    /** A Java number in this tensor's element type. */
    private Node number(double number) {
        if (!dtype().isFloat() && number != Math.rint(number)) {
            throw new IllegalArgumentException("%s is not a whole number, and this tensor is %s; cast the tensor first."
                    .formatted(number, type()));
        }
        return Nodes.scalar(dtype(), number);
    }

    /** {@code this + other}. */
    public Tensor add(Tensor other) {
        return new Tensor(Nodes.add(node, other.node));
    }

    /** {@code this + number}. */
    public Tensor add(double number) {
        return new Tensor(Nodes.add(node, number(number)));
    }

    /** {@code this - other}. */
    public Tensor sub(Tensor other) {
        return new Tensor(Nodes.sub(node, other.node));
    }

    /** {@code this - number}. */
    public Tensor sub(double number) {
        return new Tensor(Nodes.sub(node, number(number)));
    }

    /** {@code this * other}, element by element. */
    public Tensor mul(Tensor other) {
        return new Tensor(Nodes.mul(node, other.node));
    }

    /** {@code this * number}. */
    public Tensor mul(double number) {
        return new Tensor(Nodes.mul(node, number(number)));
    }

    /** {@code this / other}; needs floats. */
    public Tensor div(Tensor other) {
        if (!dtype().isFloat()) {
            throw new IllegalArgumentException(
                    "div needs floats, not %s; cast first, or divide integers, truncating, with Nodes.div."
                            .formatted(type()));
        }
        return new Tensor(Nodes.div(node, other.node));
    }

    /** {@code this / number}; needs floats. */
    public Tensor div(double number) {
        return div(new Tensor(number(number)));
    }

    /** {@code this} to the power {@code exponent}. */
    public Tensor pow(double exponent) {
        return new Tensor(Nodes.pow(node, number(exponent)));
    }

    /** {@code this} to the power {@code exponent}, element by element. */
    public Tensor pow(Tensor exponent) {
        return new Tensor(Nodes.pow(node, exponent.node));
    }

    /** The greater, element by element. */
    public Tensor max(Tensor other) {
        return new Tensor(Nodes.max(node, other.node));
    }

    /** The lesser, element by element. */
    public Tensor min(Tensor other) {
        return new Tensor(Nodes.min(node, other.node));
    }

    /** {@code -this}. */
    public Tensor neg() {
        return new Tensor(Nodes.neg(node));
    }

    /** {@code this * this}. */
    public Tensor square() {
        return new Tensor(Nodes.square(node));
    }

    /** The magnitude. */
    public Tensor abs() {
        return unary(Op.Unary.ABS);
    }

    /** {@code e^this}. */
    public Tensor exp() {
        return unary(Op.Unary.EXP);
    }

    /** The natural logarithm. */
    public Tensor log() {
        return unary(Op.Unary.LOG);
    }

    /** The square root. */
    public Tensor sqrt() {
        return unary(Op.Unary.SQRT);
    }

    /** The sine. */
    public Tensor sin() {
        return unary(Op.Unary.SIN);
    }

    /** The cosine. */
    public Tensor cos() {
        return unary(Op.Unary.COS);
    }

    /** The hyperbolic tangent. */
    public Tensor tanh() {
        return unary(Op.Unary.TANH);
    }

    /** The error function. */
    public Tensor erf() {
        return unary(Op.Unary.ERF);
    }

    /** Any operation on one operand. */
    public Tensor unary(Op.Unary op) {
        return new Tensor(Node.of(op, node));
    }

    /** {@code this < other}, bool. */
    public Tensor less(Tensor other) {
        return new Tensor(Nodes.less(node, other.node));
    }

    /** {@code this == other}, bool. */
    public Tensor equal(Tensor other) {
        return new Tensor(Nodes.equal(node, other.node));
    }

    /** {@code yes} where this bool tensor holds, else {@code no}. */
    public Tensor select(Tensor yes, Tensor no) {
        return new Tensor(Nodes.select(node, yes.node, no.node));
    }

    /** Conversion of the element type. */
    public Tensor cast(DType dtype) {
        return new Tensor(Nodes.cast(node, dtype));
    }

    // Composed

    /** The logistic function. */
    public Tensor sigmoid() {
        return new Tensor(Composed.sigmoid(node));
    }

    /** {@code max(x, 0)}. */
    public Tensor relu() {
        return new Tensor(Composed.relu(node));
    }

    /** {@code ln(1 + e^x)}. */
    public Tensor softplus() {
        return new Tensor(Composed.softplus(node));
    }

    /** The Gaussian error linear unit. */
    public Tensor gelu() {
        return new Tensor(Composed.gelu(node));
    }

    /** Probabilities along an axis. */
    public Tensor softmax(int axis) {
        return new Tensor(Composed.softmax(node, axis));
    }

    /** Log-probabilities along an axis. */
    public Tensor logSoftmax(int axis) {
        return new Tensor(Composed.logSoftmax(node, axis));
    }

    /** {@code ln sum e^x} over an axis, which is dropped. */
    public Tensor logSumExp(int axis) {
        return new Tensor(Composed.logSumExp(node, axis));
    }

    /** Any function of nodes, such as those of {@link Composed}: {@code x.apply(Composed::softsign)}. */
    public Tensor apply(UnaryOperator<Node> function) {
        return new Tensor(function.apply(node));
    }

    /** The value without its derivative. */
    public Tensor detach() {
        return new Tensor(Composed.detach(node));
    }

    // Movement

    /** Another shape of the same size; one extent may be -1, meaning what is left. */
    public Tensor reshape(int... shape) {
        int[] extents = shape.clone();
        int known = 1;
        int open = -1;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] == -1 && open < 0) {
                open = i;
            } else {
                known *= extents[i];
            }
        }
        if (open >= 0) {
            if (known == 0 || shape().size() % known != 0) {
                throw new IllegalArgumentException(
                        "%s cannot be reshaped to %s.".formatted(type(), Arrays.toString(shape)));
            }
            extents[open] = shape().size() / known;
        }
        return new Tensor(Nodes.reshape(node, Shape.of(extents)));
    }

    /** The last two axes exchanged. */
    public Tensor transpose() {
        return new Tensor(Nodes.transpose(node));
    }

    /** Axes in another order. */
    public Tensor permute(int... order) {
        return new Tensor(Nodes.permute(node, IntStream.of(order).boxed().toList()));
    }

    /** Stretched by NumPy's rules. */
    public Tensor broadcast(int... shape) {
        return new Tensor(Nodes.broadcast(node, Shape.of(shape)));
    }

    /** Elements {@code start} to {@code stop} (exclusive) of one axis. */
    public Tensor slice(int axis, int start, int stop) {
        return new Tensor(Nodes.slice(node, axis, start, stop));
    }

    /** Tensors joined along an axis. */
    public static Tensor concat(int axis, Tensor... parts) {
        List<Node> nodes = new ArrayList<>();
        for (Tensor part : parts) {
            nodes.add(part.node);
        }
        return new Tensor(Nodes.concat(nodes, axis));
    }

    /** Slices picked by int32 indices along an axis. */
    public Tensor gather(int axis, Tensor indices) {
        return new Tensor(Nodes.gather(node, indices.node, axis));
    }

    // Reductions and products

    /** The sum of all elements. */
    public Tensor sum() {
        return new Tensor(Nodes.sumAll(node));
    }

    /** The sum over axes, which are dropped. */
    public Tensor sum(int... axes) {
        return new Tensor(Nodes.sum(node, axes));
    }

    /** The mean of all elements; needs floats. */
    public Tensor mean() {
        return mean(IntStream.range(0, shape().rank()).toArray());
    }

    /** The mean over axes, which are dropped; needs floats. */
    public Tensor mean(int... axes) {
        return new Tensor(Composed.mean(node, axes));
    }

    /** The greatest elements over axes, which are dropped. */
    public Tensor max(int... axes) {
        return new Tensor(Nodes.reduce(Op.Reduction.MAX, node, axes));
    }

    /** The least elements over axes, which are dropped. */
    public Tensor min(int... axes) {
        return new Tensor(Nodes.reduce(Op.Reduction.MIN, node, axes));
    }

    /** The int32 index of the greatest element along an axis, which is dropped. */
    public Tensor argMax(int axis) {
        return new Tensor(Node.of(new Op.ArgMax(shape().axis(axis)), node));
    }

    /** The matrix product of the last two axes; leading axes are a batch. */
    public Tensor matmul(Tensor other) {
        return new Tensor(Nodes.matmul(node, other.node));
    }
}
