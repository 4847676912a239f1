package hillock.arithmetic;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Random bits as a pure function of a key and a position: Threefry-2x32 with 20 rounds.
 *
 * <p>A key is two 32-bit words, written as a {@code long} whose low half is word 0. A counter is two words as well:
 * word 0 is the index of a block of two random words, word 1 names a stream. Draws use stream {@code -1}; every other
 * stream {@code n} is the key {@code fold(key, n)}, so a key and the keys derived from it never share a block. Nothing
 * has state: the same key and position give the same bits in any order, on any thread.
 *
 * <p>Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Threefry {

    /** The stream of random words; {@link #fold(long, int)} takes every other one. */
    public static final int DRAWS = -1;

    /** The constant of the key schedule (paper, section 4.2, for words of 32 bits). */
    private static final int PARITY = 0x1BD11BDA;

    /** The number of blocks made at a time by {@link #words}: small enough for the first-level cache. */
    private static final int CHUNK = 512;

    /** The number of blocks from which two scratch arrays pay. */
    private static final int WORTHWHILE = 32;

    private Threefry() {}

    /** The block at a counter: two random words, word 0 in the low half. */
    public static long block(int key0, int key1, int counter0, int counter1) {
        int key2 = PARITY ^ key0 ^ key1;
        int x = counter0 + key0;
        int y = counter1 + key1;

        x += y;
        y = Integer.rotateLeft(y, 13) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 15) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 26) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 6) ^ x;
        x += key1;
        y += key2 + 1;

        x += y;
        y = Integer.rotateLeft(y, 17) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 29) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 16) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 24) ^ x;
        x += key2;
        y += key0 + 2;

        x += y;
        y = Integer.rotateLeft(y, 13) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 15) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 26) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 6) ^ x;
        x += key0;
        y += key1 + 3;

        x += y;
        y = Integer.rotateLeft(y, 17) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 29) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 16) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 24) ^ x;
        x += key1;
        y += key2 + 4;

        x += y;
        y = Integer.rotateLeft(y, 13) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 15) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 26) ^ x;
        x += y;
        y = Integer.rotateLeft(y, 6) ^ x;
        x += key2;
        y += key0 + 5;

        return pack(x, y);
    }

    /** The key or block made of two words. */
    public static long pack(int word0, int word1) {
        return (word0 & 0xFFFFFFFFL) | (long) word1 << 32;
    }

    /** Word 0 of a key or block. */
    public static int word0(long block) {
        return (int) block;
    }

    /** Word 1 of a key or block. */
    public static int word1(long block) {
        return (int) (block >>> 32);
    }

    /** The key of a seed: the seed's own bits. */
    public static long key(long seed) {
        return seed;
    }

    /**
     * The key number {@code n} derived from a key; different numbers give unrelated keys.
     *
     * @throws IllegalArgumentException if {@code n} is {@code -1}, the stream of draws
     */
    public static long fold(long key, int n) {
        if (n == DRAWS) {
            throw new IllegalArgumentException(
                    "A key cannot be folded with -1: stream -1 holds the key's own draws. Use any other int.");
        }
        return block(word0(key), word1(key), 0, n);
    }

    /**
     * The key of a name, such as a parameter's path: {@link #fold(long, int)} with {@link #hash(String)}. Two paths
     * whose hashes agree get the same key; the chance is {@code 2^-31} for a pair.
     */
    public static long fold(long key, String path) {
        return fold(key, hash(path));
    }

    /** The 32-bit FNV-1a hash of a string's UTF-8 bytes without its highest bit, so never negative. */
    public static int hash(String path) {
        int hash = 0x811C9DC5;
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        return hash & 0x7FFFFFFF;
    }

    /** Word number {@code index} of a key's draws: word {@code index & 1} of block {@code index >>> 1}. */
    public static int word(long key, int index) {
        return (int) (block(word0(key), word1(key), index >>> 1, DRAWS) >>> ((index & 1) << 5));
    }

    /** The float in [0, 1) with 24 random bits that a word stands for: its high 24 bits times {@code 2^-24}. */
    public static float uniform24(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    /**
     * The double in [0, 1) with 53 random bits that two words stand for: the high 27 bits of word 0 above the high 26
     * bits of word 1, times {@code 2^-53}.
     */
    public static double uniform53(int word0, int word1) {
        return (((long) (word0 >>> 5) << 26) | (word1 >>> 6)) * 0x1p-53;
    }

    /**
     * Words {@code from}, {@code from + 1}, ... of a key's draws, the same as {@link #word}, written to
     * {@code out[offset] .. out[offset + length - 1]}.
     *
     * @throws IndexOutOfBoundsException if the range does not lie inside {@code out}
     */
    public static void words(long key, int from, int[] out, int offset, int length) {
        int size = Math.min(CHUNK, length >> 1);
        words(key, from, out, offset, length, new int[size], new int[size]);
    }

    /**
     * The same without objects.
     *
     * @param x room for some words, as many as y has
     */
    public static void words(long key, int from, int[] out, int offset, int length, int[] x, int[] y) {
        Objects.checkFromIndexSize(offset, length, out.length);
        int done = 0;
        if ((from & 1) != 0 && length > 0) {
            out[offset] = word(key, from);
            done = 1;
        }
        int size = Math.min(x.length, (length - done) >> 1);
        if (size >= WORTHWHILE) {
            while (length - done > 1) {
                int count = Math.min(size, (length - done) >> 1);
                blocks(word0(key), word1(key), (from + done) >>> 1, x, y, count);
                interleave(x, y, count, out, offset + done);
                done += 2 * count;
            }
        }
        for (; done < length; done++) {
            out[offset + done] = word(key, from + done);
        }
    }

    /**
     * The {@code count} blocks from {@code first} on of a key's draws, word 0 of each in {@code x} and word 1 in
     * {@code y}. Each loop is short enough that HotSpot vectorises it: one loop of all 20 rounds runs 30 times slower.
     */
    private static void blocks(int key0, int key1, int first, int[] x, int[] y, int count) {
        int key2 = PARITY ^ key0 ^ key1;
        for (int i = 0; i < count; i++) {
            x[i] = (first + i & 0x7FFFFFFF) + key0;
            y[i] = DRAWS + key1;
        }
        evenRounds(x, y, count, key1, key2 + 1);
        oddRounds(x, y, count, key2, key0 + 2);
        evenRounds(x, y, count, key0, key1 + 3);
        oddRounds(x, y, count, key1, key2 + 4);
        evenRounds(x, y, count, key2, key0 + 5);
    }

    private static void interleave(int[] x, int[] y, int count, int[] out, int offset) {
        for (int i = 0; i < count; i++) {
            out[offset + 2 * i] = x[i];
            out[offset + 2 * i + 1] = y[i];
        }
    }

    private static void evenRounds(int[] x, int[] y, int count, int xKey, int yKey) {
        for (int i = 0; i < count; i++) {
            int a = x[i];
            int b = y[i];
            a += b;
            b = Integer.rotateLeft(b, 13) ^ a;
            a += b;
            b = Integer.rotateLeft(b, 15) ^ a;
            a += b;
            b = Integer.rotateLeft(b, 26) ^ a;
            a += b;
            b = Integer.rotateLeft(b, 6) ^ a;
            x[i] = a + xKey;
            y[i] = b + yKey;
        }
    }

    private static void oddRounds(int[] x, int[] y, int count, int xKey, int yKey) {
        for (int i = 0; i < count; i++) {
            int a = x[i];
            int b = y[i];
            a += b;
            b = Integer.rotateLeft(b, 17) ^ a;
            a += b;
            b = Integer.rotateLeft(b, 29) ^ a;
            a += b;
            b = Integer.rotateLeft(b, 16) ^ a;
            a += b;
            b = Integer.rotateLeft(b, 24) ^ a;
            x[i] = a + xKey;
            y[i] = b + yKey;
        }
    }
}
