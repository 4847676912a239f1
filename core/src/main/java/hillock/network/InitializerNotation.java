package hillock.network;

import java.util.List;

/** Initialisers as texts. */
final class InitializerNotation {
    static final List<String> NAMES = List.of(
            "auto",
            "kaiming_normal",
            "kaiming_uniform",
            "xavier_normal",
            "xavier_uniform",
            "lecun_normal",
            "lecun_uniform",
            "orthogonal",
            "zeros",
            "ones",
            "constant",
            "uniform",
            "normal",
            "truncated_normal");

    private static final String DEVIATION = "deviation";

    private InitializerNotation() {}

    /** The initialiser of a term. */
    static Initializer read(Term term) {
        return term.make(() -> made(term));
    }

    private static Initializer made(Term term) {
        return switch (term.name()) {
            case "orthogonal" -> Initializer.orthogonal(term.arguments("gain").number("gain", 1));
            case "constant" -> Initializer.constant(term.arguments("value").number("value"));
            case "uniform" -> {
                Term.Arguments given = term.arguments("low", "high");
                yield Initializer.uniform(given.number("low"), given.number("high"));
            }
            case "normal" -> {
                Term.Arguments given = term.arguments("mean", DEVIATION);
                yield Initializer.normal(given.number("mean", 0), given.number(DEVIATION, 1));
            }
            case "truncated_normal" -> {
                Term.Arguments given = term.arguments(DEVIATION);
                yield Initializer.truncatedNormal(given.number(DEVIATION));
            }
            default -> {
                Initializer plain = plain(term);
                term.arguments();
                yield plain;
            }
        };
    }

    private static Initializer plain(Term term) {
        return switch (term.name()) {
            case "auto" -> Initializer.auto();
            case "kaiming_normal" -> Initializer.kaimingNormal();
            case "kaiming_uniform" -> Initializer.kaimingUniform();
            case "xavier_normal" -> Initializer.xavierNormal();
            case "xavier_uniform" -> Initializer.xavierUniform();
            case "lecun_normal" -> Initializer.lecunNormal();
            case "lecun_uniform" -> Initializer.lecunUniform();
            case "zeros" -> Initializer.zeros();
            case "ones" -> Initializer.ones();
            default -> throw term.unknown("initialiser", NAMES);
        };
    }
}
