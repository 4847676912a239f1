package hillock.network;

import hillock.Tensor;

/** All axes but the first made one: [samples, ...] gives [samples, features]. */
public record Flatten() implements Layer {
    /** A flattening layer. */
    public static Flatten of() {
        return new Flatten();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        int samples = x.shape().dimension(0);
        return x.reshape(samples, x.shape().size() / Math.max(samples, 1));
    }

    @Override
    public String describe() {
        return "flatten";
    }
}
