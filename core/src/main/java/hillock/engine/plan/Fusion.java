package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.engine.emit.Kernels;
import hillock.engine.kernel.Elementwise;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Groups of elementwise operations that become one step. A group is computed at the place of its last member, so an
 * operation joins the group of the first operation that uses it only if whatever else uses it comes after that place;
 * what is used outside the group is written out too. One pass from the last operation to the first.
 */
final class Fusion {
    private static final int MOST_OPERANDS = 16;
    private static final int MOST_MEMBERS = 48;

    /** So many operations apart groups are near each other. */
    private static final int NEAR = 16;

    private final Map<Node, Group> groups = new HashMap<>();

    /** Operations of one shape and width. */
    static final class Group {
        private final int last;
        private final Shape shape;
        private final Set<Node> members = new HashSet<>();
        private final Set<Node> operands = new HashSet<>();
        /** Comparisons of other groups that are computed again. */
        private final Set<Node> repeated = new LinkedHashSet<>();

        private @Nullable DType width;
        private int weight;

        private Group(int last, Shape shape) {
            this.last = last;
            this.shape = shape;
        }

        /** The members in the order of computation. */
        private final List<Node> order = new ArrayList<>();

        List<Node> members() {
            return order.reversed();
        }

        private boolean takes(Node node, @Nullable DType nodeWidth, int nodeWeight) {
            if (!node.tensorType().shape().equals(shape)
                    || weight + nodeWeight > Kernels.most()
                    || members.size() >= MOST_MEMBERS
                    || nodeWidth != null && width != null && nodeWidth != width) {
                return false;
            }
            int more = 0;
            for (Node input : node.inputs()) {
                more += operands.contains(input) ? 0 : 1;
            }
            return operands.size() - 1 + more <= MOST_OPERANDS;
        }

        private void add(Node node, @Nullable DType nodeWidth, int nodeWeight) {
            members.add(node);
            order.add(node);
            operands.remove(node);
            operands.addAll(node.inputs());
            width = nodeWidth == null ? width : nodeWidth;
            weight += nodeWeight;
        }
    }

    /**
     * The groups of some expressions.
     *
     * @param nodes all nodes, operands first
     * @param kept those whose values are asked for
     */
    Fusion(List<Node> nodes, Set<Node> kept) {
        Map<Node, List<Integer>> users = new HashMap<>();
        for (int at = 0; at < nodes.size(); at++) {
            for (Node input : nodes.get(at).inputs()) {
                users.computeIfAbsent(input, _ -> new ArrayList<>(2)).add(at);
            }
        }
        for (int at = nodes.size() - 1; at >= 0; at--) {
            Node node = nodes.get(at);
            int weight = weight(node);
            if (weight == 0) {
                continue;
            }
            DType width = width(node);
            Group group = joined(node, users.getOrDefault(node, List.of()), nodes);
            if (group == null || !group.takes(node, width, weight)) {
                group = new Group(at, node.tensorType().shape());
            }
            group.add(node, width, weight);
            groups.put(node, group);
        }
        repeatComparisons(kept);
    }

    /** The group of the first user, if all other users belong to it or come after it. */
    private @Nullable Group joined(Node node, List<Integer> users, List<Node> nodes) {
        if (users.isEmpty()) {
            return null;
        }
        Group group = groups.get(nodes.get(users.getFirst()));
        if (group == null) {
            return null;
        }
        for (int user : users) {
            if (user <= group.last && !group.members.contains(nodes.get(user))) {
                return null;
            }
        }
        return group;
    }

    private static int weight(Node node) {
        if (!(node.op() instanceof Op.Elementwise) || node.tensorType().size() == 0) {
            return 0;
        }
        DType first = node.input(0).tensorType().dtype();
        DType result = node.tensorType().dtype();
        return Elementwise.knows(node.op(), first) ? Kernels.weight(node.op(), first, result) : 0;
    }

    /** The float type of the lanes, or null for logic. */
    private static @Nullable DType width(Node node) {
        if (node.tensorType().dtype().isFloat()) {
            return node.tensorType().dtype();
        }
        DType first = node.input(0).tensorType().dtype();
        return first.isFloat() ? first : null;
    }

    /** The group of a node, or null if kernels do not know it. */
    @Nullable
    Group of(Node node) {
        return groups.get(node);
    }

    /** The members of a group, and before them the comparisons of other groups that it computes again. */
    List<Node> withRepeated(Group group) {
        List<Node> all = new ArrayList<>(group.repeated);
        all.addAll(group.members());
        return all;
    }

    /** Whether the group of a user computes a comparison of another group again. */
    boolean repeats(Node node, Node user) {
        Group group = groups.get(user);
        return group != null && group.repeated.contains(node);
    }

    /**
     * Lets groups compute comparisons again that another group near them makes: to compare takes less than to store and
     * load truths. Not far away, where the operands would be kept for it.
     */
    private void repeatComparisons(Set<Node> kept) {
        for (Group group : new LinkedHashSet<>(groups.values())) {
            for (Node member : group.order) {
                for (Node input : member.inputs()) {
                    Group own = groups.get(input);
                    if (own != null
                            && own != group
                            && own.last < group.last
                            && group.last - own.last <= NEAR
                            && !kept.contains(input)
                            && isComparisonOfStored(input)
                            && group.width == width(input)
                            && group.weight + group.repeated.size() < Kernels.most()
                            && group.operands.size() + 2 * group.repeated.size() + 1 < MOST_OPERANDS) {
                        group.repeated.add(input);
                    }
                }
            }
        }
    }

    /** Whether the operands are no results of other groups in between. */
    private static boolean isComparisonOfStored(Node node) {
        return node.op() instanceof Op.Binary binary
                && (binary == Op.Binary.LESS || binary == Op.Binary.LESS_EQUAL || binary == Op.Binary.EQUAL)
                && node.inputs().stream().noneMatch(input -> input.op() instanceof Op.Elementwise);
    }

    /** Whether this is the last member of its group. */
    boolean isLast(Node node, Group group) {
        return group.order.getFirst() == node;
    }
}
