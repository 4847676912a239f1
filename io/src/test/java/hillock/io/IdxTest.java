package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.NDArray;
import hillock.array.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdxTest {
    @TempDir
    Path folder;

    static Idx random(long seed, int... extents) {
        Shape shape = Shape.of(extents);
        byte[] values = new byte[shape.size()];
        new Random(seed).nextBytes(values);
        return new Idx(shape, values);
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void writesAndReadsBack() throws IOException {
        for (Idx idx : List.of(random(1, 7, 3, 2), random(2, 5), random(3, 0, 28, 28), random(4, 3000, 1000))) {
            for (String name : List.of("plain", "packed.gz")) {
                Path file = folder.resolve(name);
                idx.write(file);
                Idx again = Idx.read(file);
                assertThat(again.shape()).isEqualTo(idx.shape());
                assertThat(again.values()).isEqualTo(idx.values());
                if (idx.shape().rank() > 1) {
                    NDArray images = Idx.images(file);
                    assertThat(images.shape().dimension(0))
                            .isEqualTo(idx.shape().dimension(0));
                    assertThat(images.size()).isEqualTo(idx.values().length);
                }
            }
        }
    }

    /** The example of the format's description: 2 x 2 values. */
    @Test
    void readsBytesAsDescribed() throws IOException {
        Path file = folder.resolve("a.gz");
        Files.write(file, HexFormat.of().parseHex("00000802" + "00000002" + "00000002" + "00" + "01" + "80" + "ff"));
        assertThat(Idx.read(file).shape()).isEqualTo(Shape.of(2, 2));
        assertThat(Idx.images(file).sameBits(NDArray.of(Shape.of(2, 2), 0f, 1 / 255f, 128 / 255f, 1f)))
                .isTrue();
        Files.write(file, HexFormat.of().parseHex("00000801" + "00000003" + "00" + "09" + "ff"));
        assertThat(Idx.labels(file).sameBits(NDArray.of(0, 9, 255))).isTrue();
    }

    @Test
    void pixelsAreRoundedOnce() throws IOException {
        byte[] values = new byte[256];
        for (int i = 0; i < 256; i++) {
            values[i] = (byte) i;
        }
        Path file = folder.resolve("a");
        new Idx(Shape.of(1, 256), values).write(file);
        float[] pixels = Idx.images(file).floats();
        for (int i = 0; i < 256; i++) {
            // A float64 quotient of small integers is never so near a float32 tie that rounding twice matters.
            assertThat(pixels[i]).isEqualTo((float) (i / 255.0));
        }
    }

    record Hostile(String name, String hex, boolean packed, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Hostile> hostile() {
        return List.of(
                new Hostile("empty", "", false, ", byte 0: the content ends here; an IDX file begins with"),
                new Hostile("two bytes", "0000", false, ", byte 2: the content ends here"),
                new Hostile("text", "48656c6c6f", false, ", byte 0: 48 65, but an IDX file begins with 00 00"),
                new Hostile("floats", "00000d01" + "00000001", false, ", byte 2: element type 0d; only 08"),
                new Hostile("no axes", "00000800", false, ", byte 3: 0 axes; expected 1 to 8"),
                new Hostile("many axes", "000008ff", false, ", byte 3: 255 axes; expected 1 to 8"),
                new Hostile(
                        "half an extent", "00000802" + "00000001" + "00", false, ", byte 9: the content ends within"),
                new Hostile(
                        "ten gigabytes in twenty bytes",
                        "00000803" + "0000ffff" + "0000ffff" + "00000002" + "01020304",
                        false,
                        ", byte 8: extent 65535 of axis 1 makes more than 1073741824 values"),
                new Hostile(
                        "one gigabyte in twenty bytes",
                        "00000803" + "00000400" + "00000400" + "00000400" + "01020304",
                        false,
                        ", byte 20: the file ends here, but shape [1024, 1024, 1024] needs 1073741824 values"),
                new Hostile(
                        "one gigabyte in a small gzip",
                        "00000803" + "00000400" + "00000400" + "00000400" + "01020304",
                        true,
                        ", byte 4 of the uncompressed content: shape [1024, 1024, 1024] needs 1073741824 values, more"),
                new Hostile(
                        "product over 64 bits",
                        "00000804" + "ffffffff".repeat(4),
                        false,
                        ", byte 4: extent 4294967295"),
                new Hostile(
                        "product hidden by a zero",
                        "00000804" + "00000000" + "ffffffff".repeat(3),
                        false,
                        ", byte 8: extent 4294967295 of axis 1"),
                new Hostile(
                        "cut short", "00000801" + "00000005" + "010203", false, ", byte 11: the file ends here, but"),
                new Hostile(
                        "cut short inside gzip",
                        "00000801" + "00000005" + "010203",
                        true,
                        ", byte 11 of the uncompressed content: the content ends after 3 of the 5 values of shape [5]"),
                new Hostile(
                        "trailing", "00000801" + "00000002" + "010203", false, ", byte 10: bytes follow the 2 values"),
                new Hostile(
                        "trailing inside gzip",
                        "00000801" + "00000002" + "010203",
                        true,
                        ", byte 10 of the uncompressed content: bytes follow the 2 values of shape [2]"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileFileIsRefusedWithFileAndOffset(Hostile hostile) throws IOException {
        Path file = folder.resolve("hostile");
        byte[] content = HexFormat.of().parseHex(hostile.hex());
        Files.write(file, hostile.packed() ? gzip(content) : content);
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + hostile.message());
    }

    @Test
    void missingFilesAndFoldersAreNamed() {
        assertThatThrownBy(() -> Idx.read(folder.resolve("missing")))
                .isInstanceOf(FormatException.class)
                .hasMessage(folder.resolve("missing") + ": there is no such file");
        assertThatThrownBy(() -> Idx.read(folder))
                .isInstanceOf(FormatException.class)
                .hasMessage(folder + ": this is a folder; a file was expected");
    }

    @Test
    void damagedGzipIsRefused() throws IOException {
        byte[] packed = gzip(Files.readAllBytes(written(random(5, 1000))));
        Path file = folder.resolve("packed");
        for (int length : new int[] {2, 9, 10, 500, packed.length - 8, packed.length - 1}) {
            Files.write(file, Arrays.copyOf(packed, length));
            assertThatThrownBy(() -> Idx.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            file + ", byte " + length + ": the compressed data ends here, too early; is it cut short?");
        }
        byte[] checksum = packed.clone();
        checksum[packed.length - 8] ^= 1;
        Files.write(file, checksum);
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": the gzip data is damaged: ");
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(HexFormat.of().parseHex("00000801" + "00000010"));
            for (int i = 0; i < 64; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        Path file = folder.resolve("bomb");
        Files.write(file, bytes.toByteArray());
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("bytes follow the 16 values of shape [16]");
    }

    @Test
    void imagesAndLabelsMustBelongTogether() throws IOException {
        Path images = folder.resolve("images");
        Path labels = folder.resolve("labels");
        random(6, 3, 2, 2).write(images);
        random(7, 4).write(labels);
        assertThatThrownBy(() -> Idx.labelled(images, labels))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        images + ", byte 4: 3 images, but " + labels + " has 4 labels; do the files belong together?");
        assertThatThrownBy(() -> Idx.labelled(labels, labels))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(labels + ", byte 3: 1 axes, so these are no images");
        assertThatThrownBy(() -> Idx.labelled(images, images))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(images + ", byte 3: 3 axes, so these are no labels");
    }

    /** Whatever is done to a file, the answer is an array or a FormatException. */
    @Test
    void fuzz() throws IOException {
        byte[] plain = Files.readAllBytes(written(random(8, 5, 4, 3)));
        byte[] packed = gzip(plain);
        Random random = new Random(9);
        Path file = folder.resolve("fuzz");
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] content = (i % 2 == 0 ? plain : packed).clone();
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                content[random.nextInt(Math.min(content.length, random.nextBoolean() ? 24 : content.length))] =
                        (byte) random.nextInt();
            }
            Files.write(
                    file, random.nextInt(3) == 0 ? Arrays.copyOf(content, random.nextInt(content.length)) : content);
            try {
                Idx.read(file);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        }
        assertThat(refused).isBetween(500, 1999);
    }

    private Path written(Idx idx) throws IOException {
        Path file = folder.resolve("written");
        idx.write(file);
        return file;
    }
}
