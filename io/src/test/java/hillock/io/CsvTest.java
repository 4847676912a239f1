package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.data.Column;
import hillock.data.ColumnKind;
import hillock.data.TableDataset;
import hillock.data.Task;
import hillock.data.TaskChoice.Wish;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV as it comes, and what is said of CSV that cannot be read. */
class CsvTest {
    private static final UnaryOperator<TableOptions> STANDARD = UnaryOperator.identity();

    private static TableFile read(String text, UnaryOperator<TableOptions> options) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), options);
    }

    private static TableFile read(byte[] bytes, UnaryOperator<TableOptions> options) throws IOException {
        return TableFile.read(new ByteArrayInputStream(bytes), "t.csv", options.apply(TableOptions.STANDARD));
    }

    private record Good(String name, byte[] bytes, UnaryOperator<TableOptions> options, String table) {
        Good(String name, String text, UnaryOperator<TableOptions> options, String table) {
            this(name, text.getBytes(StandardCharsets.UTF_8), options, table);
        }

        Good(String name, String text, String table) {
            this(name, text, STANDARD, table);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Good> good() {
        return List.of(
                new Good("numbers", "a,b\n1,2\n-3.5,4e2\n", "a NUMBER [1, -3.5]; b NUMBER [2, 400]"),
                new Good("one column", "a\n1\n2", "a NUMBER [1, 2]"),
                new Good("semicolons", "a;b\n1;x\n2;y", "a NUMBER [1, 2]; b CATEGORY [x, y]"),
                new Good("tabs", "a\tb\n1\tx, y\n2\ty", "a NUMBER [1, 2]; b CATEGORY [x, y, y]"),
                new Good("bars", "a|b\r\n1|x\r\n2|y\r\n", "a NUMBER [1, 2]; b CATEGORY [x, y]"),
                new Good("decimal commas", "a;b\n1,5;2\n3,25;4", "a NUMBER [1.5, 3.25]; b NUMBER [2, 4]"),
                new Good("semicolons and points", "a;b\n1.5;2\n3.25;4", "a NUMBER [1.5, 3.25]; b NUMBER [2, 4]"),
                new Good(
                        "quoted decimal commas",
                        "a,b\n\"1,5\",2\n\"3,25\",4",
                        o -> o.withDecimal(','),
                        "a NUMBER [1.5, 3.25]; b NUMBER [2, 4]"),
                new Good(
                        "a delimiter of one's own",
                        "a:b\n1:2\n",
                        o -> o.withDelimiter(':'),
                        "a NUMBER [1]; b NUMBER [2]"),
                new Good(
                        "no header",
                        "1,x\n2,y\n",
                        o -> o.withHeader(false),
                        "column 1 NUMBER [1, 2]; column 2 CATEGORY [x, y]"),
                new Good("byte-order mark", "\ufeffa,b\n1,2\n", "a NUMBER [1]; b NUMBER [2]"),
                new Good(
                        "UTF-16",
                        "\ufeffa,b\n1,ğ\n".getBytes(StandardCharsets.UTF_16LE),
                        STANDARD,
                        "a NUMBER [1]; b CATEGORY [ğ]"),
                new Good(
                        "windows-1252",
                        "a,b\n1,é\n".getBytes(Charset.forName("windows-1252")),
                        o -> o.withCharset(Charset.forName("windows-1252")),
                        "a NUMBER [1]; b CATEGORY [é]"),
                new Good(
                        "quotes",
                        "a,b\n\"x, \"\"y\"\"\",1\n\"two\nlines\",2\n",
                        "a CATEGORY [x, \"y\", two\nlines]; b NUMBER [1, 2]"),
                new Good("spaces", " a , b \n 1 , x \n", "a NUMBER [1]; b CATEGORY [x]"),
                new Good(
                        "missing",
                        "a,b\n1,x\n,?\nNA,null\nNaN,y\nnan,NULL\n",
                        "a NUMBER [1, , , , ]; b CATEGORY [x, , , y, ]"),
                new Good(
                        "own word for missing",
                        "a,b\n1,x\n-,y\n",
                        o -> o.withMissing("-"),
                        "a NUMBER [1, ]; b CATEGORY [x, y]"),
                new Good("nothing known", "a,b\n,1\n,2\n", "a NUMBER [, ]; b NUMBER [1, 2]"),
                new Good("truth values", "a,b\nTrue,yes\nFALSE,no\n", "a BOOLEAN [true, false]; b BOOLEAN [yes, no]"),
                new Good("one word is a category", "a,b\nyes,1\nyes,2\n", "a CATEGORY [yes, yes]; b NUMBER [1, 2]"),
                new Good(
                        "dates",
                        "a,b\n2024-02-29,31.12.2023\n2024-03-01 06:30,1.1.2024\n",
                        "a DATE [2024-02-29, 2024-03-01T06:30]; b DATE [2023-12-31, 2024-01-01]"),
                new Good("no such day", "a,b\n2023-02-29,1\n", "a CATEGORY [2023-02-29]; b NUMBER [1]"),
                new Good(
                        "no numbers",
                        "a,b,c,d\n1d,0x10,1_000,1e\n",
                        "a CATEGORY [1d]; b CATEGORY [0x10]; " + "c CATEGORY [1_000]; d CATEGORY [1e]"),
                new Good(
                        "declared text",
                        "zip,b\n01234,1\n98765,2\n",
                        o -> o.withKind("zip", ColumnKind.CATEGORY),
                        "zip CATEGORY [01234, 98765]; b NUMBER [1, 2]"),
                new Good(
                        "declared truth",
                        "a,b\n1,1\n0,2\n",
                        o -> o.withKind("a", ColumnKind.BOOLEAN),
                        "a BOOLEAN [true, false]; b NUMBER [1, 2]"),
                new Good("empty name", ",b\n1,2\n", "column 1 NUMBER [1]; b NUMBER [2]"),
                new Good("blank lines", "a,b\n\n1,2\n\n\n3,4\n\n", "a NUMBER [1, 3]; b NUMBER [2, 4]"),
                new Good("old Macintosh", "a,b\r1,2\r3,4", "a NUMBER [1, 3]; b NUMBER [2, 4]"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void filesAreRead(Good good) throws IOException {
        assertThat(JsonTableTest.shown(read(good.bytes, good.options).table())).isEqualTo(good.table);
    }

    private record Bad(String name, byte[] bytes, UnaryOperator<TableOptions> options, String message) {
        Bad(String name, String text, UnaryOperator<TableOptions> options, String message) {
            this(name, text.getBytes(StandardCharsets.UTF_8), options, message);
        }

        Bad(String name, String text, String message) {
            this(name, text, STANDARD, message);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A thousand lines of numbers, then one more line. */
    private static String settled(String last) {
        return "x,y\n" + "1,2\n".repeat(ColumnBuilder.SAMPLE) + last;
    }

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static List<Bad> bad() {
        byte[] rubbish = random(100_000, 1);
        // No byte gives the rubbish away at once; that it is no UTF-8 is found in reading.
        for (int i = 0; i < rubbish.length; i++) {
            rubbish[i] = rubbish[i] == 0 ? 1 : rubbish[i];
        }
        return List.of(
                new Bad("empty", "", "t.csv: the file is empty; a table has a line of names and lines of values"),
                new Bad("blank", " \n\n", "t.csv: the file is blank; a table has"),
                new Bad("only a mark", "\ufeff", "t.csv: the file is blank"),
                new Bad("header only", "a,b\n", "t.csv: there is a line of names, but no line of values follows it"),
                new Bad("short row", "a,b\n1,2\n\n3\n", "t.csv, line 4: 1 fields, but the header has 2"),
                new Bad(
                        "long row",
                        "a,b\n1,2\n3,4,5\n",
                        "t.csv, line 3: 3 fields, but the header has 2; "
                                + "a field with the delimiter in it has to be quoted"),
                new Bad(
                        "ragged without header",
                        "1,2\n3\n",
                        o -> o.withHeader(false),
                        "t.csv, line 2: 1 fields, but the first line has 2"),
                new Bad(
                        "text in a number column",
                        settled("3,abc\n"),
                        "t.csv, line 1002, column 'y': 'abc' is not a number, but the first 1000 values of this "
                                + "column are; "
                                + "correct it, declare the column as text, or 'abc' as a word for missing values"),
                new Bad(
                        "text in a declared number column",
                        "a,b\n1,1\nx\u001b[2J,2\n",
                        o -> o.withKind("a", ColumnKind.NUMBER),
                        "t.csv, line 3, column 'a': 'x\\u001b[2J' is not a number, but this column has to be one;"),
                new Bad(
                        "text in a declared truth column",
                        "a,b\nyes,1\nmaybe,2\n",
                        o -> o.withKind("a", ColumnKind.BOOLEAN),
                        "t.csv, line 3, column 'a': 'maybe' is not 'yes' or 'no',"),
                new Bad(
                        "text in a declared date column",
                        "a,b\n2024-13-01,1\n",
                        o -> o.withKind("a", ColumnKind.DATE),
                        "t.csv, line 2, column 'a': '2024-13-01' is not a date such as 2024-12-31,"),
                new Bad("infinite", "a,b\n1,2\n3,-inf\n", "t.csv, line 3, column 'b': '-inf' is infinite;"),
                new Bad("too large", "a,b\n1,2\n1e999,4\n", "t.csv, line 3, column 'a': '1e999' is infinite;"),
                new Bad("infinite when settled", settled("Infinity,1"), "t.csv, line 1002, column 'x': 'Infinity' is"),
                new Bad(
                        "equal names",
                        "a,b,a\n1,2,3\n",
                        "t.csv, line 1: columns 1 and 3 are both called 'a'; rename one"),
                new Bad(
                        "declared column absent",
                        "age,b\n1,2\n",
                        o -> o.withKind("agr", ColumnKind.NUMBER),
                        "t.csv: there is no column 'agr', whose kind was given. Did you mean 'age'?"),
                new Bad("zero byte", "a,b\n1,\0\n", "t.csv, byte 6: a zero byte; this is no text, so no CSV,"),
                new Bad(
                        "late zero byte",
                        "a,b\n" + "1,x\n".repeat(30_000) + "1,y\0\n",
                        "t.csv, line 30002, column 'b': a zero byte; this is no text"),
                new Bad(
                        "UTF-16 without a mark",
                        "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE),
                        STANDARD,
                        "t.csv, byte 1: a zero byte; this is no text, so no CSV, or it is in UTF-16,"),
                new Bad("rubbish", rubbish, STANDARD, "t.csv, line 1: bytes that are not UTF-8 text"),
                new Bad("rubbish with zeros", random(100_000, 2), STANDARD, "t.csv, byte "),
                new Bad("zip", "PK\3\4rest", "t.csv: this is no CSV but a zip archive or an Excel workbook;"),
                new Bad("Parquet", "PAR1", "t.csv: this is no CSV but a Parquet file"),
                new Bad(
                        "other encoding",
                        "a,b\n1,é\n".getBytes(StandardCharsets.ISO_8859_1),
                        STANDARD,
                        "t.csv, line 1: bytes that are not UTF-8 text; if the file is in another encoding,"
                                + " such as windows-1252, name it: --encoding windows-1252"),
                new Bad("open quote", "a,b\n1,\"x\n2,y\n", "t.csv, after line 1: a quote is not closed"),
                new Bad("text after a quote", "a,b\n1,\"x\"z\n", "t.csv, after line 1: a quote is not closed, or text"),
                new Bad(
                        "long field",
                        "a,b\n1," + "x".repeat(2_000_000) + "\n",
                        "t.csv, after line 1: a field of more than"),
                new Bad(
                        "open quote in a long file",
                        "a,b\n1,\"x\n" + "2,y\n".repeat(5_000_000),
                        "t.csv, after line 1: a field of more than"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void problemsAreToldWithTheirPlace(Bad bad) {
        assertThatThrownBy(() -> read(bad.bytes, bad.options))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(bad.message)
                .hasMessageNotContainingAny("\u001b", "fastcsv", "FastCSV");
    }

    /** A stream of a sign as many times as one likes, which counts what is taken from it. */
    private static final class Signs extends InputStream {
        private final char sign;
        private final long size;
        private long taken;

        Signs(char sign, long size) {
            this.sign = sign;
            this.size = size;
        }

        @Override
        public int read() {
            return taken++ < size ? sign : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (taken >= size) {
                return -1;
            }
            int count = (int) Math.min(length, size - taken);
            Arrays.fill(bytes, from, from + count, (byte) sign);
            taken += count;
            return count;
        }
    }

    @Test
    void aLineOfAHundredMillionColumnsIsBounded() {
        Signs commas = new Signs(',', 100_000_000);
        assertThatThrownBy(() -> TableFile.read(commas, "t.csv", TableOptions.STANDARD))
                .isInstanceOf(FormatException.class)
                .hasMessage("t.csv, line 1: more than 100000 columns, the most that are read; "
                        + "is the delimiter right?");
        assertThat(commas.taken).isLessThan(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(chars = {'x', '"', ' ', '1', '\u0001'})
    void aGigabyteWithoutALineEndIsBounded(char sign) {
        Signs signs = new Signs(sign, 1 << 30);
        assertThatThrownBy(() -> TableFile.read(signs, "t.csv", TableOptions.STANDARD))
                .isInstanceOf(FormatException.class)
                .hasMessageMatching("t.csv(, line 1: a field of more than 1048576 .*|: the file is blank; .*)");
        assertThat(signs.taken).isLessThan(1 << 25);
    }

    @Test
    void shortRandomBytesAreEitherATableOrAFormatException() {
        Random random = new Random(3);
        int tables = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int j = 0; j < bytes.length; j++) {
                // Mostly the characters that matter.
                String alphabet = "a1.,;\t|\"\n\r -e?\u0001";
                bytes[j] = (byte) (random.nextInt(40) == 0 ? random.nextInt() : alphabet.charAt(random.nextInt(15)));
            }
            try {
                read(bytes, STANDARD);
                tables++;
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith("t.csv");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(tables).isBetween(100, 2900);
    }

    @Test
    void aLateTextTurnsAColumnIntoTextAloudWhileItIsNotSettled() throws IOException {
        TableFile csv = read("x,y\n" + "1,2\n".repeat(19) + "1,abc\n", STANDARD);
        assertThat(csv.table().column("y")).isInstanceOf(Column.Categories.class);
        assertThat(csv.notices())
                .containsExactly("Column 'y' is taken for text because of 'abc', though 19 of 20 values are numbers.");
        assertThat(read("1,2\n3,4\n", STANDARD).notices())
                .singleElement()
                .asString()
                .contains("there is no header");
    }

    @Test
    void aColumnThatBeginsWithGapsIsSettledLater() throws IOException {
        TableFile csv = read("x,y\n" + ",2\n".repeat(3000) + "word,2\n" + ",3\n", STANDARD);
        assertThat(csv.table().column("x").kind()).isEqualTo(ColumnKind.CATEGORY);
        assertThat(csv.table().column("x").missing()).isEqualTo(3001);
        assertThat(csv.place(3000)).isEqualTo("line 3002");
    }

    @Test
    void targetIsTheLastColumnOrNamed() throws IOException {
        TableFile csv = read("length,species\n1,a\n2,b\n", STANDARD);
        assertThat(csv.target(Optional.empty())).isEqualTo("species");
        assertThat(csv.target(Optional.of("length"))).isEqualTo("length");
        assertThatThrownBy(() -> csv.target(Optional.of("specis")))
                .hasMessage("t.csv: there is no column 'specis' to predict. Did you mean 'species'?");
        assertThatThrownBy(() -> csv.target(Optional.of("qqq")))
                .hasMessage("t.csv: there is no column 'qqq' to predict. The columns are length, species");
    }

    @Test
    void problemsOfTheTableAreToldWithTheirPlaceInTheFile() throws IOException {
        assertThatThrownBy(() -> read("x,y\n1,a\n2,a\n", STANDARD).dataset("y", Wish.AUTO))
                .isInstanceOf(FormatException.class)
                .hasMessage("t.csv, column 'y': the target has the single class 'a'; two are needed to learn");
        TableDataset training = read("x,job,y\n1,p,a\n2,q,b\n", STANDARD).dataset("y", Wish.AUTO);
        assertThat(training.task()).isEqualTo(Task.binary("a", "b"));
        UnaryOperator<TableOptions> as = options -> options.withKinds(training.encoder());
        assertThatThrownBy(() -> read("x,job,y\n1,p,a\n\n2,q,c\n", as).dataset(training.encoder()))
                .hasMessage("t.csv, line 4, column 'y': the class 'c' did not occur in training; "
                        + "the classes are 'a', 'b'");
        assertThatThrownBy(() -> read("xx,jobb,y\n1,p,a\n", as).dataset(training.encoder()))
                .hasMessage("t.csv: the model was trained with other columns: columns of the training data are absent: "
                        + "'x', 'job'; columns that were not in training: 'xx', 'jobb'. "
                        + "For 'x': Did you mean 'xx'? For 'job': Did you mean 'jobb'?");
        assertThatThrownBy(() -> read("x,job\nold,p\n", as))
                .hasMessageStartingWith(
                        "t.csv, line 2, column 'x': 'old' is not a number, but this column has to be one");
        TableFile other = read("job,x\nr,3\n7,\n", as);
        assertThat(other.features(training.encoder()).report().sentences())
                .hasSize(2)
                .first()
                .asString()
                .contains("2 values not seen in training ('7', 'r')");
    }

    @Test
    void recordsAreKeptWhenAskedFor() throws IOException {
        TableFile csv = read("x;y\n 1,50;\"a;b\"\n", TableOptions::keepingRecords);
        assertThat(csv.fields(0)).containsExactly(" 1,50", "a;b");
        assertThat(csv.delimiter()).isEqualTo(';');
        assertThat(csv.decimal()).isEqualTo(',');
        assertThat(read("x\n1.50\n", STANDARD).fields(0)).containsExactly("1.5");
    }

    @Test
    void filesAreOpenedWithCare(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("people.csv");
        assertThatThrownBy(() -> TableFile.read(file)).hasMessage(file + ": there is no such file");
        assertThatThrownBy(() -> TableFile.read(folder)).hasMessageContaining("this is a folder");
        Files.writeString(file, "a,b\n1,2\n");
        assertThat(TableFile.read(file).table().size()).isEqualTo(1);
    }

    @Test
    void signsHaveOneMeaning() {
        List<Runnable> wrong = new ArrayList<>();
        wrong.add(() -> TableOptions.STANDARD.withDecimal(';'));
        wrong.add(() -> TableOptions.STANDARD.withDecimal(',').withDelimiter(','));
        wrong.add(() -> TableOptions.STANDARD.withDelimiter('"'));
        wrong.add(() -> TableOptions.STANDARD.withDelimiter('1'));
        for (Runnable action : wrong) {
            assertThatThrownBy(action::run).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
