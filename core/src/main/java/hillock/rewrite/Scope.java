package hillock.rewrite;

import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Origin;
import hillock.graph.Walk;
import hillock.rewrite.rules.Build;
import hillock.rewrite.rules.Rule;
import hillock.rewrite.rules.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The simplified nodes of one graph or one body of a function. Equal expressions are one node: an expression is equal
 * to another if the operation is and the operands, which are simplified already, are the same nodes.
 */
final class Scope implements Build {
    /** An operation on certain nodes. */
    private static final class Key {
        private final Op op;
        private final List<Node> inputs;
        private final int hash;

        Key(Op op, List<Node> inputs) {
            this.op = op;
            this.inputs = inputs;
            int code = op.hashCode();
            for (int i = 0; i < inputs.size(); i++) {
                code = code * 31 + System.identityHashCode(inputs.get(i));
            }
            this.hash = code;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Key key) || hash != key.hash || inputs.size() != key.inputs.size()) {
                return false;
            }
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i) != key.inputs.get(i)) {
                    return false;
                }
            }
            return op.equals(key.op);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Rewriter rewriter;
    private final Map<Key, Node> nodes = new HashMap<>();

    Scope(Rewriter rewriter) {
        this.rewriter = rewriter;
    }

    List<Node> rewrite(List<Node> roots) {
        return walk(roots, List.of());
    }

    /** The simplified results of a function with arguments, nodes of this scope, in place of its parameters. */
    List<Node> inline(List<Node> results, List<Node> arguments) {
        return walk(results, arguments);
    }

    private List<Node> walk(List<Node> roots, List<Node> arguments) {
        List<Node> order = Walk.topological(roots);
        LastTurns last = LastTurns.of(order, roots);
        Map<Node, BitSet> used = usedParts(order, last);
        Map<Node, Node> images = new HashMap<>();
        Map<Node, List<@Nullable Node>> tuples = new HashMap<>();
        for (Node node : order) {
            rewriter.countVisit();
            if (arguments.isEmpty()) {
                Origin.follow(node);
            }
            if (last.passed().contains(node)) {
                continue;
            }
            LastTurns.Pick pick = last.slices().get(node);
            if (pick != null) {
                rewriter.count("LastOfStack");
                images.put(node, picked((Op.Slice) node.op(), pick, tuples));
                continue;
            }
            List<Node> inputs = node.op() instanceof Op.Element ? List.of() : images(node.inputs(), images);
            switch (node.op()) {
                case Op.Parameter parameter
                when !arguments.isEmpty() -> images.put(node, arguments.get(parameter.index()));
                case Op.Call call -> {
                    List<@Nullable Node> parts = call(call, inputs, used.get(node));
                    tuples.put(node, parts);
                    if (!used.containsKey(node)) {
                        images.put(node, Objects.requireNonNull(parts.getFirst()));
                    }
                }
                case Op.Loop loop ->
                    tuples.put(node, new LoopRewriting(rewriter, this).rewrite(loop, inputs, used.get(node)));
                case Op.Element element ->
                    images.put(
                            node,
                            Objects.requireNonNull(Objects.requireNonNull(tuples.get(node.input(0)))
                                    .get(element.index())));
                default -> images.put(node, make(node.op(), inputs, node));
            }
        }
        if (arguments.isEmpty()) {
            Origin.follow(null);
        }
        return roots.stream()
                .map(root -> Objects.requireNonNull(images.get(root)))
                .toList();
    }

    /** The images of operands; the list itself if they are their own. */
    private static List<Node> images(List<Node> inputs, Map<Node, Node> images) {
        List<Node> changed = inputs;
        for (int i = 0; i < inputs.size(); i++) {
            Node image = Objects.requireNonNull(images.get(inputs.get(i)));
            if (image != inputs.get(i)) {
                if (changed == inputs) {
                    changed = new ArrayList<>(inputs);
                }
                changed.set(i, image);
            }
        }
        return changed;
    }

    /** A slice of the last turn of a stack, from the carry. */
    private Node picked(Op.Slice slice, LastTurns.Pick pick, Map<Node, List<@Nullable Node>> tuples) {
        Node carry = Objects.requireNonNull(
                Objects.requireNonNull(tuples.get(pick.loop())).get(pick.carry()));
        Node turn = reshape(carry, carry.tensorType().shape().insert(0, 1));
        int axis = 0;
        if (pick.permute() != null && pick.permute().op() instanceof Op.Permute permute) {
            turn = of(permute, turn);
            axis = permute.order().indexOf(0);
        }
        List<Integer> starts = new ArrayList<>(slice.starts());
        starts.set(axis, 0);
        return of(new Op.Slice(starts, slice.sizes(), slice.steps()), turn);
    }

    /** Which parts are taken from each tuple. */
    private static Map<Node, BitSet> usedParts(List<Node> order, LastTurns last) {
        Map<Node, BitSet> used = new HashMap<>();
        last.addUsed(used);
        for (Node node : order) {
            if (node.op() instanceof Op.Element element && !last.passed().contains(node)) {
                used.computeIfAbsent(node.input(0), _ -> new BitSet()).set(element.index());
            }
        }
        return used;
    }

    /** The simplified body of a call; null where a result is not used. */
    private List<@Nullable Node> call(Op.Call call, List<Node> arguments, @Nullable BitSet used) {
        rewriter.count("InlinedCall");
        List<Node> results = call.body().results();
        if (used == null) {
            return new ArrayList<>(inline(results, arguments));
        }
        List<Node> wanted = used.stream().mapToObj(results::get).toList();
        List<Node> values = inline(wanted, arguments);
        @Nullable Node[] parts = new @Nullable Node[results.size()];
        int next = 0;
        for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
            parts[i] = values.get(next++);
        }
        return Arrays.asList(parts);
    }

    @Override
    public Node of(Op op, List<Node> inputs) {
        rewriter.countVisit();
        return make(op, inputs, null);
    }

    private Node make(Op op, List<Node> inputs, @Nullable Node original) {
        Key key = new Key(op, inputs);
        Node known = nodes.get(key);
        if (known == null && op instanceof Op.Binary binary && isCommutative(binary)) {
            known = nodes.get(new Key(op, List.of(inputs.get(1), inputs.get(0))));
        }
        if (known != null) {
            if (original != null && !(op instanceof Op.Leaf)) {
                rewriter.count("CommonExpression");
            }
            return known;
        }
        Node result = simplified(original != null ? original.withInputs(inputs) : Node.of(op, inputs));
        nodes.put(key, result);
        return result;
    }

    private Node simplified(Node node) {
        if (node.type() instanceof TensorType) {
            for (Rule rule : Rules.of(node.op())) {
                Optional<Node> better = rule.apply(node, this);
                if (better.isPresent()) {
                    rewriter.count(rule.name());
                    return better.get();
                }
            }
        }
        return node;
    }

    /** Whether exchanging the operands changes no bit. */
    private static boolean isCommutative(Op.Binary op) {
        return switch (op) {
            case ADD, MUL, MAX, MIN, EQUAL, AND, OR -> true;
            case SUB, DIV, REM, POW, LESS, LESS_EQUAL -> false;
        };
    }
}
