package hillock.engine.plan;

import hillock.array.DType;
import hillock.engine.emit.Scalars;
import hillock.engine.simd.Contraction;
import hillock.engine.simd.Simd;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The arrays one run of a plan works on. For one thread at a time; a run may spread over workers by itself. */
public final class Frame {
    final Object[] arrays;
    /** What is subtracted from positions: some arrays hold only a part of their buffer. */
    private final int[] shifts;

    final Team team;
    /** Whether kernels are made at once, which is for tests: otherwise they are made where they pay. */
    final boolean eager;

    /** Whether scalar forms of plans are made at once, which is for tests. */
    boolean scalar;

    /** Whether temporaries have arrays. */
    boolean furnished;

    private Object @Nullable [] memory;
    private final Frame[] children;
    private final @Nullable Scratch[] scratch;
    private final @Nullable Frame[] parts;
    private @Nullable Repeats loop;

    Frame(Object[] arrays, Frame[] children, Team team, boolean eager) {
        this(arrays, children, team, eager, new Scratch[team.threads()]);
    }

    private Frame(Object[] arrays, Frame[] children, Team team, boolean eager, @Nullable Scratch[] scratch) {
        this.arrays = arrays;
        this.shifts = new int[arrays.length];
        this.children = children;
        this.team = team;
        this.eager = eager;
        this.scratch = scratch;
        this.parts = new Frame[team.threads()];
    }

    /** Lets scalar forms of plans be made at once. */
    public Frame preferScalars() {
        scalar = true;
        for (Frame child : children) {
            child.preferScalars();
        }
        return this;
    }

    /** What the scalar form of the plan keeps between its parts. */
    Object[] memory(Scalars scalars) {
        Object[] mine = memory;
        if (mine == null) {
            mine = scalars.newMemory();
            memory = mine;
        }
        return mine;
    }

    /** Gives a bound buffer its array. */
    void bind(Buffer buffer, Object array) {
        bind(buffer, array, 0);
    }

    /** Gives a buffer an array that begins with element {@code shift} of the buffer, which may be negative. */
    void bind(Buffer buffer, Object array, int shift) {
        arrays[buffer.id] = array;
        shifts[buffer.id] = shift;
    }

    Object array(View view) {
        return arrays[view.buffer().id];
    }

    /** Where the first element of a view is in its array. */
    int offset(View view) {
        return view.offset() - shifts[view.buffer().id];
    }

    /** The elements of a whole view and nothing else: the array itself, or a copy of a part of it. */
    Object exactly(View view) {
        Object array = array(view);
        int size = view.size();
        int length = switch (array) {
            case float[] floats -> floats.length;
            case double[] doubles -> doubles.length;
            case int[] ints -> ints.length;
            case long[] longs -> longs.length;
            default -> ((byte[]) array).length;
        };
        if (offset(view) == 0 && length == size) {
            return array;
        }
        Object copy = view.buffer().dtype.newArray(size);
        System.arraycopy(array, offset(view), copy, 0, size);
        return copy;
    }

    /** A frame for one worker's part of this one, with other arrays for some buffers. */
    Frame part(int worker) {
        Frame part = parts[worker];
        if (part == null) {
            part = new Frame(new Object[arrays.length], children, team, eager, scratch);
            parts[worker] = part;
        }
        return part;
    }

    /** Lets a buffer be what it is in another frame. */
    void share(int buffer, Frame from) {
        arrays[buffer] = from.arrays[buffer];
        shifts[buffer] = from.shifts[buffer];
    }

    /** What it keeps for the loop whose body it belongs to. */
    Repeats loop(Step.Repeat step, Frame frame) {
        if (loop == null) {
            loop = new Repeats(step, frame, this);
        }
        return loop;
    }

    Frame child(int index) {
        return children[index];
    }

    Scratch scratch(int worker) {
        Scratch mine = scratch[worker];
        if (mine == null) {
            mine = new Scratch(eager);
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
        private final @Nullable Object[][] locals = new Object[DType.values().length][4];
        private final int[][] localLengths = new int[DType.values().length][4];
        private final @Nullable Contraction[] contractions = new Contraction[2];
        private final Object[] operands = new Object[3];
        private final boolean eager;
        private final boolean[] filled = new boolean[3];
        private Object[] arrays = new Object[8];
        private int[] offsets = new int[8];
        private int[] rowStrides = new int[8];
        private int[] index = new int[8];
        private int kept;

        private Scratch(boolean eager) {
            this.eager = eager;
        }

        /** An array of at least so many elements, the same one while it is long enough. */
        Object row(DType dtype, int index, int length) {
            return atLeast(rows, lengths, dtype, index, length);
        }

        private static Object atLeast(
                @Nullable Object[][] arrays, int[][] lengths, DType dtype, int index, int length) {
            int type = dtype.ordinal();
            if (index >= arrays[type].length) {
                arrays[type] = Arrays.copyOf(arrays[type], 2 * index);
                lengths[type] = Arrays.copyOf(lengths[type], 2 * index);
            }
            Object array = arrays[type][index];
            if (array == null || lengths[type][index] < length) {
                lengths[type][index] = Math.max(length, SHORTEST);
                array = dtype.newArray(lengths[type][index]);
                arrays[type][index] = array;
            }
            return array;
        }

        /** Room for what one call of a kernel works on, for at least so many operands and results. */
        Object[] arrays(int count) {
            if (arrays.length < count) {
                arrays = new Object[2 * count];
                offsets = new int[2 * count];
                rowStrides = new int[2 * count];
            }
            return arrays;
        }

        /** Makes use of a number, so that HotSpot does not leave out what it comes from. */
        void keep(int number) {
            kept = number;
        }

        /** Where they begin; asked for after {@link #arrays}. */
        int[] offsets() {
            return offsets;
        }

        /** The distances of their rows; asked for after {@link #arrays}. */
        int[] rowStrides() {
            return rowStrides;
        }

        /** Room for the index of an element of a tensor of so many axes. */
        int[] index(int rank) {
            if (index.length < rank) {
                index = new int[rank];
            }
            return index;
        }

        /** Room for the operands of one operation. */
        Object[] operands() {
            return operands;
        }

        /** Which operands of one operation are laid out: none yet. */
        boolean[] filled() {
            Arrays.fill(filled, false);
            return filled;
        }

        /** An array for rows of a band. */
        Object local(DType dtype, int slot, int length) {
            return atLeast(locals, localLengths, dtype, slot, length);
        }

        Contraction contraction(DType dtype) {
            int wide = dtype == DType.FLOAT64 ? 1 : 0;
            Contraction mine = contractions[wide];
            if (mine == null) {
                mine = Simd.contraction(wide == 1, eager);
                contractions[wide] = mine;
            }
            return mine;
        }
    }
}
