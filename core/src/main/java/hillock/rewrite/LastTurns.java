package hillock.rewrite;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stacks of loops of which nothing but the last turn is looked at, where what is stacked is carried on as well: the
 * last carry is what is looked for, and nothing need be stacked.
 *
 * @param slices what picks the last turn out of a stack
 * @param passed stacks and permuted stacks that only such slices use
 */
record LastTurns(Map<Node, Pick> slices, Set<Node> passed) {
    /**
     * A slice of the last turn.
     *
     * @param loop the loop
     * @param carry the carry that has the same value
     * @param permute what stands between the stack and the slice, or null
     */
    record Pick(Node loop, int carry, @Nullable Node permute) {}

    /** The parts of tuples that are used, the carries that are picked among them. */
    void addUsed(Map<Node, BitSet> used) {
        slices.values()
                .forEach(pick ->
                        used.computeIfAbsent(pick.loop(), _ -> new BitSet()).set(pick.carry()));
    }

    /**
     * Those of some expressions.
     *
     * @param order all nodes, operands first
     * @param roots those that are asked for
     */
    static LastTurns of(List<Node> order, List<Node> roots) {
        LastTurns found = new LastTurns(new HashMap<>(), new HashSet<>());
        if (order.stream().noneMatch(node -> node.op() instanceof Op.Loop)) {
            return found;
        }
        Map<Node, List<Node>> users = new HashMap<>();
        for (Node node : order) {
            node.inputs()
                    .forEach(input -> users.computeIfAbsent(input, _ -> new ArrayList<>(2))
                            .add(node));
        }
        Set<Node> kept = new HashSet<>(roots);
        for (Node node : order) {
            if (node.op() instanceof Op.Element element && node.input(0).op() instanceof Op.Loop loop) {
                int carry = carry(loop, element.index());
                if (carry >= 0) {
                    found.add(node, loop, carry, users, kept);
                }
            }
        }
        return found;
    }

    /** The carry with the value that is stacked, or -1. */
    private static int carry(Op.Loop loop, int result) {
        boolean stacked = result >= loop.carries() && loop.count() > 0;
        List<Node> results = loop.body().results();
        return stacked ? results.subList(0, loop.carries()).indexOf(results.get(result)) : -1;
    }

    private void add(Node stack, Op.Loop loop, int carry, Map<Node, List<Node>> users, Set<Node> kept) {
        Map<Node, Pick> picks = new HashMap<>();
        Set<Node> between = new HashSet<>(Set.of(stack));
        for (Node user : users.getOrDefault(stack, List.of())) {
            if (user.op() instanceof Op.Permute permute) {
                between.add(user);
                for (Node slice : users.getOrDefault(user, List.of())) {
                    if (!isLast(slice, permute.order().indexOf(0), loop)) {
                        return;
                    }
                    picks.put(slice, new Pick(stack.input(0), carry, user));
                }
            } else if (isLast(user, 0, loop)) {
                picks.put(user, new Pick(stack.input(0), carry, null));
            } else {
                return;
            }
        }
        if (between.stream().noneMatch(kept::contains)) {
            slices.putAll(picks);
            passed.addAll(between);
        }
    }

    private static boolean isLast(Node node, int axis, Op.Loop loop) {
        int last = loop.reversed() ? 0 : loop.count() - 1;
        return node.op() instanceof Op.Slice slice
                && slice.sizes().get(axis) == 1
                && slice.starts().get(axis) == last;
    }
}
