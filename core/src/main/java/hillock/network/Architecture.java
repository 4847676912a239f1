package hillock.network;

import hillock.array.DType;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * The text form of networks made of Hillock's own layers, for files: {@code sequential(dense(784, 512), relu,
 * dropout(0.2), dense(512, 10))}. Written by {@link Layer#describe}; reading makes nothing but layers of the table
 * below, and recipes only: values come from elsewhere.
 */
public final class Architecture {
    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 64;

    /** One name with its arguments. */
    private record Term(String name, List<Term> arguments) {}

    private final String text;
    private int at;

    private Architecture(String text) {
        this.text = text;
    }

    /** The text of a model. */
    public static String of(Layer model) {
        return model.describe();
    }

    /**
     * The model of a text, without values.
     *
     * @throws IllegalArgumentException if the text is malformed or names an unknown layer, with the position
     */
    public static Layer parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "The text of a network has %d characters, more than %d.".formatted(text.length(), LONGEST));
        }
        Architecture reader = new Architecture(text);
        Term term = reader.term(0);
        if (reader.at < text.length()) {
            throw reader.error("the end");
        }
        return layer(term);
    }

    private static Layer layer(Term term) {
        List<Term> arguments = term.arguments;
        return switch (term.name) {
            case "sequential" ->
                new Sequential(arguments.stream().map(Architecture::layer).toList());
            case "dense" -> {
                DType dtype = has(term, "float64") ? DType.FLOAT64 : DType.FLOAT32;
                Dense dense = Dense.of(dtype, integer(term, 0), integer(term, 1));
                yield has(term, "unbiased") ? dense.withoutBias() : dense;
            }
            case "dropout" -> Dropout.of(number(term, 0));
            case "flatten" -> Flatten.of();
            case "leaky_relu" -> new LeakyRelu(number(term, 0, 0.01));
            case "randomized_relu" -> new RandomizedRelu(number(term, 0, 1.0 / 8), number(term, 1, 1.0 / 3));
            case "elu" -> new Elu(number(term, 0, 1));
            case "softplus" -> new Softplus(number(term, 0, 1), number(term, 1, 20));
            case "step" -> new Step(number(term, 0, 1));
            case "sign" -> new Sign(number(term, 0, 1));
            case "one_hot" -> Activation.named(term.name);
            case "parametric_relu" -> {
                DType dtype = has(term, "float64") ? DType.FLOAT64 : DType.FLOAT32;
                boolean single = arguments.size() == (dtype == DType.FLOAT64 ? 1 : 0);
                yield ParametricRelu.of(single ? TensorType.of(dtype) : TensorType.of(dtype, integer(term, 0)));
            }
            default -> {
                if (arguments.isEmpty() && Activation.names().contains(term.name)) {
                    yield Activation.named(term.name);
                }
                throw new IllegalArgumentException(
                        ("There is no layer '%s' to be read from a text; a network with layers of your own is built by "
                                        + "your code, and takes its values with Models.withValues.")
                                .formatted(term.name));
            }
        };
    }

    private static boolean has(Term term, String word) {
        return term.arguments.contains(new Term(word, List.of()));
    }

    private static double number(Term term, int index) {
        String word = index < term.arguments.size() ? term.arguments.get(index).name : "nothing";
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Argument %d of '%s' is a number, not '%s'.".formatted(index + 1, term.name, word), e);
        }
    }

    private static double number(Term term, int index, double usual) {
        return index < term.arguments.size() ? number(term, index) : usual;
    }

    private static int integer(Term term, int index) {
        double number = number(term, index);
        if (number != Math.rint(number) || !(number >= 1 && number <= Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("Argument %d of '%s' is a whole number from 1, not %s."
                    .formatted(index + 1, term.name, term.arguments.get(index).name));
        }
        return (int) number;
    }

    private Term term(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("The network is nested more than %d deep.".formatted(DEEPEST));
        }
        String name = word();
        List<Term> arguments = new ArrayList<>();
        if (accept('(') && !accept(')')) {
            do {
                arguments.add(term(depth + 1));
            } while (accept(','));
            if (!accept(')')) {
                throw error("')' or ','");
            }
        }
        return new Term(name, List.copyOf(arguments));
    }

    private String word() {
        skipSpace();
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw error("a name or number");
        }
        String word = text.substring(start, at);
        skipSpace();
        return word;
    }

    private static boolean isWordPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._+-".indexOf(c) >= 0;
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            skipSpace();
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private IllegalArgumentException error(String expected) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new IllegalArgumentException("The text of the network has %s at position %d where %s is expected: %s"
                .formatted(found, at, expected, text.length() > 80 ? text.substring(0, 80) + "..." : text));
    }
}
