package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One reading of one array in npy format. */
final class NpyReader {
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int MOST_AXES = 32;
    private static final int CHUNK = 1 << 16;

    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([^']{1,20})'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");
    private static final Pattern ELEMENT = Pattern.compile("([<>|=]?)([fiub])([1248])");

    private final InputStream in;
    private final String where;
    private final long size;
    private long position;

    /**
     * A reading.
     *
     * @param size the number of bytes of the whole array with its header
     */
    NpyReader(InputStream in, String where, long size) {
        this.in = in;
        this.where = where;
        this.size = size;
    }

    /**
     * How elements stand in a file.
     *
     * @param family f, i, u or b
     */
    private record Element(ByteOrder order, char family, int bytes, DType dtype) {}

    NDArray read() throws IOException {
        byte[] magic = take(Npy.MAGIC.length + 2, "the first 8 bytes, \\x93NUMPY and a version");
        if (!Arrays.equals(magic, 0, Npy.MAGIC.length, Npy.MAGIC, 0, Npy.MAGIC.length)) {
            throw error(
                    0,
                    "an npy file begins with the bytes 93 4e 55 4d 50 59, this one with "
                            + HexFormat.ofDelimiter(" ").formatHex(magic, 0, Npy.MAGIC.length));
        }
        int version = magic[Npy.MAGIC.length];
        if (version < 1 || version > 3) {
            throw error(Npy.MAGIC.length, "version %d of the format; 1 to 3 are read".formatted(version & 0xff));
        }
        int width = version == 1 ? 2 : 4;
        ByteBuffer lengthBytes =
                ByteBuffer.wrap(take(width, "the length of the header")).order(ByteOrder.LITTLE_ENDIAN);
        long length = version == 1
                ? Short.toUnsignedInt(lengthBytes.getShort())
                : Integer.toUnsignedLong(lengthBytes.getInt());
        long headerAt = position;
        if (length > LONGEST_HEADER) {
            throw error(8, "a header of %d bytes; at most %d are read".formatted(length, LONGEST_HEADER));
        }
        String header = new String(
                take((int) length, "a header of %d bytes".formatted(length)),
                version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return elements(header, headerAt);
    }

    private NDArray elements(String header, long headerAt) throws IOException {
        Matcher description = find(DESCRIPTION, header, headerAt, "'descr', the type of plain elements,");
        Matcher order = find(ORDER, header, headerAt, "'fortran_order'");
        Matcher extents = find(SHAPE, header, headerAt, "'shape'");
        Element element = element(description.group(1), headerAt + description.start(1));
        Shape shape = shape(extents.group(1), headerAt + extents.start(1), element.bytes);
        long needed = (long) shape.size() * element.bytes;
        if (needed != size - position) {
            throw error(
                    Math.min(position + needed, size),
                    "shape %s of '%s' needs %d bytes from byte %d on, but there are %d%s"
                            .formatted(
                                    shape,
                                    description.group(1),
                                    needed,
                                    position,
                                    size - position,
                                    needed > size - position ? "; is the file cut short?" : ""));
        }
        if (needed > Runtime.getRuntime().maxMemory()) {
            throw error(
                    headerAt,
                    "shape %s of '%s' takes %d MB, but this process may have %d MB; start java with a larger -Xmx"
                            .formatted(
                                    shape,
                                    description.group(1),
                                    needed >> 20,
                                    Runtime.getRuntime().maxMemory() >> 20));
        }
        TensorType type = new TensorType(element.dtype, shape);
        Object data = type.dtype().newArray(type.size());
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(element.order);
        int step = CHUNK / element.bytes;
        for (int from = 0; from < type.size(); from += step) {
            int count = Math.min(step, type.size() - from);
            long at = position;
            buffer.clear().put(take(count * element.bytes, "elements")).flip();
            convert(element, buffer, data, from, count, at);
        }
        NDArray array = NDArray.wrap(type, data);
        return order.group(1).equals("True") ? transposed(array) : array;
    }

    private Matcher find(Pattern pattern, String header, long headerAt, String what) throws FormatException {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw error(headerAt, "the header has no %s that is read: %s".formatted(what, header.strip()));
        }
        return matcher;
    }

    private Element element(String code, long at) throws FormatException {
        Matcher matcher = ELEMENT.matcher(code);
        if (matcher.matches()) {
            char family = matcher.group(2).charAt(0);
            int bytes = matcher.group(3).charAt(0) - '0';
            ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            DType dtype = switch (family) {
                case 'f' -> bytes == 8 ? DType.FLOAT64 : DType.FLOAT32;
                case 'b' -> DType.BOOL;
                case 'u' -> bytes == 4 ? DType.INT64 : DType.INT32;
                default -> bytes == 8 ? DType.INT64 : DType.INT32;
            };
            boolean known = switch (family) {
                case 'f' -> bytes >= 2;
                case 'b' -> bytes == 1;
                case 'u' -> bytes <= 4;
                default -> true;
            };
            if (known) {
                return new Element(order, family, bytes, dtype);
            }
        }
        throw error(
                at,
                "elements of type '%s'; read are b1, i1 to i8, u1 to u4 and f2 to f8; convert with astype"
                        .formatted(code));
    }

    private Shape shape(String text, long at, int bytes) throws FormatException {
        List<Integer> extents = new ArrayList<>();
        long elements = 1;
        for (String word : text.split(",")) {
            if (word.isBlank()) {
                continue;
            }
            long extent = word.strip().length() > 18 ? Long.MAX_VALUE : Long.parseLong(word.strip());
            // Longer than the file, except where another extent is zero.
            if (extent > Integer.MAX_VALUE || extents.size() == MOST_AXES) {
                throw error(at, "the shape (%s) has too many or too large extents".formatted(text));
            }
            elements = Math.min(elements * Math.max(extent, 1), Long.MAX_VALUE >> 32);
            extents.add((int) extent);
        }
        if (!extents.contains(0) && elements * bytes > size) {
            throw error(at, "the shape (%s) needs more than the %d bytes of the file".formatted(text, size));
        }
        try {
            return Shape.of(extents.stream().mapToInt(i -> i).toArray());
        } catch (IllegalArgumentException e) {
            FormatException problem = error(at, String.valueOf(e.getMessage()));
            problem.initCause(e);
            throw problem;
        }
    }

    private void convert(Element element, ByteBuffer buffer, Object data, int from, int count, long at)
            throws FormatException {
        boolean same = element.family == 'f' && element.bytes >= 4 || element.family == 'i' && element.bytes >= 4;
        if (same) {
            ArrayBytes.get(buffer, data, from, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            switch (data) {
                case float[] floats -> floats[from + i] = Float.float16ToFloat(buffer.getShort());
                case long[] longs -> longs[from + i] = Integer.toUnsignedLong(buffer.getInt());
                case int[] ints -> ints[from + i] = small(element, buffer);
                case byte[] truths -> {
                    byte truth = buffer.get();
                    if (truth != 0 && truth != 1) {
                        throw error(at + i, "the truth value %d; expected 0 or 1".formatted(truth & 0xff));
                    }
                    truths[from + i] = truth;
                }
                default -> throw new AssertionError(data.getClass());
            }
        }
    }

    private static int small(Element element, ByteBuffer buffer) {
        if (element.bytes == 1) {
            byte value = buffer.get();
            return element.family == 'u' ? Byte.toUnsignedInt(value) : value;
        }
        short value = buffer.getShort();
        return element.family == 'u' ? Short.toUnsignedInt(value) : value;
    }

    /** Elements whose first index runs fastest, in the order in which the last does. */
    private static NDArray transposed(NDArray array) {
        int[] extents = array.shape().toArray();
        int rank = extents.length;
        Object source = array.data();
        Object target = array.dtype().newArray(array.size());
        int[] strides = new int[rank];
        int stride = 1;
        for (int axis = 0; axis < rank; axis++) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        int[] index = new int[rank];
        int at = 0;
        for (int i = 0; i < array.size(); i++) {
            copy(source, at, target, i);
            for (int axis = rank - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < extents[axis]) {
                    break;
                }
                at -= extents[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return NDArray.wrap(array.type(), target);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are primitive arrays of one type
    private static void copy(Object source, int from, Object target, int to) {
        System.arraycopy(source, from, target, to, 1);
    }

    private byte[] take(int count, String what) throws IOException {
        byte[] bytes = in.readNBytes(count);
        position += bytes.length;
        if (bytes.length < count) {
            throw error(position, "the content ends here, within %s; is it cut short?".formatted(what));
        }
        return bytes;
    }

    private FormatException error(long offset, String problem) {
        return new FormatException(where + ", byte " + offset, problem);
    }
}
