package hillock.io;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reading of safetensors files. The whole header is checked before the first element is read. */
final class SafetensorsReader {
    private static final int LENGTH_BYTES = 8;
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final long size;

    private SafetensorsReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    static Safetensors read(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            return new SafetensorsReader(file, channel).read();
        }
    }

    /**
     * What the header says of one array.
     *
     * @param position where it says so, in characters of the header
     * @param begin the offset of the first byte among the elements
     * @param end the offset after the last
     */
    private record Entry(String name, long position, Safetensors.Element element, Shape shape, long begin, long end) {}

    private Safetensors read() throws IOException {
        if (size < LENGTH_BYTES) {
            throw new FormatException(
                    file, size, "the file ends here; a safetensors file begins with 8 bytes, the length of its header");
        }
        long length = fill(ByteBuffer.allocate(LENGTH_BYTES), 0).getLong();
        if (length < 2 || length > Safetensors.LONGEST_HEADER) {
            throw new FormatException(
                    file,
                    0,
                    "a header of %s bytes; expected 2 to %d, so this is no safetensors file"
                            .formatted(Long.toUnsignedString(length), Safetensors.LONGEST_HEADER));
        }
        if (length > size - LENGTH_BYTES) {
            throw new FormatException(
                    file,
                    0,
                    "a header of %d bytes, but only %d follow; is the file cut short?"
                            .formatted(length, size - LENGTH_BYTES));
        }
        String header = decode(fill(ByteBuffer.allocate((int) length), LENGTH_BYTES));
        if (header.charAt(0) != '{') {
            throw new FormatException(file, LENGTH_BYTES, "the header must begin with '{'");
        }
        Map<String, String> metadata = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        try (JsonScanner scanner = new JsonScanner(header, position -> place(header, position))) {
            scanner.begin();
            scanner.enterObject("the header");
            for (String name = scanner.nextName(); name != null; name = scanner.nextName()) {
                if (name.equals(Safetensors.METADATA)) {
                    metadata(scanner, metadata);
                } else {
                    entries.add(entry(name, scanner));
                }
            }
            scanner.end();
        }
        long start = LENGTH_BYTES + length;
        checkOffsets(entries, header, start);
        SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            tensors.put(entry.name(), elements(entry, start + entry.begin()));
        }
        return new Safetensors(tensors, new TreeMap<>(metadata));
    }

    private static void metadata(JsonScanner scanner, Map<String, String> metadata) throws FormatException {
        scanner.enterObject("'__metadata__'");
        for (String key = scanner.nextName(); key != null; key = scanner.nextName()) {
            metadata.put(key, scanner.string("metadata '%s'".formatted(key)));
        }
    }

    private static Entry entry(String name, JsonScanner scanner) throws FormatException {
        long position = scanner.position();
        scanner.enterObject("the entry of tensor '%s'".formatted(name));
        Safetensors.@Nullable Element element = null;
        int @Nullable [] extents = null;
        long @Nullable [] offsets = null;
        for (String member = scanner.nextName(); member != null; member = scanner.nextName()) {
            switch (member) {
                case "dtype" -> element = element(name, scanner);
                case "shape" -> extents = extents(name, scanner);
                case "data_offsets" -> offsets = offsets(name, scanner);
                default ->
                    throw scanner.error("tensor '%s' has the member '%s'; expected dtype, shape, data_offsets"
                            .formatted(name, member));
            }
        }
        if (element == null || extents == null || offsets == null) {
            String missing = element == null ? "dtype" : extents == null ? "shape" : "data_offsets";
            throw scanner.error("tensor '%s' has no %s".formatted(name, missing));
        }
        Shape shape;
        try {
            shape = Shape.of(extents);
        } catch (IllegalArgumentException e) {
            throw scanner.error(position, "tensor '%s': %s".formatted(name, e.getMessage()));
        }
        long needed = (long) shape.size() * element.bytes;
        if (offsets[1] - offsets[0] != needed) {
            throw scanner.error(
                    position,
                    "tensor '%s', %s%s, takes %d bytes, but its data_offsets %d to %d span %d"
                            .formatted(name, element, shape, needed, offsets[0], offsets[1], offsets[1] - offsets[0]));
        }
        return new Entry(name, position, element, shape, offsets[0], offsets[1]);
    }

    private static Safetensors.Element element(String name, JsonScanner scanner) throws FormatException {
        String dtype = scanner.string("dtype of tensor '%s'".formatted(name));
        for (Safetensors.Element element : Safetensors.Element.values()) {
            if (element.name().equals(dtype)) {
                return element;
            }
        }
        throw scanner.error("tensor '%s' has the dtype '%s'; known are %s"
                .formatted(name, dtype, List.of(Safetensors.Element.values())));
    }

    private static int[] extents(String name, JsonScanner scanner) throws FormatException {
        scanner.enterArray("shape of tensor '%s'".formatted(name));
        int[] extents = new int[Safetensors.MOST_AXES];
        int rank = 0;
        while (scanner.nextElement()) {
            if (rank == extents.length) {
                throw scanner.error("tensor '%s' has more than %d axes".formatted(name, rank));
            }
            extents[rank] =
                    (int) scanner.integer("extent %d of tensor '%s'".formatted(rank, name), 0, Integer.MAX_VALUE);
            rank++;
        }
        return java.util.Arrays.copyOf(extents, rank);
    }

    private static long[] offsets(String name, JsonScanner scanner) throws FormatException {
        String what = "data_offsets of tensor '%s'".formatted(name);
        scanner.enterArray(what);
        long[] offsets = new long[2];
        int count = 0;
        while (scanner.nextElement()) {
            if (count < 2) {
                offsets[count] = scanner.integer(what, 0, Long.MAX_VALUE);
            }
            count++;
        }
        if (count != 2) {
            throw scanner.error("%s must be begin and end, found %d numbers".formatted(what, count));
        }
        return offsets;
    }

    /** Every byte after the header belongs to exactly one array. */
    private void checkOffsets(List<Entry> entries, String header, long start) throws FormatException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        String before = "the header";
        for (Entry entry : sorted) {
            if (entry.begin() != end) {
                throw new FormatException(
                        place(header, entry.position()),
                        "tensor '%s' begins at offset %d, but %s ends at %d: %s"
                                .formatted(
                                        entry.name(),
                                        entry.begin(),
                                        before,
                                        end,
                                        entry.begin() < end ? "they overlap" : "there is a gap"));
            }
            end = entry.end();
            before = "tensor '%s'".formatted(entry.name());
        }
        if (start + end != size) {
            throw new FormatException(
                    file,
                    Math.min(start + end, size),
                    start + end > size
                            ? "the file ends here, but its tensors end at byte %d; is it cut short?"
                                    .formatted(start + end)
                            : "the tensors end here, but %d bytes follow".formatted(size - start - end));
        }
    }

    private NDArray elements(Entry entry, long start) throws IOException {
        TensorType type = new TensorType(entry.element().dtype, entry.shape());
        Object data = type.dtype().newArray(type.size());
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        int step = CHUNK / entry.element().bytes;
        for (int from = 0; from < type.size(); from += step) {
            int count = Math.min(step, type.size() - from);
            long offset = start + (long) from * entry.element().bytes;
            fill(buffer.clear().limit(count * entry.element().bytes), offset);
            if (data instanceof byte[] truths) {
                truths(entry, buffer, offset, truths, from);
            } else {
                convert(entry.element(), buffer, data, from, count);
            }
        }
        return NDArray.wrap(type, data);
    }

    private void truths(Entry entry, ByteBuffer buffer, long offset, byte[] truths, int from) throws FormatException {
        int count = buffer.remaining();
        buffer.get(truths, from, count);
        for (int i = from; i < from + count; i++) {
            if (truths[i] != 0 && truths[i] != 1) {
                throw new FormatException(
                        file,
                        offset + i - from,
                        "tensor '%s' has the truth value %d; expected 0 or 1"
                                .formatted(entry.name(), truths[i] & 0xff));
            }
        }
    }

    private static void convert(Safetensors.Element element, ByteBuffer buffer, Object data, int from, int count) {
        switch (element) {
            case F32, F64, I32, I64 -> ArrayBytes.get(buffer, data, from, count);
            case BOOL -> throw new AssertionError(element);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    ((float[]) data)[from + i] = Float.float16ToFloat(buffer.getShort());
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    ((float[]) data)[from + i] = Float.intBitsToFloat(buffer.getShort() << 16);
                }
            }
            case U8 -> {
                for (int i = 0; i < count; i++) {
                    ((int[]) data)[from + i] = buffer.get() & 0xff;
                }
            }
            case I8 -> {
                for (int i = 0; i < count; i++) {
                    ((int[]) data)[from + i] = buffer.get();
                }
            }
            case I16 -> {
                for (int i = 0; i < count; i++) {
                    ((int[]) data)[from + i] = buffer.getShort();
                }
            }
        }
    }

    /** Fills a buffer up to its limit from an offset of the file, and makes it ready to be read. */
    private ByteBuffer fill(ByteBuffer buffer, long offset) throws IOException {
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new FormatException(
                        file, offset + buffer.position(), "the file ends here; it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private String decode(ByteBuffer bytes) throws FormatException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, chars, true);
        if (result.isError()) {
            throw new FormatException(
                    file,
                    LENGTH_BYTES + (long) bytes.position(),
                    "byte %02x within the header is no valid UTF-8".formatted(bytes.get(bytes.position())));
        }
        return chars.flip().toString();
    }

    /** The place of a character of the header as a byte of the file. */
    private String place(String header, long position) {
        int characters = (int) Math.min(position, header.length());
        long bytes = header.substring(0, characters).getBytes(StandardCharsets.UTF_8).length;
        return file + ", byte " + (LENGTH_BYTES + bytes);
    }
}
