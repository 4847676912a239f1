package hillock.graph;

import hillock.array.NDArray;
import java.util.List;

/** Something that computes the values of expressions: the interpreter or an engine. All give the same bits. */
public interface Evaluator {
    /**
     * The values of expressions of variables and constants, computed in one run, so what they share is computed once
     * and all see one state of every variable.
     *
     * @throws IllegalArgumentException if an expression depends on an {@link Op.Input} or is a tuple
     */
    List<NDArray> evaluate(List<Node> nodes);

    /** The value of one expression. */
    default NDArray evaluate(Node node) {
        return evaluate(List.of(node)).getFirst();
    }
}
