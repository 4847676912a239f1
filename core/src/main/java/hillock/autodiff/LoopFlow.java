package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Numbering;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Through which carries of a loop derivatives flow: found by going round until nothing is added. */
final class LoopFlow {
    private LoopFlow() {}

    /** The parameters of the body that change smoothly with the operands asked for, now or some steps later. */
    static boolean[] active(Op.Loop loop, Opened open, List<Boolean> asked) {
        boolean[] active = new boolean[asked.size()];
        for (int i = 0; i < active.length; i++) {
            active[i] =
                    asked.get(i) && Activity.isFloat(open.parameters().get(i).type());
        }
        Numbering order = Numbering.of(open.results());
        boolean changed = true;
        while (changed) {
            changed = false;
            boolean[] reached = Activity.of(order, Activity.places(chosen(open.parameters(), active)));
            for (int i = 0; i < loop.carries(); i++) {
                if (!active[i] && reached[order.number(open.results().get(i))]) {
                    active[i] = true;
                    changed = true;
                }
            }
        }
        return active;
    }

    /**
     * The results of the body through which an active parameter reaches a result of the loop that has a cotangent, now
     * or some steps later.
     */
    static boolean[] live(Op.Loop loop, Opened open, boolean[] active, List<@Nullable Node> cotangents) {
        Numbering order = Numbering.of(open.results());
        boolean[] reached = Activity.of(order, Activity.places(chosen(open.parameters(), active)));
        boolean[] live = new boolean[cotangents.size()];
        for (int i = 0; i < live.length; i++) {
            boolean carried = i < loop.carries() && active[i];
            live[i] = cotangents.get(i) != null
                    && (carried
                            || i >= loop.carries()
                                    && reached[order.number(open.results().get(i))]);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            Set<Node> used = new HashSet<>(Walk.topological(chosen(open.results(), live)));
            for (int i = 0; i < loop.carries(); i++) {
                if (!live[i] && active[i] && used.contains(open.parameters().get(i))) {
                    live[i] = true;
                    changed = true;
                }
            }
        }
        return live;
    }

    /** Those of the nodes that are marked. */
    static List<Node> chosen(List<Node> nodes, boolean[] marked) {
        List<Node> chosen = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (marked[i]) {
                chosen.add(nodes.get(i));
            }
        }
        return chosen;
    }
}
