package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Pictures as samples, decoded when they are needed. */
final class ImageDataset implements Dataset {
    private final List<Path> files;
    private final int[] classes;
    private final Task task;
    private final TensorType type;
    private final int[] numbers;
    private final Cache cache;

    /**
     * Pictures that were decoded, by the number of the file.
     *
     * @param room how many bytes may still be kept: at first a quarter of what the process may have
     */
    record Cache(AtomicReferenceArray<float[]> pixels, AtomicLong room) {}

    /** All of some files. */
    ImageDataset(List<Path> files, int[] classes, Task task, TensorType type) {
        this(
                files,
                classes,
                task,
                type,
                IntStream.range(0, files.size()).toArray(),
                new Cache(
                        new AtomicReferenceArray<>(files.size()),
                        new AtomicLong(Runtime.getRuntime().maxMemory() / 4)));
    }

    private ImageDataset(List<Path> files, int[] classes, Task task, TensorType type, int[] numbers, Cache cache) {
        this.files = files;
        this.classes = classes;
        this.task = task;
        this.type = type;
        this.numbers = numbers;
        this.cache = cache;
    }

    @Override
    public int size() {
        return numbers.length;
    }

    @Override
    public TensorType sampleType() {
        return type;
    }

    @Override
    public TensorType targetType() {
        return TensorType.of(DType.INT32);
    }

    @Override
    public Task task() {
        return task;
    }

    @Override
    public List<String> featureNames() {
        return List.of();
    }

    @Override
    public NDArray targets() {
        int[] targets = Arrays.stream(numbers).map(number -> classes[number]).toArray();
        return NDArray.wrap(TensorType.of(DType.INT32, targets.length), targets);
    }

    @Override
    public void copy(int[] rows, int from, Batch into) {
        float[] features = into.features().floats();
        int[] targets = into.targets().ints();
        int width = type.size();
        // Every picture has a place of its own, so any order of decoding gives the same.
        IntStream.range(0, into.size()).parallel().forEach(i -> {
            int number = numbers[rows[from + i]];
            System.arraycopy(pixels(number), 0, features, i * width, width);
            targets[i] = classes[number];
        });
    }

    private float[] pixels(int number) {
        float[] known = cache.pixels.get(number);
        if (known != null) {
            return known;
        }
        int[] extents = type.shape().toArray();
        try {
            float[] pixels = Picture.pixels(files.get(number), extents[0], extents[1], extents[2]);
            if (cache.room.addAndGet(-4L * pixels.length) >= 0) {
                cache.pixels.set(number, pixels);
            }
            return pixels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Dataset select(int... rows) {
        int[] chosen = Arrays.stream(rows).map(row -> numbers[row]).toArray();
        return new ImageDataset(files, classes, task, type, chosen, cache);
    }
}
