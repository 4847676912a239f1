package hillock.engine;

import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stand-in until the rewriter is there. */
final class Lowering {
    static List<Node> inline(List<Node> roots) {
        Map<Node, List<Node>> parts = new HashMap<>();
        Map<Node, Node> images = new HashMap<>();
        for (Node node : Walk.topological(roots)) {
            List<Node> inputs = new ArrayList<>();
            for (Node input : node.inputs()) {
                inputs.add(images.get(input));
            }
            switch (node.op()) {
                case Op.Call call -> {
                    List<Node> results = inline(call.body().inline(inputs));
                    parts.put(node, results);
                    images.put(node, results.getFirst());
                }
                case Op.Element element
                when parts.containsKey(node.input(0)) ->
                    images.put(node, parts.get(node.input(0)).get(element.index()));
                case Op.Loop loop -> {
                    hillock.graph.Function body = hillock.graph.Function.of(
                            loop.body().parameters(), p -> inline(loop.body().inline(p)));
                    images.put(
                            node,
                            Node.of(
                                    new Op.Loop(
                                            body,
                                            loop.count(),
                                            loop.carries(),
                                            loop.scanned(),
                                            loop.reversed(),
                                            loop.recompute()),
                                    inputs));
                }
                default -> images.put(node, node.withInputs(inputs));
            }
        }
        return roots.stream().map(images::get).toList();
    }
}
