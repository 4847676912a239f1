package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import hillock.io.NetworkFile;
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
                folder,
                "train",
                "pictures",
                "--test",
                "0.25",
                "--epochs",
                "30",
                "--learning-rate",
                "0.01",
                "--save",
                "m");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("24 files of 2 classes, as float32[3, 4, 4]", "100.00 %");
        assertThat(NetworkFile.read(folder.resolve("m")).notes())
                .containsEntry("--init", "auto")
                .containsEntry("--optimizer", "adam");
        Outcome doctor = CommandProcess.run(folder, "doctor", "m", "pictures");
        assertThat(doctor.code()).as(doctor.err()).isZero();
        assertThat(doctor.out()).startsWith("The doctor found");
        Outcome wrong = CommandProcess.run(folder, "train", "pictures", "--target", "x");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--target is for tables, and 'pictures' is a folder of pictures");
        Files.writeString(folder.resolve("pictures/red/broken.png"), "no picture");
        Outcome broken = CommandProcess.run(folder, "train", "pictures");
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err()).contains("broken.png: this is no picture in PNG, JPEG, GIF or BMP");
    }

    private String refused(String... words) {
        Outcome outcome = InProcess.run(words);
        assertThat(outcome.code()).as(outcome.out()).isEqualTo(2);
        return outcome.err();
    }

    @Test
    void aStreamIsCheckedAsATableIs() throws Exception {
        String three = Files.writeString(folder.resolve("three.csv"), "x,y\n" + "1,a\n2,b\n3,c\n".repeat(40))
                .toString();
        for (String[] extra : new String[][] {{"--epochs", "2"}, {"--epochs", "2", "--stream"}}) {
            assertThat(refused(words(extra, "train", three, "--task", "binary")))
                    .contains("--task binary needs a target with two values, and 'y' has 3: a, b, c");
            assertThat(refused(words(extra, "train", three, "--ignore", "nosuch")))
                    .contains("there is no column 'nosuch' to leave out");
        }
    }

    private static String[] words(String[] extra, String... words) {
        return Stream.concat(Stream.of(words), Stream.of(extra)).toArray(String[]::new);
    }

    @Test
    void aStreamIsResumedAsAStream() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 300, 1).toString();
        String kept = folder.resolve("kept").toString();
        assertThat(InProcess.run("train", people, "--stream", "--epochs", "2", "--checkpoint", kept)
                        .code())
                .isZero();
        Outcome resumed = InProcess.run("train", people, "--resume", kept, "--epochs", "3");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains("read from the disk in every epoch");
    }

    @Test
    void optionsThatWouldNotBeHeededAreRefused() throws Exception {
        String json = Files.writeString(folder.resolve("t.json"), "[{\"a\":1,\"b\":2}]")
                .toString();
        String pictures = Files.createDirectories(folder.resolve("pictures")).toString();
        assertThat(refused("train", "xor", "--stream"))
                .contains("--stream is for tables in CSV or Parquet, not for 'xor'");
        assertThat(refused("train", "xor", "--delimiter", ";")).contains("--delimiter is for tables in files");
        assertThat(refused("train", json, "--stream")).contains("--stream is for tables in CSV or Parquet");
        assertThat(refused("train", json, "--data-dir", pictures)).contains("--data-dir is for data that have a name");
        assertThat(refused("train", pictures, "--stream")).contains("--stream is for tables in CSV or Parquet");
        assertThat(refused("train", pictures, "--no-header")).contains("--no-header is for tables in files");
        assertThat(refused("train", "--jdbc", "jdbc:none:", "--query", "SELECT 1", "--stream"))
                .contains("not for the result of a query");
    }
}
