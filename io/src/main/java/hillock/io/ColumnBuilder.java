package hillock.io;

import hillock.data.Column;
import hillock.data.ColumnKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column being read as text, whose kind is settled by its first values that are not missing. Until then the texts are
 * kept, afterwards only what they mean, so that a table of numbers takes the room of numbers.
 */
final class ColumnBuilder {
    /** So many values settle the kind of a column. */
    static final int SAMPLE = 1000;

    private final String name;
    private final char decimal;
    private final int sampleSize;
    private final boolean declared;
    private final List<@Nullable String> sample = new ArrayList<>();
    private final Map<String, Integer> levels = new LinkedHashMap<>();
    private int sampled;
    private @Nullable ColumnKind kind;
    private String no = "false";
    private String yes = "true";
    private boolean called;
    private String notice = "";
    private int size;
    private double[] numbers = {};
    private int[] codes = {};
    private byte[] truths = {};
    private long[] seconds = {};

    /** A cell that does not fit what the column was taken for. */
    static final class Misfit extends Exception {
        private static final long serialVersionUID = 1;

        Misfit(String problem) {
            super(problem, null, false, false);
        }
    }

    ColumnBuilder(String name, Optional<ColumnKind> kind, char decimal, int sampleSize) {
        this.name = name;
        this.decimal = decimal;
        this.sampleSize = sampleSize;
        this.declared = kind.isPresent();
        this.kind = kind.orElse(null);
    }

    String name() {
        return name;
    }

    /** What a user should know; empty if there is nothing. */
    String notice() {
        return notice;
    }

    /** Adds the value of the next row, null if it is missing. */
    void add(@Nullable String text) throws Misfit {
        ColumnKind settled = kind;
        if (settled != null) {
            store(settled, text);
            return;
        }
        if (text != null) {
            sampled++;
        }
        sample.add(text);
        if (sampled == sampleSize) {
            settle();
        }
    }

    /** How many of the rows added are settled; a misfit is in the row after them. */
    int settledRows() {
        return size;
    }

    private void settle() throws Misfit {
        ColumnKind settled = kindOfSample();
        kind = settled;
        for (String text : sample) {
            store(settled, text);
        }
        sample.clear();
    }

    private ColumnKind kindOfSample() {
        int isNumber = 0;
        int isDate = 0;
        int isTruth = 0;
        boolean[] words = new boolean[4];
        String text = "";
        for (String cell : sample) {
            if (cell == null) {
                continue;
            }
            if (!Double.isNaN(Cells.number(cell, decimal))) {
                isNumber++;
            } else {
                text = cell;
            }
            isDate += Cells.seconds(cell) == Column.Dates.NONE ? 0 : 1;
            int word = List.of("false", "true", "no", "yes").indexOf(cell.toLowerCase(Locale.ROOT));
            if (word >= 0) {
                words[word] = true;
                isTruth++;
            }
        }
        if (isNumber == sampled) {
            return ColumnKind.NUMBER;
        }
        if (isDate == sampled) {
            return ColumnKind.DATE;
        }
        if (isTruth == sampled) {
            if (words[0] && words[1] && !words[2] && !words[3]) {
                return ColumnKind.BOOLEAN;
            }
            if (words[2] && words[3] && !words[0] && !words[1]) {
                no = "no";
                yes = "yes";
                return ColumnKind.BOOLEAN;
            }
        }
        if (isNumber * 10 >= sampled * 9) {
            notice = "Column '%s' is taken for text because of '%s', though %d of %d values are numbers."
                    .formatted(name, text, isNumber, sampled);
        }
        return ColumnKind.CATEGORY;
    }

    private void store(ColumnKind settled, @Nullable String text) throws Misfit {
        switch (settled) {
            case NUMBER -> {
                double value = text == null ? Double.NaN : Cells.number(text, decimal);
                if (text != null && Double.isNaN(value)) {
                    throw misfit(text, "a number");
                }
                if (Double.isInfinite(value)) {
                    throw new Misfit("'" + text + "' is infinite; only finite numbers can be learnt from");
                }
                numbers = size < numbers.length ? numbers : Arrays.copyOf(numbers, larger());
                numbers[size] = value;
            }
            case CATEGORY -> {
                codes = size < codes.length ? codes : Arrays.copyOf(codes, larger());
                codes[size] = text == null ? -1 : level(text);
            }
            case BOOLEAN -> {
                byte value = text == null ? -1 : Cells.truth(text);
                if (text != null && value < 0) {
                    throw misfit(text, truth());
                }
                if (declared && text != null) {
                    call(text);
                }
                truths = size < truths.length ? truths : Arrays.copyOf(truths, larger());
                truths[size] = value;
            }
            case DATE -> {
                long value = text == null ? Column.Dates.NONE : Cells.seconds(text);
                if (text != null && value == Column.Dates.NONE) {
                    throw misfit(text, "a date such as 2024-12-31");
                }
                seconds = size < seconds.length ? seconds : Arrays.copyOf(seconds, larger());
                seconds[size] = value;
            }
        }
        size++;
    }

    private int level(String text) throws Misfit {
        Integer known = levels.get(text);
        if (known != null) {
            return known;
        }
        if (text.indexOf('\0') >= 0) {
            throw new Misfit("a zero byte; this is no text");
        }
        levels.put(text, levels.size());
        return levels.size() - 1;
    }

    /** Words for truth values go in pairs. */
    private void call(String text) {
        called = true;
        if (text.equalsIgnoreCase("yes") || text.equalsIgnoreCase("no")) {
            no = "no";
            yes = "yes";
        }
    }

    /** The two values, where they are known. */
    private String truth() {
        return declared && !called ? "'yes' or 'no' ('true' or 'false')" : "'%s' or '%s'".formatted(yes, no);
    }

    private Misfit misfit(String text, String expected) {
        return new Misfit("'%s' is not %s, but %s; %s"
                .formatted(
                        shortened(text),
                        expected,
                        declared
                                ? "this column has to be one"
                                : "the first %d values of this column are".formatted(sampled),
                        declared
                                ? "correct it, or leave the cell empty if the value is not known"
                                : "correct it, declare the column as text, or '%s' as a word for missing values"
                                        .formatted(shortened(text))));
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    private int larger() {
        return Math.max(16, Math.toIntExact(Math.min(2L * size, Integer.MAX_VALUE - 8)));
    }

    /**
     * The column of the rows added since the last time. If none of them has a value, the kind stays open; if some have,
     * they settle it, however few they are.
     */
    Column take() throws Misfit {
        if (kind == null && sampled == 0) {
            double[] none = new double[sample.size()];
            Arrays.fill(none, Double.NaN);
            sample.clear();
            return new Column.Numbers(name, none);
        }
        Column column = build();
        size = 0;
        levels.clear();
        return column;
    }

    /** The column of all rows added. */
    Column build() throws Misfit {
        if (kind == null) {
            settle();
        }
        ColumnKind settled = kind == null ? ColumnKind.NUMBER : kind;
        return switch (settled) {
            case NUMBER -> new Column.Numbers(name, Arrays.copyOf(numbers, size));
            case CATEGORY -> new Column.Categories(name, List.copyOf(levels.keySet()), Arrays.copyOf(codes, size));
            case BOOLEAN -> new Column.Truths(name, no, yes, Arrays.copyOf(truths, size));
            case DATE -> new Column.Dates(name, Arrays.copyOf(seconds, size));
        };
    }
}
