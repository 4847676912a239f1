package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import hillock.graph.Op;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A layer that bends: a function without which a deep network would be one matrix. The simple ones are the table
 * {@link Simple}; one with options or parameters is a record of its own.
 */
public interface Activation extends Layer {
    /** The initialiser for the weights before this activation. */
    Initializer initializer();

    /** What is known of the curve; nothing unless the activation says. */
    default Optional<ActivationTraits> traits() {
        return Optional.empty();
    }

    /** Functions of one tensor without options. */
    enum Simple implements Activation {
        /** {@code max(x, 0)}. */
        RELU(Tensor::relu, Initializer.kaimingNormal(), 0, Double.POSITIVE_INFINITY, false, true, 1),
        /** The hyperbolic tangent. */
        TANH(Tensor::tanh, Initializer.xavierUniform(), -1, 1, true, true, 1),
        /** The logistic function {@code 1 / (1 + e^-x)}. */
        SIGMOID(Tensor::sigmoid, Initializer.xavierUniform(), 0, 1, false, true, 0.25),
        /** Probabilities along the last axis, {@code e^x_i / sum_j e^x_j}. */
        SOFTMAX(x -> x.softmax(-1), Initializer.xavierUniform(), 0, 1, false, true, 0.25),
        /** The operand itself. */
        IDENTITY(
                x -> x,
                Initializer.xavierUniform(),
                -Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                true,
                true,
                1),
        /** The inverse of the tangent, between -pi/2 and pi/2; the derivative is {@code 1 / (1 + x^2)}. */
        ARCTAN(x -> x.unary(Op.Unary.ATAN), Initializer.xavierUniform(), -Math.PI / 2, Math.PI / 2, true, true, 1),
        /** The self-normalising unit (Klambauer, Unterthiner, Mayr, Hochreiter, 2017). */
        SELU(
                x -> x.apply(Composed::selu),
                Initializer.lecunNormal(),
                -1.7580993408473766,
                Double.POSITIVE_INFINITY,
                false,
                true,
                1.7580993408473766),
        /** {@code x / (1 + |x|)}. */
        SOFTSIGN(x -> x.apply(Composed::softsign), Initializer.xavierUniform(), -1, 1, true, true, 1),
        /** {@code x (1 + erf(x / sqrt 2)) / 2} (Hendrycks and Gimpel, 2016). */
        GELU(
                Tensor::gelu,
                Initializer.kaimingNormal(),
                -0.16997120747990369,
                Double.POSITIVE_INFINITY,
                false,
                false,
                1.1289042),
        /** {@code x / (1 + e^-x)} (Elfwing, Uchibe, Doya, 2017). */
        SILU(
                x -> x.apply(Composed::silu),
                Initializer.kaimingNormal(),
                -0.2784645427610738,
                Double.POSITIVE_INFINITY,
                false,
                false,
                1.0998394),
        /** {@code x / 6 + 1 / 2} cut to [0, 1]. */
        HARD_SIGMOID(x -> x.apply(Composed::hardSigmoid), Initializer.xavierUniform(), 0, 1, false, true, 1.0 / 6),
        /** The logarithms of {@link #SOFTMAX} along the last axis. */
        LOG_SOFTMAX(x -> x.logSoftmax(-1), Initializer.xavierUniform(), -Double.POSITIVE_INFINITY, 0, false, true, 1),
        /** 1 at the greatest element along the last axis, the first one of several, 0 elsewhere, without a slope. */
        ONE_HOT(
                x -> x.apply(node -> Composed.oneHot(node, x.shape().axis(-1))),
                Initializer.xavierUniform(),
                0,
                1,
                false,
                true,
                0);

        private final UnaryOperator<Tensor> formula;
        private final Initializer initializer;

        private final ActivationTraits traits;

        Simple(
                UnaryOperator<Tensor> formula,
                Initializer initializer,
                double low,
                double high,
                boolean zeroCentred,
                boolean monotone,
                double slope) {
            this.formula = formula;
            this.initializer = initializer;
            this.traits = new ActivationTraits(low, high, zeroCentred, monotone, slope);
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return formula.apply(x);
        }

        @Override
        public Initializer initializer() {
            return initializer;
        }

        @Override
        public Optional<ActivationTraits> traits() {
            return Optional.of(traits);
        }

        @Override
        public String describe() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code max(x, 0)}. */
    static Activation relu() {
        return Simple.RELU;
    }

    /** The hyperbolic tangent. */
    static Activation tanh() {
        return Simple.TANH;
    }

    /** The logistic function. */
    static Activation sigmoid() {
        return Simple.SIGMOID;
    }

    /** Probabilities along the last axis. */
    static Activation softmax() {
        return Simple.SOFTMAX;
    }

    /** The leaky ReLU of slope 0.01 below 0. */
    static Activation leakyRelu() {
        return new LeakyRelu(0.01);
    }

    /** The ELU of alpha 1. */
    static Activation elu() {
        return new Elu(1);
    }

    /** Softplus of beta 1, linear above 20. */
    static Activation softplus() {
        return new Softplus(1, 20);
    }

    /**
     * The names {@link #named} knows: activations that a gradient can teach through, without parameters of their own.
     * {@code step}, {@code sign}, {@code one_hot} and {@code parametric_relu} are known too, but not in this list.
     */
    static List<String> names() {
        return Activations.names();
    }

    /**
     * The activation of a text in the notation of {@link Term}: a name, such as {@code relu}, or a name with options,
     * such as {@code leaky_relu(0.1)}, {@code softplus(beta=2)} or {@code step(0, surrogate=fast_sigmoid(10))}.
     *
     * @throws hillock.graph.ExpressionException if it names none, with what is near, or an option is wrong
     */
    static Activation named(String text) {
        Term term = Term.parse(text);
        return term.make(() -> Activations.find(term).orElseThrow(() -> term.unknown("activation", names())));
    }
}
