package hillock.data;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the choice of the task depends on, gathered block by block: the distinct values of the target. */
final class TargetSummary {
    /** Beyond so many distinct values it is clear what they are not, and more are not kept. */
    static final int MOST_DISTINCT = 100_000;

    private final String name;
    private Optional<ColumnKind> kind = Optional.empty();
    private final TreeSet<Double> numbers = new TreeSet<>();
    private final TreeSet<String> texts = new TreeSet<>();
    private final String[] answers = {"", ""};
    private boolean integers = true;
    private boolean full;
    private long known;

    TargetSummary(String name) {
        this.name = name;
    }

    void add(Column block) {
        int present = block.size() - block.missing();
        if (present == 0) {
            return;
        }
        known += present;
        kind = Optional.of(block.kind());
        switch (block) {
            case Column.Numbers column -> {
                for (double value : column.values()) {
                    if (!Double.isNaN(value)) {
                        integers &= Column.Numbers.isInteger(value);
                        // Adding zero makes -0 and 0 one class.
                        add(numbers, value + 0.0);
                    }
                }
            }
            case Column.Categories column -> {
                boolean[] seen = new boolean[column.levels().size()];
                for (int code : column.codes()) {
                    if (code >= 0) {
                        seen[code] = true;
                    }
                }
                for (int level = 0; level < seen.length; level++) {
                    if (seen[level]) {
                        add(texts, column.levels().get(level));
                    }
                }
            }
            case Column.Truths column -> {
                for (byte value : column.values()) {
                    if (value >= 0) {
                        answers[value] = value == 0 ? column.no() : column.yes();
                    }
                }
            }
            case Column.Dates _ -> {
                // Refused whatever they are.
            }
        }
    }

    private <V extends Comparable<V>> void add(TreeSet<V> distinct, V value) {
        if (!distinct.contains(value)) {
            if (distinct.size() == MOST_DISTINCT) {
                full = true;
            } else {
                distinct.add(value);
            }
        }
    }

    String name() {
        return name;
    }

    /** What the values are; empty if all are missing. */
    Optional<ColumnKind> kind() {
        return kind;
    }

    /** The number of values that are there. */
    long known() {
        return known;
    }

    /** Whether all numbers are integers. */
    boolean integers() {
        return integers;
    }

    /** The number of distinct values, in words. */
    String count() {
        int count = Math.max(numbers.size(), texts().size());
        return full ? "more than " + MOST_DISTINCT : Integer.toString(count);
    }

    /** The distinct numbers in order, at most {@link #MOST_DISTINCT}. */
    TreeSet<Double> numbers() {
        return numbers;
    }

    /** The distinct texts in order, no before yes, at most {@link #MOST_DISTINCT}. */
    List<String> texts() {
        return kind.equals(Optional.of(ColumnKind.BOOLEAN))
                ? Stream.of(answers).filter(answer -> !answer.isEmpty()).toList()
                : List.copyOf(texts);
    }
}
