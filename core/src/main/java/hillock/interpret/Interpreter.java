package hillock.interpret;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.array.Type;
import hillock.graph.Evaluator;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The definition of what every operation computes, to the bit: an engine is right if and only if it gives the bits this
 * class gives for the graph as it was built. Written to be read, not to be fast; each node is computed once, whatever
 * the depth and the sharing.
 *
 * <p>Without state, so one instance serves any number of threads.
 */
public final class Interpreter implements Evaluator {
    /** An interpreter. */
    public Interpreter() {}

    /**
     * The values of expressions of variables and constants.
     *
     * @throws IllegalArgumentException if an expression depends on an {@link Op.Input} or is a tuple
     * @throws ArithmeticException if an integer is divided by zero
     * @throws IndexOutOfBoundsException if an index of a gather or scatter is out of range
     */
    @Override
    public List<NDArray> evaluate(List<Node> nodes) {
        return evaluate(nodes, Map.of());
    }

    /**
     * The values of expressions when the inputs have the given values. All variables are read at one moment.
     *
     * @throws IllegalArgumentException if an input has no value or one of another type, or an expression is a tuple
     * @throws ArithmeticException if an integer is divided by zero
     * @throws IndexOutOfBoundsException if an index of a gather or scatter is out of range
     */
    public List<NDArray> evaluate(List<Node> nodes, Map<Symbol, NDArray> inputs) {
        checkTensors(nodes);
        Evaluation evaluation = new Evaluation(nodes);
        Map<Variable, NDArray> contents = read(evaluation.order());
        return evaluation.results(leaf -> bound(leaf, inputs, contents));
    }

    /**
     * The values of all nodes that expressions are made of, except those that are tuples, operands before the nodes
     * that use them. The insides of loops and calls are not part of it.
     *
     * @throws IllegalArgumentException if an input has no value or one of another type
     */
    public Map<Node, NDArray> trace(List<Node> roots, Map<Symbol, NDArray> inputs) {
        Evaluation evaluation = new Evaluation(roots);
        Map<Variable, NDArray> contents = read(evaluation.order());
        Map<Node, NDArray> values = new LinkedHashMap<>();
        evaluation.all(leaf -> bound(leaf, inputs, contents)).forEach((node, parts) -> {
            if (node.type() instanceof TensorType) {
                values.put(node, parts.getFirst());
            }
        });
        return values;
    }

    /**
     * The value of a single operation: one array, or the parts of a tuple. The operand of an {@link Op.Element} is
     * given as the parts of the tuple.
     *
     * @param type the type of the result, as a {@link Node} of the operation has it
     * @throws IllegalArgumentException if the operation is an input, a parameter or a variable, which have no value of
     *     their own
     */
    public static List<NDArray> apply(Op op, Type type, List<NDArray> operands) {
        return switch (op) {
            case Op.Leaf leaf -> List.of(Leaves.value(leaf));
            case Op.Random random -> List.of(RandomNumbers.draw(random, operands.get(0), operands.get(1)));
            case Op.Elementwise elementwise -> List.of(Elementwise.apply(elementwise, (TensorType) type, operands));
            case Op.Movement movement -> List.of(Movements.apply(movement, (TensorType) type, operands));
            case Op.Gather gather -> List.of(Indexing.gather(gather, (TensorType) type, operands));
            case Op.ScatterAdd scatter -> List.of(Indexing.scatterAdd(scatter, operands));
            case Op.Reduce reduce -> List.of(Reductions.reduce(reduce, operands.getFirst()));
            case Op.ArgMax argMax -> List.of(Reductions.argMax(argMax, (TensorType) type, operands.getFirst()));
            case Op.CumSum cumSum -> List.of(Reductions.cumSum(cumSum, operands.getFirst()));
            case Op.MatMul _ -> List.of(Contractions.matMul((TensorType) type, operands.get(0), operands.get(1)));
            case Op.Conv conv -> List.of(Contractions.conv(conv, (TensorType) type, operands.get(0), operands.get(1)));
            case Op.Loop loop -> Control.loop(loop, operands);
            case Op.Call call -> Control.call(call.body(), operands);
            case Op.Element element -> List.of(operands.get(element.index()));
        };
    }

    private static void checkTensors(List<Node> nodes) {
        for (Node node : nodes) {
            if (!(node.type() instanceof TensorType)) {
                throw new IllegalArgumentException(
                        "%s is a tuple and not a tensor; evaluate its parts, made with Nodes.element.".formatted(node));
            }
        }
    }

    /** Copies of the contents that all variables have at one moment. */
    private static Map<Variable, NDArray> read(List<Node> order) {
        SequencedSet<Variable> distinct = new LinkedHashSet<>();
        for (Node node : order) {
            if (node.op() instanceof Op.Read read) {
                distinct.add(read.variable());
            }
        }
        List<Variable> variables = List.copyOf(distinct);
        List<Variable.Block> blocks = Variable.hold(variables);
        Map<Variable, NDArray> contents = new HashMap<>();
        try {
            for (int i = 0; i < variables.size(); i++) {
                TensorType type = variables.get(i).type();
                contents.put(
                        variables.get(i),
                        NDArray.wrap(type, Storage.copy(blocks.get(i).data(), type)));
            }
        } finally {
            blocks.forEach(Variable.Block::release);
        }
        return contents;
    }

    private static @Nullable NDArray bound(Op.Leaf leaf, Map<Symbol, NDArray> inputs, Map<Variable, NDArray> contents) {
        return switch (leaf) {
            case Op.Input input -> input(input.symbol(), inputs);
            case Op.Read read -> contents.get(read.variable());
            case Op.Constant _, Op.Scalar _, Op.Iota _, Op.Parameter _ -> null;
        };
    }

    private static NDArray input(Symbol symbol, Map<Symbol, NDArray> inputs) {
        NDArray value = inputs.get(symbol);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The expression depends on the input '%s', which has no value here; give one, or use a Variable."
                            .formatted(symbol));
        }
        if (!value.type().equals(symbol.type())) {
            throw new IllegalArgumentException(
                    "The input '%s' was given a value of type %s.".formatted(symbol, value.type()));
        }
        return value;
    }
}
