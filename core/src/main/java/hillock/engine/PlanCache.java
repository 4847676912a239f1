package hillock.engine;

import hillock.array.DType;
import hillock.array.TensorType;
import hillock.engine.plan.Plan;
import hillock.engine.plan.Planner;
import hillock.graph.Debug;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Origin;
import hillock.graph.Symbol;
import hillock.graph.Walk;
import hillock.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Plans of expressions evaluated before, for expressions of the same structure: the contents of constants and
 * variables, and most numbers, are not part of a plan. Bounded; what is used least lately goes first.
 */
final class PlanCache {
    private static final int MOST_PLANS = 128;
    private static final int MOST_NODES = 10_000;

    private static final Map<Key, Planned> PLANS =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Planned> eldest) {
                    return size() > MOST_PLANS;
                }
            });

    private PlanCache() {}

    /**
     * A plan.
     *
     * @param plan the plan
     * @param slots for each leaf of the plan the number of the slot it takes its array from
     */
    record Planned(Plan plan, int[] slots) {}

    /**
     * A plan and what to run it on.
     *
     * @param planned the plan
     * @param slots constants, numbers and variables of the expressions at hand
     */
    record Found(Planned planned, List<Op.Leaf> slots) {}

    /** Operations and edges, without what slots hold. */
    private static final class Key {
        private final Object[] operations;
        private final int[] edges;
        private final int hash;

        Key(Object[] operations, int[] edges) {
            this.operations = operations;
            this.edges = edges;
            this.hash = 31 * Arrays.hashCode(operations) + Arrays.hashCode(edges);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && key.hash == hash
                    && Arrays.equals(key.edges, edges)
                    && Arrays.equals(key.operations, operations);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** What stands in a key for a leaf whose content may differ. */
    private record Slot(int number, TensorType type) {}

    /** The plan of some expressions, made if there is none. */
    static Found find(List<Node> roots) {
        List<Node> nodes = Walk.topological(roots);
        Map<Node, Integer> numbers = new IdentityHashMap<>(2 * nodes.size());
        Map<Op.Leaf, Integer> slotNumbers = new HashMap<>();
        List<Op.Leaf> slots = new ArrayList<>();
        Object[] operations = new Object[nodes.size()];
        int[] edges = new int[4 * nodes.size() + roots.size()];
        int edge = 0;
        for (int i = 0; i < operations.length; i++) {
            Node node = nodes.get(i);
            numbers.put(node, i);
            operations[i] = node.op();
            if (node.op() instanceof Op.Leaf leaf && isSlot(leaf)) {
                Integer number = slotNumbers.putIfAbsent(leaf, slots.size());
                if (number == null) {
                    number = slots.size();
                    slots.add(leaf);
                }
                operations[i] = new Slot(number, leaf.type());
            }
            if (edge + node.inputs().size() + roots.size() >= edges.length) {
                edges = Arrays.copyOf(edges, 2 * edges.length + node.inputs().size());
            }
            edges[edge++] = -node.inputs().size();
            for (Node input : node.inputs()) {
                edges[edge++] = Objects.requireNonNull(numbers.get(input));
            }
        }
        for (Node root : roots) {
            edges[edge++] = Objects.requireNonNull(numbers.get(root));
        }
        Key key = new Key(operations, Arrays.copyOf(edges, edge));
        Planned planned = PLANS.get(key);
        if (planned == null) {
            planned = plan(roots, nodes, operations, slots);
            // Where lines are recorded, those of an earlier expression would be told.
            if (nodes.size() <= MOST_NODES && !Debug.LINES) {
                PLANS.put(key, planned);
            }
        }
        return new Found(planned, slots);
    }

    /** Numbers that rules look for stay in the structure; other contents do not belong to it. */
    private static boolean isSlot(Op.Leaf leaf) {
        return switch (leaf) {
            case Op.Constant _, Op.Read _ -> true;
            case Op.Scalar scalar -> {
                double number =
                        scalar.dtype() == DType.BOOL ? 0 : scalar.value().item();
                yield number != 0 && Math.abs(number) != 1 && number != 2 && number != 0.5;
            }
            case Op.Input _, Op.Parameter _, Op.Iota _ -> false;
        };
    }

    private static Planned plan(List<Node> roots, List<Node> nodes, Object[] operations, List<Op.Leaf> slots) {
        Map<Symbol, Integer> symbols = new HashMap<>();
        List<Node> inputs = new ArrayList<>(slots.size());
        for (Op.Leaf slot : slots) {
            Symbol symbol = new Symbol("slot" + inputs.size(), slot.type());
            symbols.put(symbol, inputs.size());
            inputs.add(Node.of(new Op.Input(symbol)));
        }
        Map<Node, Node> images = new IdentityHashMap<>(2 * nodes.size());
        for (int i = 0; i < operations.length; i++) {
            Node node = nodes.get(i);
            Origin.follow(node);
            images.put(
                    node,
                    operations[i] instanceof Slot slot
                            ? inputs.get(slot.number())
                            : node.withInputs(
                                    node.inputs().stream().map(images::get).toList()));
        }
        Origin.follow(null);
        List<Node> simple =
                new Rewriter().rewrite(roots.stream().map(images::get).toList());
        Plan plan = Planner.plan(simple, List.of());
        int[] taken = plan.leaves().stream()
                .mapToInt(leaf -> Objects.requireNonNull(symbols.get(((Op.Input) leaf).symbol())))
                .toArray();
        return new Planned(plan, taken);
    }
}
