package hillock.train;

import hillock.data.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The text of {@link Evaluation#report}. */
final class EvaluationReport {
    private static final int MOST_ROWS = 20;
    private static final int WIDEST = 24;

    private EvaluationReport() {}

    static String of(Evaluation scores) {
        List<String> lines = new ArrayList<>();
        if (scores.task() instanceof Task.Regression) {
            if (scores.targets().size() > 1) {
                targets(scores, lines);
            }
            lines.add("rmse %s, mae %s, r2 %s"
                    .formatted(number(scores.rmse()), number(scores.mae()), number(scores.r2())));
        } else {
            classes(scores, lines);
            String area = scores.rocAuc().isPresent() ? ", ROC AUC " + part(scores.rocAuc()) : "";
            lines.add("accuracy %s, log loss %s%s, calibration error %s (%d bins)"
                    .formatted(
                            part(scores.accuracy()),
                            number(scores.logLoss()),
                            area,
                            part(scores.calibrationError()),
                            Evaluation.CALIBRATION_BINS));
        }
        return String.join("\n", lines);
    }

    private static void classes(Evaluation scores, List<String> lines) {
        List<ClassScores> rows = new ArrayList<>(scores.classes());
        int left = 0;
        if (rows.size() > MOST_ROWS) {
            left = rows.size() - MOST_ROWS;
            rows.sort(Comparator.comparingDouble(ClassScores::f1));
            rows.subList(MOST_ROWS, rows.size()).clear();
        }
        List<ClassScores> averages =
                List.of(scores.macro().orElseThrow(), scores.weighted().orElseThrow());
        int width = width(rows.stream().map(ClassScores::label).toList());
        lines.add("%s  precision  recall      f1  examples".formatted(" ".repeat(width)));
        rows.forEach(row -> lines.add(row(width, row)));
        if (left > 0) {
            lines.add("(%d classes with a greater f1 left out)".formatted(left));
        }
        averages.forEach(row -> lines.add(row(width, row)));
    }

    private static String row(int width, ClassScores row) {
        return String.format(
                Locale.ROOT,
                "%s  %9.4f  %6.4f  %6.4f  %8d",
                padded(row.label(), width),
                row.precision(),
                row.recall(),
                row.f1(),
                row.examples());
    }

    private static void targets(Evaluation scores, List<String> lines) {
        List<TargetScores> rows = scores.targets();
        int width = width(rows.stream().map(TargetScores::label).toList());
        lines.add("%s        rmse         mae          r2".formatted(" ".repeat(width)));
        for (TargetScores row : rows.subList(0, Math.min(rows.size(), MOST_ROWS))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s  %10s  %10s  %10s",
                    padded(row.label(), width),
                    number(row.rmse()),
                    number(row.mae()),
                    number(row.r2())));
        }
        if (rows.size() > MOST_ROWS) {
            lines.add("(%d more left out)".formatted(rows.size() - MOST_ROWS));
        }
    }

    private static int width(List<String> labels) {
        int width = "weighted".length();
        for (String label : labels) {
            width = Math.max(width, Math.min(WIDEST, label.length()));
        }
        return width;
    }

    private static String padded(String label, int width) {
        String cut = label.length() <= WIDEST ? label : label.substring(0, WIDEST - 3) + "...";
        return cut + " ".repeat(width - cut.length());
    }

    private static String part(OptionalDouble value) {
        return String.format(Locale.ROOT, "%.4f", value.orElse(Double.NaN));
    }

    private static String number(OptionalDouble value) {
        return number(value.orElse(Double.NaN));
    }

    /** Four digits, and large numbers without an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        return size >= 1000 && size < 1e10
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
