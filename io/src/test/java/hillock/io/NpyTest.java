package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays that NumPy wrote (see make_npz.py beside numpy.npz), arrays of our own, and spoilt ones. */
class NpyTest {
    @TempDir
    private Path folder;

    private static Path numpy() {
        try {
            return Path.of(Objects.requireNonNull(NpyTest.class.getResource("numpy.npz"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, NDArray> expected() {
        int[] counted = new int[24];
        Arrays.setAll(counted, i -> i);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("f4", NDArray.of(Shape.of(2, 3), 1.5f, -2f, Float.POSITIVE_INFINITY, 0f, -0f, Float.MIN_VALUE));
        arrays.put("f8", NDArray.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6));
        arrays.put("big", NDArray.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6));
        arrays.put("fortran", NDArray.of(Shape.of(2, 3, 4), counted));
        arrays.put("b1", NDArray.of(Shape.of(3), true, false, true));
        arrays.put("i1", NDArray.of(-128, 127));
        arrays.put("u1", NDArray.of(0, 255));
        arrays.put("i2", NDArray.of(-32768, 32767));
        arrays.put("u2", NDArray.of(0, 65535));
        arrays.put("u4", NDArray.of(Shape.of(2), 0L, 4294967295L));
        arrays.put("i8", NDArray.of(Shape.of(2), Long.MIN_VALUE, Long.MAX_VALUE));
        arrays.put("f2", NDArray.of(0.5f, 65504f, Float.NaN));
        arrays.put("scalar", NDArray.of(Shape.SCALAR, 7));
        arrays.put("empty", NDArray.zeros(TensorType.of(DType.FLOAT32, 0, 3)));
        return arrays;
    }

    @Test
    void arraysOfNumpyAreRead() throws IOException {
        SequencedMap<String, NDArray> read = Npz.read(numpy());
        assertThat(List.copyOf(read.keySet())).isEqualTo(List.copyOf(expected().keySet()));
        expected()
                .forEach((name, array) -> assertThat(array.sameBits(Objects.requireNonNull(read.get(name))))
                        .as(name)
                        .isTrue());
    }

    @Test
    void ourBytesAreThoseOfNumpy() throws IOException {
        try (ZipFile zip = new ZipFile(numpy().toFile())) {
            for (String name : List.of("f4", "f8", "b1", "i8", "scalar", "empty")) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Npy.write(out, Objects.requireNonNull(expected().get(name)));
                try (InputStream in = zip.getInputStream(zip.getEntry(name + ".npy"))) {
                    assertThat(out.toByteArray()).as(name).isEqualTo(in.readAllBytes());
                }
            }
        }
    }

    @Test
    void arraysSurviveFiles() throws IOException {
        SequencedMap<String, NDArray> arrays = new LinkedHashMap<>(expected());
        float[] many = new float[100_000];
        Random random = new Random(1);
        for (int i = 0; i < many.length; i++) {
            many[i] = random.nextFloat();
        }
        arrays.put("folder/many", NDArray.of(Shape.of(250, 400), many));
        Path npz = folder.resolve("a.npz");
        Npz.write(npz, arrays);
        SequencedMap<String, NDArray> read = Npz.read(npz);
        assertThat(List.copyOf(read.keySet())).isEqualTo(List.copyOf(arrays.keySet()));
        for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
            assertThat(array.getValue().sameBits(Objects.requireNonNull(read.get(array.getKey()))))
                    .isTrue();
            Path npy = folder.resolve("a.npy");
            Npy.write(npy, array.getValue());
            assertThat(Npy.read(npy).sameBits(array.getValue())).isTrue();
            assertThat(Files.size(npy) % 64)
                    .isEqualTo(array.getValue().size()
                            * (long) array.getValue().dtype().bytes()
                            % 64);
        }
        byte[] once = Files.readAllBytes(npz);
        Npz.write(npz, arrays);
        assertThat(Files.readAllBytes(npz)).isEqualTo(once);
    }

    private record Spoilt(String name, byte[] bytes, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] npy(int version, String header, int elementBytes) {
        int width = version == 1 ? 2 : 4;
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[8 + width + text.length + elementBytes];
        System.arraycopy(Npy.MAGIC, 0, bytes, 0, 6);
        bytes[6] = (byte) version;
        bytes[8] = (byte) text.length;
        bytes[9] = (byte) (text.length >> 8);
        System.arraycopy(text, 0, bytes, 8 + width, text.length);
        return bytes;
    }

    private static String header(String descr, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    }

    static List<Spoilt> spoilt() {
        String good = header("<f4", "(2,)");
        byte[] truth = npy(1, header("|b1", "(1,)"), 1);
        truth[truth.length - 1] = 2;
        byte[] magic = npy(1, good, 8);
        magic[1] = 'n';
        return List.of(
                new Spoilt("empty", new byte[0], ", byte 0: the content ends here, within the first 8 bytes"),
                new Spoilt("magic", magic, ", byte 0: an npy file begins with the bytes 93 4e 55 4d 50 59, this one"),
                new Spoilt("version", npy(9, good, 8), ", byte 6: version 9 of the format; 1 to 3 are read"),
                new Spoilt(
                        "cut header", Arrays.copyOf(npy(1, good, 8), 40), ", byte 40: the content ends here, within"),
                new Spoilt(
                        "cut",
                        npy(1, good, 7),
                        "shape [2] of '<f4' needs 8 bytes from byte 68 on, but there are 7; is"),
                new Spoilt(
                        "long", npy(1, good, 9), "shape [2] of '<f4' needs 8 bytes from byte 68 on, but there are 9"),
                new Spoilt("objects", npy(1, header("|O", "(1,)"), 8), "elements of type '|O'; read are b1,"),
                new Spoilt("texts", npy(1, header("<U5", "(1,)"), 20), "elements of type '<U5'; read are b1,"),
                new Spoilt("complex", npy(1, header("<c8", "(1,)"), 8), "elements of type '<c8'; read are b1,"),
                new Spoilt("u8", npy(1, header("<u8", "(1,)"), 8), "elements of type '<u8'; read are b1,"),
                new Spoilt(
                        "structure",
                        npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4),
                        "the header has no 'descr', the type of plain elements, that is read"),
                new Spoilt("no shape", npy(1, "{'descr': '<f4', 'fortran_order': False}", 4), "has no 'shape'"),
                new Spoilt("huge", npy(1, header("<f4", "(99999999, 99999999, 99999999)"), 8), "needs more than the"),
                new Spoilt("huge digits", npy(1, header("<f4", "(" + "9".repeat(40) + ",)"), 8), "too large extents"),
                new Spoilt("negative", npy(1, header("<f4", "(-1,)"), 8), "has no 'shape'"),
                new Spoilt("many axes", npy(1, header("<f4", "(" + "1,".repeat(33) + ")"), 4), "too many or too large"),
                new Spoilt("zero and huge", npy(1, header("<f4", "(0, 2147483647, 2147483647)"), 1), "there are 1"),
                new Spoilt("truth", truth, "the truth value 2; expected 0 or 1"));
    }

    @ParameterizedTest
    @MethodSource("spoilt")
    void spoiltFilesAreNamed(Spoilt spoilt) throws IOException {
        Path file = folder.resolve("x.npy");
        Files.write(file, spoilt.bytes);
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ", byte ")
                .hasMessageContaining(spoilt.message);
        Path archive = folder.resolve("x.npz");
        zip(archive, "x.npy", spoilt.bytes);
        assertThatThrownBy(() -> Npz.read(archive))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(archive + ", entry 'x.npy', byte ");
    }

    private static void zip(Path file, String name, byte[] bytes) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes);
        }
    }

    @Test
    void everySpoiltByteIsSurvived() throws IOException {
        byte[] good = npy(1, header("<f4", "(2,)"), 8);
        Path file = folder.resolve("x.npy");
        for (int i = 0; i < good.length; i++) {
            for (int value : new int[] {0, 1, 39, 57, 255}) {
                byte[] bytes = good.clone();
                bytes[i] = (byte) value;
                Files.write(file, bytes);
                try {
                    assertThat(Npy.read(file).size()).isLessThan(100);
                } catch (FormatException e) {
                    assertThat(e).hasMessageStartingWith(file.toString());
                }
            }
        }
    }

    @Test
    void spoiltArchivesAreNamed() throws IOException {
        Path file = folder.resolve("x.npz");
        assertThatThrownBy(() -> Npz.read(file)).hasMessageContaining("there is no such file");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> Npz.read(file)).hasMessage(file + ": the file is empty");
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no intact zip archive");
        zip(file, "notes.txt", new byte[1]);
        assertThatThrownBy(() -> Npz.read(file)).hasMessageContaining("entry 'notes.txt' is not called .npy");
        byte[] whole = Files.readAllBytes(numpy());
        for (int length = 100; length < whole.length; length += 397) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void anArrayLargerThanTheProcessMayBeIsRefused() {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647,), }\n";
        byte[] bytes =
                ("\u0093NUMPY\1\0" + (char) header.length() + "\0" + header).getBytes(StandardCharsets.ISO_8859_1);
        // So says an archive that expands to as much.
        long size = bytes.length + 8L * 2147483647;
        assertThatThrownBy(() -> new NpyReader(new ByteArrayInputStream(bytes), "bomb.npz, entry 'x.npy'", size).read())
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(
                        "bomb.npz, entry 'x.npy', byte 10: shape [2147483647] of '<f8' takes 16383 MB, but ");
    }
}
