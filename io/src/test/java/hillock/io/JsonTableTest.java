package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.data.Table;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of JSON as tables, and JSON that is none. */
class JsonTableTest {
    private record Case(String text, String result) {}

    private static Table read(String text) throws IOException {
        return JsonTable.read(new StringReader(text), "t.json");
    }

    static String shown(Table table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + column.kind() + " "
                        + IntStream.range(0, column.size())
                                .mapToObj(column::text)
                                .toList())
                .collect(Collectors.joining("; "));
    }

    static List<Case> good() {
        return List.of(
                new Case("[{\"a\":1,\"b\":\"x\"},{\"a\":2.5,\"b\":\"y\"}]", "a NUMBER [1, 2.5]; b CATEGORY [x, y]"),
                new Case("{\"a\":1}\n{\"a\":2}\n", "a NUMBER [1, 2]"),
                new Case("{\"a\":1}{\"a\":2}", "a NUMBER [1, 2]"),
                new Case("[{\"a\":true},{\"a\":null},{},{\"a\":false}]", "a BOOLEAN [true, , , false]"),
                new Case("[{\"a\":1},{\"b\":2,\"a\":3},{\"b\":4}]", "a NUMBER [1, 3, ]; b NUMBER [, 2, 4]"),
                new Case("[{\"zip\":\"01234\"},{\"zip\":\"5\"}]", "zip CATEGORY [01234, 5]"),
                new Case("[{\"d\":\"2024-02-29\"},{\"d\":null}]", "d DATE [2024-02-29, ]"),
                new Case("[{\"a\":null,\"b\":1}]", "a NUMBER []; b NUMBER [1]"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void rowsAreRead(Case c) throws IOException {
        assertThat(shown(read(c.text))).isEqualTo(c.result);
    }

    static List<Case> bad() {
        return List.of(
                new Case("", "t.json: there are no rows"),
                new Case("[]", "t.json: there are no rows"),
                new Case("[{}]", "t.json: the rows have no values"),
                new Case("[1]", "t.json, character 1: row 1 must be an object, found an integer"),
                new Case("{\"a\":1} 2", "t.json, character 8: row 2 must be an object, found an integer"),
                new Case("[{\"a\":1}] {\"a\":1}", "t.json, character 10: more text after the end of the value"),
                new Case("[{\"a\":[1]}]", "t.json, row 1, column 'a': an object or array; a cell is a single value"),
                new Case(
                        "[{\"a\":1},{\"a\":\"x\"}]",
                        "t.json, row 2, column 'a': a string, but the values before it are not: a number"),
                new Case("[{\"a\":1},{\"a\":1e999}]", "t.json, row 2, column 'a': the number is too large"),
                new Case("[{\"a\":1,\"a\":2}]", "t.json, character 11: Duplicate"),
                new Case("[{\"a\":1}", "t.json, character 8: "),
                new Case("[{\"a\":NaN}]", "t.json, character "),
                new Case("\u0001\u0002", "t.json, character 0"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void problemsAreToldWithTheirPlace(Case c) {
        assertThatThrownBy(() -> read(c.text))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(c.result);
    }

    @Test
    void hostileTextsAreBounded() {
        // Half a million rows with a name of their own each would be a table of a quarter of a million million cells.
        String square =
                IntStream.range(0, 20_000).mapToObj(i -> "{\"n" + i + "\":1}").collect(Collectors.joining());
        for (Case c : List.of(
                new Case("[".repeat(1_000_000), "t.json, character 1: row 1 must be an object"),
                new Case("{\"a\":".repeat(1_000_000), "t.json, character "),
                new Case("[{\"a\":" + "[".repeat(1_000_000), "t.json, character "),
                new Case("[{\"a\":\"" + "x".repeat(3_000_000) + "\"}]", "t.json, character "),
                new Case("[{\"" + "x".repeat(3_000_000) + "\":1}]", "t.json, character "),
                new Case("[{\"a\":" + "1".repeat(3_000_000) + "}]", "t.json, character "),
                new Case(square, "t.json, character "))) {
            assertThatThrownBy(() -> read(c.text))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(c.result)
                    .hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> read(square)).hasMessageContaining("cells are read, 16 for every character");
        assertThatThrownBy(() -> read("[{"
                        + IntStream.range(0, 5000)
                                .mapToObj(i -> "\"" + i + "\":1")
                                .collect(Collectors.joining(",")) + "}" + ",{}".repeat(1000) + "]"))
                .hasMessageContaining("cells are read, 16 for every character");
    }

    @Test
    void filesAreUtf8(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("t.json");
        Files.writeString(file, "[{\"a\":\"ğ\"}]");
        assertThat(JsonTable.read(file).column("a").text(0)).isEqualTo("ğ");
        Files.write(file, new byte[] {'[', '{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}', ']'});
        assertThatThrownBy(() -> JsonTable.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("bytes that are not UTF-8 text");
        assertThatThrownBy(() -> JsonTable.read(folder.resolve("none.json")))
                .hasMessageContaining("there is no such file");
    }
}
