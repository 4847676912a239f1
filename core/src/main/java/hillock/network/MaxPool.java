package hillock.network;

import hillock.Tensor;
import hillock.graph.Op;

/**
 * The greatest element of every window: [samples, channels, extent...] gives [samples, channels, extent...], with the
 * extents that {@link Window} says. What is put around the edges is never the greatest. Equal greatest elements share
 * the derivative evenly along an axis, the first axis before the second.
 *
 * @param window the window; it steps by its own size unless told otherwise
 */
public record MaxPool(Window window) implements Layer {
    /** Checks that every window holds an element that is no padding. */
    public MaxPool {
        window.checkHalfPadded("A maximum");
    }

    /** Over one axis, [samples, channels, length]; windows lie side by side. */
    public static MaxPool of1d(int size) {
        return new MaxPool(Window.of(size).withStride(size));
    }

    /** Over two axes, [samples, channels, height, width], with a square window; windows lie side by side. */
    public static MaxPool of2d(int size) {
        return new MaxPool(Window.of(size, size).withStride(size));
    }

    /** This layer with another step of its window, one number for all axes or one each. */
    public MaxPool withStride(int... stride) {
        return new MaxPool(window.withStride(stride));
    }

    /** This layer with a margin around the edges, one number for all axes or one each. */
    public MaxPool withPadding(int... padding) {
        return new MaxPool(window.withPadding(padding));
    }

    /** This layer with other distances between the elements of its window, one number for all axes or one each. */
    public MaxPool withDilation(int... dilation) {
        return new MaxPool(window.withDilation(dilation));
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        window.check(this, x.shape());
        return Tensor.of(window.reduced(Op.Reduction.MAX, window.padded(x.node(), Double.NEGATIVE_INFINITY)));
    }

    @Override
    public String describe() {
        return "max_pool" + window.describe();
    }
}
