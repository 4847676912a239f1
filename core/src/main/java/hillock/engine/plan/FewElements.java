package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.TensorType;
import hillock.engine.simd.Simd;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;

/** Reductions of few elements as formulas. */
final class FewElements {
    private static final int MOST = 4;

    private FewElements() {}

    /** Whether a reduction of so many elements is a formula. */
    static boolean suit(int length, TensorType result) {
        return length >= 2
                && length <= MOST
                && result.size() > 0
                && result.dtype().isFloat()
                && Simd.lanes(result.dtype() == DType.FLOAT64) > 0;
    }

    /** The application of an operation. */
    interface Apply<T> {
        T apply(Op.Binary op, T first, T second);
    }

    /**
     * A reduction. Sums have the order of {@code Sums}: of the last axis that of its lanes, of others a chain; both
     * begin with +0.
     *
     * @param last whether it is one of the last axis
     * @param elements at least 2
     * @param zero what sums begin with
     */
    static <T> T reduced(Op.Reduction kind, boolean last, List<T> elements, T zero, Apply<T> formula) {
        return switch (kind) {
            case MAX -> chain(Op.Binary.MAX, elements, formula);
            case MIN -> chain(Op.Binary.MIN, elements, formula);
            case SUM -> last ? lanes(elements, zero, formula) : fromZero(elements, zero, formula);
        };
    }

    private static <T> T chain(Op.Binary op, List<T> elements, Apply<T> formula) {
        T result = elements.getFirst();
        for (T element : elements.subList(1, elements.size())) {
            result = formula.apply(op, result, element);
        }
        return result;
    }

    private static <T> T fromZero(List<T> elements, T zero, Apply<T> formula) {
        List<T> summands = new ArrayList<>(elements);
        summands.set(0, formula.apply(Op.Binary.ADD, zero, elements.getFirst()));
        return chain(Op.Binary.ADD, summands, formula);
    }

    /** Each is added to a lane; then the upper half of the lanes to the lower one, until one is left. */
    private static <T> T lanes(List<T> elements, T zero, Apply<T> formula) {
        List<T> lanes = new ArrayList<>();
        elements.forEach(element -> lanes.add(formula.apply(Op.Binary.ADD, zero, element)));
        for (int half = MOST / 2; half >= 1; half /= 2) {
            while (lanes.size() > half) {
                T upper = lanes.removeLast();
                int lower = lanes.size() - half;
                lanes.set(lower, formula.apply(Op.Binary.ADD, lanes.get(lower), upper));
            }
        }
        return lanes.getFirst();
    }
}
