package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Arrays in NumPy's npy format, versions 1 to 3 (NumPy Enhancement Proposal 1). Booleans, signed and unsigned integers
 * and floats of either byte order and in either memory order are read; Python objects are not, for reading them would
 * execute code.
 *
 * <pre>{@code
 * NDArray x = Npy.read(Path.of("x.npy"));
 * }</pre>
 */
public final class Npy {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** NumPy aligns the elements to this many bytes, so that they can be mapped into memory. */
    private static final int ALIGNMENT = 64;

    private Npy() {}

    /**
     * The array in a file. 8- and 16-bit integers become int32, unsigned 32-bit integers int64, float16 float32.
     *
     * @throws FormatException if the file is missing, not npy, of another element type, cut short or too long
     */
    public static NDArray read(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
            return new NpyReader(in, file.toString(), channel.size()).read();
        }
    }

    /**
     * Writes an array, wholly or not at all. The same array gives the same bytes, which are those of NumPy unless there
     * are unusual NaNs.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, NDArray array) throws IOException {
        AtomicFile.write(file, out -> write(out, array));
    }

    static void write(OutputStream out, NDArray array) throws IOException {
        int rank = array.shape().rank();
        String extents = Arrays.stream(array.shape().toArray())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "(", rank == 1 ? ",)" : ")"));
        String header =
                "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(code(array.dtype()), extents);
        int before = MAGIC.length + 4;
        int total = (before + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        int length = total - before;
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) length, (byte) (length >> 8)});
        String padded = header + " ".repeat(length - header.length() - 1) + "\n";
        out.write(padded.getBytes(StandardCharsets.US_ASCII));
        ArrayBytes.write(array, out);
    }

    private static String code(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case BOOL -> "|b1";
        };
    }
}
