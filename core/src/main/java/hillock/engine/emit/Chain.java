package hillock.engine.emit;

import hillock.array.DType;
import hillock.graph.Op;
import java.util.List;

/**
 * A fused group of elementwise operations, without shapes: what a kernel is made from and cached by. Values are
 * numbered, operands first, then the steps in order.
 *
 * @param operands what is read
 * @param steps the operations
 * @param outputs the numbers of the values that are written
 */
public record Chain(List<Operand> operands, List<Step> steps, List<Integer> outputs) {
    /** Copies the lists. */
    public Chain {
        operands = List.copyOf(operands);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
    }

    /**
     * One thing read.
     *
     * @param dtype its element type
     * @param single whether there is one element for all of a row
     */
    public record Operand(DType dtype, boolean single) {}

    /**
     * One operation.
     *
     * @param op the operation
     * @param dtype the element type of its value
     * @param arguments the numbers of the values it works on
     */
    public record Step(Op op, DType dtype, List<Integer> arguments) {
        /** Copies the list. */
        public Step {
            arguments = List.copyOf(arguments);
        }
    }

    /** The element type of a value. */
    public DType dtype(int value) {
        return value < operands.size()
                ? operands.get(value).dtype()
                : steps.get(value - operands.size()).dtype();
    }
}
