package hillock.data;

import hillock.arithmetic.Threefry;

/** Random numbers one after the other from one key, for loops on the host. One thread at a time. */
final class Draws {
    private final long key;
    private int block;

    private Draws(long key) {
        this.key = key;
    }

    /** The draws of a seed for a purpose; different purposes are unrelated. */
    static Draws of(long seed, String purpose) {
        return new Draws(Threefry.fold(Threefry.key(seed), purpose));
    }

    /** The draws of a seed for a purpose and a number of 0 or more, such as an epoch. */
    static Draws of(long seed, String purpose, int number) {
        return new Draws(Threefry.fold(Threefry.fold(Threefry.key(seed), purpose), number));
    }

    /** A uniform number in [0, 1) with 53 random bits. */
    double uniform() {
        long words = Threefry.block(Threefry.word0(key), Threefry.word1(key), block++, Threefry.DRAWS);
        return Threefry.uniform53(Threefry.word0(words), Threefry.word1(words));
    }

    /** A uniform number in [-bound, bound). */
    double spread(double bound) {
        return (2 * uniform() - 1) * bound;
    }

    /** A number from 0 to {@code bound - 1}; the chances differ by less than one part in 2^21. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** The numbers 0 to {@code size - 1} in random order (Durstenfeld, 1964). */
    int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
