package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.DType;
import hillock.array.TensorType;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.Split;
import hillock.network.Activation;
import hillock.network.Loss;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Evaluation;
import hillock.train.Trainer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures as data. */
class ImageFolderTest {
    @TempDir
    Path folder;

    private static BufferedImage image(int type, int width, int... colours) {
        BufferedImage image = new BufferedImage(width, colours.length / width, type);
        for (int i = 0; i < colours.length; i++) {
            if (type == BufferedImage.TYPE_BYTE_GRAY) {
                image.getRaster().setSample(i % width, i / width, 0, colours[i]);
            } else {
                image.setRGB(i % width, i / width, colours[i]);
            }
        }
        return image;
    }

    private static BufferedImage plain(int colour) {
        int[] pixels = new int[16 * 16];
        Arrays.fill(pixels, colour);
        return image(BufferedImage.TYPE_INT_RGB, 16, pixels);
    }

    private Path write(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String format = name.substring(name.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static byte[] bytes(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a.bmp", "a.gif", "a.jpg"})
    void everyFormatGivesChannelsOfZeroToOne(String name) throws IOException {
        Path file = write(name, plain(0x3366cc));
        float[] rgb =
                ImageFolder.read(file, TensorType.of(DType.FLOAT32, 3, 4, 4)).floats();
        float[] grey =
                ImageFolder.read(file, TensorType.of(DType.FLOAT32, 1, 4, 4)).floats();
        // JPEG is not exact, and ImageIO chooses the palette of a GIF.
        double tolerance = name.endsWith("jpg") ? 0.02 : 1e-6;
        for (int i = 0; i < 16; i++) {
            assertThat((double) rgb[i]).isCloseTo(0x33 / 255.0, within(tolerance));
            assertThat((double) rgb[16 + i]).isCloseTo(0x66 / 255.0, within(tolerance));
            assertThat((double) rgb[32 + i]).isCloseTo(0xcc / 255.0, within(tolerance));
            assertThat((double) grey[i])
                    .isCloseTo((0.299 * 0x33 + 0.587 * 0x66 + 0.114 * 0xcc) / 255, within(tolerance));
        }
    }

    @Test
    void greyIsNotBrightenedAndTransparentIsWhite() throws IOException {
        Path grey = write("grey.png", image(BufferedImage.TYPE_BYTE_GRAY, 2, 0, 51, 102, 255));
        assertThat(Picture.header(grey)).isEqualTo(new Picture(2, 2, true));
        assertThat(Picture.pixels(grey, 1, 2, 2)).containsExactly(0, 0.2f, 0.4f, 1);
        assertThat(Picture.pixels(grey, 3, 2, 2)).startsWith(0, 0.2f, 0.4f, 1, 0, 0.2f);
        Path clear = write("clear.png", image(BufferedImage.TYPE_INT_ARGB, 2, 0x00ff0000, 0xff000000));
        assertThat(Picture.pixels(clear, 3, 1, 2)).containsExactly(1, 0, 1, 0, 1, 0);
        assertThat(Picture.header(clear).isGrey()).isFalse();
    }

    @Test
    void theTriangleFilterIsTheTextbookOne() throws IOException {
        // Half the size: weights 1/8, 3/8, 3/8, 1/8, those beyond the edge shared among the others.
        Path four = write("four.png", image(BufferedImage.TYPE_BYTE_GRAY, 4, 0, 255, 0, 0));
        float[] half = Picture.pixels(four, 1, 1, 2);
        assertThat((double) half[0]).isCloseTo(3.0 / 7, within(1e-6));
        assertThat((double) half[1]).isCloseTo(1.0 / 7, within(1e-6));
        // Twice the size: bilinear interpolation between the middles of the pixels.
        Path two = write("two.png", image(BufferedImage.TYPE_BYTE_GRAY, 2, 0, 255));
        assertThat(Picture.pixels(two, 1, 1, 4)).containsExactly(0, 0.25f, 0.75f, 1);
        assertThat(Picture.pixels(two, 1, 2, 2)).containsExactly(0, 1, 0, 1);
    }

    private void animals() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            int noise = random.nextInt(0x40);
            write("animals/cat/c%02d.png".formatted(i), plain(0xc00000 + noise));
            write("animals/dog/d%02d.jpg".formatted(i), plain(0x0000c0 + (noise << 16)));
        }
        Files.writeString(folder.resolve("animals/cat/notes.txt"), "x");
        Files.writeString(folder.resolve("animals/.hidden"), "x");
        Files.createDirectories(folder.resolve("animals/empty"));
    }

    @Test
    void foldersAreClassesAndTrain() throws IOException {
        animals();
        ImageFolder pictures = ImageFolder.of(folder.resolve("animals"));
        assertThat(pictures.labels()).containsExactly("cat", "dog");
        assertThat(pictures.sampleType()).isEqualTo(TensorType.of(DType.FLOAT32, 3, 16, 16));
        assertThat(pictures.grey().sampleType()).isEqualTo(TensorType.of(DType.FLOAT32, 1, 16, 16));
        assertThat(pictures.notices())
                .containsExactly(
                        "1 files that are no pictures by their names are disregarded.",
                        "Folders without pictures are disregarded: 'empty'.");
        Dataset data = pictures.size(4, 4).dataset();
        assertThat(data.size()).isEqualTo(40);
        assertThat(data.targets().ints()).containsOnly(0, 1).hasSize(40);
        Batch once = data.batch(3, 30);
        Batch again = data.select(30, 3).batch(1, 0);
        assertThat(again.features().floats()).isEqualTo(once.features().floats());
        assertThat(again.targets().ints()).containsExactly(0, 1);
        Split split = data.split(0.25, 1);
        assertThat(Arrays.stream(split.test().targets().ints()).sum()).isEqualTo(5);
        var network = Sequential.perceptron(data.sampleType().shape(), List.of(8), Activation.relu(), 0, 1);
        var result = Trainer.of(network, Loss.binaryCrossEntropy(), Adam.of(0.01))
                .seed(1)
                .fit(split.train(), Epochs.of(20));
        assertThat(Evaluation.of(result.model(), Loss.binaryCrossEntropy(), split.test())
                        .accuracy())
                .hasValue(1);
    }

    @Test
    void otherFoldersAreSeenAsTheNetworkSeesThem() throws IOException {
        animals();
        write("test/dog/x.png", plain(0xff));
        write("test/cat/x.gif", plain(0xff0000));
        ImageFolder training = ImageFolder.of(folder.resolve("animals")).size(5, 7);
        ImageFolder test = ImageFolder.of(folder.resolve("test")).like(training.sampleType(), List.of("dog", "cat"));
        assertThat(test.sampleType()).isEqualTo(training.sampleType());
        assertThat(test.dataset().targets().ints()).containsExactly(1, 0);
        assertThatThrownBy(
                        () -> ImageFolder.of(folder.resolve("test")).like(training.sampleType(), List.of("a", "cat")))
                .hasMessage(
                        folder.resolve("test") + ": the class 'dog' did not occur in training; the classes are a, cat");
    }

    @Test
    void largePicturesAreMadeSmaller() throws IOException {
        write("large/a/a.png", image(BufferedImage.TYPE_BYTE_GRAY, 200, new int[200 * 100]));
        write("large/b/a.png", image(BufferedImage.TYPE_BYTE_GRAY, 3, new int[3]));
        ImageFolder pictures = ImageFolder.of(folder.resolve("large"));
        assertThat(pictures.sampleType()).isEqualTo(TensorType.of(DType.FLOAT32, 1, 32, 64));
        assertThat(pictures.dataset().all().features().shape().toArray()).containsExactly(2, 1, 32, 64);
        // 25 million pixels, of which every second row and column is decoded.
        BufferedImage huge = new BufferedImage(5000, 5000, BufferedImage.TYPE_BYTE_BINARY);
        Path file = write("huge.png", huge);
        assertThat(Picture.pixels(file, 1, 2, 2)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void hostileFilesAreNamed() throws IOException {
        byte[] png = bytes(plain(0x123456), "png");
        byte[] bomb = png.clone();
        // Width and height in the header chunk.
        ByteBuffer.wrap(bomb).putInt(16, 1_000_000).putInt(20, 1_000_000);
        BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(2);
        noise.getRaster()
                .setPixels(0, 0, 64, 64, random.ints(64 * 64 * 3, 0, 256).toArray());
        Files.createDirectories(folder.resolve("bad/x"));
        Path file = folder.resolve("bad/x/a.png");
        write("bad/y/a.png", plain(0));
        record Bad(byte[] bytes, String problem) {}
        for (Bad bad : List.of(
                new Bad(new byte[0], "the file is empty"),
                new Bad("just text".getBytes(StandardCharsets.UTF_8), "this is no picture in PNG"),
                new Bad(bomb, "1000000 x 1000000 pixels; at least one and at most 134217728 are read"),
                new Bad(Arrays.copyOf(png, 10), "the picture is damaged or cut short"))) {
            Files.write(file, bad.bytes);
            assertThatThrownBy(() -> ImageFolder.of(folder.resolve("bad")).dataset())
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file + ": " + bad.problem);
        }
        for (String format : List.of("png", "jpg", "gif", "bmp")) {
            byte[] whole = bytes(noise, format);
            for (int length : new int[] {whole.length / 3, whole.length * 9 / 10}) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThatThrownBy(() ->
                                ImageFolder.of(folder.resolve("bad")).dataset().all())
                        .as(format + " " + length)
                        .isInstanceOfAny(UncheckedIOException.class, FormatException.class)
                        .hasMessageContaining(file + ": the picture is ");
            }
        }
        // Any damage is either told or a picture.
        for (int i = 0; i < 300; i++) {
            byte[] damaged = bytes(noise, List.of("png", "jpg", "gif", "bmp").get(i % 4));
            for (int j = 0; j < 4; j++) {
                damaged[random.nextInt(Math.min(damaged.length, 800))] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                assertThat(Picture.pixels(file, 3, 8, 8)).hasSize(192);
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
            }
        }
    }

    @Test
    void foldersThatAreNoClassesAreTold() throws IOException {
        assertThatThrownBy(() -> ImageFolder.of(folder.resolve("none")))
                .hasMessage(folder.resolve("none") + ": there is no such folder");
        write("one/a/a.png", plain(1));
        assertThatThrownBy(() -> ImageFolder.of(folder.resolve("one")))
                .hasMessage(folder.resolve("one")
                        + ": 1 folders with pictures in PNG, JPEG, GIF or BMP; one for each of at least two classes is "
                        + "expected");
    }

    @Test
    void aThinPictureIsCutAlongItsLength() {
        assertThat(new Picture(1 << 27, 1, true).steps(28, 28)).containsExactly(1, 8);
        assertThat(new Picture(1, 1 << 27, true).steps(28, 28)).containsExactly(8, 1);
        assertThat(new Picture(1 << 22, 32, true).steps(28, 28)).containsExactly(1, 8);
        assertThat(new Picture(10_000, 10_000, false).steps(28, 28)).containsExactly(3, 3);
        assertThat(new Picture(4000, 4000, false).steps(28, 28)).containsExactly(1, 1);
    }
}
