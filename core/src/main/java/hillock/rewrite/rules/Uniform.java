package hillock.rewrite.rules;

import hillock.array.DType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.OptionalLong;

/** Tensors whose elements are all one known number: scalars and stretched scalars. */
final class Uniform {
    private Uniform() {}

    /** The raw bits of every element, if they are all one known number. */
    static OptionalLong bits(Node node) {
        Node source = node.op() instanceof Op.Broadcast ? node.input(0) : node;
        return source.op() instanceof Op.Scalar scalar ? OptionalLong.of(scalar.bits()) : OptionalLong.empty();
    }

    /** Whether every element is the given number; +0 and -0 are different. */
    static boolean is(Node node, double value) {
        OptionalLong bits = bits(node);
        return bits.isPresent() && bits.getAsLong() == bits(node.tensorType().dtype(), value);
    }

    /** The raw bits of a number in an element type. */
    static long bits(DType dtype, double value) {
        return switch (dtype) {
            case FLOAT32 -> Float.floatToRawIntBits((float) value);
            case FLOAT64 -> Double.doubleToRawLongBits(value);
            case INT32 -> (int) value;
            case INT64 -> (long) value;
            case BOOL -> value != 0 ? 1 : 0;
        };
    }

    /** The number that raw bits of a float type stand for. */
    static double value(DType dtype, long bits) {
        return dtype == DType.FLOAT32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    /** The additive identity: -0 for floats, because {@code -0 + (+0)} is +0, and 0 for integers. */
    static boolean isAdditiveIdentity(Node node) {
        return is(node, node.tensorType().dtype().isFloat() ? -0.0 : 0);
    }
}
