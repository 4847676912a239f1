package hillock.train;

import java.util.Locale;

/**
 * Something a {@link Doctor} found to be wrong with data, network or training.
 *
 * @param illness what it is
 * @param where the layer by its path, or the input by its name; empty for the whole
 * @param number the number that shows it, of the kind the sentence says
 * @param sentence what was seen, with the number
 * @param remedy what to do
 */
public record Finding(Illness illness, String where, double number, String sentence, String remedy) {
    /** What can be wrong. */
    public enum Illness {
        /** Features or targets that are infinite or NaN. */
        NON_FINITE_DATA(true),
        /** Inputs far from the scale of 1. */
        UNSCALED_INPUTS(false),
        /** Numbers to be predicted that are far from the scale of 1. */
        UNSCALED_TARGETS(false),
        /** Samples in the order of their targets, trained on in that order. */
        UNSHUFFLED_DATA(false),
        /** An input that alone predicts the target almost perfectly. */
        LEAKING_INPUT(true),
        /** Samples that are among the training and the test data. */
        REPEATED_SAMPLES(true),
        /** A last layer that does not give what the task and the loss take. */
        WRONG_HEAD(true),
        /** Units of a ReLU that are 0 for every sample. */
        DEAD_UNITS(false),
        /** Units of a bounded activation that are at its bounds. */
        SATURATED_UNITS(false),
        /** A gradient that all but disappears on its way to the first layers. */
        VANISHING_GRADIENT(false),
        /** A gradient far larger than the weights, or far larger in the first layers than in the last. */
        EXPLODING_GRADIENT(false),
        /** A loss that rises. */
        RATE_TOO_HIGH(false),
        /** A loss that does not move. */
        RATE_TOO_LOW(false),
        /** A loss that has hardly come below that of always giving the same answer. */
        HARDLY_BETTER_THAN_CONSTANT(false),
        /** A network that does no better than always giving the same answer. */
        NO_BETTER_THAN_CONSTANT(true);

        private final boolean severe;

        Illness(boolean severe) {
            this.severe = severe;
        }

        /** Whether the result is not to be trusted; otherwise training is only harder than need be. */
        public boolean isSevere() {
            return severe;
        }

        /** The name as people write it: {@code dead units}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("non finite", "non-finite");
        }
    }

    /** Illness, sentence and remedy in one line. */
    @Override
    public String toString() {
        return illness + ": " + sentence + ". " + remedy + ".";
    }
}
