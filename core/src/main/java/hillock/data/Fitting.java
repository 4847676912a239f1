package hillock.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The encoding learnt from one column of the training part, or why it was dropped.
 *
 * @param encoding how it becomes inputs; empty if it tells nothing
 * @param notice a sentence for the user; empty if there is nothing to say
 */
record Fitting(Optional<Encoding> encoding, String notice) {
    /** More names than these would make more inputs than most tables have rows. */
    static final int MOST_LEVELS = 100;

    /** Fewer rows than these may all differ by chance. */
    private static final int FEWEST_IDENTIFIERS = 20;

    static Fitting of(Column column) {
        int missing = column.missing();
        if (missing == column.size()) {
            return dropped(column, "all its values are missing");
        }
        return switch (column) {
            case Column.Numbers numbers -> measure(column, numbers.values(), missing > 0);
            case Column.Truths truths -> {
                double[] values = new double[truths.size()];
                for (int row = 0; row < values.length; row++) {
                    values[row] = truths.isMissing(row) ? Double.NaN : truths.values()[row];
                }
                yield measure(column, values, missing > 0);
            }
            case Column.Categories categories -> levels(categories, missing);
            case Column.Dates dates -> calendar(dates, missing);
        };
    }

    private static Fitting measure(Column column, double[] values, boolean indicator) {
        double fill = Encoding.median(values);
        if (differ(values)) {
            // The median of truth values may be one half, and 0 or 1 is meant.
            double chosen = column.kind() == ColumnKind.BOOLEAN ? Math.rint(fill) : fill;
            return kept(new Encoding.Measure(
                    column.name(), column.kind(), chosen, Optional.of(Scale.of(values)), indicator));
        }
        if (!indicator) {
            return dropped(column, "it is " + column.text(0) + " in every row");
        }
        return kept(new Encoding.Measure(column.name(), column.kind(), fill, Optional.empty(), true));
    }

    private static boolean differ(double[] values) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        return least < most;
    }

    private static Fitting levels(Column.Categories column, int missing) {
        Map<String, Integer> counts = new HashMap<>();
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                counts.merge(column.text(row), 1, Integer::sum);
            }
        }
        int present = column.size() - missing;
        if (counts.size() == 1 && missing == 0) {
            return dropped(column, "it is '" + column.text(0) + "' in every row");
        }
        if (counts.size() == present && present > FEWEST_IDENTIFIERS) {
            return dropped(column, "every row has another text, so it names the rows and tells nothing of new ones");
        }
        if (counts.size() <= MOST_LEVELS) {
            return kept(new Encoding.OneHot(
                    column.name(), List.copyOf(new TreeSet<>(counts.keySet())), missing > 0, false));
        }
        List<String> frequent = new ArrayList<>(new TreeSet<>(counts.keySet()));
        // Stable, so that among equally frequent names the first in the alphabet is kept.
        frequent.sort((a, b) -> Integer.compare(counts.getOrDefault(b, 0), counts.getOrDefault(a, 0)));
        List<String> levels = List.copyOf(new TreeSet<>(frequent.subList(0, MOST_LEVELS)));
        return new Fitting(
                Optional.of(new Encoding.OneHot(column.name(), levels, missing > 0, true)),
                "Column '%s' has %d different texts; the %d most frequent are told apart, the others count as one."
                        .formatted(column.name(), counts.size(), MOST_LEVELS));
    }

    private static Fitting calendar(Column.Dates column, int missing) {
        int count = Encoding.Calendar.PARTS.size();
        double[][] values = new double[count][column.size()];
        for (int row = 0; row < column.size(); row++) {
            if (column.isMissing(row)) {
                for (double[] part : values) {
                    part[row] = Double.NaN;
                }
            } else {
                double[] parts = Encoding.Calendar.parts(column.at(row));
                for (int part = 0; part < count; part++) {
                    values[part][row] = parts[part];
                }
            }
        }
        List<Integer> parts = new ArrayList<>();
        List<Scale> scales = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            if (differ(values[part])) {
                parts.add(part);
                scales.add(Scale.of(values[part]));
            }
        }
        if (parts.isEmpty() && missing == 0) {
            return dropped(column, "it is " + column.text(0) + " in every row");
        }
        return kept(new Encoding.Calendar(column.name(), parts, scales, missing > 0));
    }

    private static Fitting kept(Encoding encoding) {
        return new Fitting(Optional.of(encoding), "");
    }

    private static Fitting dropped(Column column, String why) {
        return new Fitting(Optional.empty(), "Column '%s' is left out: %s.".formatted(column.name(), why));
    }
}
