package hillock.network;

import hillock.Tensor;
import hillock.array.Shape;

/**
 * Another shape of every sample: [samples, ...] gives [samples, extents...]. Images that come as [samples, 28, 28] or
 * [samples, 784] become what a convolution takes with {@code Reshape.of(1, 28, 28)}.
 *
 * @param sample the shape of a sample
 */
public record Reshape(Shape sample) implements Layer {
    /** A layer that gives samples these extents. */
    public static Reshape of(int... extents) {
        return new Reshape(Shape.of(extents));
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Shape shape = x.shape();
        if (shape.rank() == 0 || shape.without(0).size() != sample.size()) {
            throw new IllegalArgumentException(
                    "%s takes samples of %d numbers, not %s.".formatted(describe(), sample.size(), shape));
        }
        return x.reshape(sample.insert(0, shape.dimension(0)).toArray());
    }

    @Override
    public String describe() {
        return "reshape(" + Window.list(sample, 0) + ")";
    }
}
