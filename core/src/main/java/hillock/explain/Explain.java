package hillock.explain;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Expression;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Suggest;
import hillock.graph.Symbol;
import hillock.graph.Walk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An explanation of an expression: the value and the derivative on every edge, {@code upstream x local} at every node,
 * and what each operation does to gradients.
 *
 * <pre>{@code
 * Map<String, Node> names = Map.of("x", x, "y", y, "z", z);        // inputs
 * Node f = ExpressionParser.parse("(x+y)*z", names, DType.FLOAT64);
 * Explain.of(f).at("x", -2).at("y", 5).at("z", -4).print();
 * }</pre>
 *
 * <p>Immutable: every method gives another explanation. What is shown is computed by the interpreter and by the
 * engine's own differentiation, one operation at a time. Numbers written into an expression are constants and have no
 * gradient, unless the expression has neither inputs nor variables.
 */
public final class Explain {
    private static final int WIDTH = 100;

    private final Node root;
    private final Map<Symbol, NDArray> inputs;
    /** The leaf of forward mode; null in reverse mode. */
    private final @Nullable Node direction;

    private final @Nullable NDArray seed;
    private final boolean expanded;

    private Explain(
            Node root,
            Map<Symbol, NDArray> inputs,
            @Nullable Node direction,
            @Nullable NDArray seed,
            boolean expanded) {
        this.root = root;
        this.inputs = inputs;
        this.direction = direction;
        this.seed = seed;
        this.expanded = expanded;
    }

    /**
     * The explanation of an expression in reverse mode.
     *
     * @throws IllegalStateException if the expression is a tuple
     */
    public static Explain of(Expression expression) {
        Node root = expression.node();
        root.tensorType();
        return new Explain(Tracer.joinLeaves(root), Map.of(), null, null, false);
    }

    // Values of inputs

    /**
     * Values for inputs.
     *
     * @throws IllegalArgumentException if a node is not an input of the expression or a value is of another type
     */
    public Explain at(Map<Node, NDArray> values) {
        Explain result = this;
        for (Map.Entry<Node, NDArray> entry : values.entrySet()) {
            if (!(entry.getKey().op() instanceof Op.Input(Symbol symbol))) {
                throw new IllegalArgumentException(
                        "%s is not an input, so it cannot be given a value; inputs are made with Nodes.input."
                                .formatted(entry.getKey()));
            }
            if (leaves().stream()
                    .noneMatch(leaf -> leaf.op().equals(entry.getKey().op()))) {
                throw new IllegalArgumentException(
                        "The expression has no input '%s'. It has %s.".formatted(symbol, names()));
            }
            result = result.with(symbol, entry.getValue());
        }
        return result;
    }

    /**
     * A value for the input of a name.
     *
     * @throws IllegalArgumentException if no input or several have the name, or the value is of another type
     */
    public Explain at(String name, NDArray value) {
        return with(input(name), value);
    }

    /**
     * A number for the scalar input of a name.
     *
     * @throws IllegalArgumentException if no input or several have the name, or it is not a scalar
     */
    public Explain at(String name, double value) {
        Symbol symbol = input(name);
        return with(symbol, number(symbol.type(), value));
    }

    private Symbol input(String name) {
        Node leaf = leaf(name);
        if (leaf.op() instanceof Op.Input(Symbol symbol)) {
            return symbol;
        }
        throw new IllegalArgumentException(
                "'%s' is a variable and has its own value; set it there, or use an input.".formatted(name));
    }

    private Explain with(Symbol symbol, NDArray value) {
        if (!value.type().equals(symbol.type())) {
            throw new IllegalArgumentException(
                    "The input '%s' was given a value of type %s.".formatted(symbol, value.type()));
        }
        Map<Symbol, NDArray> more = new LinkedHashMap<>(inputs);
        more.put(symbol, value);
        return new Explain(root, more, direction, seed, expanded);
    }

    // How

    /** Reverse mode: gradients of the output, from the output to the inputs. This is the mode at the start. */
    public Explain reverse() {
        return new Explain(root, inputs, null, seed, expanded);
    }

    /**
     * Forward mode: derivatives by one input, from there to the output.
     *
     * @param input a float input or variable of the expression
     * @throws IllegalArgumentException if it is something else
     */
    public Explain forward(Node input) {
        for (Node node : Walk.topological(root)) {
            if (Trace.isNamed(node.op()) && node.op().equals(input.op())) {
                if (!node.tensorType().dtype().isFloat()) {
                    throw new IllegalArgumentException(
                            "There is no derivative by %s: it is not a float.".formatted(node.op()));
                }
                return new Explain(root, inputs, node, seed, expanded);
            }
        }
        throw new IllegalArgumentException(
                "%s is not an input or variable of the expression, which has %s; forward mode starts at one of them."
                        .formatted(input, names()));
    }

    /**
     * Forward mode: derivatives by the input or variable of a name.
     *
     * @throws IllegalArgumentException if none or several have the name, or it is not a float
     */
    public Explain forward(String name) {
        return forward(leaf(name));
    }

    /**
     * The derivative to start with, instead of ones: in reverse mode the gradient that arrives at the output, in
     * forward mode the tangent of the input.
     */
    public Explain seed(NDArray derivative) {
        return new Explain(root, inputs, direction, derivative, expanded);
    }

    /** The number to start with, instead of 1, for a scalar: see {@link #seed(NDArray)}. */
    public Explain seed(double derivative) {
        return seed(number(origin().tensorType(), derivative));
    }

    /**
     * Named functions shown as the operations inside of them, instead of as one gate. A function whose own derivative
     * is not that of its parts, such as {@code detach}, stays one gate.
     */
    public Explain expanded() {
        return new Explain(root, inputs, direction, seed, true);
    }

    // Results

    /**
     * The values and derivatives of all nodes and edges.
     *
     * @throws IllegalArgumentException if an input has no value, the output of reverse mode is not a float, or the seed
     *     has another type than what it belongs to
     */
    public Trace trace() {
        TensorType type = origin().tensorType();
        if (!type.dtype().isFloat()) {
            throw new IllegalArgumentException(
                    "The expression gives %s, and only floats have derivatives; explain what it is made from."
                            .formatted(type));
        }
        NDArray start = seed == null ? LocalRules.filled(type, 1) : seed;
        if (!start.type().equals(type)) {
            throw new IllegalArgumentException("The seed %s does not belong to '%s', which is %s."
                    .formatted(start.type(), origin().op().label(), type));
        }
        Node graph = expanded ? new Expansion(inputs).expand(root) : root;
        Tracer tracer = new Tracer(graph, inputs);
        return direction == null ? tracer.reverse(start) : tracer.forward(direction, start);
    }

    /** Prints the explanation on standard output, without colours. */
    public void print() {
        IO.print(this);
    }

    /**
     * The explanation as text: a picture of the graph, then the steps of the forward pass and of the derivatives.
     *
     * @param colour whether values are green and derivatives red, by the escape codes of terminals
     * @param unicode whether the picture is drawn with box characters or with {@code + - |}
     * @param width the most columns of a line, at least 40
     */
    public String toText(boolean colour, boolean unicode, int width) {
        return TextForm.of(trace(), Math.max(width, 40)).render(colour, unicode, Math.max(width, 40));
    }

    /** The explanation as text without colours, in box characters, at most 100 columns wide. */
    @Override
    public String toString() {
        return toText(false, true, WIDTH);
    }

    // Names

    private Node origin() {
        return direction == null ? root : direction;
    }

    private List<Node> leaves() {
        return Walk.topological(root).stream()
                .filter(node -> Trace.isNamed(node.op()))
                .toList();
    }

    private static String name(Node leaf) {
        return switch (leaf.op()) {
            case Op.Input(Symbol symbol) -> symbol.name();
            case Op.Read read -> read.variable().name();
            default -> leaf.op().label();
        };
    }

    private TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>();
        leaves().forEach(leaf -> names.add(name(leaf)));
        return names;
    }

    private Node leaf(String name) {
        List<Node> found =
                leaves().stream().filter(leaf -> name(leaf).equals(name)).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            String near = Suggest.sentence(name, names());
            throw new IllegalArgumentException("The expression has no input '%s'. %sIt has %s."
                    .formatted(name, near.isEmpty() ? "" : near + " ", names()));
        }
        throw new IllegalArgumentException(
                "%d inputs of the expression are named '%s'; name the one you mean by its node."
                        .formatted(found.size(), name));
    }

    private static NDArray number(TensorType type, double value) {
        if (type.rank() != 0) {
            throw new IllegalArgumentException(
                    "A number was given where %s is expected; give an NDArray of that type.".formatted(type));
        }
        return LocalRules.filled(type, value);
    }
}
