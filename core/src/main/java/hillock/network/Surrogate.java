package hillock.network;

import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import java.util.List;

/**
 * What counts as the derivative of a function that jumps, so that a gradient can teach through it; the value stays that
 * of the function. Neftci, Mostafa, Zenke (2019) compare them.
 */
public sealed interface Surrogate {
    /** The names that {@link #of} knows. */
    List<String> NAMES = List.of("none", "straight_through", "fast_sigmoid", "triangle");

    /** What counts as the derivative at {@code x}, the distance from the jump. */
    Node slope(Node x);

    /** The surrogate in the notation of {@link Term}. */
    String describe();

    /** The derivative there is, 0: nothing is taught. */
    record None() implements Surrogate {
        @Override
        public Node slope(Node x) {
            return Nodes.zerosLike(x);
        }

        @Override
        public String describe() {
            return "none";
        }
    }

    /**
     * 1 up to a distance from the jump and 0 beyond: the straight-through estimator (Bengio, Léonard, Courville, 2013),
     * with a distance of 1 that of binary networks (Hubara, Courbariaux, Soudry, El-Yaniv, Bengio, 2016).
     *
     * @param width the distance, a positive number or infinity
     */
    record StraightThrough(double width) implements Surrogate {
        /** Checks the distance. */
        public StraightThrough {
            if (!(width > 0)) {
                throw new IllegalArgumentException(
                        "The width of a straight-through estimator is positive, not " + width + ".");
            }
        }

        @Override
        public Node slope(Node x) {
            return width == Double.POSITIVE_INFINITY
                    ? Nodes.fillLike(x, 1)
                    : Nodes.select(
                            Nodes.lessEqual(Nodes.abs(x), Nodes.fillLike(x, width)),
                            Nodes.fillLike(x, 1),
                            Nodes.zerosLike(x));
        }

        @Override
        public String describe() {
            return width == Double.POSITIVE_INFINITY ? "straight_through" : "straight_through(" + width + ")";
        }
    }

    /**
     * {@code 1 / (steepness |x| + 1)^2}, the derivative of the fast sigmoid {@code x / (1 + |x|)} (Zenke and Ganguli,
     * 2018).
     *
     * @param steepness how fast it falls, a positive number
     */
    record FastSigmoid(double steepness) implements Surrogate {
        /** Checks the steepness. */
        public FastSigmoid {
            if (!(steepness > 0 && steepness < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "The steepness of a fast sigmoid is a positive number, not " + steepness + ".");
            }
        }

        @Override
        public Node slope(Node x) {
            // The root before the square, which would overflow for x beyond the root of the greatest number.
            Node root = Nodes.div(Nodes.fillLike(x, 1), Nodes.add(Nodes.mul(Nodes.abs(x), steepness), 1));
            return Composed.flushed(Nodes.square(root));
        }

        @Override
        public String describe() {
            return "fast_sigmoid(" + steepness + ")";
        }
    }

    /**
     * {@code max(0, 1 - |x| / width)} (Esser and others, 2016; Bellec and others, 2018).
     *
     * @param width where it comes to 0, a positive number
     */
    record Triangle(double width) implements Surrogate {
        /** Checks the width. */
        public Triangle {
            if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("The width of a triangle is a positive number, not " + width + ".");
            }
        }

        @Override
        public Node slope(Node x) {
            return Nodes.max(Nodes.rsub(1, Nodes.div(Nodes.abs(x), Nodes.fillLike(x, width))), Nodes.zerosLike(x));
        }

        @Override
        public String describe() {
            return "triangle(" + width + ")";
        }
    }

    /** No surrogate. */
    static Surrogate none() {
        return new None();
    }

    /** 1 everywhere. */
    static Surrogate straightThrough() {
        return new StraightThrough(Double.POSITIVE_INFINITY);
    }

    /** The fast sigmoid's derivative of the paper's steepness, 10. */
    static Surrogate fastSigmoid() {
        return new FastSigmoid(10);
    }

    /** The triangle from -1 to 1. */
    static Surrogate triangle() {
        return new Triangle(1);
    }

    /**
     * The surrogate of a term, such as {@code fast_sigmoid(10)}.
     *
     * @throws hillock.graph.ExpressionException if there is none
     */
    static Surrogate of(Term term) {
        return term.make(() -> switch (term.name()) {
            case "none" -> {
                term.arguments();
                yield none();
            }
            case "straight_through" ->
                new StraightThrough(term.arguments("width").number("width", Double.POSITIVE_INFINITY));
            case "fast_sigmoid" -> new FastSigmoid(term.arguments("steepness").number("steepness", 10));
            case "triangle" -> new Triangle(term.arguments("width").number("width", 1));
            default -> throw term.unknown("surrogate", NAMES);
        });
    }
}
