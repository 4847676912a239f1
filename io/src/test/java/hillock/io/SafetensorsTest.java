package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    static SequencedMap<String, NDArray> samples() {
        SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
        tensors.put("truths", NDArray.of(Shape.of(3), true, false, true));
        tensors.put(
                "floats",
                NDArray.of(Shape.of(2, 3), 1f, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, Float.NaN, 1 / 3f));
        tensors.put("doubles", NDArray.of(Math.PI, -0d, Double.NaN, Double.MAX_VALUE));
        tensors.put("ints", NDArray.of(Shape.of(1, 1, 2), Integer.MIN_VALUE, Integer.MAX_VALUE));
        tensors.put("longs", NDArray.of(Shape.of(2), Long.MIN_VALUE, Long.MAX_VALUE));
        tensors.put("scalar", NDArray.of(Shape.SCALAR, 2.5f));
        tensors.put("nothing", NDArray.zeros(TensorType.of(DType.FLOAT32, 0, 7)));
        tensors.put("", NDArray.of(1));
        tensors.put("naïve \"日本\" \\ / \uD83D\uDE00 \n", NDArray.of(2));
        tensors.put("large", NDArray.zeros(TensorType.of(DType.INT64, 50_001)));
        return tensors;
    }

    private static byte[] file(String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    private static String entry(String name, String dtype, String shape, long begin, long end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, begin, end);
    }

    @Test
    void writesAndReadsBack() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Map<String, String> metadata = Map.of("b", "{\"x\":\"/\"}", "a", "", "\uD83D\uDE00", "\t");
        Safetensors.write(file, samples(), metadata);
        Safetensors read = Safetensors.read(file);
        assertThat(read.metadata()).isEqualTo(metadata);
        assertThat(List.copyOf(read.tensors().keySet()))
                .isEqualTo(List.copyOf(samples().keySet()));
        samples()
                .forEach((name, array) -> assertThat(read.tensors().get(name).sameBits(array))
                        .as(name)
                        .isTrue());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void nothingAtAllIsAFileToo() throws IOException {
        Path file = folder.resolve("a");
        Safetensors.write(file, new LinkedHashMap<>(), Map.of());
        assertThat(Files.readAllBytes(file)).isEqualTo(file("{}      "));
        assertThat(Safetensors.read(file).tensors()).isEmpty();
    }

    /** Every byte by hand: wide elements first, header in the order given, blanks up to a multiple of 8. */
    @Test
    void bytesAreThoseOfTheFormat() throws IOException {
        SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
        tensors.put("t", NDArray.of(Shape.of(1), true));
        tensors.put("x", NDArray.of(Shape.of(2), 1f, Float.intBitsToFloat(0xffc12345)));
        Path file = folder.resolve("a");
        Safetensors.write(file, tensors, Map.of("k", "v"));
        String header = "{\"__metadata__\":{\"k\":\"v\"}," + entry("t", "BOOL", "[1]", 8, 9) + ","
                + entry("x", "F32", "[2]", 0, 8) + "}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        assertThat(Files.readAllBytes(file))
                .isEqualTo(file(padded, HexFormat.of().parseHex("0000803f" + "0000c07f" + "01")));
    }

    @Test
    void sameContentGivesSameBytes() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        SequencedMap<String, String> reversed = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            metadata.put("key" + i, "value");
            reversed.putFirst("key" + i, "value");
        }
        Safetensors.write(one, samples(), metadata);
        Safetensors.write(two, samples(), reversed);
        assertThat(two).hasSameBinaryContentAs(one);
    }

    @Test
    void elementTypesOfFilesAreConvertedWithoutLoss() throws IOException {
        String header = "{" + entry("f16", "F16", "[4]", 0, 8) + "," + entry("bf16", "BF16", "[3]", 8, 14) + ","
                + entry("u8", "U8", "[2]", 14, 16) + "," + entry("i8", "I8", "[2]", 16, 18) + ","
                + entry("i16", "I16", "[2]", 18, 22) + "}";
        Path file = folder.resolve("a");
        // Half precision: 1, -2, the least subnormal 2^-24, infinity (IEEE 754, table 3.5); brain float: 1, -1, pi.
        byte[] data = HexFormat.of()
                .parseHex("003c" + "00c0" + "0100" + "007c" + "803f" + "80bf" + "4940" + "00ff" + "00ff" + "0080ff7f");
        Files.write(file, file(header, data));
        Map<String, NDArray> tensors = Safetensors.read(file).tensors();
        assertThat(tensors.get("f16").sameBits(NDArray.of(1f, -2f, 0x1p-24f, Float.POSITIVE_INFINITY)))
                .isTrue();
        assertThat(tensors.get("bf16").sameBits(NDArray.of(1f, -1f, 3.140625f))).isTrue();
        assertThat(tensors.get("u8").sameBits(NDArray.of(0, 255))).isTrue();
        assertThat(tensors.get("i8").sameBits(NDArray.of(0, -1))).isTrue();
        assertThat(tensors.get("i16").sameBits(NDArray.of(-32768, 32767))).isTrue();
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Hostile(String name, byte[] content, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Hostile header(String name, String header, String message) {
        return new Hostile(name, file(header, new byte[8]), message);
    }

    static List<Hostile> hostile() {
        byte[] tenGigabytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(10_000_000_000L)
                .array();
        byte[] negative = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(-1)
                .array();
        byte[] long100 = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(100)
                .array();
        byte[] invalid = file("{\"abc\":1}");
        invalid[8 + 3] = (byte) 0xff;
        byte[] cut = Arrays.copyOf(file("{\"é\":1}"), 8 + 3);
        cut[0] = 3;
        String a = entry("a", "F32", "[1]", 0, 4);
        return List.of(
                new Hostile("empty", new byte[0], ", byte 0: the file ends here; a safetensors file begins with 8"),
                new Hostile("two bytes", new byte[2], ", byte 2: the file ends here; a safetensors file begins with 8"),
                new Hostile("length zero", new byte[8], ", byte 0: a header of 0 bytes; expected 2 to 100000000"),
                new Hostile("ten gigabytes", tenGigabytes, ", byte 0: a header of 10000000000 bytes; expected 2 to"),
                new Hostile("negative", negative, ", byte 0: a header of 18446744073709551615 bytes; expected"),
                new Hostile("header too long", long100, ", byte 0: a header of 100 bytes, but only 8 follow"),
                new Hostile("not UTF-8", invalid, ", byte 11: byte ff within the header is no valid UTF-8"),
                new Hostile("UTF-8 cut", cut, ", byte 10: byte c3 within the header is no valid UTF-8"),
                header("no JSON", "hello, world", ", byte 8: the header must begin with '{'"),
                header("blank first", " {}", ", byte 8: the header must begin with '{'"),
                header("JSON cut", "{\"a\":{\"dtype\"", ", byte 21: Unexpected end-of-input"),
                header("array", "{\"a\":[]}", ", byte 13: the entry of tensor 'a' must be an object, found an array"),
                header("two values", "{}{}", ", byte 10: more text after the end of the value"),
                header(
                        "nested objects",
                        "{\"a\":".repeat(100_000),
                        ", byte 18: tensor 'a' has the member 'a'; expected"),
                header(
                        "nested arrays",
                        "{\"a\":" + "[".repeat(100_000),
                        ", byte 13: the entry of tensor 'a' must be an"),
                header(
                        "deep shape",
                        "{\"a\":{\"shape\":" + "[".repeat(100_000),
                        ", byte 23: extent 0 of tensor 'a' must be an integer, found an array"),
                header("repeated name", "{" + a + "," + a + "}", ", byte 65: Duplicate Object property \"a\""),
                header(
                        "repeated member",
                        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}",
                        ", byte 35: Duplicate Object property \"dtype\""),
                header(
                        "unknown member",
                        "{\"a\":{\"size\":3}}",
                        ", byte 21: tensor 'a' has the member 'size'; expected"),
                header("no dtype", "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", ": tensor 'a' has no dtype"),
                header("no shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", ": tensor 'a' has no shape"),
                header("no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", ": tensor 'a' has no data_offsets"),
                header(
                        "unknown dtype",
                        "{" + entry("a", "F8_E4M3", "[8]", 0, 8) + "}",
                        ": tensor 'a' has the dtype 'F8_E"),
                header(
                        "dtype no text",
                        "{\"a\":{\"dtype\":32}}",
                        ", byte 22: dtype of tensor 'a' must be a string, found"),
                header(
                        "negative extent",
                        "{" + entry("a", "F32", "[-2]", 0, 8) + "}",
                        ": extent 0 of tensor 'a' is -2;"),
                header(
                        "large extent",
                        "{" + entry("a", "F32", "[2147483648]", 0, 8) + "}",
                        " is 2147483648; expected 0 to"),
                header(
                        "huge extent",
                        "{" + entry("a", "F32", "[99999999999999999999999]", 0, 8) + "}",
                        "extent 0 of tensor 'a' is 99999999999999999999999; expected 0 to 2147483647"),
                header(
                        "fraction",
                        "{" + entry("a", "F32", "[2.0]", 0, 8) + "}",
                        " must be an integer, found a number with"),
                header(
                        "product",
                        "{" + entry("a", "F32", "[65536,65536]", 0, 8) + "}",
                        "'a': Shape [65536, 65536] has more"),
                header(
                        "many axes",
                        "{\"a\":{\"shape\":[" + "1,".repeat(64) + "1]}}",
                        ": tensor 'a' has more than 64 axes"),
                header(
                        "wrong size",
                        "{" + entry("a", "F64", "[2]", 0, 8) + "}",
                        "takes 16 bytes, but its data_offsets 0 to 8"),
                header("backwards", "{" + entry("a", "F32", "[2]", 8, 0) + "}", "data_offsets 8 to 0 span -8"),
                header("one offset", "{\"a\":{\"data_offsets\":[0]}}", "must be begin and end, found 1 numbers"),
                header(
                        "negative offset",
                        "{" + entry("a", "F32", "[2]", -8, 0) + "}",
                        "'a' is -8; expected 0 to 922337203"),
                header(
                        "overlap",
                        "{" + entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[1]", 4, 8) + "}",
                        ": tensor 'b' begins at offset 4, but tensor 'a' ends at 8: they overlap"),
                header(
                        "hole",
                        "{" + entry("a", "F32", "[1]", 4, 8) + "}",
                        ", byte 13: tensor 'a' begins at offset 4, but the header ends at 0: there is a gap"),
                header("trailing", "{" + a + "}", ": the tensors end here, but 4 bytes follow"),
                header(
                        "cut short",
                        "{" + entry("a", "F32", "[3]", 0, 12) + "}",
                        ": the file ends here, but its tensors end at"),
                header(
                        "truth",
                        "{" + entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "I32", "[1]", 4, 8) + "}x",
                        "'x'"),
                header(
                        "metadata no text",
                        "{\"__metadata__\":{\"k\":1}}",
                        ": metadata 'k' must be a string, found an integer"),
                new Hostile(
                        "truth value",
                        file("{" + entry("a", "BOOL", "[2]", 0, 2) + "}", (byte) 1, (byte) 2),
                        ", byte 64: tensor 'a' has the truth value 2; expected 0 or 1"),
                header("control characters", "{\"\\u001b[31m\":3}", "tensor '\\u001b[31m' must be an object"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileFileIsRefusedWithFileAndOffset(Hostile hostile) throws IOException {
        Path file = folder.resolve("hostile");
        Files.write(file, hostile.content());
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ", byte ")
                .hasMessageContaining(hostile.message())
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(2100));
    }

    @Test
    void missingFilesAndFoldersAreNamed() {
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("missing")))
                .isInstanceOf(FormatException.class)
                .hasMessage(folder.resolve("missing") + ": there is no such file");
        assertThatThrownBy(() -> Safetensors.read(folder))
                .isInstanceOf(FormatException.class)
                .hasMessage(folder + ": this is a folder; a file was expected");
    }

    @Test
    void whatCannotBeStoredIsSaidBeforeAnythingIsWritten() throws IOException {
        SequencedMap<String, NDArray> reserved = new LinkedHashMap<>(Map.of("__metadata__", NDArray.of(1f)));
        SequencedMap<String, NDArray> half = new LinkedHashMap<>(Map.of("\uD83D", NDArray.of(1f)));
        for (SequencedMap<String, NDArray> tensors : List.of(reserved, half)) {
            assertThatThrownBy(() -> Safetensors.write(folder.resolve("a"), tensors, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rename it");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** Whatever is done to a file, the answer is a content or a FormatException that names the file. */
    @Test
    void fuzz() throws IOException {
        SequencedMap<String, NDArray> tensors = samples();
        tensors.remove("large");
        Path file = folder.resolve("fuzz");
        Safetensors.write(file, tensors, Map.of("k", "v"));
        byte[] valid = Files.readAllBytes(file);
        int header = ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).getInt();
        byte[] likely = "{}[]\",:0123456789-\\eF ".getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] content = valid.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                int position = random.nextInt(10) == 0 ? random.nextInt(8) : random.nextInt(8, 8 + header);
                content[position] =
                        random.nextBoolean() ? (byte) random.nextInt() : likely[random.nextInt(likely.length)];
            }
            Files.write(
                    file, random.nextInt(10) == 0 ? Arrays.copyOf(content, random.nextInt(content.length)) : content);
            try {
                Safetensors.read(file);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        }
        assertThat(refused).isBetween(1500, 1999);
    }
}
