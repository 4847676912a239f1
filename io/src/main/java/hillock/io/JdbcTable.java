package hillock.io;

import hillock.data.Column;
import hillock.data.Table;
import java.io.IOException;
import java.math.BigDecimal;
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
    private static final int MOST_COLUMNS = 100_000;

    private JdbcTable() {}

    /**
     * The result of a query on a new connection, which is closed afterwards.
     *
     * @throws FormatException if no driver knows the address, the connection or the query fails, or the result is no
     *     table; the address in the message is cut where passwords may begin
     */
    public static Table read(String url, String query) throws IOException {
        String shown = shown(url);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return read(rows, shown);
        } catch (SQLException e) {
            FormatException problem = new FormatException(shown, problem(e, url));
            problem.initCause(e);
            throw problem;
        }
    }

    private static String problem(SQLException e, String url) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (message.startsWith("No suitable driver")) {
            return url.startsWith("jdbc:")
                    ? "no driver knows this address; its jar has to be on the class path"
                    : "this is no JDBC address; they begin with jdbc: and the name of the database";
        }
        // A driver may repeat the address with its password.
        return message.replace(url, shown(url));
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
    public static Table read(ResultSet rows, String where) throws FormatException, SQLException {
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
            builders.add(builder(name, description.getColumnType(i)));
        }
        int row = 0;
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
        }
        if (row == 0) {
            throw new FormatException(where, "the query gives no rows");
        }
        return Table.of(builders.stream().map(Builder::build).toList());
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

        Column build() {
            return end.apply(values);
        }
    }

    private static Builder<?> builder(String name, int type) {
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
            default -> new Builder<>(ResultSet::getString, values -> Column.Categories.of(name, values));
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
