package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetMetaDataImpl;
import javax.sql.rowset.RowSetProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results of queries, held in the JDK's own row sets, and addresses that lead nowhere. */
class JdbcTableTest {
    private static CachedRowSet rows(List<String> names, List<Integer> types, @Nullable Object[]... rows)
            throws SQLException {
        RowSetMetaDataImpl description = new RowSetMetaDataImpl();
        description.setColumnCount(names.size());
        for (int i = 1; i <= names.size(); i++) {
            description.setColumnName(i, names.get(i - 1));
            description.setColumnLabel(i, names.get(i - 1));
            description.setColumnType(i, types.get(i - 1));
        }
        CachedRowSet set = RowSetProvider.newFactory().createCachedRowSet();
        set.setMetaData(description);
        // Each row is inserted before those that are there.
        for (@Nullable Object[] row : List.of(rows).reversed()) {
            set.moveToInsertRow();
            for (int i = 1; i <= row.length; i++) {
                if (row[i - 1] == null) {
                    set.updateNull(i);
                } else {
                    set.updateObject(i, row[i - 1]);
                }
            }
            set.insertRow();
            set.moveToCurrentRow();
        }
        set.beforeFirst();
        return set;
    }

    @Test
    void typesOfTheDatabaseBecomeKinds() throws Exception {
        CachedRowSet set = rows(
                List.of("i", "d", "n", "b", "s", "on", "at"),
                List.of(
                        Types.INTEGER,
                        Types.DOUBLE,
                        Types.DECIMAL,
                        Types.BOOLEAN,
                        Types.VARCHAR,
                        Types.DATE,
                        Types.TIMESTAMP),
                new @Nullable Object[] {
                    1,
                    0.5,
                    new BigDecimal("12.50"),
                    true,
                    "x",
                    Date.valueOf("2024-02-29"),
                    Timestamp.valueOf("2024-02-29 13:30:00")
                },
                new @Nullable Object[] {null, null, null, null, null, null, null},
                new @Nullable Object[] {
                    -3,
                    2.0,
                    new BigDecimal("3"),
                    false,
                    "7",
                    Date.valueOf("1969-12-31"),
                    Timestamp.valueOf("1969-12-31 00:00:00")
                });
        assertThat(JsonTableTest.shown(JdbcTable.read(set, "query")))
                .isEqualTo("i NUMBER [1, , -3]; d NUMBER [0.5, , 2]; n NUMBER [12.5, , 3]; b BOOLEAN [true, , false]; "
                        + "s CATEGORY [x, , 7]; on DATE [2024-02-29, , 1969-12-31]; "
                        + "at DATE [2024-02-29T13:30, , 1969-12-31]");
    }

    @Test
    void resultsThatAreNoTablesAreNamed() throws Exception {
        CachedRowSet none = rows(List.of("a"), List.of(Types.INTEGER));
        assertThatThrownBy(() -> JdbcTable.read(none, "query")).hasMessage("query: the query gives no rows");
        CachedRowSet twice =
                rows(List.of("a", "a"), List.of(Types.INTEGER, Types.INTEGER), new @Nullable Object[] {1, 2});
        assertThatThrownBy(() -> JdbcTable.read(twice, "query"))
                .isInstanceOf(FormatException.class)
                .hasMessage("query: columns 1 and 2 are both called 'a'; rename one with AS");
        CachedRowSet infinite =
                rows(List.of("a"), List.of(Types.DOUBLE), new @Nullable Object[] {1.0}, new @Nullable Object[] {
                    Double.POSITIVE_INFINITY
                });
        assertThatThrownBy(() -> JdbcTable.read(infinite, "query"))
                .isInstanceOf(FormatException.class)
                .hasMessage("query, row 2, column 'a': 'Infinity' is infinite; only finite numbers can be learnt from");
    }

    private record Address(String url, String message) {}

    static List<Address> addresses() {
        return List.of(
                new Address(
                        "jdbc:nosuch:thing", "jdbc:nosuch:thing: no driver knows this address; its jar has to be on"),
                new Address("http://example", "http://example: this is no JDBC address; they begin with jdbc: and"),
                new Address("", ": this is no JDBC address;"),
                new Address("jdbc:nosuch://user:secret@host/db?password=secret", "jdbc:nosuch://host/db: no driver"),
                new Address("jdbc:nosuch:db;password=secret", "jdbc:nosuch:db: no driver"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void impossibleAddressesAreToldWithoutPasswords(Address address) {
        assertThatThrownBy(() -> JdbcTable.read(address.url, "SELECT 1"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(address.message)
                .hasMessageNotContaining("secret");
    }
}
