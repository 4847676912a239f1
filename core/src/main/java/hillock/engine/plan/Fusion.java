package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.engine.emit.Kernels;
import hillock.engine.kernel.Elementwise;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Groups of elementwise operations that become one step. A group is computed at the place of its last member, so an
 * operation joins the group of the first operation that uses it only if whatever else uses it comes after that place;
 * what is used outside the group is written out too. One pass from the last operation to the first.
 */
final class Fusion {
    private static final int MOST_OPERANDS = 16;
    private static final int MOST_MEMBERS = 48;

    /** So many operations, or groups, apart groups are near each other. */
    private static final int NEAR = 16;

    private final Map<Node, Group> groups = new HashMap<>();
    private final Map<Node, Integer> places = new HashMap<>();

    /** Operations of one shape and width. */
    static final class Group {
        private final int last;
        private final Shape shape;
        private final Set<Node> members = new HashSet<>();
        private final Set<Node> operands = new HashSet<>();
        /** Values of other groups that are computed again. */
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
        nodes.forEach(node -> places.put(node, places.size()));
        new Siblings(nodes, users).merge();
        repeatCheap();
        repeatComparisons(kept);
    }

    /**
     * Expressions, operands first. Elementwise operations from which nothing but results of the plan is computed stand
     * right behind the last elementwise one they need, so that they can share a loop with it.
     */
    static List<Node> order(List<Node> roots) {
        List<Node> nodes = Walk.topological(roots);
        Map<Node, List<Node>> users = new HashMap<>();
        nodes.forEach(node -> node.inputs()
                .forEach(input ->
                        users.computeIfAbsent(input, _ -> new ArrayList<>(2)).add(node)));
        Set<Node> last = new HashSet<>();
        for (Node node : nodes.reversed()) {
            if (weight(node) > 0 && last.containsAll(users.getOrDefault(node, List.of()))) {
                last.add(node);
            }
        }
        SequencedSet<Node> order = new LinkedHashSet<>();
        nodes.stream().filter(node -> node.inputs().isEmpty()).forEach(order::add);
        Deque<Node> open = new ArrayDeque<>();
        for (Node node : nodes) {
            open.push(node);
            while (!open.isEmpty()) {
                Node next = open.pop();
                if (!order.add(next) || weight(next) == 0) {
                    continue;
                }
                for (Node user : users.getOrDefault(next, List.of()).reversed()) {
                    if (last.contains(user) && order.containsAll(user.inputs())) {
                        open.push(user);
                    }
                }
            }
        }
        return List.copyOf(order);
    }

    /** The same order, but what only moves elements stands right before the first that computes with them. */
    static List<Node> lateMovements(List<Node> nodes) {
        Map<Node, Integer> places = new HashMap<>();
        for (int at = nodes.size() - 1; at >= 0; at--) {
            Node node = nodes.get(at);
            int place = at;
            if (node.op() instanceof Op.Movement) {
                place = places.getOrDefault(node, nodes.size());
            }
            places.put(node, place);
            for (Node input : node.inputs()) {
                places.merge(input, place, Math::min);
            }
        }
        return nodes.stream().sorted(Comparator.comparing(places::get)).toList();
    }

    /**
     * Groups that read the same values become one where nothing but elementwise operations lies between them and nobody
     * in between needs what the first computes.
     */
    private final class Siblings {
        private final List<Node> nodes;
        private final Map<Node, List<Integer>> users;

        Siblings(List<Node> nodes, Map<Node, List<Integer>> users) {
            this.nodes = nodes;
            this.users = users;
        }

        void merge() {
            int[] barriers = new int[nodes.size()];
            int barrier = nodes.size();
            for (int at = nodes.size() - 1; at >= 0; at--) {
                barriers[at] = barrier;
                barrier = isComputed(nodes.get(at)) ? at : barrier;
            }
            List<Group> ordered = new LinkedHashSet<>(groups.values())
                    .stream()
                            .sorted(Comparator.comparingInt(group -> group.last))
                            .collect(Collectors.toCollection(ArrayList::new));
            for (int i = ordered.size() - 2; i >= 0; i--) {
                Group first = ordered.get(i);
                for (int j = i + 1; j < ordered.size() && j <= i + NEAR; j++) {
                    Group second = ordered.get(j);
                    if (barriers[first.last] < second.last) {
                        break;
                    }
                    if (sharesValue(first, second) && fits(first, second) && isFree(first, second)) {
                        join(first, second);
                        ordered.remove(i);
                        i = j;
                        break;
                    }
                }
            }
        }

        /** Whether a value is neither elementwise nor made of others by moving them. */
        private boolean isComputed(Node node) {
            return !groups.containsKey(node)
                    && switch (node.op()) {
                        case Op.Leaf _, Op.Element _, Op.Reshape _, Op.Permute _, Op.Broadcast _, Op.Slice _ -> false;
                        default -> true;
                    };
        }

        private boolean sharesValue(Group first, Group second) {
            return second.operands.stream()
                    .anyMatch(operand ->
                            first.members.contains(operand) || first.operands.contains(operand) && !isNumber(operand));
        }

        private static boolean isNumber(Node operand) {
            Node source = operand.op() instanceof Op.Broadcast ? operand.input(0) : operand;
            return source.tensorType().size() == 1;
        }

        private boolean fits(Group first, Group second) {
            Set<Node> operands = new HashSet<>(first.operands);
            operands.addAll(second.operands);
            operands.removeAll(first.members);
            return first.shape.equals(second.shape)
                    && (first.width == null || second.width == null || first.width == second.width)
                    && first.weight + second.weight <= Kernels.most()
                    && first.members.size() + second.members.size() <= MOST_MEMBERS
                    && operands.size() <= MOST_OPERANDS;
        }

        /** Whether all users of the first group belong to the second or come after it. */
        private boolean isFree(Group first, Group second) {
            for (Node member : first.order) {
                for (int user : users.getOrDefault(member, List.of())) {
                    Node node = nodes.get(user);
                    if (user <= second.last && !first.members.contains(node) && !second.members.contains(node)) {
                        return false;
                    }
                }
            }
            return true;
        }

        private void join(Group first, Group second) {
            for (Node member : first.order) {
                groups.put(member, second);
            }
            second.members.addAll(first.members);
            second.order.addAll(first.order);
            second.order.sort(Comparator.comparing(places::get, Comparator.reverseOrder()));
            second.operands.addAll(first.operands);
            second.operands.removeAll(second.members);
            second.width = second.width == null ? first.width : second.width;
            second.weight += first.weight;
        }
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

    /** The members of a group and the values of other groups that it computes again, operands first. */
    List<Node> withRepeated(Group group) {
        List<Node> all = new ArrayList<>(group.repeated);
        all.addAll(group.members());
        all.sort(Comparator.comparing(places::get));
        return all;
    }

    /** Whether the group of a user computes a value of another group again. */
    boolean repeats(Node node, Node user) {
        Group group = groups.get(user);
        return group != null && group.repeated.contains(node);
    }

    /**
     * Lets groups compute again what is one instruction on operands that they read anyway, such as the maximum of a
     * window in its derivative: that takes less than to read it, and often nobody has to write it then.
     */
    private void repeatCheap() {
        for (Group group : new LinkedHashSet<>(groups.values())) {
            boolean changed = true;
            while (changed) {
                changed = false;
                for (Node operand : List.copyOf(group.operands)) {
                    if (isCheapFor(operand, group)) {
                        group.operands.remove(operand);
                        group.repeated.add(operand);
                        changed = true;
                    }
                }
            }
        }
    }

    private boolean isCheapFor(Node operand, Group group) {
        return groups.containsKey(operand)
                && weight(operand) == 1
                && width(operand) == group.width
                && group.weight + group.repeated.size() < Kernels.most()
                && group.operands.size() > 1
                && operand.inputs().stream()
                        .allMatch(input -> group.operands.contains(input) || group.repeated.contains(input));
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
