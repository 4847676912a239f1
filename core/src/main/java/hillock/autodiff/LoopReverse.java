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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final LoopOperands operands;
    private final Use use;
    private final Node node;
    private final Opened open;
    private final boolean[] live;

    /** Leaves for the cotangents of the live results of a step. */
    private final List<Node> seeds;

    /** Leaves for the sums of the cotangents of invariants, by parameter. */
    private final Map<Node, Node> sums = new HashMap<>();

    private final ReverseSweep sweep;

    private LoopReverse(Op.Loop loop, Use use) {
        this.loop = loop;
        this.operands = LoopOperands.of(loop);
        this.use = use;
        this.node = use.node();
        this.open = Opened.of(loop.body());
        boolean[] active = LoopFlow.active(loop, open, use.wanted());
        this.live = LoopFlow.live(loop, open, active, use.cotangents());
        List<Node> outputs = chosen(open.results(), live);
        this.seeds = Opened.leavesLike(outputs);
        for (int i = 0; i < active.length; i++) {
            Node parameter = open.parameters().get(i);
            if (active[i] && operands.group(i) == INVARIANT) {
                sums.put(parameter, Opened.leaf(parameter.tensorType()));
            }
        }
        this.sweep = ReverseSweep.of(outputs, seeds, chosen(open.parameters(), active), sums);
    }

    /** The cotangents of the operands; null is zero. */
    static List<@Nullable Node> pull(Op.Loop loop, Use use) {
        if (loop.recompute() > 1 && loop.count() >= loop.recompute()) {
            return BodyRules.pull(LoopChunks.function(loop, use.node()), use);
        }
        return new LoopReverse(loop.recompute() > 1 ? withoutChunks(loop) : loop, use).run();
    }

    private static Op.Loop withoutChunks(Op.Loop loop) {
        return new Op.Loop(loop.body(), loop.count(), loop.carries(), loop.scanned(), loop.reversed(), 0);
    }

    private List<@Nullable Node> run() {
        // Which operands get a cotangent, and its expression for one step.
        List<Integer> given = new ArrayList<>();
        List<Node> steps = new ArrayList<>();
        for (int i = 0; i < open.parameters().size(); i++) {
            Node parameter = open.parameters().get(i);
            Node step = sweep.cotangent(parameter);
            boolean reached = step != null && !step.equals(sums.get(parameter));
            if (operands.isCarry(i) ? live[i] : use.wanted().get(i) && reached) {
                given.add(i);
                steps.add(step != null ? step : Nodes.zerosLike(parameter));
            }
        }
        @Nullable Node[] pulled = new @Nullable Node[open.parameters().size()];
        if (given.isEmpty()) {
            return Arrays.asList(pulled);
        }
        List<Node> all = sweep.rewiring().apply(Opened.join(open.results(), steps), Set.of());
        List<Node> results = all.subList(0, open.results().size());
        steps = all.subList(results.size(), all.size());
        LoopResiduals residuals = LoopResiduals.of(
                loop, steps, Opened.join(seeds, List.copyOf(sums.values())), open.parameters(), results);
        List<Node> parts = reverse(given, steps, residuals, stack(results, residuals.stored()));
        for (int i = 0; i < parts.size(); i++) {
            pulled[given.get(i)] = parts.get(i);
        }
        return Arrays.asList(pulled);
    }

    /** The values of the forward steps, stacked by a form of the forward loop that takes its place. */
    private List<Node> stack(List<Node> results, List<Node> stored) {
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
            use.rewiring().replace(node, Nodes.elements(forward).subList(0, results.size()));
        }
        List<Node> stacks = new ArrayList<>();
        for (int place : places) {
            stacks.add(Nodes.element(forward, place));
        }
        return stacks;
    }

    /** The loop that runs the other way; its results, in the order of {@code given}. */
    private List<Node> reverse(List<Integer> given, List<Node> steps, LoopResiduals residuals, List<Node> stacks) {
        Layout<Node> inner = new Layout<>();
        Layout<Node> outer = new Layout<>();
        int seed = 0;
        for (int i = 0; i < live.length; i++) {
            if (live[i]) {
                Node cotangent = use.cotangents().get(i);
                inner.add(operands.resultGroup(i), seeds.get(seed++));
                outer.add(operands.resultGroup(i), cotangent != null ? cotangent : Nodes.zerosLike(node.input(i)));
            }
        }
        Layout<Node> results = new Layout<>();
        Layout<Integer> order = new Layout<>();
        for (int i = 0; i < given.size(); i++) {
            int operand = given.get(i);
            Node sum = sums.get(open.parameters().get(operand));
            if (sum != null) {
                Node gathered = use.take(operand);
                inner.add(CARRY, sum);
                outer.add(CARRY, gathered != null ? gathered : Nodes.zerosLike(node.input(operand)));
            }
            int group = operands.group(operand) == SCANNED ? SCANNED : CARRY;
            results.add(group, steps.get(i));
            order.add(group, i);
        }
        for (int i = 0; i < stacks.size(); i++) {
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
        Op.Loop back = new Op.Loop(
                Opened.close(inner.all(), results.all()),
                loop.count(),
                inner.size(CARRY),
                inner.size(SCANNED),
                !loop.reversed(),
                loop.recompute());
        Node loopBack = Node.of(back, outer.all());
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            parts.add(Nodes.element(loopBack, order.all().indexOf(i)));
        }
        return parts;
    }
}
