package hillock.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the beginning of a CSV file shows of its form.
 *
 * @param charset the encoding
 * @param markLength how many bytes the byte-order mark takes
 * @param delimiter what stands between the fields
 * @param decimal the decimal sign
 */
record CsvDialect(Charset charset, int markLength, char delimiter, char decimal) {
    private static final int LOOKED_AT = 1 << 16;
    private static final int MOST_LINES = 50;

    /** In order of preference: a comma may as well be a decimal sign or part of a text. */
    private static final char[] DELIMITERS = {'\t', ';', '|', ','};

    /** The beginnings of files that are taken for CSV by mistake. */
    private record Kind(String what, int... bytes) {
        boolean fits(byte[] head, int length) {
            if (length < bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if ((head[i] & 0xff) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Kind> OTHERS = List.of(
            new Kind("a zip archive or an Excel workbook; save the sheet as CSV", 'P', 'K', 3, 4),
            new Kind("an old Excel workbook; save the sheet as CSV", 0xd0, 0xcf, 0x11, 0xe0),
            new Kind("compressed with gzip; unpack it first", 0x1f, 0x8b),
            new Kind("a Parquet file", 'P', 'A', 'R', '1'),
            new Kind("a PDF document", '%', 'P', 'D', 'F'),
            new Kind("a PNG picture", 0x89, 'P', 'N', 'G'),
            new Kind("a NumPy array", 0x93, 'N', 'U', 'M', 'P', 'Y'));

    /**
     * The form of a file; the stream stands at the beginning afterwards as before.
     *
     * @throws FormatException if there is nothing or it is no text
     */
    static CsvDialect of(BufferedInputStream in, String where, TableOptions options) throws IOException {
        in.mark(LOOKED_AT);
        byte[] head = new byte[LOOKED_AT];
        // Fewer than the mark allows, for a buffered stream may read one more to notice the end.
        int length = read(in, head, LOOKED_AT - 1);
        in.reset();
        if (length == 0) {
            throw new FormatException(where, "the file is empty; a table has a line of names and lines of values");
        }
        for (Kind other : OTHERS) {
            if (other.fits(head, length)) {
                throw new FormatException(where, "this is no CSV but " + other.what);
            }
        }
        Charset charset = options.charset();
        int mark = 0;
        if (starts(head, length, 0xef, 0xbb, 0xbf)) {
            charset = StandardCharsets.UTF_8;
            mark = 3;
        } else if (starts(head, length, 0xfe, 0xff)) {
            charset = StandardCharsets.UTF_16BE;
            mark = 2;
        } else if (starts(head, length, 0xff, 0xfe)) {
            charset = StandardCharsets.UTF_16LE;
            mark = 2;
        }
        if (!charset.name().startsWith("UTF-16") && !charset.name().startsWith("UTF-32")) {
            for (int i = 0; i < length; i++) {
                if (head[i] == 0) {
                    throw new FormatException(
                            where + ", byte " + i,
                            "a zero byte; this is no text, so no CSV, or it is in UTF-16, which then has to be said");
                }
            }
        }
        // A character cut in two at the end does not matter here.
        String text = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(head, mark, length - mark))
                .toString();
        if (text.isBlank()) {
            throw new FormatException(where, "the file is blank; a table has a line of names and lines of values");
        }
        List<int[]> counts = counts(text, length == LOOKED_AT - 1);
        char delimiter = options.delimiter().orElseGet(() -> delimiter(counts));
        char decimal = options.decimal().orElseGet(() -> delimiter == ',' ? '.' : decimal(text, delimiter));
        return new CsvDialect(charset, mark, delimiter, decimal);
    }

    /** Reads as much as there is, but waits for no more of a growing text than two lines. */
    private static int read(BufferedInputStream in, byte[] head, int most) throws IOException {
        int length = 0;
        int lines = 0;
        while (length < most) {
            int count = in.read(head, length, most - length);
            if (count < 0) {
                break;
            }
            for (int end = length + count; length < end; length++) {
                lines += head[length] == '\n' ? 1 : 0;
            }
            if (lines >= 2 && head[length - 1] == '\n' && in.available() == 0) {
                break;
            }
        }
        return length;
    }

    private static boolean starts(byte[] head, int length, int... bytes) {
        return new Kind("", bytes).fits(head, length);
    }

    /** How often each delimiter occurs outside quotes in each of the first lines that are not blank. */
    private static List<int[]> counts(String text, boolean isCut) {
        List<int[]> lines = new ArrayList<>();
        int[] line = new int[DELIMITERS.length];
        boolean quoted = false;
        boolean blank = true;
        for (int i = 0; i < text.length() && lines.size() < MOST_LINES; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (quoted) {
                continue;
            }
            if (c == '\n' || c == '\r') {
                if (!blank) {
                    lines.add(line);
                    line = new int[DELIMITERS.length];
                    blank = true;
                }
                continue;
            }
            blank = false;
            for (int d = 0; d < DELIMITERS.length; d++) {
                line[d] += c == DELIMITERS[d] ? 1 : 0;
            }
        }
        if (!blank && lines.size() < MOST_LINES && (!isCut || lines.isEmpty())) {
            lines.add(line);
        }
        return lines;
    }

    /** The first that occurs equally often in every line; if none does, the most frequent one of the first line. */
    private static char delimiter(List<int[]> lines) {
        int[] first = lines.isEmpty() ? new int[DELIMITERS.length] : lines.getFirst();
        int most = DELIMITERS.length - 1;
        for (int d = 0; d < DELIMITERS.length; d++) {
            int at = d;
            if (first[d] > 0 && lines.stream().allMatch(line -> line[at] == first[at])) {
                return DELIMITERS[d];
            }
            most = first[d] > first[most] ? d : most;
        }
        return DELIMITERS[most];
    }

    private static char decimal(String text, char delimiter) {
        int commas = 0;
        int points = 0;
        for (String field : text.split("[\\r\\n\\Q" + delimiter + "\\E]")) {
            String stripped = field.strip().replace("\"", "");
            if (!Double.isNaN(Cells.number(stripped, ',')) && stripped.indexOf(',') >= 0) {
                commas++;
            } else if (!Double.isNaN(Cells.number(stripped, '.')) && stripped.indexOf('.') >= 0) {
                points++;
            }
        }
        return commas > points ? ',' : '.';
    }
}
