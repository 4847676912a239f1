package hillock.explain;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Symbol;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The replacement of named functions by what they are made of. A function that carries a derivative of its own, such as
 * {@code detach}, stays one gate where the derivative of its body is another one: inside, the gradients would be wrong.
 */
final class Expansion {
    private static final double TOLERANCE = 1e-9;
    private static final double TOLERANCE_FLOAT32 = 1e-4;

    private final LocalRules rules = new LocalRules();
    private final Map<Symbol, NDArray> inputs;

    Expansion(Map<Symbol, NDArray> inputs) {
        this.inputs = inputs;
    }

    /** The graph with calls inlined, those inside of calls too; it has the same value. */
    Node expand(Node root) {
        Node current = root;
        while (true) {
            Set<Node> open = callsToOpen(current);
            if (open.isEmpty()) {
                return current;
            }
            current = Walk.rebuild(
                            List.of(current),
                            (node, operands) -> open.contains(node) && node.op() instanceof Op.Call call
                                    ? single(call.body().inline(operands))
                                    : node.withInputs(operands))
                    .getFirst();
        }
    }

    private Set<Node> callsToOpen(Node root) {
        Map<Node, NDArray> values = new Interpreter().trace(List.of(root), inputs);
        Set<Node> open = new HashSet<>();
        for (Node node : Walk.topological(root)) {
            if (node.op() instanceof Op.Call call && node.type() instanceof TensorType) {
                List<NDArray> operands = new ArrayList<>();
                node.inputs().forEach(operand -> operands.add(Objects.requireNonNull(values.get(operand))));
                if (call.partials().isEmpty() || sameDerivative(node, call, operands)) {
                    open.add(node);
                }
            }
        }
        return open;
    }

    /** Whether the derivative of the body is the one the call carries, at the operands' values. */
    private boolean sameDerivative(Node node, Op.Call call, List<NDArray> operands) {
        List<Integer> asked = IntStream.range(0, operands.size())
                .filter(i -> operands.get(i).dtype().isFloat())
                .boxed()
                .toList();
        if (asked.isEmpty() || !node.tensorType().dtype().isFloat()) {
            return true;
        }
        Node body = Node.of(new Op.Call(call.name(), call.body(), List.of()), node.inputs());
        NDArray ones = LocalRules.filled(node.tensorType(), 1);
        List<NDArray> own = rules.vjp(node, operands, List.of(ones), asked);
        List<NDArray> differentiated = rules.vjp(body, operands, List.of(ones), asked);
        return IntStream.range(0, asked.size()).allMatch(i -> near(own.get(i), differentiated.get(i)));
    }

    private static boolean near(NDArray a, NDArray b) {
        double tolerance = a.dtype() == DType.FLOAT32 ? TOLERANCE_FLOAT32 : TOLERANCE;
        return IntStream.range(0, a.size()).allMatch(i -> {
            double x = a.getDouble(i);
            double y = b.getDouble(i);
            return Double.compare(x, y) == 0 || Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(x));
        });
    }

    private static Node single(List<Node> results) {
        if (results.size() != 1) {
            throw new IllegalStateException("A call that is one tensor has %d results.".formatted(results.size()));
        }
        return results.getFirst();
    }
}
