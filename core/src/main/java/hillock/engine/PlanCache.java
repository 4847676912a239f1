package hillock.engine;

import hillock.array.DType;
import hillock.array.TensorType;
import hillock.engine.plan.Plan;
import hillock.engine.plan.Planner;
import hillock.graph.Debug;
import hillock.graph.Node;
import hillock.graph.Numbering;
import hillock.graph.Op;
import hillock.graph.Origin;
import hillock.graph.Symbol;
import hillock.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
                    if (size() <= MOST_PLANS) {
                        return false;
                    }
                    GONE.put(eldest.getKey().hash, true);
                    return true;
                }
            });

    /** Hashes of plans that have gone, the latest of them. */
    private static final Map<Integer, Boolean> GONE = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > 32 * MOST_PLANS;
        }
    });

    private static final AtomicReference<@Nullable PlanMiss> LAST_MISS = new AtomicReference<>();

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
    static final class Key {
        private final Object[] operations;
        private final int[] edges;
        private final int hash;

        Key(Object[] operations, int[] edges) {
            this.operations = operations;
            this.edges = edges;
            this.hash = 31 * Arrays.hashCode(operations) + Arrays.hashCode(edges);
        }

        int size() {
            return operations.length;
        }

        Object operation(int at) {
            return operations[at];
        }

        /** How many operations are the same as in another key, with the same operands, before the first that is not. */
        int samePrefix(Key other) {
            int edge = 0;
            for (int at = 0; at < Math.min(size(), other.size()); at++) {
                // The number of operands, negative, and the operands.
                int next = edge + 1 - edges[edge];
                if (!operations[at].equals(other.operations[at])
                        || !Arrays.equals(edges, edge, next, other.edges, edge, Math.min(next, other.edges.length))) {
                    return at;
                }
                edge = next;
            }
            return Math.min(size(), other.size());
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
    record Slot(int number, TensorType type) {}

    /**
     * The plan of some expressions, made if there is none.
     *
     * @throws IllegalArgumentException if they depend on an input
     */
    static Found find(List<Node> roots) {
        Numbering nodes = Numbering.of(roots);
        Map<Op.Leaf, Slot> slotOf = new HashMap<>();
        List<Op.Leaf> slots = new ArrayList<>();
        Object[] operations = new Object[nodes.size()];
        int[] edges = new int[4 * operations.length + roots.size()];
        int edge = 0;
        for (int i = 0; i < operations.length; i++) {
            Node node = nodes.node(i);
            Op op = node.op();
            operations[i] = op;
            if (op instanceof Op.Leaf leaf && isSlot(leaf)) {
                Slot slot = slotOf.get(leaf);
                if (slot == null) {
                    slot = new Slot(slots.size(), leaf.type());
                    slotOf.put(leaf, slot);
                    slots.add(leaf);
                }
                operations[i] = slot;
            }
            int inputs = node.inputs().size();
            if (edge + inputs + roots.size() >= edges.length) {
                edges = Arrays.copyOf(edges, 2 * edges.length + inputs);
            }
            edges[edge++] = -inputs;
            for (int j = 0; j < inputs; j++) {
                edges[edge++] = nodes.input(i, j);
            }
        }
        for (Node root : roots) {
            edges[edge++] = nodes.number(root);
        }
        Key key = new Key(operations, Arrays.copyOf(edges, edge));
        Planned planned = PLANS.get(key);
        if (planned == null) {
            LAST_MISS.set(new PlanMiss(key, cause(key)));
            planned = plan(roots, nodes.nodes(), operations, slots);
            // Where lines are recorded, those of an earlier expression would be told.
            if (operations.length <= MOST_NODES && !Debug.LINES) {
                PLANS.put(key, planned);
            }
        }
        return new Found(planned, slots);
    }

    private static @Nullable String cause(Key key) {
        if (key.size() > MOST_NODES) {
            return String.format(
                    Locale.ROOT, "It has %,d operations; plans of more than %,d are not kept.", key.size(), MOST_NODES);
        }
        return GONE.containsKey(key.hash)
                ? "There had been a plan, but %d others were used since; no more are kept.".formatted(MOST_PLANS)
                : null;
    }

    /** Why the last evaluation that made a plan found none. */
    static String explainMiss() {
        PlanMiss miss = LAST_MISS.get();
        if (miss == null) {
            return "Every evaluation so far has found its plan.";
        }
        List<Key> known;
        synchronized (PLANS) {
            known = List.copyOf(PLANS.keySet());
        }
        return miss.explain(known);
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
            case Op.Input input ->
                throw new IllegalArgumentException(
                        ("The expression depends on the input %s, which has no value here; build a "
                                        + "Program and run it, or put a constant in its place.")
                                .formatted(input.symbol()));
            case Op.Parameter _, Op.Iota _ -> false;
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
        List<Node> built = roots.stream().map(images::get).toList();
        Rewriter rewriter = new Rewriter();
        List<Node> simple = rewriter.rewrite(built);
        Plan plan = Planner.plan(simple, List.of());
        if (Debug.PLAN) {
            String origin = Origin.here();
            Debug.tell("A plan of the expression evaluated at %s. %s\n%s"
                    .formatted(
                            origin,
                            explainMiss(),
                            PlanReport.of(
                                    origin,
                                    PlanReport.Rewriting.of(built, simple, rewriter.applied()),
                                    plan,
                                    Speeds.guessed(Engine.standard()),
                                    Optional.empty())));
        }
        int[] taken = plan.leaves().stream()
                .mapToInt(leaf -> Objects.requireNonNull(symbols.get(((Op.Input) leaf).symbol())))
                .toArray();
        return new Planned(plan, taken);
    }
}
