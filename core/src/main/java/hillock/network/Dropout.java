package hillock.network;

import hillock.Tensor;

/**
 * In training, elements are set to zero at random and the others scaled up by {@code 1 / (1 - p)}, so that the expected
 * value is kept; in inference, the operand itself (Srivastava et al., 2014, in the inverted form).
 *
 * @param probability that an element is dropped, at least 0 and below 1
 */
public record Dropout(double probability) implements Layer {
    /** Checks the probability. */
    public Dropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "The probability of dropout is at least 0 and below 1; " + probability + " is not.");
        }
    }

    /** Dropout with a probability. */
    public static Dropout of(double probability) {
        return new Dropout(probability);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        if (!pass.isTraining() || probability == 0) {
            return x;
        }
        Tensor kept = pass.key().bernoulli(1 - probability, x.shape());
        // A choice, not a product: an infinite element that is dropped leaves zero, not NaN.
        Tensor zeros = Tensor.full(0, x.shape().toArray()).cast(x.dtype());
        return kept.select(x.mul(1 / (1 - probability)), zeros);
    }

    @Override
    public String describe() {
        return "dropout(" + probability + ")";
    }
}
