package hillock.autodiff;

import static hillock.autodiff.LoopFlow.chosen;
import static hillock.autodiff.LoopOperands.CARRY;
import static hillock.autodiff.LoopOperands.INVARIANT;
import static hillock.autodiff.LoopOperands.SCANNED;

import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reverse derivative of a loop: a loop that runs the other way. It carries the cotangents of the carries and the
 * sums of the cotangents of the invariants, scans the cotangents of the stacks, and stacks the cotangents of what was
 * scanned. What it needs from the forward steps, a second form of the forward loop stacks (see {@link LoopResiduals}).
 *
 * <p>Memory rules: with {@code recompute} 0 all that is needed is stacked; with 1 only the carries are, and every
 * reverse step computes its forward step again; with more, the loop is first cut into chunks (see {@link LoopChunks}).
 */
final class LoopReverse {
    private final Op.Loop loop;
    private final Node node;
    private final List<@Nullable Node> cotangents;
    private final Opened open;
    private final boolean[] active;
    private final boolean[] live;

    private LoopReverse(Op.Loop loop, Node node, List<@Nullable Node> cotangents, boolean[] wanted) {
        this.loop = loop;
        this.node = node;
        this.cotangents = cotangents;
        this.open = Opened.of(loop.body());
        this.active = LoopFlow.active(loop, open, wanted);
        this.live = LoopFlow.live(loop, open, active, cotangents);
    }

    /** The cotangents of the operands from those of the results; null is zero. */
    static List<@Nullable Node> pull(
            Op.Loop loop, Node node, List<@Nullable Node> cotangents, boolean[] wanted, Rewiring rewiring) {
        if (loop.recompute() > 1 && loop.count() >= loop.recompute()) {
            return BodyRules.pull(LoopChunks.function(loop, node), node, cotangents, wanted, rewiring);
        }
        Op.Loop plain = loop.recompute() > 1 ? withMemory(loop, 0) : loop;
        return new LoopReverse(plain, node, cotangents, wanted).run(wanted, rewiring);
    }

    static Op.Loop withMemory(Op.Loop loop, int recompute) {
        return new Op.Loop(loop.body(), loop.count(), loop.carries(), loop.scanned(), loop.reversed(), recompute);
    }

    private List<@Nullable Node> run(boolean[] wanted, Rewiring rewiring) {
        LoopOperands operands = LoopOperands.of(loop);
        int size = open.parameters().size();
        List<Node> outputs = chosen(open.results(), live);
        List<Node> seeds =
                outputs.stream().map(r -> Opened.leaf(r.tensorType())).toList();
        ReverseSweep sweep = ReverseSweep.of(outputs, seeds, chosen(open.parameters(), active));

        // Which operands get a cotangent, and its expression for one step.
        List<Integer> given = new ArrayList<>();
        List<Node> steps = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Node gradient = sweep.cotangent(open.parameters().get(i));
            boolean carried = operands.isCarry(i) && live[i];
            if (carried || !operands.isCarry(i) && wanted[i] && gradient != null) {
                given.add(i);
                steps.add(
                        gradient != null
                                ? gradient
                                : Nodes.zerosLike(open.parameters().get(i)));
            }
        }
        @Nullable Node[] pulled = new @Nullable Node[size];
        if (given.isEmpty()) {
            return Arrays.asList(pulled);
        }
        List<Node> all = sweep.rewiring().apply(Opened.join(open.results(), steps), Set.of());
        List<Node> results = all.subList(0, open.results().size());
        steps = all.subList(open.results().size(), all.size());
        LoopResiduals residuals = LoopResiduals.of(loop, steps, seeds, open.parameters(), results);

        List<Node> stacks = stack(results, residuals.stored(), rewiring);
        List<Node> parts = reverse(operands, given, steps, seeds, residuals, stacks);
        for (int i = 0; i < parts.size(); i++) {
            pulled[given.get(i)] = parts.get(i);
        }
        return Arrays.asList(pulled);
    }

    /** The values of the forward steps, stacked by a form of the forward loop that takes its place. */
    private List<Node> stack(List<Node> results, List<Node> stored, Rewiring rewiring) {
        List<Node> extended = new ArrayList<>(results);
        List<Integer> places = new ArrayList<>();
        for (Node value : stored) {
            int place = extended.subList(loop.carries(), extended.size()).indexOf(value);
            places.add(place >= 0 ? loop.carries() + place : extended.size());
            if (place < 0) {
                extended.add(value);
            }
        }
        Node forward = node;
        if (!extended.equals(open.results())) {
            Function body = Opened.close(open.parameters(), extended);
            forward = Node.of(
                    new Op.Loop(body, loop.count(), loop.carries(), loop.scanned(), loop.reversed(), loop.recompute()),
                    node.inputs());
            rewiring.replace(node, Nodes.elements(forward).subList(0, results.size()));
        }
        List<Node> tensors = new ArrayList<>();
        for (int place : places) {
            tensors.add(Nodes.element(forward, place));
        }
        return tensors;
    }

    /** The loop that runs the other way; its results, in the order of {@code given}. */
    private List<Node> reverse(
            LoopOperands operands,
            List<Integer> given,
            List<Node> steps,
            List<Node> seeds,
            LoopResiduals residuals,
            List<Node> stacks) {
        Layout<Node> inner = new Layout<>();
        Layout<Node> outer = new Layout<>();
        int seed = 0;
        for (int i = 0; i < live.length; i++) {
            if (live[i]) {
                Node cotangent = cotangents.get(i);
                inner.add(operands.resultGroup(i), seeds.get(seed++));
                outer.add(operands.resultGroup(i), cotangent != null ? cotangent : Nodes.zerosLike(node.input(i)));
            }
        }
        Layout<Node> results = new Layout<>();
        Layout<Integer> order = new Layout<>();
        for (int i = 0; i < given.size(); i++) {
            int operand = given.get(i);
            Node step = steps.get(i);
            int group = operands.group(operand) == SCANNED ? SCANNED : CARRY;
            if (operands.group(operand) == INVARIANT) {
                Node sum = Opened.leaf(step.tensorType());
                inner.add(CARRY, sum);
                outer.add(CARRY, Nodes.zerosLike(node.input(operand)));
                step = Nodes.add(sum, step);
            }
            results.add(group, step);
            order.add(group, i);
        }
        for (int i = 0; i < residuals.stored().size(); i++) {
            inner.add(SCANNED, residuals.stored().get(i));
            outer.add(SCANNED, stacks.get(i));
        }
        for (int i : residuals.scanned()) {
            inner.add(SCANNED, open.parameters().get(i));
            outer.add(SCANNED, node.input(i));
        }
        for (int i : residuals.invariants()) {
            inner.add(INVARIANT, open.parameters().get(i));
            outer.add(INVARIANT, node.input(i));
        }
        Node loopBack = Node.of(
                new Op.Loop(
                        Opened.close(inner.all(), results.all()),
                        loop.count(),
                        inner.size(CARRY),
                        inner.size(SCANNED),
                        !loop.reversed(),
                        loop.recompute()),
                outer.all());
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            parts.add(Nodes.element(loopBack, order.all().indexOf(i)));
        }
        return parts;
    }
}
