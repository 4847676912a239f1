package hillock;

import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/**
 * A formula repeated along axis 0 of some sequences with values carried from step to step: the recurrence of a network,
 * the steps of an integrator. It becomes one {@link Op.Loop}, however many steps there are.
 *
 * <pre>{@code
 * Tensor sums = Scan.over(numbers)                        // [steps, ...]
 *         .run(List.of(zero), (carried, cuts) -> {
 *             Tensor sum = carried.get(0).add(cuts.get(0));
 *             return Scan.Step.of(sum);                   // carried on, and kept
 *         })
 *         .kept().get(0);                                 // [steps, ...]
 * }</pre>
 *
 * <p>The step may use any tensor from outside; what does not change from step to step is computed once.
 */
public final class Scan {
    private final int count;
    private final List<Tensor> sequences;
    private final boolean reversed;
    private final int recompute;

    private Scan(int count, List<Tensor> sequences, boolean reversed, int recompute) {
        this.count = count;
        this.sequences = sequences;
        this.reversed = reversed;
        this.recompute = recompute;
    }

    /** What is done at every step. */
    @FunctionalInterface
    public interface Body {
        /**
         * One step.
         *
         * @param carried what the step before gave
         * @param cuts the part of each sequence that belongs to this step, without axis 0
         */
        Step step(List<Tensor> carried, List<Tensor> cuts);
    }

    /**
     * What one step gives.
     *
     * @param next what the next step gets, in the types of what this one got
     * @param kept what is kept of every step
     */
    public record Step(List<Tensor> next, List<Tensor> kept) {
        /** Copies the lists. */
        public Step {
            next = List.copyOf(next);
            kept = List.copyOf(kept);
        }

        /** One value, carried on and kept. */
        public static Step of(Tensor value) {
            return new Step(List.of(value), List.of(value));
        }
    }

    /**
     * What all steps give.
     *
     * @param last what the last step gave to carry on
     * @param kept what was kept, stacked along a new axis 0 in the order of the sequences
     */
    public record Result(List<Tensor> last, List<Tensor> kept) {
        /** Copies the lists. */
        public Result {
            last = List.copyOf(last);
            kept = List.copyOf(kept);
        }
    }

    /**
     * Steps along axis 0 of sequences.
     *
     * @throws IllegalArgumentException if there is none, or their numbers of steps differ
     */
    public static Scan over(Tensor... sequences) {
        if (sequences.length == 0) {
            throw new IllegalArgumentException("A scan over nothing has no number of steps; use Scan.times(n).");
        }
        int steps = -1;
        for (Tensor sequence : sequences) {
            if (sequence.shape().rank() == 0
                    || steps >= 0 && steps != sequence.shape().dimension(0)) {
                throw new IllegalArgumentException("Sequences are cut along axis 0 into one number of steps; these are "
                        + Arrays.stream(sequences).map(Tensor::type).toList() + ".");
            }
            steps = sequence.shape().dimension(0);
        }
        return new Scan(steps, List.of(sequences), false, 0);
    }

    /** A number of steps without sequences. */
    public static Scan times(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("A scan has 0 or more steps, not %d.".formatted(steps));
        }
        return new Scan(steps, List.of(), false, 0);
    }

    /** The same from the last step to the first. */
    public Scan reversed() {
        return new Scan(count, sequences, !reversed, recompute);
    }

    /**
     * The same with less memory for its derivative: what is carried is remembered every so many steps, and the steps
     * between are computed again, to the same bits. The root of the number of steps needs the least.
     *
     * @param every 0 to remember everything, which is the default
     */
    public Scan recomputing(int every) {
        if (every < 0) {
            throw new IllegalArgumentException(
                    "What is carried is remembered every so many steps, 0 or more, not %d.".formatted(every));
        }
        return new Scan(count, sequences, reversed, every);
    }

    /**
     * The formula of all steps.
     *
     * @param initial what the first step gets
     * @throws IllegalArgumentException if a step carries on other types than it gets
     */
    public Result run(List<Tensor> initial, Body body) {
        List<Node> operands = new ArrayList<>();
        List<TensorType> types = new ArrayList<>();
        for (Tensor carried : initial) {
            operands.add(carried.node());
            types.add(carried.type());
        }
        for (Tensor sequence : sequences) {
            operands.add(sequence.node());
            types.add(sequence.type().withShape(sequence.shape().without(0)));
        }
        List<Node> places =
                types.stream().map(type -> Nodes.input("step", type)).toList();
        List<Tensor> tensors = places.stream().map(Tensor::of).toList();
        Step step = body.step(tensors.subList(0, initial.size()), tensors.subList(initial.size(), tensors.size()));
        List<TensorType> next = step.next().stream().map(Tensor::type).toList();
        if (!next.equals(types.subList(0, initial.size()))) {
            throw new IllegalArgumentException("The first step gets %s and carries on %s; the types must be the same."
                    .formatted(types.subList(0, initial.size()), next));
        }
        List<Node> results = new ArrayList<>();
        step.next().forEach(tensor -> results.add(tensor.node()));
        step.kept().forEach(tensor -> results.add(tensor.node()));

        Set<Node> changing = new HashSet<>(places);
        List<Node> order = Walk.topological(results).stream()
                .filter(node -> changing.contains(node)
                        || node.inputs().stream().anyMatch(changing::contains) && changing.add(node))
                .toList();
        List<Node> outside = outside(results, order, changing);
        outside.forEach(node -> types.add(node.tensorType()));
        operands.addAll(outside);
        Function closed = Function.of(types, parameters -> {
            Map<Node, Node> images = new HashMap<>();
            for (int i = 0; i < parameters.size(); i++) {
                images.put(i < places.size() ? places.get(i) : outside.get(i - places.size()), parameters.get(i));
            }
            for (Node node : order) {
                if (!images.containsKey(node)) {
                    images.put(
                            node,
                            node.withInputs(node.inputs().stream()
                                    .map(input -> images.getOrDefault(input, input))
                                    .toList()));
                }
            }
            return results.stream()
                    .map(result -> images.getOrDefault(result, result))
                    .toList();
        });
        Node loop =
                Node.of(new Op.Loop(closed, count, initial.size(), sequences.size(), reversed, recompute), operands);
        List<Tensor> parts = Nodes.elements(loop).stream().map(Tensor::of).toList();
        return new Result(parts.subList(0, initial.size()), parts.subList(initial.size(), parts.size()));
    }

    /** What the changing part of a step takes from outside. */
    private static List<Node> outside(List<Node> results, List<Node> order, Set<Node> changing) {
        SequencedSet<Node> border = new LinkedHashSet<>();
        for (Node node : order) {
            border.addAll(node.inputs());
        }
        border.addAll(results);
        border.removeIf(node -> changing.contains(node) || isConstant(node));
        return List.copyOf(border);
    }

    /** Whether a node may stand in a closed function as it is, cheaper than an operand. */
    private static boolean isConstant(Node node) {
        return switch (node.op()) {
            case Op.Scalar _, Op.Iota _ -> true;
            case Op.Broadcast _, Op.Reshape _ -> isConstant(node.input(0));
            default -> false;
        };
    }
}
