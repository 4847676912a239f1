package hillock.interpret;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Op;

/** The values of leaves. */
final class Leaves {
    private Leaves() {}

    static NDArray value(Op.Leaf leaf) {
        return switch (leaf) {
            case Op.Constant constant -> constant.value();
            case Op.Scalar scalar -> scalar.value();
            case Op.Iota iota -> iota(iota);
            case Op.Input _, Op.Parameter _, Op.Read _ ->
                throw new IllegalArgumentException(
                        "A '%s' of type %s has no value of its own; evaluate an expression that binds it."
                                .formatted(leaf.label(), leaf.type()));
        };
    }

    private static NDArray iota(Op.Iota iota) {
        TensorType type = iota.type();
        int extent = type.shape().dimension(iota.axis());
        int stride = type.shape().strides()[iota.axis()];
        Object result = type.dtype().newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            int index = i / stride % extent;
            switch (result) {
                case float[] a -> a[i] = index;
                case double[] a -> a[i] = index;
                case int[] a -> a[i] = index;
                case long[] a -> a[i] = index;
                default -> throw new AssertionError(type);
            }
        }
        return NDArray.wrap(type, result);
    }
}
