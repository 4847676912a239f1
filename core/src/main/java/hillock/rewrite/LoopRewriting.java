package hillock.rewrite;

import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The simplification of one loop. Its body is simplified with what is known of the operands; then
 *
 * <ul>
 *   <li>a loop of no steps is its first carries, a loop of one step is its body;
 *   <li>a constant operand that does not change becomes part of the body;
 *   <li>a carry that every step hands on unchanged becomes an invariant;
 *   <li>carries, outputs and operands that no used result depends on are dropped;
 *   <li>a carry that begins with zero and to which a sequence is added that is zero but for the first turn begins with
 *       that turn;
 *   <li>a carry that only adds up products of what is stacked becomes a loop of its own.
 * </ul>
 */
final class LoopRewriting {
    private final Rewriter rewriter;
    private final Scope scope;

    LoopRewriting(Rewriter rewriter, Scope scope) {
        this.rewriter = rewriter;
        this.scope = scope;
    }

    /**
     * The results of a loop, null where they are not used.
     *
     * @param inputs simplified operands, nodes of the scope
     * @param used the results that are used
     */
    List<@Nullable Node> rewrite(Op.Loop loop, List<Node> inputs, @Nullable BitSet used) {
        BitSet wanted = used == null ? new BitSet() : used;
        if (loop.count() == 0) {
            rewriter.count("LoopOfNothing");
            return ofNothing(loop, inputs);
        }
        if (loop.count() == 1) {
            rewriter.count("LoopOfOne");
            return ofOne(loop, inputs);
        }
        Function body = body(loop, inputs);
        List<FirstCuts> first = FirstCuts.of(loop, body, inputs);
        if (!first.isEmpty()) {
            rewriter.count("FirstOfSequence");
            return rewrite(withZeros(loop, body, first), begunWith(first, inputs), used);
        }
        List<SummedProducts> apart = SummedProducts.of(loop, body, wanted);
        BitSet left = (BitSet) wanted.clone();
        apart.forEach(sum -> left.clear(sum.carry()));
        List<@Nullable Node> parts = new Pruning(loop, body, inputs, left).results();
        for (SummedProducts sum : apart) {
            rewriter.count("SumOfLoop");
            parts.set(sum.carry(), sum.of(loop, inputs, parts, scope));
        }
        return parts;
    }

    /** The loop with zeros in place of cuts that are added to a carry in the first turn only. */
    private Op.Loop withZeros(Op.Loop loop, Function body, List<FirstCuts> first) {
        Function zeros = Function.of(body.parameters(), parameters -> {
            Scope inner = new Scope(rewriter);
            List<Node> arguments = new ArrayList<>(parameters);
            for (FirstCuts cut : first) {
                TensorType type = body.parameters().get(cut.operand());
                arguments.set(cut.operand(), inner.uniform(type, 0));
            }
            return inner.inline(body.results(), arguments);
        });
        return new Op.Loop(zeros, loop.count(), loop.carries(), loop.scanned(), loop.reversed(), loop.recompute());
    }

    /** Operands of which the carries begin with these cuts. */
    private List<Node> begunWith(List<FirstCuts> first, List<Node> inputs) {
        List<Node> begun = new ArrayList<>(inputs);
        for (FirstCuts cut : first) {
            Node x = inputs.get(cut.operand()).input(0);
            begun.set(cut.carry(), scope.reshape(x, x.tensorType().shape().without(0)));
        }
        return begun;
    }

    private List<@Nullable Node> ofNothing(Op.Loop loop, List<Node> inputs) {
        List<@Nullable Node> parts = new ArrayList<>(inputs.subList(0, loop.carries()));
        List<TensorType> types = loop.body().resultTypes();
        for (TensorType type : types.subList(loop.carries(), types.size())) {
            parts.add(scope.uniform(type.withShape(type.shape().insert(0, 0)), 0));
        }
        return parts;
    }

    private List<@Nullable Node> ofOne(Op.Loop loop, List<Node> inputs) {
        List<Node> arguments = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Node input = inputs.get(i);
            arguments.add(
                    isScanned(loop, i)
                            ? scope.reshape(input, input.tensorType().shape().without(0))
                            : input);
        }
        List<@Nullable Node> parts = new ArrayList<>();
        for (Node result : scope.inline(loop.body().results(), arguments)) {
            Shape shape = result.tensorType().shape();
            parts.add(parts.size() < loop.carries() ? result : scope.reshape(result, shape.insert(0, 1)));
        }
        return parts;
    }

    private static boolean isScanned(Op.Loop loop, int operand) {
        return operand >= loop.carries() && operand < loop.carries() + loop.scanned();
    }

    /** The simplified body, with constants in place of the invariants that are constants. */
    private Function body(Op.Loop loop, List<Node> inputs) {
        Map<Integer, Node> constants = new HashMap<>();
        for (int i = loop.carries() + loop.scanned(); i < inputs.size(); i++) {
            if (isConstant(inputs.get(i))) {
                constants.put(i, inputs.get(i));
            }
        }
        if (constants.isEmpty()) {
            return rewriter.rewrite(loop.body());
        }
        rewriter.count("ConstantOfLoop");
        return Function.of(loop.body().parameters(), parameters -> {
            Scope inner = new Scope(rewriter);
            List<Node> arguments = new ArrayList<>(parameters);
            constants.forEach((index, constant) ->
                    arguments.set(index, inner.rewrite(List.of(constant)).getFirst()));
            return inner.inline(loop.body().results(), arguments);
        });
    }

    private static boolean isConstant(Node node) {
        return switch (node.op()) {
            case Op.Scalar _, Op.Constant _ -> true;
            case Op.Broadcast _ -> isConstant(node.input(0));
            default -> false;
        };
    }

    /** What is left of a loop whose body is simplified. */
    private final class Pruning {
        private final Op.Loop loop;
        private final Function body;
        private final List<Node> inputs;
        private final BitSet wanted;
        private final BitSet live = new BitSet();
        private final Set<Node> seen = new HashSet<>();

        Pruning(Op.Loop loop, Function body, List<Node> inputs, BitSet wanted) {
            this.loop = loop;
            this.body = body;
            this.inputs = inputs;
            this.wanted = wanted;
        }

        List<@Nullable Node> results() {
            BitSet parameters = parameters();
            List<Integer> carries = new ArrayList<>();
            List<Integer> scanned = new ArrayList<>();
            List<Integer> invariants = new ArrayList<>();
            for (int i = parameters.nextSetBit(0); i >= 0; i = parameters.nextSetBit(i + 1)) {
                if (isScanned(loop, i)) {
                    scanned.add(i);
                } else if (i < loop.carries() && !isUnchanged(i)) {
                    carries.add(i);
                } else {
                    invariants.add(i);
                }
            }
            // A carry that is set anew in each step without being looked at is still a carry.
            for (int i = 0; i < loop.carries(); i++) {
                if (live.get(i) && !isUnchanged(i) && !parameters.get(i)) {
                    carries.add(i);
                }
            }
            carries.sort(Integer::compare);
            List<Integer> outputs =
                    live.stream().filter(i -> i >= loop.carries()).boxed().toList();
            return elements(carries, scanned, invariants, outputs);
        }

        private boolean isUnchanged(int carry) {
            return body.results().get(carry).op() instanceof Op.Parameter parameter && parameter.index() == carry;
        }

        /**
         * The parameters that the wanted results depend on, through any number of steps; {@code live} becomes the
         * results that have to be computed for that.
         */
        private BitSet parameters() {
            BitSet reached = new BitSet();
            ArrayDeque<Integer> open = new ArrayDeque<>();
            wanted.stream().filter(i -> i >= loop.carries() || !isUnchanged(i)).forEach(i -> {
                live.set(i);
                open.add(i);
            });
            while (!open.isEmpty()) {
                ArrayDeque<Node> path = new ArrayDeque<>(List.of(body.results().get(open.remove())));
                while (!path.isEmpty()) {
                    Node node = path.pop();
                    if (!seen.add(node)) {
                        continue;
                    }
                    node.inputs().forEach(path::push);
                    if (node.op() instanceof Op.Parameter parameter) {
                        int index = parameter.index();
                        reached.set(index);
                        if (index < loop.carries() && !isUnchanged(index) && !live.get(index)) {
                            live.set(index);
                            open.add(index);
                        }
                    }
                }
            }
            return reached;
        }

        private List<@Nullable Node> elements(
                List<Integer> carries, List<Integer> scanned, List<Integer> invariants, List<Integer> outputs) {
            List<Integer> operands = new ArrayList<>(carries);
            operands.addAll(scanned);
            operands.addAll(invariants);
            List<Integer> results = new ArrayList<>(carries);
            results.addAll(outputs);
            @Nullable Node[] parts = new @Nullable Node[body.results().size()];
            for (int i = 0; i < loop.carries(); i++) {
                if (isUnchanged(i)) {
                    parts[i] = inputs.get(i);
                }
            }
            if (results.isEmpty()) {
                return Arrays.asList(parts);
            }
            boolean same = operands.size() == inputs.size()
                    && results.size() == parts.length
                    && carries.size() == loop.carries();
            if (!same) {
                rewriter.count("PrunedLoop");
            }
            Function pruned = same ? body : renamed(operands, results);
            Op.Loop smaller = new Op.Loop(
                    pruned, loop.count(), carries.size(), scanned.size(), loop.reversed(), loop.recompute());
            Node tuple = scope.of(smaller, operands.stream().map(inputs::get).toList());
            for (int i = 0; i < results.size(); i++) {
                parts[results.get(i)] = scope.of(new Op.Element(i), tuple);
            }
            return Arrays.asList(parts);
        }

        /** The body with the given parameters and results only. */
        private Function renamed(List<Integer> operands, List<Integer> results) {
            List<TensorType> types =
                    operands.stream().map(body.parameters()::get).toList();
            return Function.of(types, parameters -> {
                Map<Node, Node> images = new HashMap<>();
                List<Node> roots = results.stream().map(body.results()::get).toList();
                for (Node node : Walk.topological(roots)) {
                    if (node.op() instanceof Op.Parameter parameter) {
                        images.put(node, parameters.get(operands.indexOf(parameter.index())));
                    } else {
                        images.put(
                                node,
                                node.withInputs(node.inputs().stream()
                                        .map(input -> Objects.requireNonNull(images.get(input)))
                                        .toList()));
                    }
                }
                return roots.stream()
                        .map(root -> Objects.requireNonNull(images.get(root)))
                        .toList();
            });
        }
    }
}
