package hillock.io;

import hillock.data.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Parquet files, which DuckDB reads if its JDBC driver is on the class path. */
final class Parquet {
    private Parquet() {}

    static Table read(Path file) throws IOException {
        List<Table> blocks = new ArrayList<>();
        read(file, blocks::add);
        return Columns.joined(blocks);
    }

    static void read(Path file, TableBlocks.Action action) throws IOException {
        // Also tells what is no file before the database tells it in its own words.
        InputFile.open(file).close();
        if (file.toString().chars().anyMatch(sign -> "*?[]".indexOf(sign) >= 0)) {
            throw new FormatException(
                    file,
                    "DuckDB takes * ? [ ] in the name of a Parquet file for a pattern; rename the file or folder");
        }
        String query = "SELECT * FROM read_parquet('" + file.toString().replace("'", "''") + "')";
        try {
            JdbcTable.read(JdbcTable.DUCKDB, query, action);
        } catch (FormatException e) {
            if (!e.where().startsWith(JdbcTable.DUCKDB)) {
                throw e;
            }
            String problem = e.problem().startsWith("no driver")
                    ? "Parquet is read with DuckDB; " + JdbcTable.driver(JdbcTable.DUCKDB)
                    : e.problem();
            FormatException own = new FormatException(file + e.where().substring(JdbcTable.DUCKDB.length()), problem);
            own.initCause(e);
            throw own;
        }
    }
}
