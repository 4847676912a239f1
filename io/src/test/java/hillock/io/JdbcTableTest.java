package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.data.ColumnKind;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
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

    @Test
    void aRealDriverAnswers() throws Exception {
        String rows = "SELECT X AS N, X / 4.0 AS Q, MOD(X, 2) = 0 AS EVEN, 'n' || MOD(X, 3) AS NAME, "
                + "DATE '2024-01-31' AS BORN, CASE WHEN MOD(X, 2) = 0 THEN X END AS GAPS FROM SYSTEM_RANGE(1, %d)";
        assertThat(JsonTableTest.shown(JdbcTable.read("jdbc:h2:mem:", rows.formatted(3))))
                .isEqualTo("N NUMBER [1, 2, 3]; Q NUMBER [0.25, 0.5, 0.75]; EVEN BOOLEAN [false, true, false]; "
                        + "NAME CATEGORY [n1, n2, n0]; BORN DATE [2024-01-31, 2024-01-31, 2024-01-31]; "
                        + "GAPS NUMBER [, 2, ]");
        TableFile file = TableFile.query(
                "jdbc:h2:mem:", rows.formatted(20_000), TableOptions.STANDARD.withKind("N", ColumnKind.CATEGORY));
        assertThat(file.table().size()).isEqualTo(20_000);
        assertThat(file.table().column("N").text(19_999)).isEqualTo("20000");
        assertThat(file.table().column("NAME").text(19_998)).isEqualTo("n1");
        List<Integer> sizes = new ArrayList<>();
        TableFile.blocks("jdbc:h2:mem:", rows.formatted(20_000), TableOptions.STANDARD)
                .forEach(block -> sizes.add(block.size()));
        assertThat(sizes).containsExactly(8192, 8192, 20_000 - 2 * 8192);
    }

    @Test
    void whatIsWrongWithAQueryIsOneLine() {
        assertThatThrownBy(() -> JdbcTable.read("jdbc:h2:mem:", "SELECT * FROM NOWHERE"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("jdbc:h2:mem:: Table \"NOWHERE\" not found")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> JdbcTable.read("jdbc:h2:mem:", "CREATE TABLE T(X INT)"))
                .isInstanceOf(FormatException.class)
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> JdbcTable.read("jdbc:h2:mem:", "SELECT 1 AS A, 2 AS A"))
                .hasMessage("jdbc:h2:mem:: columns 1 and 2 are both called 'A'; rename one with AS");
    }

    private record Address(String url, String message) {}

    static List<Address> addresses() {
        return List.of(
                new Address(
                        "jdbc:nosuch:thing",
                        "jdbc:nosuch:thing: no driver knows this address; the jar of its driver has to be on "
                                + "the class path"),
                new Address(
                        "jdbc:postgresql://host/db",
                        "jdbc:postgresql://host/db: no driver knows this address; the jar of org.postgresql:postgresql "
                                + "has to be on the class path"),
                // What a real driver says of what is not there, in one line.
                new Address(
                        "jdbc:h2:tcp://127.0.0.1:1/db;password=secret", "jdbc:h2:tcp://127.0.0.1:1/db: Connection is"),
                new Address("jdbc:h2:mem:db;NO_SUCH=secret1", "jdbc:h2:mem:db: Unsupported connection setting"),
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
