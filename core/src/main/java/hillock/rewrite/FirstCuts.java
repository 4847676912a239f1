package hillock.rewrite;

import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A sequence that is zero but for the first turn, {@code pad(x)}, and is only added to a carry that begins with zero:
 * the cotangent of a sequence of which the last element alone was used. The carry begins with {@code x} instead, and
 * what is added is zero in every turn. It is still added, because it turns -0 into +0.
 *
 * @param carry the number of the carry
 * @param operand the number of the sequence
 */
record FirstCuts(int carry, int operand) {
    /** Those of a loop whose body is simplified. */
    static List<FirstCuts> of(Op.Loop loop, Function body, List<Node> inputs) {
        List<FirstCuts> found = new ArrayList<>();
        for (int i = loop.carries(); i < loop.carries() + loop.scanned(); i++) {
            if (isFirstAlone(inputs.get(i), loop)) {
                int carry = carry(loop, body, inputs, i);
                if (carry >= 0) {
                    found.add(new FirstCuts(carry, i));
                }
            }
        }
        return found;
    }

    private static boolean isFirstAlone(Node sequence, Op.Loop loop) {
        if (!(sequence.op() instanceof Op.Pad pad) || pad.bits() != 0) {
            return false;
        }
        List<Integer> rest = Collections.nCopies(pad.before().size() - 1, 0);
        List<Integer> before = pad.before();
        List<Integer> after = pad.after();
        return sequence.input(0).tensorType().shape().dimension(0) == 1
                && before.getFirst() == (loop.reversed() ? loop.count() - 1 : 0)
                && before.subList(1, before.size()).equals(rest)
                && after.subList(1, after.size()).equals(rest)
                && pad.between().subList(1, before.size()).equals(rest);
    }

    /** The carry that a cut is added to, if neither is used for anything else, or -1. */
    private static int carry(Op.Loop loop, Function body, List<Node> inputs, int operand) {
        Map<Node, Integer> uses = new HashMap<>();
        Node sum = null;
        body.results().forEach(result -> uses.merge(result, 1, Integer::sum));
        for (Node node : Walk.topological(body.results())) {
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
            if (node.op() == Op.Binary.ADD && node.inputs().stream().anyMatch(input -> isParameter(input, operand))) {
                sum = node;
            }
        }
        if (sum == null) {
            return -1;
        }
        boolean second = isParameter(sum.input(1), operand);
        Node cut = sum.input(second ? 1 : 0);
        Node other = sum.input(second ? 0 : 1);
        boolean alone = Objects.equals(uses.get(cut), 1) && Objects.equals(uses.get(other), 1);
        return alone
                        && other.op() instanceof Op.Parameter parameter
                        && parameter.index() < loop.carries()
                        && isZero(inputs.get(parameter.index()))
                ? parameter.index()
                : -1;
    }

    private static boolean isParameter(Node node, int index) {
        return node.op() instanceof Op.Parameter parameter && parameter.index() == index;
    }

    /** Whether all elements are +0. */
    private static boolean isZero(Node node) {
        Node source = node.op() instanceof Op.Broadcast ? node.input(0) : node;
        return source.op() instanceof Op.Scalar scalar && scalar.bits() == 0;
    }
}
