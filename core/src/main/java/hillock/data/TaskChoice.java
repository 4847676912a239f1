package hillock.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What is to be learnt from a column, and why that was chosen.
 *
 * @param task the task; the classes are sorted, numbers by size
 * @param reason one sentence that says what was chosen, why, and what else could be asked for
 */
public record TaskChoice(Task task, String reason) {
    /** More distinct integers than these are taken for amounts and not for classes. */
    public static final int MOST_INTEGER_CLASSES = 20;

    /** What the user asks for. */
    public enum Wish {
        /** Classification for text, truth values, or at most 20 distinct integers; regression for other numbers. */
        AUTO,
        /** Every distinct value is a class. */
        CLASSIFICATION,
        /** Numbers. */
        REGRESSION
    }

    /**
     * The task for a target column.
     *
     * @throws TableException if nothing can be learnt: every value is missing, there is a single class, all numbers are
     *     equal, the column holds dates, text is to be predicted as a number, or nearly every text is different
     */
    public static TaskChoice of(Column target, Wish wish) {
        String name = target.name();
        if (target.missing() == target.size()) {
            throw new TableException(name, "all values of the target are missing, so there is nothing to learn");
        }
        return switch (target) {
            case Column.Dates _ ->
                throw new TableException(
                        name, "the target is a date, which cannot be predicted; choose a column of numbers or names");
            case Column.Numbers numbers -> ofNumbers(numbers, wish);
            case Column.Categories _, Column.Truths _ -> {
                if (wish == Wish.REGRESSION) {
                    throw new TableException(
                            name,
                            "regression needs numbers, but the target is "
                                    + target.kind().words() + ", for example '" + example(target) + "'");
                }
                yield new TaskChoice(
                        classes(name, texts(target), target),
                        "The target '%s' is %s, so this is a classification."
                                .formatted(name, target.kind().words()));
            }
        };
    }

    private static TaskChoice ofNumbers(Column.Numbers target, Wish wish) {
        String name = target.name();
        TreeSet<Double> distinct = new TreeSet<>();
        boolean integers = true;
        for (double value : target.values()) {
            if (!Double.isNaN(value)) {
                integers &= Column.Numbers.isInteger(value);
                // Adding zero makes -0 and 0 one class.
                distinct.add(value + 0.0);
            }
        }
        boolean few = integers && distinct.size() <= MOST_INTEGER_CLASSES;
        if (wish == Wish.CLASSIFICATION || wish == Wish.AUTO && few) {
            List<String> labels = distinct.stream().map(Column.Numbers::text).toList();
            String why = wish == Wish.AUTO
                    ? "The target '%s' has %d distinct integers (at most %d), so this is a classification; "
                            .concat("ask for regression if they are amounts.")
                            .formatted(name, distinct.size(), MOST_INTEGER_CLASSES)
                    : "Every distinct number of the target '%s' is a class, as asked for.".formatted(name);
            return new TaskChoice(classes(name, labels, target), why);
        }
        if (distinct.size() == 1) {
            throw new TableException(
                    name, "the target is " + Column.Numbers.text(distinct.first()) + " in every row; nothing to learn");
        }
        String why = wish == Wish.REGRESSION
                ? "The numbers of the target '%s' are predicted as numbers, as asked for.".formatted(name)
                : integers
                        ? "The target '%s' has %d distinct integers (more than %d), so this is a regression; "
                                .concat("ask for classification if they are names.")
                                .formatted(name, distinct.size(), MOST_INTEGER_CLASSES)
                        : "The target '%s' is a number with fractions, so this is a regression.".formatted(name);
        return new TaskChoice(Task.regression(List.of(name)), why);
    }

    private static Task classes(String name, List<String> labels, Column target) {
        if (labels.size() == 1) {
            throw new TableException(
                    name, "the target has the single class '" + labels.getFirst() + "'; two are needed to learn");
        }
        int known = target.size() - target.missing();
        if (labels.size() > Math.max(MOST_INTEGER_CLASSES, known / 2)) {
            throw new TableException(
                    name,
                    "the target has %d classes in %d rows, too few rows per class to learn; "
                                    .formatted(labels.size(), known)
                            + "is it an identifier or a free text?");
        }
        return labels.size() == 2 ? Task.binary(labels.get(0), labels.get(1)) : Task.classes(labels);
    }

    private static List<String> texts(Column target) {
        if (target instanceof Column.Truths truths) {
            boolean[] seen = new boolean[2];
            for (byte value : truths.values()) {
                if (value >= 0) {
                    seen[value] = true;
                }
            }
            List<String> texts = new ArrayList<>();
            if (seen[0]) {
                texts.add(truths.no());
            }
            if (seen[1]) {
                texts.add(truths.yes());
            }
            return texts;
        }
        TreeSet<String> texts = new TreeSet<>();
        for (int row = 0; row < target.size(); row++) {
            if (!target.isMissing(row)) {
                texts.add(target.text(row));
            }
        }
        return List.copyOf(texts);
    }

    private static String example(Column column) {
        int row = 0;
        while (column.isMissing(row)) {
            row++;
        }
        return column.text(row);
    }

    /**
     * The wish of a name, in any case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Wish wish(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> Wish.AUTO;
            case "classification" -> Wish.CLASSIFICATION;
            case "regression" -> Wish.REGRESSION;
            default ->
                throw new IllegalArgumentException(
                        "There is no task '%s'; there are auto, classification and regression.".formatted(name));
        };
    }
}
