package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hillock train} on tables that are streamed and on folders of pictures. */
class StreamsAndPicturesTest {
    @TempDir
    Path folder;

    @Test
    void aTableCanBeReadFromTheDiskInEveryEpoch() throws Exception {
        People.classes(folder.resolve("people.csv"), 500, 1);
        People.classes(folder.resolve("others.csv"), 200, 2);
        for (String test : new String[] {"0.2", "others.csv"}) {
            Outcome outcome =
                    CommandProcess.run(folder, "train", "people.csv", "--stream", "--epochs", "3", "--test", test);
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("rows are read from the disk in every epoch", "Test accuracy");
        }
        try (Stream<Path> left = Files.list(folder.resolve("no-cache/hillock/streams"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFolderOfPicturesIsLearntFrom() throws Exception {
        for (int i = 0; i < 12; i++) {
            for (String name : new String[] {"red", "blue"}) {
                BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
                for (int at = 0; at < 16; at++) {
                    image.setRGB(at % 4, at / 4, name.equals("red") ? 0xe00000 + i : 0x0000e0 + (i << 16));
                }
                Path file = folder.resolve("pictures/" + name + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                ImageIO.write(image, "png", file.toFile());
            }
        }
        Outcome outcome = CommandProcess.run(
                folder, "train", "pictures", "--test", "0.25", "--epochs", "30", "--learning-rate", "0.01");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("24 files of 2 classes, as float32[3, 4, 4]", "100.00 %");
        Outcome wrong = CommandProcess.run(folder, "train", "pictures", "--target", "x");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--target is for tables, and 'pictures' is a folder of pictures");
        Files.writeString(folder.resolve("pictures/red/broken.png"), "no picture");
        Outcome broken = CommandProcess.run(folder, "train", "pictures");
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err()).contains("broken.png: this is no picture in PNG, JPEG, GIF or BMP");
    }
}
