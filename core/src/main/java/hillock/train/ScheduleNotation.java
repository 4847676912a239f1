package hillock.train;

import hillock.network.Term;
import java.util.List;
import java.util.OptionalDouble;

/** Schedules as texts. */
final class ScheduleNotation {
    static final List<String> NAMES =
            List.of("constant", "cosine", "stepped", "exponential", "one_cycle", "warm_up", "plateau");

    private static final String RATE = "rate";
    private static final String FACTOR = "factor";

    private ScheduleNotation() {}

    /**
     * The schedule of a term; a number is a constant rate.
     *
     * @param usual the (greatest) rate where none is given
     */
    static Schedule read(Term term, OptionalDouble usual) {
        return term.make(() -> made(term, usual));
    }

    private static Schedule made(Term term, OptionalDouble usual) {
        return switch (term.name()) {
            case "constant" -> Schedule.constant(rate(term.arguments(RATE), usual));
            case "cosine" -> Schedule.cosine(rate(term.arguments(RATE), usual));
            case "stepped" -> {
                Term.Arguments given = term.arguments(RATE, FACTOR, "every");
                yield Schedule.stepped(rate(given, usual), given.number(FACTOR), given.whole("every", 1));
            }
            case "exponential" -> {
                Term.Arguments given = term.arguments(RATE, FACTOR);
                yield Schedule.exponential(rate(given, usual), given.number(FACTOR));
            }
            case "one_cycle" -> {
                Term.Arguments given = term.arguments(RATE, "warm", "start_divisor", "end_divisor");
                OneCycle cycle = OneCycle.of(rate(given, usual));
                yield new OneCycle(
                        cycle.peak(),
                        given.number("warm", cycle.warm()),
                        given.number("start_divisor", cycle.startDivisor()),
                        given.number("end_divisor", cycle.endDivisor()));
            }
            case "warm_up" -> {
                Term.Arguments given = term.arguments("steps", RATE);
                yield new Schedule.WarmUp(given.whole("steps", 1), nested(given, usual));
            }
            case "plateau" -> {
                Term.Arguments given = term.arguments(RATE, FACTOR, "patience", "threshold", "cooldown", "least");
                yield new Plateau(
                        nested(given, usual),
                        given.number(FACTOR, 0.1),
                        given.whole("patience", 0, 10),
                        given.number("threshold", 1e-4),
                        given.whole("cooldown", 0, 0),
                        given.number("least", 0));
            }
            default -> {
                if (Character.isLetter(term.name().charAt(0))) {
                    throw term.unknown("schedule", NAMES);
                }
                yield Schedule.constant(term.number());
            }
        };
    }

    private static double rate(Term.Arguments given, OptionalDouble usual) {
        return usual.isPresent() ? given.number(RATE, usual.getAsDouble()) : given.number(RATE);
    }

    private static Schedule nested(Term.Arguments given, OptionalDouble usual) {
        return usual.isPresent() && !given.has(RATE)
                ? Schedule.constant(usual.getAsDouble())
                : read(given.get(RATE), usual);
    }
}
