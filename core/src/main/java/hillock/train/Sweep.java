package hillock.train;

import hillock.arithmetic.RandomStream;
import hillock.arithmetic.Threefry;
import hillock.data.Dataset;
import hillock.network.Layer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A search for good settings: trainings with all combinations of some values, or with random ones, side by side on the
 * processors of this machine. An immutable value that holds what to try.
 *
 * <pre>{@code
 * SweepResult<Sequential> result = Sweep.of(choice -> new Sweep.Plan<>(
 *                 Trainer.of(net, Loss.crossEntropy(), Adam.of(choice.number("rate"))), Epochs.of(20)))
 *         .vary("rate", 1e-4, 1e-3, 1e-2)
 *         .seeds(1, 2, 3)
 *         .fit(train, validation);
 * }</pre>
 *
 * <p>Every training has the bits it would have alone, whatever runs beside it. Combinations are judged by data that are
 * not trained on; to judge the winner itself take other data again, for the best of many is better on these by chance.
 *
 * <p>Interrupting the thread stops all trainings after the step at hand; what came to an end before is kept.
 *
 * @param <L> the class of the networks
 */
public final class Sweep<L extends Layer> {
    /** The most trainings of one sweep. */
    public static final int MOST_RUNS = 100_000;

    final Function<Combination, Plan<L>> recipe;
    private final SequencedMap<String, List<Object>> axes = new LinkedHashMap<>();
    private final Map<String, double[]> ranges = new LinkedHashMap<>();
    long[] seeds = {0};
    private int draws;
    private long drawSeed;
    int parallel = Runtime.getRuntime().availableProcessors();
    boolean byScore;
    Consumer<Progress> listener = _ -> {};

    /**
     * How to train with one combination.
     *
     * @param <L> the class of the network
     * @param trainer the trainer; the sweep gives it seed, validation data and engine
     * @param epochs how long
     */
    public record Plan<L extends Layer>(Trainer<L> trainer, Epochs epochs) {}

    /**
     * A training that came to an end.
     *
     * @param combination its values
     * @param run what came of it
     * @param done the number of trainings that have come to an end, this one included
     * @param total the number of trainings planned
     */
    public record Progress(Combination combination, SweepRow.Run run, int done, int total) {}

    private Sweep(Function<Combination, Plan<L>> recipe) {
        this.recipe = recipe;
    }

    /**
     * A sweep that trains as a recipe says. The recipe is called by several threads at once.
     *
     * @param recipe the plan for a combination
     */
    public static <L extends Layer> Sweep<L> of(Function<Combination, Plan<L>> recipe) {
        return new Sweep<>(recipe);
    }

    private Sweep<L> with(Consumer<Sweep<L>> change) {
        Sweep<L> copy = new Sweep<>(recipe);
        copy.axes.putAll(axes);
        copy.ranges.putAll(ranges);
        copy.seeds = seeds;
        copy.draws = draws;
        copy.drawSeed = drawSeed;
        copy.parallel = parallel;
        copy.byScore = byScore;
        copy.listener = listener;
        change.accept(copy);
        return copy;
    }

    /** Values to try for something. */
    public Sweep<L> vary(String name, Object... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("There is no value to try for '%s'.".formatted(name));
        }
        return with(copy -> {
            checkNew(name);
            copy.axes.put(name, List.copyOf(new LinkedHashSet<>(List.of(values))));
        });
    }

    /**
     * A range to draw a number from, with {@link #random}: uniform in its logarithm, as suits rates.
     *
     * @param low the lower end, above 0
     * @param high the upper end, above {@code low}
     */
    public Sweep<L> range(String name, double low, double high) {
        if (!(low > 0 && high > low && high < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "A range of positive numbers for '" + name + "' is wanted, not from " + low + " to " + high + ".");
        }
        return with(copy -> {
            checkNew(name);
            copy.axes.put(name, List.of());
            copy.ranges.put(name, new double[] {low, high});
        });
    }

    private void checkNew(String name) {
        if (axes.containsKey(name)) {
            throw new IllegalArgumentException("'%s' is varied twice; give all its values at once.".formatted(name));
        }
    }

    /** The seeds each combination is trained with; 0 alone unless given. */
    public Sweep<L> seeds(long... all) {
        if (all.length == 0) {
            throw new IllegalArgumentException("A sweep trains with at least one seed.");
        }
        return with(copy -> copy.seeds = all.clone());
    }

    /**
     * Tries only so many combinations, drawn at random, the same ones for the same seed; no combination twice. They are
     * fewer where there are no more: a narrow range has few numbers of three significant digits.
     */
    public Sweep<L> random(int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("A sweep tries at least one combination, not %d.".formatted(count));
        }
        return with(copy -> {
            copy.draws = count;
            copy.drawSeed = seed;
        });
    }

    /** The most trainings at one time; the number of processors unless given. The results do not depend on it. */
    public Sweep<L> parallel(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("At least one training runs at a time, not %d.".formatted(most));
        }
        return with(copy -> copy.parallel = most);
    }

    /** Decides by accuracy or root mean squared error; else by the loss, which tells more from few samples. */
    public Sweep<L> byScore() {
        return with(copy -> copy.byScore = true);
    }

    /** Tells someone about every training that comes to an end, in the thread that called {@link #fit}. */
    public Sweep<L> listener(Consumer<Progress> someone) {
        return with(copy -> copy.listener = listener.andThen(someone));
    }

    /**
     * The combinations that will be tried, in order.
     *
     * @throws IllegalArgumentException if there are more than {@value #MOST_RUNS}, or a range without {@link #random}
     */
    public List<Combination> combinations() {
        double all = 1;
        for (List<Object> values : axes.sequencedValues()) {
            all *= values.isEmpty() ? Double.POSITIVE_INFINITY : values.size();
        }
        if (draws == 0 && !ranges.isEmpty()) {
            throw new IllegalArgumentException(
                    "The range of '%s' has numbers without end; say how many to draw with .random(count, seed)."
                            .formatted(ranges.keySet().iterator().next()));
        }
        double runs = (draws == 0 ? all : Math.min(draws, all)) * seeds.length;
        if (runs > MOST_RUNS) {
            throw new IllegalArgumentException(
                    "These are %s trainings, and a sweep has at most %d; try some of them with .random(count, seed)."
                            .formatted(new BigDecimal(runs).toPlainString(), MOST_RUNS));
        }
        return draws == 0 || draws >= all ? grid((int) all) : drawn();
    }

    private List<Combination> grid(int all) {
        List<Combination> combinations = new ArrayList<>();
        for (int number = 0; number < all; number++) {
            SequencedMap<String, Object> values = new LinkedHashMap<>();
            int rest = number;
            // The last name changes fastest.
            for (Map.Entry<String, List<Object>> axis : axes.sequencedEntrySet().reversed()) {
                int size = axis.getValue().size();
                values.putFirst(axis.getKey(), axis.getValue().get(rest % size));
                rest /= size;
            }
            combinations.add(new Combination(values));
        }
        return combinations;
    }

    private List<Combination> drawn() {
        RandomStream stream = RandomStream.of(Threefry.fold(Threefry.key(drawSeed), "sweep"));
        Set<Combination> combinations = new LinkedHashSet<>();
        // So many draws in vain are by chance alone next to impossible, even when one combination of all is missing.
        int most = 100 * Math.max(draws, 1000);
        int fruitless = 0;
        while (combinations.size() < draws && fruitless < most) {
            SequencedMap<String, Object> values = new LinkedHashMap<>();
            axes.forEach((name, choices) -> {
                double[] range = ranges.get(name);
                values.put(
                        name,
                        range == null
                                ? choices.get(stream.nextInt(choices.size()))
                                : (Object) between(range, stream.nextDouble()));
            });
            fruitless = combinations.add(new Combination(values)) ? 0 : fruitless + 1;
        }
        return List.copyOf(combinations);
    }

    /** A number within a range, uniform in its logarithm, in three significant digits. */
    private static double between(double[] range, double part) {
        double number = range[0] * Math.pow(range[1] / range[0], part);
        double rounded = new BigDecimal(number).round(new MathContext(3)).doubleValue();
        return Math.clamp(rounded, range[0], range[1]);
    }

    /**
     * Tries all combinations.
     *
     * @param train the data to train on
     * @param validation the data by which combinations are judged, and early stopping decides
     * @throws IllegalArgumentException as {@link #combinations}
     */
    public SweepResult<L> fit(Dataset train, Dataset validation) {
        return new Sweeping<>(this, train, validation).run();
    }

    /**
     * Tries all combinations, judged by a part of the data which is then not trained on, the same for all.
     *
     * @param fraction the part, between 0 and 1
     */
    public SweepResult<L> fit(Dataset data, double fraction, long seed) {
        var split = data.split(fraction, seed);
        return fit(split.train(), split.test());
    }

    /** What varies, by name. */
    public List<String> names() {
        return List.copyOf(axes.sequencedKeySet());
    }
}
