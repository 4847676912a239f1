package hillock.io;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * The records of a CSV text exactly as they stand there, quotes and all. A quote means something only where a field
 * begins, as FastCSV reads it too.
 */
final class CsvRecords {
    private final Reader reader;
    private final char delimiter;
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int end;
    private long line = 1;

    /**
     * A record.
     *
     * @param text without the end of the line
     * @param end what ends the line; empty at the end of the file
     * @param line where it begins, from 1
     */
    record Raw(String text, String end, long line) {
        /** The number of lines it takes. */
        long lines() {
            return 1
                    + text.replace("\r\n", "\n")
                            .chars()
                            .filter(c -> c == '\n' || c == '\r')
                            .count();
        }
    }

    CsvRecords(Reader reader, char delimiter) {
        this.reader = reader;
        this.delimiter = delimiter;
    }

    /**
     * The next record; empty at the end.
     *
     * @throws TooLong if it is longer than a record may be
     */
    Optional<Raw> next() throws IOException {
        StringBuilder text = new StringBuilder();
        boolean fieldBegins = true;
        boolean quoted = false;
        while (true) {
            int c = read();
            if (c < 0) {
                return text.isEmpty() ? Optional.empty() : Optional.of(raw(text, ""));
            }
            if (!quoted && (c == '\n' || c == '\r')) {
                if (c == '\r' && peek() == '\n') {
                    read();
                    return Optional.of(raw(text, "\r\n"));
                }
                return Optional.of(raw(text, c == '\n' ? "\n" : "\r"));
            }
            if (c == '"' && (quoted || fieldBegins)) {
                // A doubled quote closes and opens again, which comes to the same.
                quoted = !quoted;
                fieldBegins = quoted || peek() == '"';
            } else {
                fieldBegins = !quoted && c == delimiter;
            }
            text.append((char) c);
            if (text.length() > CsvReading.LONGEST_RECORD) {
                throw new TooLong();
            }
        }
    }

    /** Whether the beginning of the next record, or the end, can be read without waiting. */
    boolean ready() throws IOException {
        return at < end || reader.ready();
    }

    /** The line at which the next record begins. */
    long line() {
        return line;
    }

    private Raw raw(StringBuilder text, String lineEnd) {
        Raw raw = new Raw(text.toString(), lineEnd, line);
        line += raw.lines();
        return raw;
    }

    private int read() throws IOException {
        int c = peek();
        at++;
        return c;
    }

    private int peek() throws IOException {
        if (at >= end) {
            end = Math.max(0, reader.read(buffer, 0, buffer.length));
            at = 0;
        }
        return end == 0 ? -1 : buffer[at];
    }

    /** A record that is too long to be one. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }
}
