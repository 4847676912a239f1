package hillock.explain;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.array.Type;
import hillock.autodiff.Forward;
import hillock.autodiff.Reverse;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Symbol;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of single operations, obtained from the differentiation of the engine itself: the operation is applied to
 * placeholders, differentiated, and the derivative evaluated at the operands' values. Operations of one kind and type
 * are differentiated once.
 */
final class LocalRules {
    private final Interpreter interpreter = new Interpreter();
    private final Map<Key, Reversed> reversed = new HashMap<>();
    private final Map<Key, Forwarded> forwarded = new HashMap<>();

    private record Key(Op op, List<Type> operands, List<Integer> asked) {}

    /** The products of cotangents with the derivatives by the operands asked for. */
    private record Reversed(List<Symbol> operands, List<Symbol> cotangents, List<Node> products) {}

    /** For each operand asked for, the products of its tangent with the derivatives of all differentiable parts. */
    private record Forwarded(List<Symbol> operands, List<Symbol> tangents, List<Node> products) {}

    /**
     * What an operation carries back to some of its operands.
     *
     * @param node the operation; its operands are tensors
     * @param values the values of its operands
     * @param cotangents the gradient of each part of its result; of parts that are not floats null
     * @param asked the operands asked for, by number; floats
     */
    List<NDArray> vjp(Node node, List<NDArray> values, List<@Nullable NDArray> cotangents, List<Integer> asked) {
        Reversed rule = reversed.computeIfAbsent(key(node, asked), _ -> reverse(node, asked));
        Map<Symbol, NDArray> inputs = bind(rule.operands, values);
        inputs.putAll(bind(rule.cotangents, present(cotangents)));
        return interpreter.evaluate(rule.products, inputs);
    }

    /**
     * What one operand's tangent adds to the tangents of the float parts of an operation's result.
     *
     * @param node the operation; its operands are tensors
     * @param values the values of its operands
     * @param operand the operand, by number; a float
     * @param tangent its tangent
     */
    List<NDArray> jvp(Node node, List<NDArray> values, int operand, NDArray tangent) {
        List<Integer> asked = List.of(operand);
        Forwarded rule = forwarded.computeIfAbsent(key(node, asked), _ -> forward(node, operand));
        Map<Symbol, NDArray> inputs = bind(rule.operands, values);
        inputs.putAll(bind(rule.tangents, List.of(tangent)));
        return interpreter.evaluate(rule.products, inputs);
    }

    /** Whether an operation has one derivative per element: it works element by element, or on scalars alone. */
    static boolean isElementwise(Node node) {
        boolean scalars = isScalar(node.type()) && node.inputs().stream().allMatch(operand -> isScalar(operand.type()));
        return scalars
                || node.op() instanceof Op.Elementwise
                || node.op() instanceof Op.Call call && !call.partials().isEmpty();
    }

    /** The sum of two arrays as the engine adds them. */
    static NDArray add(NDArray a, NDArray b) {
        return Interpreter.apply(Op.Binary.ADD, a.type(), List.of(a, b)).getFirst();
    }

    /** An array of one number. */
    static NDArray filled(TensorType type, double value) {
        return new Interpreter().evaluate(Nodes.fill(type, value));
    }

    private static boolean isScalar(Type type) {
        return type instanceof TensorType tensor && tensor.rank() == 0;
    }

    private static Key key(Node node, List<Integer> asked) {
        return new Key(node.op(), node.inputs().stream().map(Node::type).toList(), asked);
    }

    private static List<Node> placeholders(Node node) {
        return node.inputs().stream()
                .map(operand -> Nodes.input("operand", operand.tensorType()))
                .toList();
    }

    private static List<Node> floatParts(Node node) {
        return Nodes.elements(node).stream()
                .filter(part -> part.tensorType().dtype().isFloat())
                .toList();
    }

    private static Reversed reverse(Node node, List<Integer> asked) {
        List<Node> operands = placeholders(node);
        List<Node> parts = floatParts(Node.of(node.op(), operands));
        List<Node> cotangents = parts.stream()
                .map(part -> Nodes.input("gradient", part.tensorType()))
                .toList();
        List<Node> products =
                Reverse.vjp(parts, cotangents, asked.stream().map(operands::get).toList());
        return new Reversed(symbols(operands), symbols(cotangents), products);
    }

    private static Forwarded forward(Node node, int operand) {
        List<Node> operands = placeholders(node);
        List<Node> parts = floatParts(Node.of(node.op(), operands));
        Node asked = operands.get(operand);
        Node tangent = Nodes.input("tangent", asked.tensorType());
        List<Node> products = Forward.jvp(parts, List.of(asked), List.of(tangent));
        return new Forwarded(symbols(operands), symbols(List.of(tangent)), products);
    }

    private static List<Symbol> symbols(List<Node> placeholders) {
        List<Symbol> symbols = new ArrayList<>();
        for (Node node : placeholders) {
            if (node.op() instanceof Op.Input(Symbol symbol)) {
                symbols.add(symbol);
            }
        }
        return symbols;
    }

    private static Map<Symbol, NDArray> bind(List<Symbol> symbols, List<NDArray> values) {
        Map<Symbol, NDArray> bound = new HashMap<>();
        for (int i = 0; i < symbols.size(); i++) {
            bound.put(symbols.get(i), values.get(i));
        }
        return bound;
    }

    private static List<NDArray> present(List<@Nullable NDArray> cotangents) {
        List<NDArray> present = new ArrayList<>();
        for (NDArray cotangent : cotangents) {
            if (cotangent != null) {
                present.add(cotangent);
            }
        }
        return present;
    }
}
