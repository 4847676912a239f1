package hillock.network;

import hillock.Tensor;

/** The last step of a sequence: [samples, time, ...] gives [samples, ...]. */
public record Last() implements Layer {
    /** The layer. */
    public static Last of() {
        return new Last();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        if (x.shape().rank() < 3 || x.shape().dimension(1) == 0) {
            throw new IllegalArgumentException(
                    "The last step is taken of [samples, time, ...] with one step at least, not of %s."
                            .formatted(x.type()));
        }
        int time = x.shape().dimension(1);
        return x.slice(1, time - 1, time).reshape(x.shape().without(1).toArray());
    }

    @Override
    public String describe() {
        return "last";
    }
}
