package hillock.network;

import hillock.array.DType;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The text form of networks made of Hillock's own layers, for files: {@code sequential(dense(784, 512), relu,
 * dropout(0.2), dense(512, 10))}. A convolutional one is {@code sequential(reshape(1, 28, 28), conv2d(1, 16, 3,
 * padding=same), relu, max_pool2d(2), flatten, dense(3136, 10))}; numbers per axis are written as in {@code conv2d(1,
 * 16, 5x3, stride=2x1)}, and {@code padding=same} keeps the extents. Written by {@link Layer#describe}; reading makes
 * nothing but layers of the table below, and recipes only: values come from elsewhere.
 */
public final class Architecture {
    private static final List<String> LAYERS = List.of(
            "sequential",
            "dense",
            "dropout",
            "flatten",
            "last",
            "elman",
            "lstm",
            "gru",
            "attention",
            "sinusoidal_positions",
            "learnt_positions",
            "reshape",
            "residual",
            "conv1d",
            "conv2d",
            "max_pool1d",
            "max_pool2d",
            "avg_pool1d",
            "avg_pool2d",
            "batch_norm",
            "layer_norm",
            "embedding",
            "randomized_relu",
            "step",
            "sign",
            "one_hot",
            "parametric_relu");
    private static final String FLOAT64 = "float64";
    private static final String UNBIASED = "unbiased";
    private static final String EPSILON = "epsilon";

    private Architecture() {}

    /** The text of a model. */
    public static String of(Layer model) {
        return model.describe();
    }

    /**
     * The model of a text, without values.
     *
     * @throws hillock.graph.ExpressionException if the text is malformed or names an unknown layer, with the place
     */
    public static Layer parse(String text) {
        return layer(Term.parse(text));
    }

    private static Layer layer(Term term) {
        return term.make(() -> made(term));
    }

    private static Layer made(Term term) {
        return switch (term.name()) {
            case "sequential" ->
                new Sequential(term.terms().stream().map(Architecture::layer).toList());
            case "dense" -> {
                Term.Arguments given = term.arguments(List.of("inputs", "outputs"), List.of(FLOAT64, UNBIASED));
                Dense dense = Dense.of(dtype(given), given.whole("inputs", 1), given.whole("outputs", 1));
                yield given.has(UNBIASED) ? dense.withoutBias() : dense;
            }
            case "dropout" -> Dropout.of(term.arguments("probability").number("probability"));
            case "flatten" -> {
                term.arguments();
                yield Flatten.of();
            }
            case "last" -> {
                term.arguments();
                yield Last.of();
            }
            case "elman" -> {
                Term.Arguments given =
                        term.arguments(List.of("inputs", "hidden", "activation"), List.of(FLOAT64, UNBIASED));
                Elman elman = Elman.of(dtype(given), given.whole("inputs", 1), given.whole("hidden", 1))
                        .withActivation(given.find("activation")
                                .map(Architecture::activation)
                                .orElseGet(Activation::tanh));
                yield given.has(UNBIASED) ? elman.withoutBias() : elman;
            }
            case "lstm" -> {
                Term.Arguments given = term.arguments(List.of("inputs", "hidden"), List.of(FLOAT64, UNBIASED));
                Lstm lstm = Lstm.of(dtype(given), given.whole("inputs", 1), given.whole("hidden", 1));
                yield given.has(UNBIASED) ? lstm.withoutBias() : lstm;
            }
            case "gru" -> {
                Term.Arguments given = term.arguments(List.of("inputs", "hidden"), List.of(FLOAT64, UNBIASED));
                Gru gru = Gru.of(dtype(given), given.whole("inputs", 1), given.whole("hidden", 1));
                yield given.has(UNBIASED) ? gru.withoutBias() : gru;
            }
            case "attention" -> {
                Term.Arguments given =
                        term.arguments(List.of("width", "heads", "dropout"), List.of("causal", FLOAT64, UNBIASED));
                MultiHeadAttention attention = MultiHeadAttention.of(
                                dtype(given), given.whole("width", 1), given.whole("heads", 1))
                        .withDropout(given.number("dropout", 0));
                attention = given.has("causal") ? attention.withCausalMask() : attention;
                yield given.has(UNBIASED) ? attention.withoutBias() : attention;
            }
            case "sinusoidal_positions" -> {
                term.arguments();
                yield SinusoidalPositions.of();
            }
            case "learnt_positions" -> {
                Term.Arguments given = term.arguments(List.of("most", "width"), List.of(FLOAT64));
                yield LearntPositions.of(dtype(given), given.whole("most", 1), given.whole("width", 1));
            }
            case "reshape" ->
                Reshape.of(term.terms().stream()
                        .mapToInt(extent -> extent.whole(1, Integer.MAX_VALUE))
                        .toArray());
            case "residual" -> {
                Term.Arguments given = term.arguments("layer", "projection");
                yield new Residual(
                        layer(given.get("layer")), given.find("projection").map(Architecture::layer));
            }
            case "conv1d" -> convolution(term, 1);
            case "conv2d" -> convolution(term, 2);
            case "max_pool1d" -> maxPool(term, 1);
            case "max_pool2d" -> maxPool(term, 2);
            case "avg_pool1d" -> avgPool(term, 1);
            case "avg_pool2d" -> avgPool(term, 2);
            case "batch_norm" -> {
                Term.Arguments given =
                        term.arguments(List.of("channels", "momentum", EPSILON), List.of(FLOAT64, Normalisation.PLAIN));
                BatchNorm norm = BatchNorm.of(dtype(given), given.whole("channels", 1))
                        .withMomentum(given.number("momentum", BatchNorm.USUAL_MOMENTUM))
                        .withEpsilon(given.number(EPSILON, Normalisation.USUAL_EPSILON));
                yield given.has(Normalisation.PLAIN) ? norm.withoutAffine() : norm;
            }
            case "layer_norm" -> {
                Term.Arguments given =
                        term.arguments(List.of("extents", EPSILON), List.of(FLOAT64, Normalisation.PLAIN));
                LayerNorm norm = LayerNorm.of(TensorType.of(dtype(given), Extents.parse(given.get("extents"), 1)))
                        .withEpsilon(given.number(EPSILON, Normalisation.USUAL_EPSILON));
                yield given.has(Normalisation.PLAIN) ? norm.withoutAffine() : norm;
            }
            case "embedding" -> {
                Term.Arguments given = term.arguments(List.of("count", "width"), List.of(FLOAT64));
                yield Embedding.of(dtype(given), given.whole("count", 1), given.whole("width", 1));
            }
            default -> simple(term);
        };
    }

    private static Layer convolution(Term term, int axes) {
        Term.Arguments given = term.arguments(
                List.of("channels", "outputs", "size", "stride", "padding", "dilation", "groups"),
                List.of(FLOAT64, UNBIASED));
        Conv conv = Conv.of(
                dtype(given),
                given.whole("channels", 1),
                given.whole("outputs", 1),
                window(given, axes, 1),
                given.whole("groups", 1, 1));
        return given.has(UNBIASED) ? conv.withoutBias() : conv;
    }

    private static Layer maxPool(Term term, int axes) {
        Term.Arguments given = term.arguments("size", "stride", "padding", "dilation");
        return new MaxPool(window(given, axes, 0));
    }

    private static Layer avgPool(Term term, int axes) {
        Term.Arguments given =
                term.arguments(List.of("size", "stride", "padding", "dilation"), List.of(AvgPool.UNCOUNTED));
        return new AvgPool(window(given, axes, 0), !given.has(AvgPool.UNCOUNTED));
    }

    /** A window; where no stride is given it steps by the usual number, 0 standing for its size. */
    private static Window window(Term.Arguments given, int axes, int usualStride) {
        int[] size = Extents.parse(given.get("size"), 1);
        Window window = Window.of(
                size.length == 1 ? IntStream.generate(() -> size[0]).limit(axes).toArray() : size);
        if (window.axes() != axes) {
            throw given.get("size")
                    .error(
                            "A window of %d axes has %d sizes".formatted(axes, window.axes()),
                            "Give one for each axis, or one for all.");
        }
        window = window.withStride(
                given.has("stride")
                        ? Extents.parse(given.get("stride"), 1)
                        : usualStride == 0 ? size : new int[] {usualStride});
        if (given.has("dilation")) {
            window = window.withDilation(Extents.parse(given.get("dilation"), 1));
        }
        Optional<Term> padding = given.find("padding");
        if (padding.isEmpty()) {
            return window;
        }
        return padding.get().name().equals(Window.SAME)
                ? window.withSamePadding()
                : window.withPadding(Extents.parse(padding.get(), 0));
    }

    private static Layer simple(Term term) {
        return Activations.find(term).orElseThrow(() -> {
            List<String> known = new ArrayList<>(LAYERS);
            known.addAll(Activation.names());
            return term.unknown(
                    "layer to be read from a text called",
                    known,
                    "A network with layers of your own is built by your code, and takes its values with "
                            + "Models.withValues.");
        });
    }

    private static Activation activation(Term term) {
        if (layer(term) instanceof Activation activation) {
            return activation;
        }
        throw term.error("'%s' is not an activation".formatted(term.name()), "Give one such as relu.");
    }

    private static DType dtype(Term.Arguments given) {
        return given.has(FLOAT64) ? DType.FLOAT64 : DType.FLOAT32;
    }
}
