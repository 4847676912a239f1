package hillock.engine.simd;

import hillock.engine.simd.TileWriter.Kind;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Tiles that HotSpot has compiled. One that is asked for is made and warmed up on a thread of its own. */
final class WarmTiles {
    /** A tile is made when plain loops have done so many multiplications in its place: a millisecond of them. */
    private static final int COLD = 4 << 20;

    /** Stands for a count that has reached the bound. */
    private static final int ASKED = Integer.MAX_VALUE / 2;

    private static final int MOST_CALLS = 60_000;
    private static final int MOST_TRIES = 3;
    private static final int K = 48;
    private static final int STREAMED_VECTORS = 4;

    /** What a multiplication of vectors takes at most in a tile that is warm; good ones take a fifth. */
    private static final double SLOWEST_NANOS = 2;

    private static final int CALL_NANOS = 200;

    private static final AtomicReferenceArray<@Nullable Tile> READY = new AtomicReferenceArray<>(TileWriter.FORMS);
    private static final AtomicIntegerArray DONE = new AtomicIntegerArray(TileWriter.FORMS);

    private WarmTiles() {}

    /**
     * A tile, or null while it is not warm.
     *
     * @param work how many multiplications will be done without it
     */
    static @Nullable Tile get(Kind kind, boolean wide, int rows, int vectors, int lanes, int work) {
        int form = TileWriter.form(kind, wide, rows, vectors);
        Tile tile = READY.getAcquire(form);
        if (tile != null) {
            return tile;
        }
        int before = DONE.getPlain(form);
        // Beyond the bound somebody has seen to it; a count that gets lost does no harm.
        boolean enough = before < COLD && DONE.addAndGet(form, work) >= COLD;
        if (enough && DONE.getAndSet(form, ASKED) < ASKED) {
            Workshop.later(() -> warmUp(form, kind, wide, rows, vectors, lanes, 1));
        }
        return null;
    }

    private static void warmUp(int form, Kind kind, boolean wide, int rows, int vectors, int lanes, int tries) {
        Tile tile = TileWriter.tile(kind, wide, rows, vectors, lanes);
        int width = vectors * lanes;
        Object a = Elements.array(wide, rows * TileWriter.LINE);
        Object b = Elements.array(wide, K * width);
        Object c = Elements.array(wide, Math.max(rows, K) * width);
        int[] ones = multiples(K, 1);
        int[] wholes = multiples(Math.max(rows, K), width);
        int[] starts = multiples(vectors, lanes);
        Workshop.Call call = switch (kind) {
            case STRIDED, ROWS, COLUMNS -> {
                int aRow = kind == Kind.COLUMNS ? 1 : K;
                int aColumn = kind == Kind.COLUMNS ? rows : 1;
                yield number -> {
                    int k = length(number);
                    int add = number / 4 % 2;
                    tile.run(
                            k, a, 0, ones, aRow, ones, aColumn, b, 0, ones, width, ones, 0, c, 0, ones, width, ones,
                            add);
                    return k == K;
                };
            }
            case LAID_ROWS, LAID_COLUMNS ->
                number -> {
                    int k = length(number);
                    int add = number / 4 % 2;
                    tile.run(k, a, 0, ones, 0, ones, 0, b, 0, ones, width, ones, 0, c, 0, ones, width, ones, add);
                    return k == K;
                };
            case TABLED, WINDOWED -> {
                int[] bSteps = multiples(K, width);
                int[] aRows = multiples(rows, K);
                yield number -> {
                    int k = length(number);
                    tile.run(k, a, 0, aRows, 0, ones, 0, b, 0, bSteps, 0, starts, 0, c, 0, wholes, 0, starts, 0);
                    return k == K;
                };
            }
            case ADD, MOVE, DEAL ->
                number -> {
                    tile.run(K, b, 0, wholes, 0, ones, 0, c, 0, ones, 0, ones, 0, c, 0, wholes, 0, ones, 0);
                    return true;
                };
            case STREAMED -> {
                int columns = STREAMED_VECTORS * lanes;
                int[] aRows = multiples(rows, K);
                int[] outs = multiples(rows, columns);
                yield number -> {
                    tile.run(columns, a, 0, aRows, 0, ones, 1, b, 0, ones, columns, ones, 0, c, 0, outs, 0, ones, 0);
                    return true;
                };
            }
            case GATHER, TURN -> throw new AssertionError(kind);
        };
        int multiplications = switch (kind) {
            case STRIDED, ROWS, COLUMNS, LAID_ROWS, LAID_COLUMNS, TABLED, WINDOWED -> K * vectors * rows;
            case STREAMED -> STREAMED_VECTORS * vectors * rows;
            case ADD, MOVE, DEAL, GATHER, TURN -> K * vectors;
        };
        boolean fast = Workshop.warmUp(call, CALL_NANOS + SLOWEST_NANOS * multiplications, MOST_CALLS) > 0;
        if (fast) {
            READY.setRelease(form, tile);
        } else if (tries < MOST_TRIES) {
            // Behind the others: HotSpot may be busy.
            Workshop.later(() -> warmUp(form, kind, wide, rows, vectors, lanes, tries + 1));
        }
    }

    /** The k of a call: every length, as in use. */
    private static int length(int number) {
        return number % 4 == 0 ? K : number % K;
    }

    private static int[] multiples(int count, int distance) {
        int[] table = new int[count];
        Arrays.setAll(table, i -> i * distance);
        return table;
    }
}
