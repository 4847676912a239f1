package hillock.network;

import hillock.Tensor;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;

/**
 * The mean of every window: [samples, channels, extent...] gives [samples, channels, extent...], with the extents that
 * {@link Window} says.
 *
 * @param window the window; it steps by its own size unless told otherwise
 * @param countsPadding whether the zeros around the edges count as elements, as they do unless told otherwise
 */
public record AvgPool(Window window, boolean countsPadding) implements Layer {
    /** The word for leaving padding out of the mean in the notation of {@link Architecture}. */
    static final String UNCOUNTED = "uncounted";

    /** Checks that every window holds an element that is no padding. */
    public AvgPool {
        window.checkHalfPadded("A mean");
    }

    /** Over one axis, [samples, channels, length]; windows lie side by side. */
    public static AvgPool of1d(int size) {
        return new AvgPool(Window.of(size).withStride(size), true);
    }

    /** Over two axes, [samples, channels, height, width], with a square window; windows lie side by side. */
    public static AvgPool of2d(int size) {
        return new AvgPool(Window.of(size, size).withStride(size), true);
    }

    /** This layer with another step of its window, one number for all axes or one each. */
    public AvgPool withStride(int... stride) {
        return new AvgPool(window.withStride(stride), countsPadding);
    }

    /** This layer with a margin of zeros around the edges, one number for all axes or one each. */
    public AvgPool withPadding(int... padding) {
        return new AvgPool(window.withPadding(padding), countsPadding);
    }

    /** This layer taking the mean over the elements of its operand only, not over the zeros around them. */
    public AvgPool withoutCountingPadding() {
        return new AvgPool(window, false);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        window.check(this, x.shape());
        Tensor sums = sums(x.node());
        if (countsPadding) {
            return sums.div(window.elements());
        }
        // The counts are the same for all samples and channels.
        TensorType one = x.type().withShape(x.shape().with(0, 1).with(1, 1));
        return sums.div(sums(Nodes.fill(one, 1)));
    }

    private Tensor sums(Node x) {
        return Tensor.of(window.reduced(Op.Reduction.SUM, window.padded(x, 0)));
    }

    @Override
    public String describe() {
        String text = "avg_pool" + window.describe();
        return countsPadding ? text : text.substring(0, text.length() - 1) + ", " + UNCOUNTED + ")";
    }
}
