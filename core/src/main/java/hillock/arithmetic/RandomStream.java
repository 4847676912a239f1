package hillock.arithmetic;

import java.util.Objects;

/**
 * A sequence of random numbers for host code: data generators, shuffles, initial values. Its words are those of
 * {@link Threefry#word} for its key, in order, so a stream is fixed by its key alone. After 2^32 words it goes on with
 * a key folded from its own. A stream has state and belongs to one thread.
 */
public final class RandomStream {

    /** The stream a key becomes when its words are used up. */
    private static final int NEXT_KEY = Integer.MIN_VALUE;

    private static final double TWO_PI = 0x1.921fb54442d18p2;

    private final int[] words = new int[64];
    private long key;
    private int from;
    private int used = words.length;

    private RandomStream(long key, int from) {
        this.key = key;
        this.from = from;
    }

    /** The stream of a key, or of any number taken as a seed. */
    public static RandomStream of(long key) {
        return new RandomStream(key, 0);
    }

    /** The stream of a key from word {@code from} on, a multiple of 64. */
    static RandomStream from(long key, int from) {
        return new RandomStream(key, from);
    }

    /** An int with 32 random bits. */
    public int nextInt() {
        if (used == words.length) {
            Threefry.words(key, from, words, 0, words.length);
            used = 0;
            from += words.length;
            if (from == 0) {
                key = Threefry.fold(key, NEXT_KEY);
            }
        }
        return words[used++];
    }

    /**
     * An int from 0 to {@code bound - 1}, each with the same chance (D. Lemire, "Fast random integer generation in an
     * interval", 2019: the high word of a product, rejecting the few low words that would favour some results).
     *
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException(
                    "nextInt(" + bound + ") has no integers to choose from: the bound must be at least 1.");
        }
        long product = (nextInt() & 0xFFFFFFFFL) * bound;
        long low = product & 0xFFFFFFFFL;
        if (low < bound) {
            long smallest = (1L << 32) % bound;
            while (low < smallest) {
                product = (nextInt() & 0xFFFFFFFFL) * bound;
                low = product & 0xFFFFFFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    /** A float in [0, 1), a multiple of {@code 2^-24}; takes one word. */
    public float nextFloat() {
        return Threefry.uniform24(nextInt());
    }

    /** A double in [0, 1), a multiple of {@code 2^-53}; takes two words. */
    public double nextDouble() {
        int word0 = nextInt();
        return Threefry.uniform53(word0, nextInt());
    }

    /**
     * A double from the standard normal distribution; takes four words. One half of the method of G. Box and M. Muller,
     * "A note on the generation of random normal deviates", 1958; the largest magnitude possible is 8.6.
     */
    public double nextGaussian() {
        double radius = Float64.sqrt(-2 * Float64.log(1 - nextDouble()));
        return radius * Float64.cos(TWO_PI * nextDouble());
    }

    /** Puts the elements into random order, every order with the same chance (R. Durstenfeld, 1964). */
    public void shuffle(int[] a) {
        Objects.requireNonNull(a, "a");
        for (int i = a.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int kept = a[i];
            a[i] = a[j];
            a[j] = kept;
        }
    }
}
