package hillock.train;

import hillock.network.Term;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Optimisers as texts. */
final class OptimizerNotation {
    static final List<String> NAMES = List.of("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw");

    private static final String RATE = "rate";
    private static final String MOMENTUM = "momentum";
    private static final String EPSILON = "epsilon";
    private static final String DECAY = "decay";
    private static final String MEAN_AFTER = "mean_after";
    private static final String MEAN_EVERY = "mean_every";
    private static final List<String> REFINEMENTS =
            List.of("l2", "l2_all", DECAY, "decay_all", "clip_norm", "clip_value", "ema", MEAN_AFTER, MEAN_EVERY);
    private static final double USUAL_MOMENTUM = 0.9;

    private OptimizerNotation() {}

    /**
     * The optimiser of a term.
     *
     * @param usual the rate where none is given
     */
    static Optimizer read(Term term, Optional<Schedule> usual) {
        return term.make(() -> made(term, usual));
    }

    private static Optimizer made(Term term, Optional<Schedule> usual) {
        Term.Arguments given = term.arguments(arguments(term));
        Schedule rate = usual.isPresent() && !given.has(RATE)
                ? usual.get()
                : ScheduleNotation.read(given.get(RATE), OptionalDouble.empty());
        Optimizer plain = switch (term.name()) {
            case "sgd" -> given.has(MOMENTUM) ? Momentum.of(rate, given.number(MOMENTUM)) : Sgd.of(rate);
            case "momentum" -> Momentum.of(rate, given.number(MOMENTUM, USUAL_MOMENTUM));
            case "nesterov" -> Nesterov.of(rate, given.number(MOMENTUM, USUAL_MOMENTUM));
            case "adagrad" ->
                new AdaGrad(rate, given.number(EPSILON, AdaGrad.of(rate).epsilon()));
            case "rmsprop" -> {
                RmsProp standard = RmsProp.of(rate);
                yield new RmsProp(
                        rate, given.number("beta", standard.beta()), given.number(EPSILON, standard.epsilon()));
            }
            case "adam" -> adam(rate, given);
            case "adamw" ->
                new AdamW(adam(rate, given), given.number(DECAY, AdamW.of(rate).decay()));
            default -> throw term.unknown("optimiser", NAMES);
        };
        return refined(plain, given);
    }

    private static Adam adam(Schedule rate, Term.Arguments given) {
        Adam standard = Adam.of(rate);
        return new Adam(
                rate,
                given.number("beta1", standard.beta1()),
                given.number("beta2", standard.beta2()),
                given.number(EPSILON, standard.epsilon()));
    }

    private static String[] arguments(Term term) {
        List<String> own = switch (term.name()) {
            case "sgd", "momentum", "nesterov" -> List.of(RATE, MOMENTUM);
            case "adagrad" -> List.of(RATE, EPSILON);
            case "rmsprop" -> List.of(RATE, "beta", EPSILON);
            case "adam", "adamw" -> List.of(RATE, "beta1", "beta2", EPSILON);
            default -> throw term.unknown("optimiser", NAMES);
        };
        return Stream.concat(own.stream(), REFINEMENTS.stream()).toArray(String[]::new);
    }

    /** The options of all optimisers, in the order in which they are written, so that a text describes itself. */
    private static Optimizer refined(Optimizer plain, Term.Arguments given) {
        Optimizer refined = plain;
        for (String name : given.names()) {
            refined = switch (name) {
                case "l2" -> new WeightPenalty(refined, given.number(name));
                case "l2_all" -> new WeightPenalty(refined, given.number(name), true);
                case DECAY -> plain instanceof AdamW ? refined : new WeightDecay(refined, given.number(name), false);
                case "decay_all" -> new WeightDecay(refined, given.number(name), true);
                case "clip_norm" -> new ClippedByNorm(refined, given.number(name));
                case "clip_value" -> new ClippedByValue(refined, given.number(name));
                case "ema" -> new Averaged(refined, new Averaged.Exponential(given.number(name)));
                case MEAN_EVERY -> given.has(MEAN_AFTER) ? refined : mean(refined, given);
                case MEAN_AFTER -> mean(refined, given);
                default -> refined;
            };
        }
        return refined;
    }

    private static Optimizer mean(Optimizer optimizer, Term.Arguments given) {
        return new Averaged(optimizer, new Averaged.Mean(given.whole(MEAN_AFTER, 0, 0), given.whole(MEAN_EVERY, 1, 1)));
    }
}
