package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.data.ColumnKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files made and read by DuckDB, which only the thorough build fetches; and what is said without it. */
class ParquetTest {
    private static final String ROWS = "SELECT i AS n, i / 4 AS q, i % 2 = 0 AS even, 'n' || i % 3 AS name, "
            + "DATE '2024-01-31' + i::INTEGER AS day, TIMESTAMP '2024-01-31 13:30:00' AS at, sum(i) OVER () AS total, "
            + "i::DECIMAL(9, 2) AS money, CASE WHEN i % 2 = 0 THEN i END AS gaps FROM range(1, ROWS_END) t(i)";

    @TempDir
    Path folder;

    private Path file(int rows) throws SQLException {
        Path file = folder.resolve("it's.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + ROWS.replace("ROWS_END", Integer.toString(rows + 1)) + ") TO '"
                    + file.toString().replace("'", "''") + "' (FORMAT parquet)");
        }
        return file;
    }

    @Test
    @Tag("thorough")
    void aFileIsATable() throws Exception {
        assertThat(JsonTableTest.shown(TableFile.read(file(3)).table()))
                .isEqualTo("n NUMBER [1, 2, 3]; q NUMBER [0.25, 0.5, 0.75]; even BOOLEAN [false, true, false]; "
                        + "name CATEGORY [n1, n2, n0]; day DATE [2024-02-01, 2024-02-02, 2024-02-03]; "
                        + "at DATE [2024-01-31T13:30, 2024-01-31T13:30, 2024-01-31T13:30]; total NUMBER [6, 6, 6]; "
                        + "money NUMBER [1, 2, 3]; gaps NUMBER [, 2, ]");
        assertThat(JsonTableTest.shown(JdbcTable.read("jdbc:duckdb:", ROWS.replace("ROWS_END", "2"))))
                .startsWith("n NUMBER [1]; q NUMBER [0.25]; even BOOLEAN [false]");
    }

    @Test
    @Tag("thorough")
    void aLargeFileComesInBlocks() throws Exception {
        Path file = file(100_000);
        List<Integer> sizes = new ArrayList<>();
        List<String> last = new ArrayList<>();
        TableFile.blocks(file, TableOptions.STANDARD.withKind("n", ColumnKind.CATEGORY))
                .forEach(block -> {
                    sizes.add(block.size());
                    last.add(block.column("n").text(block.size() - 1));
                });
        assertThat(sizes.stream().mapToInt(i -> i).sum()).isEqualTo(100_000);
        assertThat(sizes).hasSize(13);
        assertThat(last.getLast()).isEqualTo("100000");
        assertThat(TableFile.read(file).table().size()).isEqualTo(100_000);
    }

    @Test
    @Tag("thorough")
    void damagedFilesAreTold() throws Exception {
        Path file = file(1000);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {4, 100, bytes.length / 2, bytes.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> TableFile.read(cut))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(cut + ": ")
                    .hasMessageNotContaining("\n");
        }
        Path empty = Files.write(folder.resolve("empty.parquet"), new byte[0]);
        assertThatThrownBy(() -> TableFile.read(empty))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(empty + ": ");
        assertThatThrownBy(() -> JdbcTable.read("jdbc:duckdb:/no/such/folder/db", "SELECT 1"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("jdbc:duckdb:/no/such/folder/db: ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> JdbcTable.read("jdbc:duckdb:", "SELEC 1"))
                .isInstanceOf(FormatException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void howToAddTheDriverIsSaid() throws IOException {
        String word = JdbcTable.driver("jdbc:duckdb:");
        assertThat(word).startsWith("the jar of org.duckdb:duckdb_jdbc has to be ");
        Path missing = folder.resolve("none.parquet");
        assertThatThrownBy(() -> TableFile.read(missing)).hasMessage(missing + ": there is no such file");
    }

    @Test
    void aNameThatIsAPatternIsRefused() throws Exception {
        Path file = Files.write(folder.resolve("a[bc].parquet"), new byte[] {'P', 'A', 'R', '1'});
        assertThatThrownBy(() -> TableFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("rename the file or folder");
    }
}
