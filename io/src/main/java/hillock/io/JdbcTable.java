package hillock.io;

import hillock.data.Column;
import hillock.data.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tables read from databases through JDBC. Numbers, truth values, dates and texts become columns of their kind; the
 * driver has to be on the class path or module path.
 *
 * <pre>{@code
 * Table table = JdbcTable.read("jdbc:duckdb:", "SELECT * FROM 'people.parquet'");
 * }</pre>
 */
public final class JdbcTable {
    static final String DUCKDB = "jdbc:duckdb:";

    private static final int MOST_COLUMNS = 100_000;
    private static final int BLOCK_ROWS = 8192;

    /** Where the drivers of some databases are, as group and artifact in Maven Central. */
    private static final Map<String, String> DRIVERS = Map.of(
            "duckdb", "org.duckdb:duckdb_jdbc",
            "h2", "com.h2database:h2",
            "mariadb", "org.mariadb.jdbc:mariadb-java-client",
            "mysql", "com.mysql:mysql-connector-j",
            "oracle", "com.oracle.database.jdbc:ojdbc11",
            "postgresql", "org.postgresql:postgresql",
            "sqlite", "org.xerial:sqlite-jdbc",
            "sqlserver", "com.microsoft.sqlserver:mssql-jdbc");

    private JdbcTable() {}

    /**
     * The result of a query on a new connection, which is closed afterwards.
     *
     * @throws FormatException if no driver knows the address, the connection or the query fails, or the result is no
     *     table; the address in the message is cut where passwords may begin
     */
    public static Table read(String url, String query) throws IOException {
        List<Table> blocks = new ArrayList<>();
        read(url, query, blocks::add);
        return Columns.joined(blocks);
    }

    /** The result of a query in blocks of rows. */
    static void read(String url, String query, TableBlocks.Action action) throws IOException {
        String shown = shown(url);
        Properties properties = new Properties();
        if (url.startsWith(DUCKDB)) {
            // Else it holds the whole result in memory before the first row is given.
            properties.setProperty("jdbc_stream_results", "true");
        }
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(BLOCK_ROWS);
            try (ResultSet rows = statement.executeQuery(query)) {
                read(rows, shown, action);
            }
        } catch (SQLException e) {
            FormatException problem = new FormatException(shown, problem(e, url));
            problem.initCause(e);
            throw problem;
        }
    }

    private static String problem(SQLException e, String url) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("No suitable driver")) {
            return url.startsWith("jdbc:")
                    ? "no driver knows this address; " + driver(url)
                    : "this is no JDBC address; they begin with jdbc: and the name of the database";
        }
        // A driver may repeat the address with its password.
        String first = message.replace(url, shown(url)).lines().findFirst().orElse("");
        return first.isBlank()
                ? "the database says no more than " + e.getClass().getSimpleName()
                : first;
    }

    /** How to add the driver of an address. */
    static String driver(String url) {
        String database = url.split(":", 3)[1].toLowerCase(Locale.ROOT);
        String jar = DRIVERS.containsKey(database) ? "the jar of " + DRIVERS.get(database) : "the jar of its driver";
        String folder = System.getProperty("hillock.drivers", "");
        return folder.isEmpty()
                ? jar + " has to be on the class path"
                : jar + " has to be in the folder " + folder + ", see the README for how to fetch it";
    }

    /** Passwords stand in the part before an at sign or behind a question mark or semicolon. */
    static String shown(String url) {
        String start = url.split("[?;]", 2)[0];
        int at = start.lastIndexOf('@');
        int slashes = start.indexOf("//");
        return at > slashes && slashes >= 0 ? start.substring(0, slashes + 2) + start.substring(at + 1) : start;
    }

    /**
     * All rows of a result from the next one on. The result is not closed.
     *
     * @param where what messages call it
     * @throws FormatException if there are no rows, too many columns, equal names, or infinite numbers
     * @throws SQLException if reading fails
     */
    public static Table read(ResultSet rows, String where) throws IOException, SQLException {
        List<Table> blocks = new ArrayList<>();
        read(rows, where, blocks::add);
        return Columns.joined(blocks);
    }

    private static void read(ResultSet rows, String where, TableBlocks.Action action) throws IOException, SQLException {
        ResultSetMetaData description = rows.getMetaData();
        int width = description.getColumnCount();
        if (width > MOST_COLUMNS) {
            throw new FormatException(where, "%d columns; at most %d are read".formatted(width, MOST_COLUMNS));
        }
        List<Builder<?>> builders = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            String name = description.getColumnLabel(i);
            if (names.contains(name)) {
                throw new FormatException(
                        where,
                        "columns %d and %d are both called '%s'; rename one with AS"
                                .formatted(names.indexOf(name) + 1, i, name));
            }
            names.add(name);
            builders.add(builder(name, description.getColumnType(i), description.getColumnClassName(i)));
        }
        long row = 0;
        while (rows.next()) {
            row++;
            for (int i = 0; i < width; i++) {
                try {
                    builders.get(i).add(rows, i + 1);
                } catch (ArithmeticException e) {
                    FormatException problem = new FormatException(
                            "%s, row %d, column '%s'".formatted(where, row, names.get(i)),
                            String.valueOf(e.getMessage()));
                    problem.initCause(e);
                    throw problem;
                }
            }
            if (row % BLOCK_ROWS == 0) {
                action.accept(block(builders));
            }
        }
        if (row == 0) {
            throw new FormatException(where, "the query gives no rows");
        }
        if (row % BLOCK_ROWS != 0) {
            action.accept(block(builders));
        }
    }

    private static Table block(List<Builder<?>> builders) {
        return Table.of(builders.stream().map(Builder::take).toList());
    }

    /** One cell of the current row. */
    @FunctionalInterface
    private interface Cell<V> {
        @Nullable
        V read(ResultSet rows, int column) throws SQLException;
    }

    /** A column being read. */
    private static final class Builder<V> {
        private final Cell<V> cell;
        private final Function<List<@Nullable V>, Column> end;
        private final List<@Nullable V> values = new ArrayList<>();

        Builder(Cell<V> cell, Function<List<@Nullable V>, Column> end) {
            this.cell = cell;
            this.end = end;
        }

        void add(ResultSet rows, int column) throws SQLException {
            values.add(cell.read(rows, column));
        }

        /** The column of the rows added since the last time. */
        Column take() {
            Column column = end.apply(values);
            values.clear();
            return column;
        }
    }

    private static Builder<?> builder(String name, int type, @Nullable String className) {
        return switch (type) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE,
                    Types.NUMERIC,
                    Types.DECIMAL -> new Builder<>(JdbcTable::number, values -> numbers(name, values));
            case Types.BOOLEAN, Types.BIT -> new Builder<>(JdbcTable::truth, values -> truths(name, values));
            case Types.DATE, Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                new Builder<>(JdbcTable::moment, values -> dates(name, values));
            // Integers of 128 bits have no type of their own in JDBC.
            default ->
                BigInteger.class.getName().equals(className)
                        ? new Builder<>(JdbcTable::number, values -> numbers(name, values))
                        : new Builder<>(ResultSet::getString, values -> Column.Categories.of(name, values));
        };
    }

    private static @Nullable Double number(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value == null) {
            return null;
        }
        double number = value instanceof BigDecimal decimal
                ? decimal.doubleValue()
                : value instanceof Number other ? other.doubleValue() : rows.getDouble(column);
        if (Double.isInfinite(number)) {
            throw new ArithmeticException("'" + value + "' is infinite; only finite numbers can be learnt from");
        }
        return number;
    }

    private static @Nullable Boolean truth(ResultSet rows, int column) throws SQLException {
        boolean value = rows.getBoolean(column);
        return rows.wasNull() ? null : value;
    }

    private static @Nullable Timestamp moment(ResultSet rows, int column) throws SQLException {
        return rows.getTimestamp(column);
    }

    private static Column numbers(String name, List<@Nullable Double> values) {
        return new Column.Numbers(
                name,
                values.stream().mapToDouble(v -> v == null ? Double.NaN : v).toArray());
    }

    private static Column truths(String name, List<@Nullable Boolean> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            Boolean value = values.get(i);
            bytes[i] = (byte) (value == null ? -1 : value ? 1 : 0);
        }
        return new Column.Truths(name, "false", "true", bytes);
    }

    private static Column dates(String name, List<@Nullable Timestamp> values) {
        long[] seconds = new long[values.size()];
        Arrays.setAll(seconds, i -> {
            Timestamp time = values.get(i);
            // The hours as the database shows them, whatever the zone.
            return time == null ? Column.Dates.NONE : time.toLocalDateTime().toEpochSecond(ZoneOffset.UTC);
        });
        return new Column.Dates(name, seconds);
    }
}
