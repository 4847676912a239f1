package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.TensorType;

/**
 * A table that gives every number from 0 to count - 1 a learnt vector: int32 [samples, ...] gives [samples, ...,
 * width]. An index outside the table is an error when it is looked up. The first vectors are standard normal, as in
 * PyTorch.
 *
 * @param weights [count, width]
 */
public record Embedding(Parameter weights) implements Layer {
    /** Checks the shape of the table. */
    public Embedding {
        if (weights.type().rank() != 2) {
            throw new IllegalArgumentException(
                    "The weights of an embedding are [count, width], not %s.".formatted(weights.type()));
        }
    }

    /** A float32 table. */
    public static Embedding of(int count, int width) {
        return of(DType.FLOAT32, count, width);
    }

    /** A table of an element type, float32 or float64. */
    public static Embedding of(DType dtype, int count, int width) {
        if (count < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "An embedding has at least one vector of at least one number, not %d of %d."
                            .formatted(count, width));
        }
        return new Embedding(
                Parameter.weight(TensorType.of(dtype, count, width), Fan.of(1, width), Initializer.normal(0, 1)));
    }

    /** This table without values, to be made by another initialiser. */
    public Embedding withInitializer(Initializer initializer) {
        return new Embedding(weights.with(initializer));
    }

    /** How many vectors there are. */
    public int count() {
        return weights.type().shape().dimension(0);
    }

    /** The length of a vector. */
    public int width() {
        return weights.type().shape().dimension(1);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        if (x.dtype() != DType.INT32) {
            throw new IllegalArgumentException(
                    "%s takes int32 numbers of vectors, not %s; cast them: x.cast(DType.INT32)."
                            .formatted(describe(), x.type()));
        }
        return weights.tensor().gather(0, x);
    }

    @Override
    public Embedding init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return "embedding(%d, %d%s)"
                .formatted(
                        count(),
                        width(),
                        weights.type().dtype() == DType.FLOAT32
                                ? ""
                                : ", " + weights.type().dtype());
    }
}
