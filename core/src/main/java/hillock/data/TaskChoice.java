package hillock.data;

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

    /** More classes than these are taken for identifiers or free text. */
    public static final int MOST_CLASSES = 1000;

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
     *     equal, the column holds dates, text is to be predicted as a number, nearly every text is different, or there
     *     are more than {@link #MOST_CLASSES} classes
     */
    public static TaskChoice of(Column target, Wish wish) {
        TargetSummary summary = new TargetSummary(target.name());
        summary.add(target);
        return of(summary, wish);
    }

    static TaskChoice of(TargetSummary target, Wish wish) {
        String name = target.name();
        ColumnKind kind = target.kind()
                .orElseThrow(() ->
                        new TableException(name, "all values of the target are missing, so there is nothing to learn"));
        return switch (kind) {
            case DATE ->
                throw new TableException(
                        name, "the target is a date, which cannot be predicted; choose a column of numbers or names");
            case NUMBER -> ofNumbers(target, wish);
            case CATEGORY, BOOLEAN -> {
                List<String> texts = target.texts();
                if (wish == Wish.REGRESSION) {
                    throw new TableException(
                            name,
                            "regression needs numbers, but the target is " + kind.words() + ", for example '"
                                    + texts.getFirst() + "'");
                }
                yield new TaskChoice(
                        classes(texts, target),
                        "The target '%s' is %s, so this is a classification.".formatted(name, kind.words()));
            }
        };
    }

    private static TaskChoice ofNumbers(TargetSummary target, Wish wish) {
        String name = target.name();
        TreeSet<Double> distinct = target.numbers();
        boolean few = target.integers() && distinct.size() <= MOST_INTEGER_CLASSES;
        if (wish == Wish.CLASSIFICATION || wish == Wish.AUTO && few) {
            List<String> labels = distinct.stream().map(Column.Numbers::text).toList();
            String why = wish == Wish.AUTO
                    ? "The target '%s' has %d distinct integers (at most %d), so this is a classification; "
                            .concat("ask for regression if they are amounts.")
                            .formatted(name, distinct.size(), MOST_INTEGER_CLASSES)
                    : "Every distinct number of the target '%s' is a class, as asked for.".formatted(name);
            return new TaskChoice(classes(labels, target), why);
        }
        if (distinct.size() == 1) {
            throw new TableException(
                    name, "the target is " + Column.Numbers.text(distinct.first()) + " in every row; nothing to learn");
        }
        String why = wish == Wish.REGRESSION
                ? "The numbers of the target '%s' are predicted as numbers, as asked for.".formatted(name)
                : target.integers()
                        ? "The target '%s' has %s distinct integers (more than %d), so this is a regression; "
                                .concat("ask for classification if they are names.")
                                .formatted(name, target.count(), MOST_INTEGER_CLASSES)
                        : "The target '%s' is a number with fractions, so this is a regression.".formatted(name);
        return new TaskChoice(Task.regression(List.of(name)), why);
    }

    private static Task classes(List<String> labels, TargetSummary target) {
        if (labels.size() == 1) {
            throw new TableException(
                    target.name(),
                    "the target has the single class '" + labels.getFirst() + "'; two are needed to learn");
        }
        if (labels.size() > MOST_CLASSES) {
            throw new TableException(
                    target.name(),
                    "the target has %s classes in %d rows, and at most %d are learnt; "
                                    .formatted(target.count(), target.known(), MOST_CLASSES)
                            + "is it an identifier or a free text? Ignore this column and predict another,"
                            + " or group its values, such as all rare ones into 'other'");
        }
        if (labels.size() > Math.max(MOST_INTEGER_CLASSES, target.known() / 2)) {
            throw new TableException(
                    target.name(),
                    "the target has %s classes in %d rows, too few rows per class to learn; "
                                    .formatted(target.count(), target.known())
                            + "is it an identifier or a free text?");
        }
        return labels.size() == 2 ? Task.binary(labels.get(0), labels.get(1)) : Task.classes(labels);
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
