package hillock.autodiff;

import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The forward derivative of a loop: one loop that carries, scans and stacks tangents beside the values. */
final class LoopForward {
    private LoopForward() {}

    /** The tangents of the results from those of the operands; null is zero. */
    static List<@Nullable Node> push(Op.Loop loop, Node node, List<@Nullable Node> tangents, Rewiring rewiring) {
        Opened open = Opened.of(loop.body());
        LoopOperands operands = LoopOperands.of(loop);
        boolean[] active = LoopFlow.active(
                loop, open, tangents.stream().map(tangent -> tangent != null).toList());
        List<Node> moved = new ArrayList<>();
        for (int i = 0; i < active.length; i++) {
            if (active[i]) {
                moved.add(open.parameters().get(i));
            }
        }
        List<Node> seeds = Opened.leavesLike(moved);
        ForwardSweep sweep = ForwardSweep.of(open.results(), moved, seeds);

        List<Node> values = open.results();
        List<Node> derivatives = new ArrayList<>();
        List<Integer> derived = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Node derivative = sweep.tangent(values.get(i));
            if (operands.isCarry(i) ? active[i] : derivative != null) {
                derivatives.add(derivative != null ? derivative : Nodes.zerosLike(values.get(i)));
                derived.add(i);
            }
        }
        List<Node> all = sweep.rewiring().apply(Opened.join(values, derivatives), Set.of());

        Layout<Node> inner = new Layout<>();
        Layout<Node> outer = new Layout<>();
        int seed = 0;
        for (int i = 0; i < active.length; i++) {
            int group = operands.group(i);
            inner.add(group, open.parameters().get(i));
            outer.add(group, node.input(i));
        }
        for (int i = 0; i < active.length; i++) {
            if (active[i]) {
                Node tangent = tangents.get(i);
                inner.add(operands.group(i), seeds.get(seed++));
                outer.add(operands.group(i), tangent != null ? tangent : Nodes.zerosLike(node.input(i)));
            }
        }
        Layout<Integer> results = new Layout<>();
        for (int i = 0; i < values.size(); i++) {
            results.add(operands.resultGroup(i), i);
        }
        for (int i = 0; i < derived.size(); i++) {
            results.add(operands.resultGroup(derived.get(i)), values.size() + i);
        }
        Function body =
                Opened.close(inner.all(), results.all().stream().map(all::get).toList());
        Node joint = Node.of(
                new Op.Loop(
                        body,
                        loop.count(),
                        inner.size(LoopOperands.CARRY),
                        inner.size(LoopOperands.SCANNED),
                        loop.reversed(),
                        loop.recompute()),
                outer.all());

        List<Node> primal = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            primal.add(Nodes.element(joint, results.all().indexOf(i)));
        }
        rewiring.replace(node, primal);
        @Nullable Node[] pushed = new @Nullable Node[values.size()];
        for (int i = 0; i < derived.size(); i++) {
            pushed[derived.get(i)] = Nodes.element(joint, results.all().indexOf(values.size() + i));
        }
        return Arrays.asList(pushed);
    }
}
