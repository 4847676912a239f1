package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Arrays of bytes in the IDX format, in which the MNIST digits are published: two zero bytes, a type (8, unsigned
 * bytes), the number of axes, the extents as big-endian 32-bit numbers, and the values in row-major order. Source: Y.
 * LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section "File formats".
 *
 * <p>Files may be plain or compressed with gzip, which is told by their first bytes and not by their name.
 *
 * @param shape the extents
 * @param values the values, unsigned, in row-major order; not a copy, not to be written to
 */
@SuppressWarnings("ArrayRecordComponent")
public record Idx(Shape shape, byte[] values) {
    private static final int UNSIGNED_BYTES = 8;
    private static final int MOST_AXES = 8;

    /** The most values a file may hold, 1 GiB; the training images of MNIST are 47 million. */
    public static final int MOST_VALUES = 1 << 30;

    /** A byte as it is read, and a float made of it. */
    private static final long MEMORY_PER_VALUE = 5;

    /** Deflate gives at most 1032 bytes for one (zlib, "Technical details"). */
    private static final long MOST_EXPANSION = 1032;

    private static final int CHUNK = 1 << 20;

    /** An array; the number of values must be the size of the shape. */
    public Idx {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "%d values do not fill the shape %s, which has %d.".formatted(values.length, shape, shape.size()));
        }
    }

    /**
     * The content of a file.
     *
     * @throws FormatException if the file is missing, not IDX, not of unsigned bytes, cut short or too long
     */
    public static Idx read(Path file) throws IOException {
        return read(file, _ -> "");
    }

    /** The content of a file, unless something is against its number of axes. */
    private static Idx read(Path file, IntFunction<String> objection) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            long size = channel.size();
            InputStream in = Channels.newInputStream(channel);
            byte[] magic = in.readNBytes(2);
            channel.position(0);
            boolean compressed = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
            if (!compressed) {
                return new Reader(file, in, "", size).read(objection);
            }
            try (GZIPInputStream unpacked = new GZIPInputStream(in, 1 << 16)) {
                return new Reader(file, unpacked, " of the uncompressed content", size * MOST_EXPANSION)
                        .read(objection);
            } catch (ZipException e) {
                throw damaged(file, e);
            } catch (EOFException e) {
                throw new FormatException(file, size, "the compressed data ends here, too early; is it cut short?");
            }
        }
    }

    private static FormatException damaged(Path file, ZipException cause) {
        FormatException e = new FormatException(file, "the gzip data is damaged: " + cause.getMessage());
        e.initCause(cause);
        return e;
    }

    /**
     * Images as float32 [n, pixels]: every value divided by 255 and rounded once, so from 0 to 1.
     *
     * @throws FormatException as {@link #read}, and if the file does not hold images, that is, has fewer than two axes
     */
    public static NDArray images(Path file) throws IOException {
        // Told before the extents are read, which are nonsense in the other kind of file.
        Idx idx = read(file, rank -> rank >= 2 ? "" : "so these are no images, which have at least 2; labels?");
        float[] levels = new float[256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = i / 255f;
        }
        float[] data = new float[idx.values.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = levels[idx.values[i] & 0xff];
        }
        int count = idx.shape.dimension(0);
        int[] extents = idx.shape.toArray();
        int pixels = Shape.of(Arrays.copyOfRange(extents, 1, extents.length)).size();
        return NDArray.wrap(TensorType.of(DType.FLOAT32, count, pixels), data);
    }

    /**
     * Labels as int32 [n], from 0 to 255.
     *
     * @throws FormatException as {@link #read}, and if the file does not hold labels, that is, has not one axis
     */
    public static NDArray labels(Path file) throws IOException {
        Idx idx = read(file, rank -> rank == 1 ? "" : "so these are no labels, which have 1; images?");
        int[] data = new int[idx.values.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = idx.values[i] & 0xff;
        }
        return NDArray.wrap(TensorType.of(DType.INT32, data.length), data);
    }

    /**
     * Images with their labels.
     *
     * @param images float32 [n, pixels], from 0 to 1
     * @param labels int32 [n]
     */
    public record Labelled(NDArray images, NDArray labels) {}

    /**
     * Images and their labels from two files.
     *
     * @throws FormatException as {@link #images} and {@link #labels}, and if their counts differ
     */
    public static Labelled labelled(Path images, Path labels) throws IOException {
        NDArray x = images(images);
        NDArray y = labels(labels);
        int examples = x.shape().dimension(0);
        if (examples != y.size()) {
            throw new FormatException(
                    images,
                    4,
                    "%d images, but %s has %d labels; do the files belong together?"
                            .formatted(examples, labels, y.size()));
        }
        return new Labelled(x, y);
    }

    /** Writes the array, compressed if the name ends in {@code .gz}. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, out -> {
            if (file.toString().endsWith(".gz")) {
                GZIPOutputStream packed = new GZIPOutputStream(out);
                write(packed);
                packed.finish();
            } else {
                write(out);
            }
        });
    }

    private void write(OutputStream out) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * shape.rank());
        header.putInt(UNSIGNED_BYTES << 8 | shape.rank());
        for (int extent : shape.toArray()) {
            header.putInt(extent);
        }
        out.write(header.array());
        out.write(values);
    }

    /**
     * One reading of one stream.
     *
     * @param unit what offsets count, if not the bytes of the file itself
     * @param bound the most bytes that can come; of a plain file exactly those
     */
    private record Reader(Path file, InputStream in, String unit, long bound) {

        Idx read(IntFunction<String> objection) throws IOException {
            byte[] magic = in.readNBytes(4);
            if (magic.length < 4) {
                throw error(magic.length, "the content ends here; an IDX file begins with 4 bytes 00 00 08 and axes");
            }
            if (magic[0] != 0 || magic[1] != 0) {
                throw error(0, "%02x %02x, but an IDX file begins with 00 00".formatted(magic[0], magic[1]));
            }
            if (magic[2] != UNSIGNED_BYTES) {
                throw error(2, "element type %02x; only 08, unsigned bytes, is read".formatted(magic[2]));
            }
            int rank = magic[3] & 0xff;
            if (rank == 0 || rank > MOST_AXES) {
                throw error(3, "%d axes; expected 1 to %d".formatted(rank, MOST_AXES));
            }
            String problem = objection.apply(rank);
            if (!problem.isEmpty()) {
                throw new FormatException(file, 3, "%d axes, %s".formatted(rank, problem));
            }
            byte[] header = in.readNBytes(4 * rank);
            if (header.length < 4 * rank) {
                throw error(4 + header.length, "the content ends within the extents of %d axes".formatted(rank));
            }
            int[] extents = new int[rank];
            long elements = 1;
            ByteBuffer numbers = ByteBuffer.wrap(header);
            for (int axis = 0; axis < rank; axis++) {
                long extent = Integer.toUnsignedLong(numbers.getInt());
                elements *= Math.max(extent, 1);
                if (elements > MOST_VALUES) {
                    throw error(
                            4 + 4 * axis,
                            "extent %d of axis %d makes more than %d values, the most that are read"
                                    .formatted(extent, axis, MOST_VALUES));
                }
                extents[axis] = (int) extent;
            }
            int start = 4 + 4 * rank;
            Shape shape = Shape.of(extents);
            int size = shape.size();
            if (start + (long) size > bound) {
                throw unit.isEmpty()
                        ? error(
                                bound,
                                "the file ends here, but shape %s needs %d values from byte %d on; is it cut short?"
                                        .formatted(shape, size, start))
                        : error(
                                4,
                                "shape %s needs %d values, more than a compressed file of this length can hold"
                                        .formatted(shape, size));
            }
            long needed = MEMORY_PER_VALUE * size;
            if (needed > Runtime.getRuntime().maxMemory()) {
                throw error(
                        4,
                        "%s values need about %d MB of memory, and Java has %d MB; give it more with -Xmx"
                                .formatted(
                                        shape,
                                        needed >> 20,
                                        Runtime.getRuntime().maxMemory() >> 20));
            }
            Idx result = new Idx(shape, values(size, start, shape));
            if (in.read() >= 0) {
                throw error(start + (long) size, "bytes follow the %d values of shape %s".formatted(size, shape));
            }
            return result;
        }

        /** Reads in growing pieces, so that memory is taken for what is there and not for what is claimed. */
        private byte[] values(int size, int start, Shape shape) throws IOException {
            byte[] values = new byte[Math.min(size, CHUNK)];
            int filled = 0;
            while (filled < size) {
                if (filled == values.length) {
                    values = Arrays.copyOf(values, (int) Math.min(size, 2L * values.length));
                }
                int count = in.readNBytes(values, filled, values.length - filled);
                if (count == 0) {
                    throw error(
                            start + (long) filled,
                            "the content ends after %d of the %d values of shape %s; is it cut short?"
                                    .formatted(filled, size, shape));
                }
                filled += count;
            }
            return values;
        }

        private FormatException error(long offset, String problem) {
            return new FormatException(file + ", byte " + offset + unit, problem);
        }
    }
}
