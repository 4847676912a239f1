package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.Table;
import hillock.data.TableEncoder;
import hillock.data.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Rows of a file as samples, encoded when they are needed. A window of blocks is in memory: an epoch takes the blocks
 * in random order, a window of them at a time, and mixes the rows of each window.
 */
final class StreamedDataset implements Dataset {
    /** The numbers of all blocks of a window together are at most about so many: 16 MB. */
    static final int WINDOW = 1 << 22;

    private static final int WINDOW_BLOCKS = 64;

    private final RowFile file;
    private final TableEncoder encoder;
    /** The samples' rows; empty for all rows of the file. */
    private final Optional<int[]> rows;

    private final int windowBlocks;
    private final int blockRows;
    private final SequencedMap<Integer, Batch> cache = new LinkedHashMap<>();

    /**
     * All rows of a file.
     *
     * @param window how many numbers of features are in memory
     */
    StreamedDataset(RowFile file, TableEncoder encoder, int window) {
        this(file, encoder, window, Optional.empty());
    }

    private StreamedDataset(RowFile file, TableEncoder encoder, int window, Optional<int[]> rows) {
        this.file = file;
        this.encoder = encoder;
        this.rows = rows;
        this.blockRows = Math.clamp(window / WINDOW_BLOCKS / encoder.width(), 1, 4096);
        this.windowBlocks = Math.clamp(window / Math.multiplyExact(blockRows, encoder.width()), 2, WINDOW_BLOCKS);
    }

    @Override
    public int size() {
        return rows.isEmpty() ? file.size() : rows.get().length;
    }

    @Override
    public TensorType sampleType() {
        return TensorType.of(DType.FLOAT32, encoder.width());
    }

    @Override
    public TensorType targetType() {
        return task() instanceof Task.Regression ? TensorType.of(DType.FLOAT32, 1) : TensorType.of(DType.INT32);
    }

    @Override
    public Task task() {
        return encoder.task();
    }

    @Override
    public List<String> featureNames() {
        return encoder.featureNames();
    }

    private int row(int sample) {
        return rows.isEmpty() ? sample : rows.get()[sample];
    }

    /**
     * A random order in which every window of blocks is done with before the next begins. If all samples fit into one
     * window, it is that of {@link Dataset#order}.
     */
    @Override
    public int[] order(long seed, int epoch) {
        int[] random = Dataset.super.order(seed, epoch);
        int blocks = Math.ceilDiv(file.size(), blockRows);
        int[] window = new int[blocks];
        Arrays.fill(window, -1);
        int seen = 0;
        // Blocks are taken in the order in which their first samples come up, which is random too.
        for (int sample : random) {
            int block = row(sample) / blockRows;
            if (window[block] < 0) {
                window[block] = seen++ / windowBlocks;
            }
        }
        int[] next = new int[Math.ceilDiv(seen, windowBlocks) + 1];
        for (int sample : random) {
            next[window[row(sample) / blockRows] + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        int[] order = new int[random.length];
        for (int sample : random) {
            order[next[window[row(sample) / blockRows]]++] = sample;
        }
        return order;
    }

    @Override
    public void copy(int[] samples, int from, Batch into) {
        int[] wanted = new int[into.size()];
        Arrays.setAll(wanted, i -> row(samples[from + i]));
        try {
            synchronized (cache) {
                long absent = Arrays.stream(wanted)
                        .map(row -> row / blockRows)
                        .distinct()
                        .filter(block -> !cache.containsKey(block))
                        .count();
                if (absent > windowBlocks) {
                    Batch scattered = encode(file.read(wanted));
                    for (int i = 0; i < wanted.length; i++) {
                        copy(scattered, i, into, i);
                    }
                    return;
                }
                for (int i = 0; i < wanted.length; i++) {
                    copy(block(wanted[i] / blockRows), wanted[i] % blockRows, into, i);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public double targetDeviation() {
        return encoder.targetDeviation();
    }

    @Override
    public NDArray targets() {
        TensorType one = targetType();
        TensorType all = one.withShape(one.shape().insert(0, size()));
        Object targets = all.dtype().newArray(size());
        for (int from = 0; from < size(); from += blockRows) {
            int[] part = new int[Math.min(blockRows, size() - from)];
            for (int i = 0; i < part.length; i++) {
                part[i] = from + i;
            }
            System.arraycopy(batch(part).targets().data(), 0, targets, from, part.length);
        }
        return NDArray.wrap(all, targets);
    }

    private Batch block(int number) throws IOException {
        Batch known = cache.get(number);
        if (known != null) {
            return known;
        }
        // Of what is there, the block that came first is gone first; a window is done with before the next begins.
        while (cache.size() > windowBlocks) {
            cache.pollFirstEntry();
        }
        int first = number * blockRows;
        Batch block = encode(file.read(first, Math.min(blockRows, file.size() - first)));
        cache.put(number, block);
        return block;
    }

    private Batch encode(Table table) {
        return new Batch(encoder.features(table).values(), encoder.targets(table));
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are primitive arrays of one type
    private void copy(Batch source, int at, Batch into, int to) {
        int width = encoder.width();
        System.arraycopy(source.features().data(), at * width, into.features().data(), to * width, width);
        System.arraycopy(source.targets().data(), at, into.targets().data(), to, 1);
    }

    @Override
    public Dataset select(int... samples) {
        int[] chosen = new int[samples.length];
        Arrays.setAll(chosen, i -> row(samples[i]));
        return new StreamedDataset(file, encoder, windowBlocks * blockRows * encoder.width(), Optional.of(chosen));
    }
}
