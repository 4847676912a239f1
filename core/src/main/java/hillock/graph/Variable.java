package hillock.graph;

import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * A tensor whose content may be replaced: a weight, a state. An expression that reads it means its content <em>when an
 * evaluation starts</em>.
 *
 * <p>Safe for use by many threads. A content is never written while someone reads it: an update is written to a spare
 * block and published whole, together with all other updates of the same commit, so no reader ever sees a torn value or
 * one half of a commit.
 */
public final class Variable {
    /**
     * One moment at a time in which contents change hands; taken for nanoseconds, never while numbers are computed.
     * Nothing that may wait happens while it is held.
     */
    private static final StampedLock COMMIT = new StampedLock();

    /** How often a reader tries without a lock. It must not spin for ever: it may hold the writer's processor. */
    private static final int TRIES = 8;

    private final String name;
    private final TensorType type;
    private volatile Block current;
    private final AtomicReference<@Nullable Block> spare = new AtomicReference<>();
    private volatile boolean sealed;
    private @Nullable Object owner;

    /** One content of a variable. Whoever holds it may read its storage until it is released. */
    public static final class Block {
        private final Object data;
        private final AtomicInteger holders = new AtomicInteger();
        /** Set when the block becomes a content, while {@link #COMMIT} is held. */
        private volatile long version;

        private Block(Object data) {
            this.data = data;
        }

        /** The storage: {@code float[]} and so on by element type. */
        public Object data() {
            return data;
        }

        /** How many contents the variable had before this one. */
        public long version() {
            return version;
        }

        /** Gives the content back. */
        public void release() {
            holders.decrementAndGet();
        }
    }

    /** A variable with a copy of an initial content. */
    public Variable(String name, NDArray initial) {
        this.name = name;
        this.type = initial.type();
        this.current = new Block(copy(initial));
    }

    /** The label. */
    public String name() {
        return name;
    }

    /** The type of every content. */
    public TensorType type() {
        return type;
    }

    /** A copy of the content. */
    public NDArray value() {
        Block block = hold(List.of(this)).getFirst();
        try {
            return NDArray.wrap(type, copy(NDArray.wrap(type, block.data())));
        } finally {
            block.release();
        }
    }

    /** A number that changes with every new content. */
    public long version() {
        return current.version;
    }

    /**
     * Replaces the content by a copy of an array.
     *
     * @throws IllegalArgumentException if the type differs
     * @throws IllegalStateException if the variable is sealed
     */
    public void set(NDArray value) {
        if (!value.type().equals(type)) {
            throw new IllegalArgumentException(
                    "Variable '%s' holds %s and cannot take %s.".formatted(name, type, value.type()));
        }
        Block block = prepare();
        System.arraycopy(value.data(), 0, block.data(), 0, type.size());
        commit(List.of(this), new Block[] {block});
    }

    /** Forbids every further change, one in preparation included; then the variable may be shared without thought. */
    public Variable seal() {
        long stamp = COMMIT.writeLock();
        try {
            sealed = true;
        } finally {
            COMMIT.unlockWrite(stamp);
        }
        return this;
    }

    /** Whether the content can no longer change. */
    public boolean isSealed() {
        return sealed;
    }

    /**
     * Claims the right to update this variable from programs. The first claim wins; programs that belong together share
     * one owner.
     *
     * @throws IllegalStateException if another owner has it, or the variable is sealed
     */
    public synchronized void claim(Object claimant) {
        checkOpen();
        if (owner != null && owner != claimant) {
            throw new IllegalStateException(
                    ("Variable '%s' is already updated by another program; only one may. Copy the model into variables "
                                    + "of its own, or make both programs parts of one.")
                            .formatted(name));
        }
        owner = claimant;
    }

    /** The contents of several variables at one moment; each must be released after use. */
    public static List<Block> hold(List<Variable> variables) {
        Block[] blocks = new Block[variables.size()];
        hold(variables, blocks);
        return List.of(blocks);
    }

    /**
     * The contents of several variables at one moment; each must be released after use. Makes no object.
     *
     * @param blocks where they go, one for each variable
     */
    public static void hold(List<Variable> variables, Block[] blocks) {
        for (int i = 0; i < TRIES; i++) {
            long stamp = COMMIT.tryOptimisticRead();
            take(variables, blocks);
            if (stamp != 0 && COMMIT.validate(stamp)) {
                return;
            }
            release(blocks);
            Thread.onSpinWait();
        }
        long stamp = COMMIT.readLock();
        try {
            take(variables, blocks);
        } finally {
            COMMIT.unlockRead(stamp);
        }
    }

    private static void take(List<Variable> variables, Block[] blocks) {
        for (int i = 0; i < blocks.length; i++) {
            Block block = variables.get(i).current;
            block.holders.incrementAndGet();
            blocks[i] = block;
        }
    }

    /** Gives several contents back. */
    public static void release(Block[] blocks) {
        for (Block block : blocks) {
            block.release();
        }
    }

    /**
     * Storage for the next content, held by no reader. What is in it is arbitrary. Of several storages in preparation
     * for one variable, one can be published.
     */
    public Block prepare() {
        checkOpen();
        Block block = spare.getAndSet(null);
        return block != null && block.holders.get() == 0
                ? block
                : new Block(type.dtype().newArray(type.size()));
    }

    /**
     * Publishes prepared storages as the contents of their variables, all at one moment. Makes no object.
     *
     * @param blocks one for each variable, from {@link #prepare}
     * @param versions the version of each variable before anything was read that the new contents are made of; none if
     *     they replace whatever is there
     * @throws IllegalStateException if one of the variables is sealed, or has been given another content since, which
     *     would be lost; then none is changed
     */
    public static void commit(List<Variable> variables, Block[] blocks, long... versions) {
        long stamp = COMMIT.writeLock();
        try {
            for (int i = 0; i < blocks.length; i++) {
                variables.get(i).checkOpen();
            }
            checkUnchanged(variables, versions);
            for (int i = 0; i < blocks.length; i++) {
                Variable variable = variables.get(i);
                Block old = variable.current;
                blocks[i].version = old.version + 1;
                variable.current = blocks[i];
                variable.spare.set(old);
            }
        } finally {
            COMMIT.unlockWrite(stamp);
        }
    }

    private static void checkUnchanged(List<Variable> variables, long[] versions) {
        for (int i = 0; i < versions.length; i++) {
            Variable variable = variables.get(i);
            if (variable.version() != versions[i]) {
                throw new IllegalStateException(
                        ("Variable '%s' was given another content while a step that updates it was being computed. The "
                                        + "step is not taken, for one of the two updates would be lost; let one thread "
                                        + "at a time run the steps of a program and set its variables.")
                                .formatted(variable.name));
            }
        }
    }

    private void checkOpen() {
        if (sealed) {
            throw new IllegalStateException(
                    "Variable '%s' is sealed, as those of a trained model are; copy the model to change it."
                            .formatted(name));
        }
    }

    private static Object copy(NDArray array) {
        Object copy = array.dtype().newArray(array.size());
        System.arraycopy(array.data(), 0, copy, 0, array.size());
        return copy;
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }
}
