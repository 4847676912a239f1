package hillock.network;

import hillock.Tensor;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Nodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What losses have in common. */
final class Losses {
    static final String SMOOTHING = "smoothing";
    static final String WEIGHTS = "weights";
    static final String EACH = "each";
    private static final String REDUCTION = "reduction";

    private Losses() {}

    /** The text of a loss; the mean goes without saying. */
    static String describe(String name, Reduction reduction, String... options) {
        List<String> given = new ArrayList<>(List.of(options));
        if (reduction != Reduction.MEAN) {
            given.add(REDUCTION + "=" + word(reduction));
        }
        return given.isEmpty() ? name : name + "(" + String.join(", ", given) + ")";
    }

    /** The names of losses in texts. */
    static final List<String> NAMES = List.of(
            "cross_entropy",
            "binary_cross_entropy",
            "squared_error",
            "absolute_error",
            "huber",
            "hinge",
            "kullback_leibler");

    /** The loss that a term names. */
    static Loss of(Term term) {
        return term.make(() -> switch (term.name()) {
            case "cross_entropy" -> {
                Term.Arguments given = term.arguments(SMOOTHING, WEIGHTS, REDUCTION);
                yield new CategoricalCrossEntropy(given.number(SMOOTHING, 0), weights(given), reduction(given));
            }
            case "binary_cross_entropy" -> {
                Term.Arguments given = term.arguments(SMOOTHING, WEIGHTS, REDUCTION);
                yield new BernoulliCrossEntropy(given.number(SMOOTHING, 0), weights(given), reduction(given));
            }
            case "squared_error" -> {
                Term.Arguments given = term.arguments("factor", REDUCTION);
                yield new SquaredError(given.number("factor", 1), reduction(given));
            }
            case "absolute_error" -> new AbsoluteError(reduction(term.arguments(REDUCTION)));
            case "huber" -> {
                Term.Arguments given = term.arguments("delta", REDUCTION);
                yield new Huber(given.number("delta", 1), reduction(given));
            }
            case "hinge" -> {
                Term.Arguments given = term.arguments("margin", REDUCTION);
                yield new Hinge(given.number("margin", 1), reduction(given));
            }
            case "kullback_leibler" -> new KullbackLeibler(reduction(term.arguments(REDUCTION)));
            default -> throw term.unknown("loss", NAMES);
        });
    }

    private static ClassWeights weights(Term.Arguments given) {
        Optional<Term> list = given.find(WEIGHTS);
        if (list.isEmpty()) {
            return ClassWeights.NONE;
        }
        Term term = list.get();
        if (!term.name().equals(EACH) || term.terms().isEmpty()) {
            throw term.error(
                    "'%s' is not a list of class weights".formatted(term), "Give one for each class: each(1, 2, 0.5).");
        }
        return new ClassWeights(term.terms().stream().map(Term::number).toList());
    }

    private static Reduction reduction(Term.Arguments given) {
        Optional<Term> word = given.find(REDUCTION);
        if (word.isEmpty()) {
            return Reduction.MEAN;
        }
        for (Reduction reduction : Reduction.values()) {
            if (word.get().name().equals(word(reduction))) {
                return reduction;
            }
        }
        throw word.get()
                .unknown(
                        "reduction",
                        Arrays.stream(Reduction.values()).map(Losses::word).toList());
    }

    private static String word(Reduction reduction) {
        return reduction.name().toLowerCase(Locale.ROOT);
    }

    /** Where the place along the last axis is the class: bool in the shape of the outputs. */
    static Tensor hits(Tensor outputs, Tensor classes) {
        Shape shape = classes.shape();
        return Tensor.of(Nodes.iota(new TensorType(classes.dtype(), outputs.shape()), -1))
                .equal(classes.reshape(shape.insert(shape.rank(), 1).toArray()));
    }

    /** What is counted: where a class is not negative, which is padding, bool in the shape of the classes. */
    static Tensor counted(Tensor classes) {
        return Tensor.of(Nodes.fillLike(classes.node(), -1)).less(classes);
    }

    /** The mean over samples that have several distributions each is over all of these; empty if they have one. */
    static Optional<Tensor> positions(Tensor outputs) {
        Shape shape = outputs.shape();
        int samples = shape.dimension(0);
        int last = shape.dimension(-1);
        if (shape.rank() <= 2 || samples == 0 || last == 0) {
            return Optional.empty();
        }
        double each = (double) shape.size() / samples / last;
        return Optional.of(Tensor.of(Nodes.fill(TensorType.of(outputs.dtype(), samples), each)));
    }
}
