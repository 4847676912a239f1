package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of a file in the safetensors format: named arrays and a map of texts. Immutable.
 *
 * <p>The format: the length of the header, little-endian in 8 bytes; the header, a JSON object that gives for every
 * name {@code dtype}, {@code shape} and {@code data_offsets}, and under {@code __metadata__} the texts, followed by
 * blanks; the elements, little-endian and row-major, without gaps. Source: Hugging Face, "Safetensors, Format".
 *
 * @param tensors the arrays in the order of the header
 * @param metadata the texts by key
 */
public record Safetensors(SequencedMap<String, NDArray> tensors, SortedMap<String, String> metadata) {
    /** The most bytes a header may have, as in the reference implementation. */
    static final int LONGEST_HEADER = 100_000_000;

    /** The most axes an array in a file may have, as in NumPy. */
    static final int MOST_AXES = 64;

    static final String METADATA = "__metadata__";

    /** Copies the maps. */
    public Safetensors {
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** The element types that files may have; those that exist in files only are converted, without loss. */
    enum Element {
        F32(4, DType.FLOAT32),
        F64(8, DType.FLOAT64),
        I32(4, DType.INT32),
        I64(8, DType.INT64),
        BOOL(1, DType.BOOL),
        F16(2, DType.FLOAT32),
        BF16(2, DType.FLOAT32),
        U8(1, DType.INT32),
        I8(1, DType.INT32),
        I16(2, DType.INT32);

        /** The bytes of one element in a file. */
        final int bytes;

        /** The element type it is read as. */
        final DType dtype;

        Element(int bytes, DType dtype) {
            this.bytes = bytes;
            this.dtype = dtype;
        }

        /** The element type in which arrays are written. */
        static Element of(DType dtype) {
            return switch (dtype) {
                case FLOAT32 -> F32;
                case FLOAT64 -> F64;
                case INT32 -> I32;
                case INT64 -> I64;
                case BOOL -> BOOL;
            };
        }
    }

    /**
     * The content of a file. Elements of type F16 and BF16 become float32; U8, I8 and I16 become int32.
     *
     * @throws FormatException if the file is missing or anything in it is not as the format says; memory is taken only
     *     for what the file is long enough to hold
     */
    public static Safetensors read(Path file) throws IOException {
        return SafetensorsReader.read(file);
    }

    /**
     * Writes a file, wholly or not at all, see {@link AtomicFile}. The same content gives the same bytes: arrays in the
     * order of the map, texts in the order of their keys, every NaN the same.
     *
     * @throws IllegalArgumentException if a name cannot be stored
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, SequencedMap<String, NDArray> tensors, Map<String, String> metadata)
            throws IOException {
        SafetensorsWriter.write(file, tensors, metadata);
    }
}
