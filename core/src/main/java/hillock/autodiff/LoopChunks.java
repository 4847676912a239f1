package hillock.autodiff;

import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * A loop of n steps as a loop over n / k chunks of k steps and a loop over the rest: the same steps in the same order,
 * so the same bits. The outer loop keeps the carries between chunks only; its derivative runs a chunk again and keeps
 * all of that chunk (Chen et al. 2016).
 */
final class LoopChunks {
    private LoopChunks() {}

    /** The chunked form, as a function of the operands of the loop. */
    static Function function(Op.Loop loop, Node node) {
        List<TensorType> types = node.inputs().stream().map(Node::tensorType).toList();
        return Function.of(types, operands -> build(loop, operands));
    }

    private static List<Node> build(Op.Loop loop, List<Node> operands) {
        int size = loop.recompute();
        int chunks = loop.count() / size;
        int rest = loop.count() % size;
        // The rest runs last: at the end of the axis, or at its start if the loop is reversed.
        int start = loop.reversed() ? rest : 0;
        int carries = loop.carries();
        int bound = carries + loop.scanned();

        List<Node> outer = new ArrayList<>(operands);
        for (int i = carries; i < bound; i++) {
            Node cut = Nodes.slice(operands.get(i), 0, start, start + chunks * size);
            Shape shape = cut.tensorType().shape().without(0);
            outer.set(i, Nodes.reshape(cut, shape.insert(0, size).insert(0, chunks)));
        }
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < outer.size(); i++) {
            TensorType type = outer.get(i).tensorType();
            types.add(i >= carries && i < bound ? type.withShape(type.shape().without(0)) : type);
        }
        Op.Loop chunk = new Op.Loop(loop.body(), size, carries, loop.scanned(), loop.reversed(), 0);
        Function body = Function.of(types, parameters -> Nodes.elements(Node.of(chunk, parameters)));
        List<Node> main =
                Nodes.elements(Node.of(new Op.Loop(body, chunks, carries, loop.scanned(), loop.reversed(), 1), outer));
        List<Node> results = new ArrayList<>(main.subList(0, carries));
        for (Node stack : main.subList(carries, main.size())) {
            Shape shape = stack.tensorType().shape().without(0);
            results.add(Nodes.reshape(stack, shape.with(0, chunks * size)));
        }
        return rest == 0 ? results : withRest(loop, operands, results, rest);
    }

    private static List<Node> withRest(Op.Loop loop, List<Node> operands, List<Node> main, int rest) {
        int carries = loop.carries();
        int start = loop.reversed() ? 0 : loop.count() - rest;
        List<Node> last = new ArrayList<>(main.subList(0, carries));
        for (int i = carries; i < operands.size(); i++) {
            boolean scanned = i < carries + loop.scanned();
            last.add(scanned ? Nodes.slice(operands.get(i), 0, start, start + rest) : operands.get(i));
        }
        List<Node> end = Nodes.elements(
                Node.of(new Op.Loop(loop.body(), rest, carries, loop.scanned(), loop.reversed(), 0), last));
        List<Node> results = new ArrayList<>(end.subList(0, carries));
        for (int i = carries; i < main.size(); i++) {
            Node one = loop.reversed() ? end.get(i) : main.get(i);
            Node other = loop.reversed() ? main.get(i) : end.get(i);
            results.add(Nodes.concat(List.of(one, other), 0));
        }
        return results;
    }
}
