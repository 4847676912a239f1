package hillock.graph;

import static hillock.graph.Nodes.abs;
import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.broadcast;
import static hillock.graph.Nodes.div;
import static hillock.graph.Nodes.equal;
import static hillock.graph.Nodes.exp;
import static hillock.graph.Nodes.fillLike;
import static hillock.graph.Nodes.keepAxes;
import static hillock.graph.Nodes.less;
import static hillock.graph.Nodes.lessEqual;
import static hillock.graph.Nodes.log;
import static hillock.graph.Nodes.max;
import static hillock.graph.Nodes.min;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.neg;
import static hillock.graph.Nodes.reduce;
import static hillock.graph.Nodes.rsub;
import static hillock.graph.Nodes.scalar;
import static hillock.graph.Nodes.select;
import static hillock.graph.Nodes.square;
import static hillock.graph.Nodes.sub;
import static hillock.graph.Nodes.sum;
import static hillock.graph.Nodes.unary;
import static hillock.graph.Nodes.zerosLike;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Named functions composed of operations. To add one, add it here and a line to the table of its test: derivatives,
 * compilation and explanation follow from the definition.
 */
public final class Composed {
    private static final double SELU_SCALE = 1.0507009873554805;
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final String FLUSHED = "flushed";

    private Composed() {}

    /** A named elementwise function of one operand with its derivative. */
    public static Node elementwise(String name, Node x, UnaryOperator<Node> value, UnaryOperator<Node> derivative) {
        List<TensorType> types = List.of(x.tensorType());
        return Node.of(
                new Op.Call(
                        name,
                        Function.of(types, p -> List.of(value.apply(p.getFirst()))),
                        List.of(Function.of(types, p -> List.of(derivative.apply(p.getFirst()))))),
                x);
    }

    private static Node named(String name, Node x, UnaryOperator<Node> value) {
        return Nodes.call(name, List.of(x), p -> List.of(value.apply(p.getFirst())));
    }

    /** The value without its derivative, which counts as zero. */
    public static Node detach(Node x) {
        return elementwise("detach", x, v -> v, Nodes::zerosLike);
    }

    /**
     * x with magnitudes below the least normal number replaced by +0. Subnormal numbers are slow on every processor;
     * this stands where tiny numbers arise and stick. The derivative is 1. Where it stands in the derivative of a
     * function, the product of that with what comes from behind is flushed too.
     */
    public static Node flushed(Node x) {
        double least = x.tensorType().dtype() == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        return elementwise(
                FLUSHED, x, v -> select(less(abs(v), fillLike(v, least)), zerosLike(v), v), v -> fillLike(v, 1));
    }

    /** Whether a function flushes something, because its value fades away towards zero. */
    public static boolean fades(Function function) {
        return Walk.topological(function.results()).stream()
                .anyMatch(
                        node -> node.op() instanceof Op.Call call && call.name().equals(FLUSHED));
    }

    /** {@code max(x, 0)}; the derivative at 0 is 0. It looks at the value, so that x need not be kept for it. */
    public static Node relu(Node x) {
        return elementwise("relu", x, v -> max(v, zerosLike(v)), v -> {
            Node zero = zerosLike(v);
            return select(less(zero, max(v, zero)), fillLike(v, 1), zero);
        });
    }

    /** {@code max(x, 0)} with a chosen derivative at 0. */
    public static Node relu(Node x, double slopeAtZero) {
        return elementwise("relu", x, v -> max(v, zerosLike(v)), v -> {
            Node zero = zerosLike(v);
            return select(less(zero, v), fillLike(v, 1), select(equal(v, zero), fillLike(v, slopeAtZero), zero));
        });
    }

    /**
     * The logistic function {@code 1 / (1 + e^-x)}. With {@code t = e^-|x|} the value is {@code 1/(1+t)} or
     * {@code t/(1+t)} and the derivative {@code t/(1+t)^2}: no overflow, no cancellation, full relative accuracy in
     * both tails.
     */
    public static Node sigmoid(Node x) {
        return elementwise(
                "sigmoid",
                x,
                v -> {
                    Node t = exp(neg(abs(v)));
                    return div(select(less(v, zerosLike(v)), t, fillLike(v, 1)), add(t, 1));
                },
                v -> {
                    // Not e^-|x|: |x| has derivative 0 at 0, and the third derivative there would be lost.
                    Node t = exp(select(less(v, zerosLike(v)), v, neg(v)));
                    return flushed(div(t, square(add(t, 1))));
                });
    }

    /** {@code ln(1 + e^x)} as {@code max(x, 0) + log1p(e^-|x|)}; the derivative is {@link #sigmoid}. */
    public static Node softplus(Node x) {
        return elementwise(
                "softplus",
                x,
                v -> add(max(v, zerosLike(v)), unary(Op.Unary.LOG1P, exp(neg(abs(v))))),
                v -> flushed(sigmoid(v)));
    }

    /** The logarithm of {@link #sigmoid}, {@code -softplus(-x)}. */
    public static Node logSigmoid(Node x) {
        return named("log_sigmoid", x, v -> neg(softplus(neg(v))));
    }

    /** {@code x * sigmoid(x)} (Elfwing et al. 2017). */
    public static Node silu(Node x) {
        return named("silu", x, v -> mul(v, sigmoid(v)));
    }

    /**
     * {@code x * (1 + erf(x / sqrt 2)) / 2}, the Gaussian error linear unit (Hendrycks and Gimpel 2016), not
     * approximated.
     */
    public static Node gelu(Node x) {
        return named("gelu", x, v -> mul(mul(v, 0.5), add(unary(Op.Unary.ERF, mul(v, Math.sqrt(0.5))), 1)));
    }

    /** {@code x} above 0 and {@code slope * x} elsewhere; the derivative at 0 is the slope. */
    public static Node leakyRelu(Node x, double slope) {
        return elementwise(
                "leaky_relu",
                x,
                v -> select(less(zerosLike(v), v), v, mul(v, slope)),
                v -> select(less(zerosLike(v), v), fillLike(v, 1), fillLike(v, slope)));
    }

    /**
     * {@code x} from 0 on and {@code alpha (e^x - 1)} below (Clevert, Unterthiner, Hochreiter, 2015), through
     * {@code expm1}; the derivative is 1 from 0 on and {@code alpha e^x} below.
     */
    public static Node elu(Node x, double alpha) {
        return elementwise("elu", x, v -> scaledElu(v, 1, alpha), v -> scaledEluSlope(v, 1, alpha));
    }

    /**
     * {@link #elu} with the constants that keep mean 0 and variance 1 of normal numbers (Klambauer, Unterthiner, Mayr,
     * Hochreiter, 2017).
     */
    public static Node selu(Node x) {
        return elementwise(
                "selu", x, v -> scaledElu(v, SELU_SCALE, SELU_ALPHA), v -> scaledEluSlope(v, SELU_SCALE, SELU_ALPHA));
    }

    private static Node scaledElu(Node v, double scale, double alpha) {
        Node below = mul(unary(Op.Unary.EXPM1, v), scale * alpha);
        return select(less(v, zerosLike(v)), below, mul(v, scale));
    }

    private static Node scaledEluSlope(Node v, double scale, double alpha) {
        Node negative = less(v, zerosLike(v));
        // The operand is chosen before exp: e^1000 in the branch not taken would make the second derivative NaN.
        Node below = flushed(mul(exp(select(negative, v, zerosLike(v))), scale * alpha));
        return select(negative, below, fillLike(v, scale));
    }

    /**
     * {@code ln(1 + e^(beta x)) / beta}, and {@code x} itself where {@code beta x} is above the threshold.
     *
     * @throws IllegalArgumentException if beta is not a positive number
     */
    public static Node softplus(Node x, double beta, double threshold) {
        if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The beta of softplus is a positive number, not %s.".formatted(beta));
        }
        return elementwise(
                "softplus",
                x,
                v -> {
                    Node scaled = mul(v, beta);
                    return select(less(fillLike(v, threshold), scaled), v, mul(softplus(scaled), 1 / beta));
                },
                v -> {
                    Node scaled = mul(v, beta);
                    return select(less(fillLike(v, threshold), scaled), fillLike(v, 1), flushed(sigmoid(scaled)));
                });
    }

    /** {@code x / (1 + |x|)}, also at the infinities; the second derivative at 0, where it jumps, is 0. */
    public static Node softsign(Node x) {
        return elementwise(
                "softsign",
                x,
                v -> {
                    Node size = abs(v);
                    Node one = fillLike(v, 1);
                    Node far = div(unary(Op.Unary.SIGN, v), add(div(one, size), 1));
                    return select(less(one, size), far, div(v, add(size, 1)));
                },
                v -> flushed(square(div(fillLike(v, 1), add(abs(v), 1)))));
    }

    /** {@code x / 6 + 1 / 2} cut to [0, 1]; the derivative is 1/6 between -3 and 3 and 0 elsewhere. */
    public static Node hardSigmoid(Node x) {
        return elementwise(
                "hard_sigmoid",
                x,
                v -> max(min(add(div(v, fillLike(v, 6)), 0.5), fillLike(v, 1)), zerosLike(v)),
                v -> select(less(abs(v), fillLike(v, 3)), fillLike(v, 1.0 / 6), zerosLike(v)));
    }

    /** 0 below 0, 1 above and a number at 0; NaN stays. The derivative counts as 0 everywhere. */
    public static Node step(Node x, double atZero) {
        return step(x, atZero, Nodes::zerosLike);
    }

    /** The step with something else that counts as its derivative, so that a gradient can teach through it. */
    public static Node step(Node x, double atZero, UnaryOperator<Node> derivative) {
        return elementwise("step", x, v -> threeWay(v, 0, atZero), derivative);
    }

    /** -1 below 0, 1 above and a number at 0; NaN stays. The derivative counts as 0 everywhere. */
    public static Node sign(Node x, double atZero) {
        return sign(x, atZero, Nodes::zerosLike);
    }

    /** The sign with something else that counts as its derivative. */
    public static Node sign(Node x, double atZero, UnaryOperator<Node> derivative) {
        return elementwise("sign_with_tie", x, v -> threeWay(v, -1, atZero), derivative);
    }

    private static Node threeWay(Node v, double below, double atZero) {
        Node zero = zerosLike(v);
        Node rest = select(equal(v, zero), fillLike(v, atZero), v);
        return select(less(v, zero), fillLike(v, below), select(less(zero, v), fillLike(v, 1), rest));
    }

    /** 1 at the greatest element along an axis, the first one of several, and 0 elsewhere; the derivative is 0. */
    public static Node oneHot(Node x, int axis) {
        return elementwise(
                "one_hot",
                x,
                v -> {
                    Node places = keep(Node.of(new Op.ArgMax(axis), v), v, axis);
                    Node own = Nodes.iota(places.tensorType(), axis);
                    return select(equal(own, places), fillLike(v, 1), zerosLike(v));
                },
                Nodes::zerosLike);
    }

    /** {@code sin x / cos x}. */
    public static Node tan(Node x) {
        return named("tan", x, v -> div(unary(Op.Unary.SIN, v), unary(Op.Unary.COS, v)));
    }

    /** {@code ln sum e^x} over an axis, which is dropped, with the greatest element taken out. */
    public static Node logSumExp(Node x, int axis) {
        return named("log_sum_exp", x, v -> {
            Node greatest = finiteMax(v, axis);
            Node shifted = exp(sub(v, keep(greatest, v, axis)));
            return add(log(sum(shifted, axis)), greatest);
        });
    }

    /** {@code e^x_i / sum_j e^x_j} along an axis, with the greatest element taken out. */
    public static Node softmax(Node x, int axis) {
        return named("softmax", x, v -> {
            Node shifted = exp(sub(v, keep(finiteMax(v, axis), v, axis)));
            return flushed(div(shifted, keep(sum(shifted, axis), v, axis)));
        });
    }

    /** The logarithm of {@link #softmax}. */
    public static Node logSoftmax(Node x, int axis) {
        return named("log_softmax", x, v -> {
            Node shifted = sub(v, keep(finiteMax(v, axis), v, axis));
            return sub(shifted, keep(log(sum(exp(shifted), axis)), v, axis));
        });
    }

    /**
     * The greatest element, not differentiated; 0 in place of an infinity, so that a row of infinities gives no NaN.
     */
    private static Node finiteMax(Node v, int axis) {
        Node greatest = detach(reduce(Op.Reduction.MAX, v, axis));
        double most = v.tensorType().dtype() == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        return select(lessEqual(abs(greatest), fillLike(greatest, most)), greatest, zerosLike(greatest));
    }

    private static Node keep(Node reduced, Node original, int axis) {
        Shape shape = original.tensorType().shape();
        return broadcast(keepAxes(reduced, shape, axis), shape);
    }

    /**
     * The mean over axes, which are dropped; NaN over nothing.
     *
     * @throws IllegalArgumentException if the elements are not floats: the mean of integers is none
     */
    public static Node mean(Node x, int... axes) {
        if (!x.tensorType().dtype().isFloat()) {
            throw new IllegalArgumentException(
                    "The mean of %s would be cut to an integer; cast it to a float first.".formatted(x.tensorType()));
        }
        Node total = sum(x, axes);
        double count =
                (double) x.tensorType().size() / Math.max(total.tensorType().size(), 1);
        return div(total, scalar(x.tensorType().dtype(), count));
    }

    // Random numbers, composed of Op.Random

    /** The key of a seed. */
    public static Node key(long seed) {
        return Nodes.constant(NDArray.of((int) seed, (int) (seed >>> 32)));
    }

    /** A key derived from another by a number of 0 or more: int32[2] and int32[] give int32[2]. */
    public static Node fold(Node key, Node number) {
        return Nodes.random(TensorType.of(DType.INT32, 2), key, number);
    }

    /** Uniform numbers in [0, 1). */
    public static Node uniform(Node key, TensorType type) {
        return Nodes.random(type, key, scalar(DType.INT32, -1));
    }

    /** Truth values that hold with a probability. */
    public static Node bernoulli(Node key, Shape shape, double probability) {
        Node uniform = uniform(key, new TensorType(DType.FLOAT32, shape));
        return less(uniform, fillLike(uniform, probability));
    }

    /** Standard normal numbers by the method of Box and Muller (1958). */
    public static Node normal(Node key, TensorType type) {
        Node radius = uniform(fold(key, scalar(DType.INT32, 0)), type);
        Node angle = uniform(fold(key, scalar(DType.INT32, 1)), type);
        Node length = Nodes.sqrt(mul(log(rsub(1, radius)), -2));
        return mul(length, unary(Op.Unary.COS, mul(angle, 2 * Math.PI)));
    }
}
