package hillock.train;

import hillock.Tensor;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An optimiser beside whose weights an average of them is kept, which the trained network takes in their place;
 * validation looks at the average too. The steps are those of the optimiser alone. Running statistics such as those of
 * batch normalisation are not averaged: they stay those of the weights at the end.
 *
 * @param optimizer the optimiser that makes the steps
 * @param kind how the average is taken
 */
public record Averaged(Optimizer optimizer, Kind kind) implements Refinement {
    private static final String AVERAGE = "average";

    /** How the average is taken. */
    public sealed interface Kind {}

    /**
     * An exponential average: {@code average += (1 - decay) (w - average)} after every step, the first of which copies
     * the weights.
     *
     * @param decay the part kept, at least 0 and below 1
     */
    public record Exponential(double decay) implements Kind {
        /** Checks the decay. */
        public Exponential {
            if (!(decay >= 0 && decay < 1)) {
                throw new IllegalArgumentException(
                        "The decay of an average is at least 0 and below 1; " + decay + " is not.");
            }
        }
    }

    /**
     * The plain mean of the weights on the way (Polyak and Juditsky, 1992; stochastic weight averaging: Izmailov et
     * al., 2018), taken every so many steps after the first ones. Until then it is the weights themselves.
     *
     * @param after the number of first steps that do not count, at least 0
     * @param every the number of steps from one of the weights averaged to the next, at least 1
     */
    public record Mean(int after, int every) implements Kind {
        /** Checks the numbers. */
        public Mean {
            if (after < 0 || every < 1) {
                throw new IllegalArgumentException(
                        "A mean begins after 0 or more steps and is taken every 1 or more, not %d and %d."
                                .formatted(after, every));
            }
        }
    }

    /** Checks that there is one average. */
    public Averaged {
        if (optimizer.average().isPresent()) {
            throw new IllegalArgumentException("%s has an average already.".formatted(optimizer.describe()));
        }
    }

    @Override
    public List<String> states() {
        List<String> states = new ArrayList<>(optimizer.states());
        states.add(AVERAGE);
        return List.copyOf(states);
    }

    @Override
    public Optional<String> average() {
        return Optional.of(AVERAGE);
    }

    @Override
    public Next next(Slot slot) {
        int own = slot.states().size() - 1;
        Next inner = optimizer.next(new Slot(
                slot.role(), slot.value(), slot.gradient(), slot.states().subList(0, own), slot.rate(), slot.step()));
        List<Tensor> states = new ArrayList<>(inner.states());
        states.add(average(slot, slot.states().get(own), inner.value()));
        return new Next(inner.value(), List.copyOf(states));
    }

    private Tensor average(Slot slot, Tensor average, Tensor weights) {
        Tensor one = Tensor.scalar(1.0);
        return switch (kind) {
            case Exponential exponential -> {
                Tensor towards = average.add(weights.sub(average).mul(1 - exponential.decay));
                yield slot.step().less(one).select(weights, towards);
            }
            case Mean mean -> {
                Tensor since = slot.step().add(1).sub(mean.after);
                Tensor counted = Tensor.of(
                        Nodes.unary(Op.Unary.FLOOR, since.div(mean.every).node()));
                Tensor due = counted.mul(mean.every).equal(since);
                Tensor share = due.select(one.div(counted.max(one)), Tensor.scalar(0.0));
                Tensor towards = average.add(weights.sub(average).mul(slot.scalar(share)));
                yield since.less(Tensor.scalar(mean.every + 1.0)).select(weights, towards);
            }
        };
    }

    @Override
    public String option() {
        return switch (kind) {
            case Exponential exponential -> "ema=" + exponential.decay;
            case Mean mean -> "mean_after=" + mean.after + ", mean_every=" + mean.every;
        };
    }
}
