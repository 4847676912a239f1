package hillock.autodiff;

import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the reverse step of a loop needs from the forward step, found by cutting its expressions: values of the step
 * that are stored (stacked by the forward loop), cuts of scanned operands, and invariants. What is derived from these,
 * and what costs nothing (reshaped, permuted or stretched values), is computed in the reverse step.
 *
 * @param stored values of the forward step
 * @param scanned numbers of scanned operands
 * @param invariants numbers of invariant operands
 */
record LoopResiduals(List<Node> stored, List<Integer> scanned, List<Integer> invariants) {

    /** So many values are looked at to find out what a factor is computed from. */
    private static final int MOST_OF_FACTOR = 64;

    private enum Origin {
        CONSTANT,
        INVARIANT,
        STEP,
        COTANGENT
    }

    /**
     * The residuals of a step.
     *
     * @param gradients what the reverse step computes
     * @param seeds its cotangents
     * @param parameters the leaves of the forward step
     * @param results what the forward step computes
     */
    static LoopResiduals of(
            Op.Loop loop, List<Node> gradients, List<Node> seeds, List<Node> parameters, List<Node> results) {
        LoopOperands operands = LoopOperands.of(loop);
        Map<Node, Integer> numbers = new HashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            numbers.put(parameters.get(i), i);
        }
        List<Node> order = Walk.topological(gradients);
        Map<Node, Origin> origins = origins(order, numbers, new HashSet<>(seeds), operands);

        Set<Node> forward = new HashSet<>(Walk.topological(results));
        boolean keepAll = loop.recompute() == 0;
        if (keepAll) {
            Set<Node> stacked = new HashSet<>(results.subList(loop.carries(), results.size()));
            forward.addAll(factors(order, gradients, origins, numbers, forward, stacked, operands));
        }
        Set<Node> cut = cut(gradients, origins, numbers.keySet(), keepAll ? forward : Set.of(), Set.of());
        Set<Node> whole = whole(cut);
        if (!whole.isEmpty()) {
            cut = cut(gradients, origins, numbers.keySet(), forward, whole);
        }
        List<Node> stored = new ArrayList<>();
        for (Node node : order) {
            Integer number = numbers.get(node);
            if (cut.contains(node) && (number == null || operands.isCarry(number))) {
                stored.add(node);
            }
        }
        List<Integer> scanned = new ArrayList<>();
        List<Integer> invariants = new ArrayList<>();
        for (int i = loop.carries(); i < parameters.size(); i++) {
            if (cut.contains(parameters.get(i))) {
                (operands.group(i) == LoopOperands.SCANNED ? scanned : invariants).add(i);
            }
        }
        return new LoopResiduals(stored, scanned, invariants);
    }

    /**
     * Where the expressions of the reverse step are cut.
     *
     * @param forward the values of the forward step, if they may be stored
     * @param whole what is stored instead of its slices
     */
    private static Set<Node> cut(
            List<Node> gradients, Map<Node, Origin> origins, Set<Node> parameters, Set<Node> forward, Set<Node> whole) {
        return cut(gradients, origins, parameters, forward, whole, new HashSet<>());
    }

    /** The same, and what is computed from there on. */
    private static Set<Node> cut(
            List<Node> gradients,
            Map<Node, Origin> origins,
            Set<Node> parameters,
            Set<Node> forward,
            Set<Node> whole,
            Set<Node> computed) {
        Set<Node> cut = new HashSet<>();
        ArrayDeque<Node> needed = new ArrayDeque<>(gradients);
        Set<Node> seen = new HashSet<>(gradients);
        while (!needed.isEmpty()) {
            Node node = needed.pop();
            Origin origin = origin(origins, node);
            boolean stop = switch (origin) {
                case CONSTANT -> true;
                case COTANGENT -> false;
                case INVARIANT -> parameters.contains(node);
                case STEP -> {
                    boolean sliced = isSlice(node) && whole.contains(node.input(0));
                    yield parameters.contains(node) || isStorable(node, forward) && !sliced;
                }
            };
            if (stop) {
                if (origin != Origin.CONSTANT) {
                    cut.add(node);
                }
            } else {
                computed.add(node);
                node.inputs().stream().filter(seen::add).forEach(needed::push);
            }
        }
        return cut;
    }

    /**
     * Values that the forward step does not have, but as well could: what cotangents are multiplied by, such as the
     * derivative of an activation. Stored in place of what only they are computed from, if that takes no more room: the
     * forward step mostly has parts of them.
     */
    private static Set<Node> factors(
            List<Node> order,
            List<Node> gradients,
            Map<Node, Origin> origins,
            Map<Node, Integer> numbers,
            Set<Node> forward,
            Set<Node> stacked,
            LoopOperands operands) {
        Set<Node> candidates = new LinkedHashSet<>();
        Map<Node, Integer> users = new HashMap<>();
        Set<Node> computed = new HashSet<>();
        cut(gradients, origins, numbers.keySet(), forward, Set.of(), computed);
        for (Node node : order) {
            if (!computed.contains(node)) {
                continue;
            }
            for (Node input : node.inputs()) {
                users.merge(input, 1, Integer::sum);
                boolean elementwise = input.op() instanceof Op.Elementwise || input.op() instanceof Op.Call;
                if (origin(origins, node) == Origin.COTANGENT
                        && origin(origins, input) == Origin.STEP
                        && elementwise
                        && input.type() instanceof TensorType
                        && !forward.contains(input)) {
                    candidates.add(input);
                }
            }
        }
        Set<Node> factors = new HashSet<>();
        for (Node candidate : candidates) {
            if (savedBy(candidate, origins, numbers, users, forward, stacked, operands)
                    >= candidate.tensorType().size()) {
                factors.add(candidate);
            }
        }
        return factors;
    }

    /** How many elements need not be stored because only a candidate is computed from them. */
    private static long savedBy(
            Node candidate,
            Map<Node, Origin> origins,
            Map<Node, Integer> numbers,
            Map<Node, Integer> users,
            Set<Node> forward,
            Set<Node> stacked,
            LoopOperands operands) {
        long saved = 0;
        Map<Node, Integer> uses = new HashMap<>();
        ArrayDeque<Node> open = new ArrayDeque<>(List.of(candidate));
        while (!open.isEmpty()) {
            for (Node input : open.pop().inputs()) {
                // Only when all users are known to lie within is a value the candidate's own.
                boolean own = uses.merge(input, 1, Integer::sum).equals(users.get(input));
                if (!own || origin(origins, input) != Origin.STEP || uses.size() > MOST_OF_FACTOR) {
                    continue;
                }
                Integer number = numbers.get(input);
                if (number != null || isStorable(input, forward)) {
                    boolean kept = number == null ? !stacked.contains(input) : operands.isCarry(number);
                    saved += kept ? input.tensorType().size() : 0;
                } else {
                    open.push(input);
                }
            }
        }
        return saved;
    }

    private static Map<Node, Origin> origins(
            List<Node> order, Map<Node, Integer> numbers, Set<Node> seeds, LoopOperands operands) {
        Map<Node, Origin> origins = new HashMap<>();
        for (Node node : order) {
            Integer number = numbers.get(node);
            Origin origin = Origin.CONSTANT;
            if (seeds.contains(node)) {
                origin = Origin.COTANGENT;
            } else if (number != null) {
                origin = operands.group(number) == LoopOperands.INVARIANT ? Origin.INVARIANT : Origin.STEP;
            }
            for (Node input : node.inputs()) {
                Origin other = origin(origins, input);
                origin = other.compareTo(origin) > 0 ? other : origin;
            }
            origins.put(node, origin);
        }
        return origins;
    }

    private static Origin origin(Map<Node, Origin> origins, Node node) {
        Origin origin = origins.get(node);
        if (origin == null) {
            throw new AssertionError(node);
        }
        return origin;
    }

    /** Of what so many slices would be stored that it takes no more room itself. */
    private static Set<Node> whole(Set<Node> cut) {
        Map<Node, Long> sizes = new HashMap<>();
        for (Node node : cut) {
            if (isSlice(node)) {
                sizes.merge(node.input(0), (long) node.tensorType().size(), Long::sum);
            }
        }
        Set<Node> whole = new HashSet<>();
        sizes.forEach((node, size) -> {
            if (size >= node.tensorType().size()) {
                whole.add(node);
            }
        });
        return whole;
    }

    private static boolean isSlice(Node node) {
        return node.op() instanceof Op.Slice;
    }

    /** Whether the forward step has the value and stacking it saves work. */
    private static boolean isStorable(Node node, Set<Node> forward) {
        return switch (node.op()) {
            case Op.Reshape _, Op.Permute _, Op.Broadcast _ -> false;
            case Op.Element _ -> forward.contains(node.input(0));
            case Op.Leaf _, Op.Random _, Op.Elementwise _, Op.Slice _, Op.Pad _, Op.Concat _ -> forward.contains(node);
            case Op.Gather _, Op.ScatterAdd _, Op.Reduce _, Op.ArgMax _, Op.CumSum _ -> forward.contains(node);
            case Op.MatMul _, Op.Conv _ -> forward.contains(node);
            case Op.Loop _ -> false;
            case Op.Call _ -> forward.contains(node) && node.type() instanceof TensorType;
        };
    }
}
