package hillock.engine.plan;

import hillock.array.DType;
import hillock.engine.simd.FloatContraction;
import hillock.engine.simd.MatMul;
import hillock.engine.simd.Simd;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The arrays one run of a plan works on. For one thread at a time; a run may spread over workers by itself. */
public final class Frame {
    final Object[] arrays;
    final Workers workers;
    /** Whether kernels are made at once, which is for tests: otherwise they are made where they pay. */
    final boolean eager;

    private final Frame[] children;
    private final @Nullable Scratch[] scratch;

    Frame(Object[] arrays, Frame[] children, Workers workers, boolean eager) {
        this.arrays = arrays;
        this.children = children;
        this.workers = workers;
        this.eager = eager;
        this.scratch = new Scratch[workers.threads()];
    }

    /** Gives a bound buffer its array. */
    void bind(Buffer buffer, Object array) {
        arrays[buffer.id] = array;
    }

    Object array(View view) {
        return arrays[view.buffer().id];
    }

    /** Where the first element of a view is in its array. */
    int offset(View view) {
        return view.offset();
    }

    Frame child(int index) {
        return children[index];
    }

    Scratch scratch(int worker) {
        Scratch mine = scratch[worker];
        if (mine == null) {
            mine = new Scratch();
            scratch[worker] = mine;
        }
        return mine;
    }

    /** Small arrays of one worker. */
    static final class Scratch {
        static final int LENGTH = 2048;
        private static final int SHORTEST = 64;

        private final @Nullable Object[][] rows = new Object[DType.values().length][4];
        private final int[][] lengths = new int[DType.values().length][4];
        private final @Nullable MatMul[] matMuls = new MatMul[2];
        private @Nullable FloatContraction floatContraction;

        /** An array of at least so many elements, the same one while it is long enough. */
        Object row(DType dtype, int index, int length) {
            int type = dtype.ordinal();
            if (index >= rows[type].length) {
                rows[type] = Arrays.copyOf(rows[type], 2 * index);
                lengths[type] = Arrays.copyOf(lengths[type], 2 * index);
            }
            Object row = rows[type][index];
            if (row == null || lengths[type][index] < length) {
                lengths[type][index] = Math.max(length, SHORTEST);
                row = dtype.newArray(lengths[type][index]);
                rows[type][index] = row;
            }
            return row;
        }

        MatMul matMul(DType dtype) {
            int wide = dtype == DType.FLOAT64 ? 1 : 0;
            MatMul mine = matMuls[wide];
            if (mine == null) {
                mine = Simd.matMul(wide == 1);
                matMuls[wide] = mine;
            }
            return mine;
        }

        FloatContraction floatContraction() {
            if (floatContraction == null) {
                floatContraction = Simd.floatContraction();
            }
            return floatContraction;
        }
    }
}
