package hillock.engine.kernel;

import hillock.arithmetic.Threefry;

/** Ranges of random tensors. Nothing is allocated. */
public final class Draws {
    /** How many words are drawn at a time. */
    public static final int CHUNK = 1024;

    private Draws() {}

    /**
     * Elements {@code from} (even) to {@code to - 1} of the random tensor of a key and a stream.
     *
     * @param oo where element 0 is in {@code out}
     * @param words room for {@link #CHUNK} words, as x and y have too
     */
    public static void fill(
            int key0, int key1, int stream, Object out, int oo, int from, int to, int[] words, int[] x, int[] y) {
        if (out instanceof double[] doubles) {
            for (int i = from; i < to; i++) {
                long block = Threefry.block(key0, key1, i, stream);
                doubles[oo + i] = Threefry.uniform53(Threefry.word0(block), Threefry.word1(block));
            }
            return;
        }
        for (int at = from; at < to; at += CHUNK) {
            int n = Math.min(CHUNK, to - at);
            words(key0, key1, stream, at, words, n, x, y);
            if (out instanceof int[] ints) {
                System.arraycopy(words, 0, ints, oo + at, n);
            } else {
                scale(words, (float[]) out, oo + at, n);
            }
        }
    }

    private static void words(int key0, int key1, int stream, int from, int[] words, int n, int[] x, int[] y) {
        if (stream == Threefry.DRAWS) {
            Threefry.words(Threefry.pack(key0, key1), from, words, 0, n, x, y);
            return;
        }
        for (int i = 0; i < n; i += 2) {
            long block = Threefry.block(key0, key1, (from + i) >>> 1, stream);
            words[i] = Threefry.word0(block);
            if (i + 1 < n) {
                words[i + 1] = Threefry.word1(block);
            }
        }
    }

    private static void scale(int[] words, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) {
            out[at + i] = (words[i] >>> 8) * 0x1p-24f;
        }
    }
}
