package hillock.io;

import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The functions inside a graph, found without recursion: they may be nested as deep as anyone likes. */
final class NestedFunctions {
    private NestedFunctions() {}

    /** All functions that nodes use, also within functions, each after those it uses itself. */
    static List<Function> innermostFirst(List<Node> nodes) {
        List<Function> order = new ArrayList<>();
        IdentityHashMap<Function, Boolean> finished = new IdentityHashMap<>();
        ArrayDeque<Function> path = new ArrayDeque<>();
        nodes.forEach(node -> used(node.op()).reversed().forEach(path::addLast));
        while (!path.isEmpty()) {
            Function function = path.getLast();
            Boolean state = finished.get(function);
            if (state == null) {
                finished.put(function, false);
                function.nodes()
                        .flatMap(node -> used(node.op()).stream())
                        .filter(inner -> !finished.containsKey(inner))
                        .forEach(path::addLast);
            } else {
                path.removeLast();
                if (!state) {
                    finished.put(function, true);
                    order.add(function);
                }
            }
        }
        return order;
    }

    private static List<Function> used(Op op) {
        if (op instanceof Op.Loop loop) {
            return List.of(loop.body());
        } else if (op instanceof Op.Call call) {
            List<Function> used = new ArrayList<>(call.partials());
            used.add(call.body());
            return used;
        } else {
            return List.of();
        }
    }
}
