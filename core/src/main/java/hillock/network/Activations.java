package hillock.network;

import hillock.array.DType;
import hillock.array.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The activations by name, with the options they take in texts. */
final class Activations {
    /** Those with options and without parameters of their own that a gradient can teach through. */
    private static final List<String> WITH_OPTIONS = List.of("leaky_relu", "randomized_relu", "elu", "softplus");

    private static final String FLOAT64 = "float64";

    private Activations() {}

    /** The names that can be given without further thought. */
    static List<String> names() {
        return Stream.concat(
                        Arrays.stream(Activation.Simple.values())
                                .filter(simple -> simple != Activation.Simple.ONE_HOT)
                                .map(Activation.Simple::describe),
                        WITH_OPTIONS.stream().sorted())
                .toList();
    }

    /** The activation that a term names, if it names one. */
    static Optional<Activation> find(Term term) {
        return switch (term.name()) {
            case "relu" -> {
                Term.Arguments given = term.keyed("slope_at_zero");
                yield Optional.of(
                        given.has("slope_at_zero") ? new Relu(given.number("slope_at_zero")) : Activation.relu());
            }
            case "leaky_relu" ->
                Optional.of(new LeakyRelu(term.arguments("slope").number("slope", 0.01)));
            case "randomized_relu" -> {
                Term.Arguments given = term.arguments("low", "high");
                yield Optional.of(new RandomizedRelu(given.number("low", 1.0 / 8), given.number("high", 1.0 / 3)));
            }
            case "parametric_relu" -> {
                Term.Arguments given = term.arguments(List.of("channels"), List.of(FLOAT64));
                DType dtype = given.has(FLOAT64) ? DType.FLOAT64 : DType.FLOAT32;
                yield Optional.of(ParametricRelu.of(
                        given.has("channels")
                                ? TensorType.of(dtype, given.whole("channels", 1))
                                : TensorType.of(dtype)));
            }
            case "elu" -> Optional.of(new Elu(term.arguments("alpha").number("alpha", 1)));
            case "softplus" -> {
                Term.Arguments given = term.arguments("beta", "threshold");
                yield Optional.of(new Softplus(given.number("beta", 1), given.number("threshold", 20)));
            }
            case "step" -> {
                Term.Arguments given = term.arguments("at_zero", "surrogate");
                yield Optional.of(new Step(given.number("at_zero", 1), surrogate(given)));
            }
            case "sign" -> {
                Term.Arguments given = term.arguments("at_zero", "surrogate");
                yield Optional.of(new Sign(given.number("at_zero", 1), surrogate(given)));
            }
            default -> simple(term);
        };
    }

    private static Optional<Activation> simple(Term term) {
        for (Activation.Simple simple : Activation.Simple.values()) {
            if (simple.describe().equals(term.name())) {
                term.arguments();
                return Optional.of(simple);
            }
        }
        return Optional.empty();
    }

    private static Surrogate surrogate(Term.Arguments given) {
        return given.find("surrogate").map(Surrogate::of).orElseGet(Surrogate::none);
    }
}
