package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * How the first values of a parameter are made: a formula of a random key, the parameter's type and its fan. The same
 * key gives the same values.
 *
 * @see #auto() the standard choice
 */
@FunctionalInterface
public interface Initializer {
    /** The first values, of the given type. */
    Tensor values(Key key, TensorType type, Fan fan);

    /** This initialiser for weights whose results go into an activation; itself unless the choice depends on it. */
    default Initializer before(Optional<Activation> activation) {
        return this;
    }

    /**
     * The initialiser of a text, such as {@code kaiming_normal}, {@code uniform(-0.1, 0.1)} or {@code normal(mean=0,
     * deviation=0.02)}.
     *
     * @throws hillock.graph.ExpressionException if the text is malformed or names an unknown one, with the place
     */
    static Initializer parse(String text) {
        return InitializerNotation.read(Term.parse(text));
    }

    /** The names that {@link #parse} knows. */
    static List<String> names() {
        return InitializerNotation.NAMES;
    }

    /**
     * The initialiser that suits the activation after the weights: {@link #kaimingNormal} for the rectifiers,
     * {@link #lecunNormal} for SELU, {@link #xavierUniform} for tanh, the logistic function and a layer with none.
     */
    static Initializer auto() {
        return Auto.INSTANCE;
    }

    /** Zeros. */
    static Initializer zeros() {
        return constant(0);
    }

    /** Ones. */
    static Initializer ones() {
        return constant(1);
    }

    /** One number everywhere. */
    static Initializer constant(double value) {
        return (_, type, _) -> Tensor.full(value, type.shape().toArray()).cast(type.dtype());
    }

    /**
     * Uniform numbers from one to another, which rounding may reach.
     *
     * @throws IllegalArgumentException if they are not finite or not in rising order
     */
    static Initializer uniform(double low, double high) {
        if (!(Double.isFinite(high - low) && low <= high)) {
            throw new IllegalArgumentException("Uniform numbers lie between two finite numbers in rising order, not "
                    + low + " and " + high + ".");
        }
        return (key, type, _) -> key.uniform(type).mul(high - low).add(low);
    }

    /**
     * Normal numbers of a mean and a standard deviation.
     *
     * @throws IllegalArgumentException if they are not finite or the deviation is negative
     */
    static Initializer normal(double mean, double deviation) {
        if (!(Double.isFinite(mean) && deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "Normal numbers have a finite mean and deviation, not " + mean + " and " + deviation + ".");
        }
        return (key, type, _) -> key.normal(type).mul(deviation).add(mean);
    }

    /**
     * Normal numbers of mean 0 cut to two deviations; what is left has 0.8796 of the deviation. Each number is the
     * first of eight draws that lies inside; all eight lie outside once in 5e10 numbers, which become 0.
     *
     * @param deviation before the cut
     */
    static Initializer truncatedNormal(double deviation) {
        return (key, type, _) -> {
            Tensor bound = Tensor.scalar(2.0).cast(type.dtype());
            Tensor inside = Tensor.full(0, type.shape().toArray()).cast(type.dtype());
            for (int draw = 7; draw >= 0; draw--) {
                Tensor normal = key.fold(draw).normal(type);
                inside = normal.abs().less(bound).select(normal, inside);
            }
            return inside.mul(deviation);
        };
    }

    /**
     * A matrix of orthonormal columns, or rows if these are fewer, times a gain; all such matrices are equally likely
     * (Saxe, McClelland, Ganguli, 2014). Axes before the last count as one.
     */
    static Initializer orthogonal(double gain) {
        return new Orthogonal(gain);
    }

    /** Uniform numbers of variance 1 / in (LeCun, Bottou, Orr, Müller, 1998). */
    static Initializer lecunUniform() {
        return (key, type, fan) -> spread(key, type, Math.sqrt(3.0 / fan.in()));
    }

    /** Normal numbers of variance 2 / in (He, Zhang, Ren, Sun, 2015), which keeps the scale through rectifiers. */
    static Initializer kaimingNormal() {
        return (key, type, fan) -> key.normal(type).mul(Math.sqrt(2.0 / fan.in()));
    }

    /** Uniform numbers of variance 2 / in (He, Zhang, Ren, Sun, 2015). */
    static Initializer kaimingUniform() {
        return (key, type, fan) -> spread(key, type, Math.sqrt(6.0 / fan.in()));
    }

    /** Normal numbers of variance 2 / (in + out) (Glorot and Bengio, 2010). */
    static Initializer xavierNormal() {
        return (key, type, fan) -> key.normal(type).mul(Math.sqrt(2.0 / (fan.in() + fan.out())));
    }

    /** Uniform numbers of variance 2 / (in + out) (Glorot and Bengio, 2010). */
    static Initializer xavierUniform() {
        return (key, type, fan) -> spread(key, type, Math.sqrt(6.0 / (fan.in() + fan.out())));
    }

    /** Normal numbers of variance 1 / in (LeCun, Bottou, Orr, Müller, 1998). */
    static Initializer lecunNormal() {
        return (key, type, fan) -> key.normal(type).mul(Math.sqrt(1.0 / fan.in()));
    }

    private static Tensor spread(Key key, TensorType type, double bound) {
        return key.uniform(type).mul(2).sub(1).mul(bound);
    }
}
