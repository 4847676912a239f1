package hillock.rewrite.rules;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code f(constants) -> constant}, computed by the interpreter. Only if no operand or result has more than 1024
 * elements and the result has no more than the greatest operand, and not if the computation is an error: the error
 * belongs to the evaluation.
 */
final class ConstantFolding implements Rule {
    private static final int LARGEST = 1024;

    @Override
    public Optional<Node> apply(Node node, Build build) {
        TensorType type = node.tensorType();
        int greatest = 1;
        for (Node input : node.inputs()) {
            if (!isConstant(input)) {
                return Optional.empty();
            }
            greatest = Math.max(greatest, input.tensorType().size());
        }
        // A stretched scalar is the form in which other rules know a constant.
        if (isConstant(node) || greatest > LARGEST || type.size() > greatest) {
            return Optional.empty();
        }
        List<NDArray> operands = new ArrayList<>();
        for (Node input : node.inputs()) {
            operands.add(value(input));
        }
        try {
            NDArray value = Interpreter.apply(node.op(), type, operands).getFirst();
            return Optional.of(constant(value, build));
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static boolean isConstant(Node node) {
        return node.op() instanceof Op.Constant
                || node.op() instanceof Op.Iota
                || Uniform.bits(node).isPresent();
    }

    private static NDArray value(Node constant) {
        List<NDArray> operands =
                constant.inputs().stream().map(ConstantFolding::value).toList();
        return Interpreter.apply(constant.op(), constant.type(), operands).getFirst();
    }

    /** A scalar, a stretched scalar if all elements are equal, or an array. */
    private static Node constant(NDArray value, Build build) {
        for (int i = 1; i < value.size(); i++) {
            if (bits(value, i) != bits(value, 0)) {
                return build.of(new Op.Constant(value), List.of());
            }
        }
        return build.uniform(value.type(), value.size() == 0 ? 0 : bits(value, 0));
    }

    /** The bits of an element; all NaNs have the same. */
    private static long bits(NDArray value, int index) {
        long bits = value.bits(index);
        DType dtype = value.dtype();
        return dtype.isFloat() && Double.isNaN(value.getDouble(index)) ? Uniform.bits(dtype, Double.NaN) : bits;
    }
}
