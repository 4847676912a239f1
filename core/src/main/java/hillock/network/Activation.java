package hillock.network;

import hillock.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A layer that bends: a function without which a deep network would be one matrix. The simple ones are the table
 * {@link Simple}; one with options or parameters is a record of its own.
 */
public interface Activation extends Layer {
    /** The initialiser for the weights before this activation. */
    Initializer initializer();

    /** Functions of one tensor without options. */
    enum Simple implements Activation {
        /** {@code max(x, 0)}. */
        RELU(Tensor::relu, Initializer.kaimingNormal()),
        /** The hyperbolic tangent. */
        TANH(Tensor::tanh, Initializer.xavierUniform()),
        /** The logistic function {@code 1 / (1 + e^-x)}. */
        SIGMOID(Tensor::sigmoid, Initializer.xavierUniform()),
        /** Probabilities along the last axis, {@code e^x_i / sum_j e^x_j}. */
        SOFTMAX(x -> x.softmax(-1), Initializer.xavierUniform()),
        /** The operand itself. */
        IDENTITY(x -> x, Initializer.xavierUniform());

        private final java.util.function.UnaryOperator<Tensor> formula;
        private final Initializer initializer;

        Simple(java.util.function.UnaryOperator<Tensor> formula, Initializer initializer) {
            this.formula = formula;
            this.initializer = initializer;
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

    /** The names {@link #named} knows. */
    static List<String> names() {
        return Arrays.stream(Simple.values()).map(Simple::describe).toList();
    }

    /**
     * The activation of a name, such as {@code relu}.
     *
     * @throws IllegalArgumentException if there is none, listing the names
     */
    static Activation named(String name) {
        for (Simple simple : Simple.values()) {
            if (simple.describe().equals(name)) {
                return simple;
            }
        }
        throw new IllegalArgumentException(
                "There is no activation '%s'; there are %s.".formatted(name, String.join(", ", names())));
    }
}
