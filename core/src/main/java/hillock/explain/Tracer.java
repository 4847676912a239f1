package hillock.explain;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.array.TupleType;
import hillock.array.Type;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Symbol;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The walk that evaluates a graph and carries derivatives through it one operation at a time, keeping what passes over
 * every edge. Every product is computed by {@link LocalRules}; this class only adds them up.
 */
final class Tracer {
    private final LocalRules rules = new LocalRules();
    private final List<Node> order;
    private final Node root;
    private final Map<Node, NDArray> values;
    private final Set<Node> active;
    /** The derivative of each node, part by part; a part that has none, or none yet, is null. */
    private final Map<Node, List<@Nullable NDArray>> derivatives = new HashMap<>();

    private final Map<Node, List<TraceEdge>> edges = new HashMap<>();
    private final Map<Node, Integer> numbers = new HashMap<>();

    Tracer(Node root, Map<Symbol, NDArray> inputs) {
        this.root = root;
        this.order = Walk.topological(root);
        this.values = new Interpreter().trace(List.of(root), inputs);
        this.active = active();
        List<Node> gates =
                order.stream().filter(node -> !(node.op() instanceof Op.Leaf)).toList();
        List<Node> leaves =
                order.stream().filter(node -> node.op() instanceof Op.Leaf).toList();
        gates.forEach(node -> numbers.put(node, numbers.size() + 1));
        leaves.forEach(node -> numbers.put(node, numbers.size() + 1));
    }

    /**
     * A graph in which all reads of one variable or input are one node, so that their gradients add up in one place; it
     * has the same values.
     */
    static Node joinLeaves(Node root) {
        Map<Op, Node> first = new HashMap<>();
        return Walk.rebuild(
                        List.of(root),
                        (node, inputs) -> Trace.isNamed(node.op())
                                ? first.computeIfAbsent(node.op(), _ -> node)
                                : node.withInputs(inputs))
                .getFirst();
    }

    /**
     * The nodes that a derivative flows through: floats that depend on an input or variable. Constants are fixed
     * numbers, unless there is nothing else: then they are what the graph is a function of.
     */
    private Set<Node> active() {
        boolean named = order.stream().anyMatch(node -> Trace.isNamed(node.op()));
        Set<Node> found = new HashSet<>();
        for (Node node : order) {
            boolean source = node.op() instanceof Op.Leaf && (!named || Trace.isNamed(node.op()));
            if (hasFloat(node.type()) && (source || node.inputs().stream().anyMatch(found::contains))) {
                found.add(node);
            }
        }
        return found;
    }

    private static boolean hasFloat(Type type) {
        return types(type).stream().anyMatch(part -> part.dtype().isFloat());
    }

    private static List<TensorType> types(Type type) {
        return switch (type) {
            case TensorType tensor -> List.of(tensor);
            case TupleType tuple -> tuple.parts();
        };
    }

    // Reverse mode

    /** The trace of the gradient of the output, given the gradient that arrives at it. */
    Trace reverse(NDArray upstream) {
        if (active.contains(root)) {
            accumulate(root, 0, upstream);
        }
        for (Node node : order.reversed()) {
            fillMissing(node);
            List<@Nullable NDArray> arrived = derivative(node);
            @Nullable NDArray[] locals = new NDArray[node.inputs().size()];
            @Nullable NDArray[] gradients = new NDArray[node.inputs().size()];
            if (active.contains(node)) {
                if (node.op() instanceof Op.Element element) {
                    NDArray gradient = Objects.requireNonNull(arrived.getFirst());
                    accumulate(node.input(0), element.index(), gradient);
                    gradients[0] = gradient;
                } else {
                    carryBack(node, arrived, locals, gradients);
                }
            }
            List<TraceEdge> list = new ArrayList<>();
            for (int i = 0; i < node.inputs().size(); i++) {
                // What arrives at a tuple is several gradients and cannot be shown as one.
                boolean single = gradients[i] != null && node.type() instanceof TensorType;
                NDArray upstreamHere = single ? arrived.getFirst() : null;
                list.add(edge(node, i, upstreamHere, locals[i], gradients[i]));
            }
            edges.put(node, list);
        }
        return trace(Trace.Mode.REVERSE, root);
    }

    private void carryBack(
            Node node, List<@Nullable NDArray> arrived, @Nullable NDArray[] locals, @Nullable NDArray[] gradients) {
        List<Integer> asked = activeOperands(node);
        if (asked.isEmpty()) {
            return;
        }
        List<NDArray> operands = operandValues(node);
        List<NDArray> products = rules.vjp(node, operands, arrived, asked);
        List<NDArray> slopes = LocalRules.isElementwise(node)
                ? rules.vjp(node, operands, List.of(LocalRules.filled(node.tensorType(), 1)), asked)
                : List.of();
        for (int i = 0; i < asked.size(); i++) {
            int operand = asked.get(i);
            gradients[operand] = products.get(i);
            locals[operand] = slopes.isEmpty() ? null : slopes.get(i);
            accumulate(node.input(operand), 0, products.get(i));
        }
    }

    /** Gives zeros to float parts that nothing has flowed to, so that everything behind them gets its zeros too. */
    private void fillMissing(Node node) {
        if (active.contains(node)) {
            List<TensorType> types = types(node.type());
            List<@Nullable NDArray> parts = derivative(node);
            for (int i = 0; i < types.size(); i++) {
                if (parts.get(i) == null && types.get(i).dtype().isFloat()) {
                    parts.set(i, NDArray.zeros(types.get(i)));
                }
            }
        }
    }

    // Forward mode

    /** The trace of the derivative by one leaf, given the tangent of the leaf. */
    Trace forward(Node seed, NDArray tangent) {
        accumulate(seed, 0, tangent);
        for (Node node : order) {
            List<TraceEdge> list = new ArrayList<>();
            for (int i = 0; i < node.inputs().size(); i++) {
                list.add(carryForward(node, i));
            }
            edges.put(node, list);
            fillMissing(node);
        }
        return trace(Trace.Mode.FORWARD, seed);
    }

    private TraceEdge carryForward(Node node, int operand) {
        if (!active.contains(node) || !active.contains(node.input(operand))) {
            return edge(node, operand, null, null, null);
        }
        List<@Nullable NDArray> incoming = derivative(node.input(operand));
        if (node.op() instanceof Op.Element element) {
            NDArray part = incoming.get(element.index());
            if (part != null) {
                accumulate(node, 0, part);
            }
            return edge(node, operand, null, null, part);
        }
        NDArray tangent = Objects.requireNonNull(incoming.getFirst());
        List<NDArray> operands = operandValues(node);
        List<NDArray> products = rules.jvp(node, operands, operand, tangent);
        List<TensorType> types = types(node.type());
        int product = 0;
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).dtype().isFloat()) {
                accumulate(node, i, products.get(product++));
            }
        }
        NDArray local = LocalRules.isElementwise(node)
                ? rules.jvp(node, operands, operand, LocalRules.filled(tangent.type(), 1))
                        .getFirst()
                : null;
        boolean tensor = node.type() instanceof TensorType;
        return edge(node, operand, tangent, local, tensor ? products.getFirst() : null);
    }

    // Both

    private List<Integer> activeOperands(Node node) {
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (active.contains(node.input(i))) {
                asked.add(i);
            }
        }
        return asked;
    }

    private List<NDArray> operandValues(Node node) {
        return node.inputs().stream()
                .map(operand -> Objects.requireNonNull(values.get(operand)))
                .toList();
    }

    private List<@Nullable NDArray> derivative(Node node) {
        return derivatives.computeIfAbsent(
                node, n -> new ArrayList<>(Collections.nCopies(types(n.type()).size(), null)));
    }

    private void accumulate(Node node, int part, NDArray contribution) {
        List<@Nullable NDArray> parts = derivative(node);
        NDArray before = parts.get(part);
        parts.set(part, before == null ? contribution : LocalRules.add(before, contribution));
    }

    private TraceEdge edge(
            Node node, int operand, @Nullable NDArray upstream, @Nullable NDArray local, @Nullable NDArray gradient) {
        Node from = node.input(operand);
        return new TraceEdge(number(from), number(node), values.get(from), upstream, local, gradient);
    }

    private int number(Node node) {
        return Objects.requireNonNull(numbers.get(node));
    }

    private Trace trace(Trace.Mode mode, Node origin) {
        List<TraceNode> nodes = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Node node : order) {
            boolean single = node.type() instanceof TensorType;
            nodes.add(new TraceNode(
                    number(node),
                    label(node, taken),
                    node,
                    Gate.of(node.op()),
                    values.get(node),
                    single && active.contains(node) ? derivative(node).getFirst() : null,
                    Objects.requireNonNull(edges.get(node))));
        }
        return new Trace(mode, nodes, number(origin));
    }

    /** The label; of leaves that share a name, all but the first have their number behind it. */
    private String label(Node node, Set<String> taken) {
        String name = switch (node.op()) {
            case Op.Input input -> input.symbol().name();
            case Op.Read read -> read.variable().name();
            case Op.Scalar scalar -> Numbers.text(scalar.value(), 0);
            default -> node.op().label();
        };
        boolean unique = !Trace.isNamed(node.op()) || !name.isBlank() && taken.add(name);
        return unique ? name : name + "[" + number(node) + "]";
    }
}
