package hillock.data;

import hillock.arithmetic.RandomStream;
import hillock.arithmetic.Threefry;
import java.util.Arrays;

/** Random numbers of a seed for a purpose; different purposes are unrelated. One thread at a time. */
final class Draws {
    private final RandomStream stream;

    private Draws(long key) {
        this.stream = RandomStream.of(key);
    }

    /** The draws of a seed for a purpose. */
    static Draws of(long seed, String purpose) {
        return new Draws(Threefry.fold(Threefry.key(seed), purpose));
    }

    /** The draws of a seed for a purpose and a number of 0 or more, such as an epoch. */
    static Draws of(long seed, String purpose, int number) {
        return new Draws(Threefry.fold(Threefry.fold(Threefry.key(seed), purpose), number));
    }

    /** A uniform number in [0, 1). */
    double uniform() {
        return stream.nextDouble();
    }

    /** A uniform number in [-bound, bound). */
    double spread(double bound) {
        return (2 * uniform() - 1) * bound;
    }

    /** A number from the standard normal distribution. */
    double normal() {
        return stream.nextGaussian();
    }

    /** A number from 0 to {@code bound - 1}, each with the same chance. */
    int below(int bound) {
        return stream.nextInt(bound);
    }

    /** The numbers 0 to {@code size - 1} in random order. */
    int[] permutation(int size) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        stream.shuffle(order);
        return order;
    }
}
