package hillock;

import hillock.arithmetic.Threefry;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key of random numbers: an immutable value from which numbers and further keys are made, always the same ones.
 * There is no hidden state, so nothing depends on the order of draws or on threads.
 *
 * <p>One key makes one set of numbers of each type; derive a key with {@link #fold} for every use:
 *
 * <pre>{@code
 * Key key = Key.of(1);
 * Tensor noise = key.fold("noise").normal(3, 4);
 * Key step = key.fold(stepNumber);          // an int, or a Tensor inside a program
 * }</pre>
 *
 * <p>A key whose folds are all known is worked out at once, on the host; one folded with a tensor becomes a formula.
 * Both give the same bits. The numbers come from Threefry-2x32-20 (Salmon, Moraes, Dror, Shaw, 2011).
 */
public final class Key {
    private static final TensorType TYPE = TensorType.of(DType.INT32, 2);

    private final Node node;
    /** The two words, if they do not depend on a tensor. */
    private final @Nullable Long words;

    private Key(Node node, @Nullable Long words) {
        this.node = node;
        this.words = words;
    }

    private static Key known(long words) {
        NDArray value = NDArray.of(Threefry.word0(words), Threefry.word1(words));
        return new Key(Nodes.constant(value), words);
    }

    /** The key of a seed. */
    public static Key of(long seed) {
        return known(Threefry.key(seed));
    }

    /**
     * The key held by a formula.
     *
     * @throws IllegalArgumentException if the formula is not int32[2]
     */
    public static Key of(Tensor key) {
        if (!key.type().equals(TYPE)) {
            throw new IllegalArgumentException("A key is int32[2], not %s.".formatted(key.type()));
        }
        return new Key(key.node(), null);
    }

    /**
     * The key derived from this one by a number.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public Key fold(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("A key is folded with a number of 0 or more, not %d.".formatted(number));
        }
        return words != null
                ? known(Threefry.fold(words, number))
                : new Key(Composed.fold(node, Nodes.scalar(DType.INT32, number)), null);
    }

    /** The key derived from this one by a name, such as the path of a parameter. */
    public Key fold(String name) {
        return fold(Threefry.hash(name));
    }

    /** The key derived from this one by a number known only in a program, int32[] and 0 or more. */
    public Key fold(Tensor number) {
        return new Key(Composed.fold(node, number.node()), null);
    }

    /** The two words, int32[2]. */
    public Tensor tensor() {
        return Tensor.of(node);
    }

    /** Whether the key is a value, not a formula of a tensor. */
    public boolean isKnown() {
        return words != null;
    }

    /**
     * The two words as one number, for random numbers made on the host.
     *
     * @throws IllegalStateException if the key was folded with a tensor
     */
    public long words() {
        if (words == null) {
            throw new IllegalStateException(
                    "This key depends on a tensor, so it has no value on the host; use tensor().value().");
        }
        return words;
    }

    /** Uniform float32 numbers in [0, 1). */
    public Tensor uniform(int... shape) {
        return uniform(TensorType.of(DType.FLOAT32, shape));
    }

    /** Uniform numbers in [0, 1) of a float type. */
    public Tensor uniform(TensorType type) {
        return Tensor.of(Composed.uniform(node, type));
    }

    /** Standard normal float32 numbers. */
    public Tensor normal(int... shape) {
        return normal(TensorType.of(DType.FLOAT32, shape));
    }

    /** Standard normal numbers of a float type. */
    public Tensor normal(TensorType type) {
        return Tensor.of(Composed.normal(node, type));
    }

    /** Truth values that hold with a probability. */
    public Tensor bernoulli(double probability, Shape shape) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("A probability lies between 0 and 1; " + probability + " does not.");
        }
        return Tensor.of(Composed.bernoulli(node, shape, probability));
    }

    /** Whether both are known keys of the same words, or the same formula. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key key
                && (words != null ? words.equals(key.words) : key.words == null && node == key.node);
    }

    @Override
    public int hashCode() {
        return words != null ? Objects.hashCode(words) : System.identityHashCode(node);
    }

    @Override
    public String toString() {
        return words != null ? "Key[%016x]".formatted(words) : "Key[formula]";
    }
}
