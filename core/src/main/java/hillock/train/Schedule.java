package hillock.train;

import hillock.Tensor;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.network.Term;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A learning rate as a formula of the number of steps taken. */
public interface Schedule {
    /**
     * The rate of a step, a float64 scalar.
     *
     * @param step the number of steps taken before, a float64 scalar
     * @param total the number of steps planned; a step beyond them has the rate of the last
     */
    Tensor rate(Tensor step, long total);

    /**
     * The rate of a step, a float64 scalar, when validation losses have scaled it; only {@link Plateau} heeds that.
     *
     * @param scale what the rate is multiplied by, a float64 scalar
     */
    default Tensor rate(Tensor step, long total, Tensor scale) {
        return rate(step, total);
    }

    /** What makes the rate follow the validation losses, if anything does. */
    default Optional<Plateau> plateau() {
        return Optional.empty();
    }

    /** The schedule in one line, settings included; those of Hillock are read back by {@link #parse(String)}. */
    String describe();

    /**
     * The schedule of a text such as {@code 0.1}, {@code cosine(0.1)}, {@code warm_up(100, stepped(0.1, factor=0.5,
     * every=1000))} or {@code plateau(0.1, factor=0.5, patience=3)}.
     *
     * @throws hillock.graph.ExpressionException if the text is no schedule, with the place
     */
    static Schedule parse(String text) {
        return ScheduleNotation.read(Term.parse(text), OptionalDouble.empty());
    }

    /**
     * The schedule of a text, with a (greatest) learning rate for a text without one, such as {@code cosine}.
     *
     * @throws hillock.graph.ExpressionException if the text is no schedule, with the place
     */
    static Schedule parse(String text, double usual) {
        return ScheduleNotation.read(Term.parse(text), OptionalDouble.of(usual));
    }

    /** The names {@link #parse(String)} knows. */
    static List<String> names() {
        return ScheduleNotation.NAMES;
    }

    /** One rate for all steps. */
    static Schedule constant(double rate) {
        return new Constant(rate);
    }

    /**
     * Half a cosine wave from a rate down to zero at the end of training (Loshchilov and Hutter, 2017, without
     * restarts).
     */
    static Schedule cosine(double peak) {
        return new Cosine(peak);
    }

    /** A rate that is multiplied by a factor after every so many steps. */
    static Schedule stepped(double start, double factor, int every) {
        return new Stepped(start, factor, every);
    }

    /** A rate that is multiplied by a factor after every step. */
    static Schedule exponential(double start, double factor) {
        return stepped(start, factor, 1);
    }

    /** A rise to a peak and a fall far below the start: see {@link OneCycle}, with its usual settings. */
    static Schedule oneCycle(double peak) {
        return OneCycle.of(peak);
    }

    /** This schedule, reduced when the validation loss no longer falls: see {@link Plateau}. */
    default Schedule reducedOnPlateau(double factor, int patience) {
        return Plateau.of(this, factor, patience);
    }

    /** This schedule after a number of first steps in which the rate grows in equal parts to its start. */
    default Schedule warmUp(int steps) {
        return new WarmUp(steps, this);
    }

    /**
     * One rate for all steps.
     *
     * @param value the rate
     */
    record Constant(double value) implements Schedule {
        /** Checks the rate. */
        public Constant {
            checkRate(value);
        }

        @Override
        public Tensor rate(Tensor step, long total) {
            return Tensor.scalar(value);
        }

        @Override
        public String describe() {
            return "constant(" + value + ")";
        }
    }

    /**
     * Half a cosine wave down to zero.
     *
     * @param peak the rate of the first step
     */
    record Cosine(double peak) implements Schedule {
        /** Checks the rate. */
        public Cosine {
            checkRate(peak);
        }

        @Override
        public Tensor rate(Tensor step, long total) {
            double angle = Math.PI / Math.max(total, 1);
            Tensor last = Tensor.scalar((double) Math.max(total - 1, 0));
            return step.min(last).mul(angle).cos().add(1).mul(peak / 2);
        }

        @Override
        public String describe() {
            return "cosine(" + peak + ")";
        }
    }

    /**
     * A rate that falls in stairs: {@code start * factor^floor(step / every)}.
     *
     * @param start the rate of the first step
     * @param factor what the rate is multiplied by, above 0 and at most 1
     * @param every the number of steps on one stair, at least 1
     */
    record Stepped(double start, double factor, int every) implements Schedule {
        /** Checks the settings. */
        public Stepped {
            checkRate(start);
            if (!(factor > 0 && factor <= 1)) {
                throw new IllegalArgumentException(
                        "The factor of a falling rate is above 0 and at most 1; " + factor + " is not.");
            }
            if (every < 1) {
                throw new IllegalArgumentException("A stair has at least one step, not %d.".formatted(every));
            }
        }

        @Override
        public Tensor rate(Tensor step, long total) {
            Tensor last = Tensor.scalar((double) Math.max(total - 1, 0));
            Tensor stair = Tensor.of(
                    Nodes.unary(Op.Unary.FLOOR, step.min(last).div(every).node()));
            return Tensor.scalar(factor).pow(stair).mul(start);
        }

        @Override
        public String describe() {
            return every == 1
                    ? "exponential(" + start + ", factor=" + factor + ")"
                    : "stepped(" + start + ", factor=" + factor + ", every=" + every + ")";
        }
    }

    /**
     * A slow start.
     *
     * @param steps the number of steps in which the rate grows
     * @param then the schedule that follows
     */
    record WarmUp(int steps, Schedule then) implements Schedule {
        /** Checks the number. */
        public WarmUp {
            if (steps < 1) {
                throw new IllegalArgumentException("A warm-up has at least one step, not %d.".formatted(steps));
            }
        }

        @Override
        public Tensor rate(Tensor step, long total) {
            return rate(step, total, Tensor.scalar(1.0));
        }

        @Override
        public Tensor rate(Tensor step, long total, Tensor scale) {
            Tensor later = step.sub(steps).max(Tensor.scalar(0.0));
            Tensor full = then.rate(later, Math.max(total - steps, 1), scale);
            Tensor part = step.add(1).div(steps).min(Tensor.scalar(1.0));
            return full.mul(part);
        }

        @Override
        public Optional<Plateau> plateau() {
            return then.plateau();
        }

        @Override
        public String describe() {
            return "warm_up(" + steps + ", " + then.describe() + ")";
        }
    }

    /** Refuses what is no learning rate. */
    private static void checkRate(double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A learning rate is positive and finite; " + rate + " is not.");
        }
    }
}
