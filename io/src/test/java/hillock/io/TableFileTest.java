package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.ColumnKind;
import hillock.data.TaskChoice.Wish;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One door for all files of tables. */
class TableFileTest {
    @TempDir
    Path folder;

    private record Text(String name, String content, String table) {}

    static List<Text> texts() {
        return List.of(
                new Text("a.csv", "x,y\n1,a\n2,b\n", "x NUMBER [1, 2]; y CATEGORY [a, b]"),
                new Text("a.tsv", "x\ty\n1\ta,\n2\tb\n", "x NUMBER [1, 2]; y CATEGORY [a,, b]"),
                new Text("a.data", "x;y\n1;a\n2;b\n", "x NUMBER [1, 2]; y CATEGORY [a, b]"),
                new Text("a.json", "[{\"x\": 1, \"y\": \"a\"}]", "x NUMBER [1]; y CATEGORY [a]"),
                new Text("a.jsonl", "{\"x\": 1}\n{\"x\": 2}\n", "x NUMBER [1, 2]"),
                new Text("rows", "\n  [{\"x\": true}, {\"x\": false}]", "x BOOLEAN [true, false]"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void theFormatFollowsFromNameAndBeginning(Text text) throws IOException {
        Path file = Files.writeString(folder.resolve(text.name), text.content);
        assertThat(JsonTableTest.shown(TableFile.read(file).table())).isEqualTo(text.table);
        if (!text.name.equals("a.tsv")) {
            TableFile streamed = TableFile.read(
                    new ByteArrayInputStream(text.content.getBytes(StandardCharsets.UTF_8)),
                    "-",
                    TableOptions.STANDARD);
            assertThat(JsonTableTest.shown(streamed.table())).isEqualTo(text.table);
        }
    }

    @Test
    void arraysAreColumnsAndTheTargetComesLast() throws IOException {
        SequencedMap<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("y", NDArray.of(new int[] {0, 1}));
        arrays.put("X", NDArray.of(new float[][] {{1, 2}, {3, 4.5f}}));
        arrays.put("ok", NDArray.wrap(TensorType.of(DType.BOOL, 2), new byte[] {1, 0}));
        Path npz = folder.resolve("a.npz");
        Npz.write(npz, arrays);
        TableFile file = TableFile.read(npz);
        assertThat(JsonTableTest.shown(file.table()))
                .isEqualTo("X 1 NUMBER [1, 3]; X 2 NUMBER [2, 4.5]; ok BOOLEAN [true, false]; y NUMBER [0, 1]");
        assertThat(file.target(Optional.empty())).isEqualTo("y");
        assertThat(file.dataset("y", Wish.AUTO).task().labels()).containsExactly("0", "1");

        // The bytes tell it, whatever the name.
        Path npy = folder.resolve("a.csv");
        Npy.write(npy, NDArray.of(new float[][] {{1, 2}, {3, Float.NaN}}));
        assertThat(JsonTableTest.shown(TableFile.read(npy).table()))
                .isEqualTo("column 1 NUMBER [1, 3]; column 2 NUMBER [2, ]");
    }

    @Test
    void arraysThatAreNoTableAreNamed() throws IOException {
        Path file = folder.resolve("a.npz");
        SequencedMap<String, NDArray> arrays = new LinkedHashMap<>();
        Npz.write(file, arrays);
        assertThatThrownBy(() -> TableFile.read(file)).hasMessage(file + ": there is no array in it");
        arrays.put("a", NDArray.of(new float[] {1, 2}));
        arrays.put("b", NDArray.of(new float[] {1, 2, 3}));
        Npz.write(file, arrays);
        assertThatThrownBy(() -> TableFile.read(file))
                .hasMessage(file + ": array 'b' is float32[3], so it has 3 rows, but 'a' has 2");
        arrays.put("b", NDArray.of(new double[] {1, Double.NEGATIVE_INFINITY}));
        Npz.write(file, arrays);
        assertThatThrownBy(() -> TableFile.read(file))
                .hasMessage(
                        file + ", row 2, column 'b': the value is -Infinity; only finite numbers can be learnt from");
        arrays.put("b", NDArray.scalar(DType.FLOAT32, 0));
        Npz.write(file, arrays);
        assertThatThrownBy(() -> TableFile.read(file))
                .hasMessage(file + ": array 'b' is float32[]; one of a table has rows along axis 0");
        arrays.put("b", NDArray.wrap(new TensorType(DType.FLOAT32, Shape.of(2, 100_000)), new float[200_000]));
        Npz.write(file, arrays);
        assertThatThrownBy(() -> TableFile.read(file))
                .hasMessageContaining("so the table has more than 100000 columns, the most that are read");
    }

    @Test
    void kindsCanBeAskedForInEveryFormat() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.json"),
                "[{\"zip\": 1, \"n\": \"1.5\"}, {\"zip\": 2, \"n\": \"-\"}, {\"zip\": null}]");
        TableOptions options = TableOptions.STANDARD
                .withKind("zip", ColumnKind.CATEGORY)
                .withKind("n", ColumnKind.NUMBER)
                .withMissing("-");
        assertThat(JsonTableTest.shown(TableFile.read(file, options).table()))
                .isEqualTo("zip CATEGORY [1, 2, ]; n NUMBER [1.5, , ]");
        TableOptions strict = TableOptions.STANDARD.withKind("n", ColumnKind.NUMBER);
        assertThatThrownBy(() -> TableFile.read(file, strict))
                .hasMessage(file + ", row 2, column 'n': '-' is not a number, but this column has to be one; "
                        + "correct it, or leave the cell empty if the value is not known");
        assertThatThrownBy(() -> TableFile.read(file, options.withKind("zib", ColumnKind.DATE)))
                .hasMessage(file + ": there is no column 'zib', whose kind was given. Did you mean 'zip'?");
    }

    @Test
    void problemsOfTheTableNameTheRow() throws IOException {
        Path training = Files.writeString(
                folder.resolve("a.json"),
                "[{\"x\": 1, \"y\": \"a\"}, {\"x\": 2, \"y\": \"b\"}, {\"x\": 3, \"y\": \"a\"}]");
        Path test = Files.writeString(folder.resolve("b.json"), "[{\"x\": 1, \"y\": \"a\"}, {\"x\": 2, \"y\": \"c\"}]");
        var encoder = TableFile.read(training).dataset("y", Wish.AUTO).encoder();
        TableFile file = TableFile.read(test);
        assertThat(file.place(1)).isEqualTo("row 2");
        assertThat(file.fields(1)).containsExactly("2", "c");
        assertThatThrownBy(() -> file.dataset(encoder))
                .hasMessage(test + ", row 2, column 'y': the class 'c' did not occur in training; the classes are "
                        + "'a', 'b'");
    }

    @Test
    void rubbishUnderAnyNameIsToldInOneLine() throws IOException {
        Random random = new Random(1);
        for (String ending : List.of("csv", "tsv", "json", "jsonl", "npy", "npz", "data")) {
            for (int i = 0; i < 40; i++) {
                byte[] bytes = new byte[random.nextInt(3000)];
                random.nextBytes(bytes);
                Path file = Files.write(folder.resolve("rubbish." + ending), bytes);
                assertThatThrownBy(() -> TableFile.read(file))
                        .isInstanceOf(FormatException.class)
                        .hasMessageStartingWith(file.toString())
                        .hasMessageNotContaining("\n");
            }
        }
    }
}
