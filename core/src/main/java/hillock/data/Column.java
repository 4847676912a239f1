package hillock.data;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named column of a table: values of one kind, any of which may be missing. Immutable; the arrays in the records are
 * not copied and must not change.
 */
public sealed interface Column {
    /** The name. */
    String name();

    /** What the values are. */
    ColumnKind kind();

    /** The number of rows. */
    int size();

    /** Whether the value of a row is missing. */
    boolean isMissing(int row);

    /** The value of a row as text; empty if it is missing. */
    String text(int row);

    /** The rows with the given numbers, in their order. */
    Column select(int... rows);

    /** How many values are missing. */
    default int missing() {
        int count = 0;
        for (int row = 0; row < size(); row++) {
            count += isMissing(row) ? 1 : 0;
        }
        return count;
    }

    /**
     * Numbers.
     *
     * @param values NaN where missing, otherwise finite
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Numbers(String name, double[] values) implements Column {
        /** Beyond 2^53 not every integer is a double. */
        private static final double LARGEST_INTEGER = 0x1p53;

        /**
         * Checks the values.
         *
         * @throws TableException if one is infinite
         */
        public Numbers {
            for (int row = 0; row < values.length; row++) {
                if (Double.isInfinite(values[row])) {
                    throw new TableException(
                            name,
                            row,
                            "the value is " + values[row] + "; a network can learn from finite numbers only, and NaN "
                                    + "stands for a missing one");
                }
            }
        }

        @Override
        public ColumnKind kind() {
            return ColumnKind.NUMBER;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean isMissing(int row) {
            return Double.isNaN(values[row]);
        }

        @Override
        public String text(int row) {
            return isMissing(row) ? "" : text(values[row]);
        }

        @Override
        public Numbers select(int... rows) {
            double[] chosen = new double[rows.length];
            Arrays.setAll(chosen, i -> values[rows[i]]);
            return new Numbers(name, chosen);
        }

        static boolean isInteger(double value) {
            return value == Math.rint(value) && Math.abs(value) <= LARGEST_INTEGER;
        }

        /** Integers without a decimal point, so that the class 3 is called 3. */
        static String text(double value) {
            return isInteger(value) ? Long.toString((long) value) : Double.toString(value);
        }
    }

    /**
     * One of several names per row.
     *
     * @param levels the names, each once
     * @param codes the number of the name, -1 where missing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Categories(String name, List<String> levels, int[] codes) implements Column {
        /** Copies the list and checks the codes. */
        public Categories {
            levels = List.copyOf(levels);
            for (int row = 0; row < codes.length; row++) {
                if (codes[row] < -1 || codes[row] >= levels.size()) {
                    throw new IllegalArgumentException("Column '%s', row %d: code %d, but there are %d levels."
                            .formatted(name, row, codes[row], levels.size()));
                }
            }
        }

        /** A column of texts, null where missing. */
        public static Categories of(String name, List<? extends @Nullable String> texts) {
            Map<String, Integer> numbers = new LinkedHashMap<>();
            int[] codes = new int[texts.size()];
            for (int row = 0; row < codes.length; row++) {
                String text = texts.get(row);
                codes[row] = text == null ? -1 : numbers.computeIfAbsent(text, _ -> numbers.size());
            }
            return new Categories(name, new ArrayList<>(numbers.keySet()), codes);
        }

        @Override
        public ColumnKind kind() {
            return ColumnKind.CATEGORY;
        }

        @Override
        public int size() {
            return codes.length;
        }

        @Override
        public boolean isMissing(int row) {
            return codes[row] < 0;
        }

        @Override
        public String text(int row) {
            return isMissing(row) ? "" : levels.get(codes[row]);
        }

        @Override
        public Categories select(int... rows) {
            int[] chosen = new int[rows.length];
            Arrays.setAll(chosen, i -> codes[rows[i]]);
            return new Categories(name, levels, chosen);
        }
    }

    /**
     * One of two answers per row.
     *
     * @param no the text of value 0
     * @param yes the text of value 1
     * @param values 0, 1, or -1 where missing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Truths(String name, String no, String yes, byte[] values) implements Column {
        @Override
        public ColumnKind kind() {
            return ColumnKind.BOOLEAN;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean isMissing(int row) {
            return values[row] < 0;
        }

        @Override
        public String text(int row) {
            return isMissing(row) ? "" : values[row] == 0 ? no : yes;
        }

        @Override
        public Truths select(int... rows) {
            byte[] chosen = new byte[rows.length];
            for (int i = 0; i < rows.length; i++) {
                chosen[i] = values[rows[i]];
            }
            return new Truths(name, no, yes, chosen);
        }
    }

    /**
     * Days or moments, without a time zone.
     *
     * @param seconds since 1970-01-01T00:00, {@link #NONE} where missing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Dates(String name, long[] seconds) implements Column {
        /** The value that stands for a missing one. */
        public static final long NONE = Long.MIN_VALUE;

        @Override
        public ColumnKind kind() {
            return ColumnKind.DATE;
        }

        @Override
        public int size() {
            return seconds.length;
        }

        @Override
        public boolean isMissing(int row) {
            return seconds[row] == NONE;
        }

        @Override
        public String text(int row) {
            if (isMissing(row)) {
                return "";
            }
            LocalDateTime time = at(row);
            return time.toLocalTime().equals(LocalTime.MIDNIGHT)
                    ? time.toLocalDate().toString()
                    : time.toString();
        }

        @Override
        public Dates select(int... rows) {
            long[] chosen = new long[rows.length];
            Arrays.setAll(chosen, i -> seconds[rows[i]]);
            return new Dates(name, chosen);
        }

        LocalDateTime at(int row) {
            return LocalDateTime.ofEpochSecond(seconds[row], 0, ZoneOffset.UTC);
        }
    }
}
