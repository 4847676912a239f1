package hillock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of a comparison, for people and for programs. */
record Report(Machine machine, int threads, int runs, Clock clock, List<Row> rows) {
    /** Outcomes further apart than this are not the same computation. */
    private static final double SAME = 1e-3;

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("%s Threads: %d. Medians over %d JVM run%s of the %s of each.\n\n"
                .formatted(machine.describe(), threads, runs, runs == 1 ? "" : "s", clock.describe()));
        for (List<String> line : lines()) {
            text.append("| ").append(String.join(" | ", line)).append(" |\n");
        }
        return text.toString();
    }

    /** A column: its heading, whether it holds numbers, and its cells. */
    private record Column(String heading, boolean numbers, Function<Row, String> cell) {}

    private static final List<Column> COLUMNS = List.of(
            new Column(
                    "workload",
                    false,
                    row -> row.figure().workload() + " " + row.figure().title()),
            new Column("unit", false, row -> row.figure().unit()),
            new Column("ours", true, row -> value(row.figure(), row.oursSeconds())),
            new Column("ours, plain", true, row -> value(row.figure(), row.plainSeconds())),
            new Column("libtorch, OpenBLAS", true, row -> value(row.figure(), row.openBlasSeconds())),
            new Column("libtorch, MKL", true, row -> value(row.figure(), row.mklSeconds())),
            new Column(
                    "ratio", true, row -> row.ratio().map(r -> digits(r) + "x").orElse("")),
            new Column("range", true, row -> range(row.ratios())),
            // What a ratio should be says nothing where there is none.
            new Column(
                    "at least",
                    true,
                    row -> row.ratio().isEmpty() ? "" : target(row.figure().least())),
            new Column(
                    "aim",
                    true,
                    row -> row.ratio().isEmpty() ? "" : target(row.figure().aim())),
            new Column("", false, Report::verdict));

    /** Heading, alignment and rows, without the columns in which nothing stands. */
    private List<List<String>> lines() {
        List<Column> columns = COLUMNS.stream()
                .filter(column ->
                        rows.stream().anyMatch(row -> !column.cell().apply(row).isEmpty()))
                .toList();
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::heading).toList());
        lines.add(
                columns.stream().map(column -> column.numbers() ? "--:" : "---").toList());
        for (Row row : rows) {
            lines.add(columns.stream().map(column -> column.cell().apply(row)).toList());
        }
        return lines;
    }

    private static String value(Figure figure, List<Double> seconds) {
        return seconds.isEmpty() ? "" : digits(figure.value(Row.median(seconds)));
    }

    private static String range(List<Double> ratios) {
        return ratios.size() < 2
                ? ""
                : ratios.stream().min(Double::compare).map(Report::digits).orElseThrow()
                        + "-"
                        + ratios.stream()
                                .max(Double::compare)
                                .map(Report::digits)
                                .orElseThrow();
    }

    private static String target(double ratio) {
        return Double.isNaN(ratio) ? "" : digits(ratio);
    }

    private static String verdict(Row row) {
        Optional<Double> ratio = row.ratio();
        String agreement = row.difference().isPresent() && !(row.difference().getAsDouble() <= SAME)
                ? String.format(
                        Locale.ROOT,
                        "RESULTS DIFFER by %.1e; ",
                        row.difference().getAsDouble())
                : "";
        if (ratio.isEmpty() || Double.isNaN(row.figure().least())) {
            return agreement;
        }
        boolean aim = ratio.get() >= row.figure().aim();
        boolean least = ratio.get() >= row.figure().least();
        return agreement + (aim ? "aim reached" : least ? "ok" : "below");
    }

    /** Three digits, as many as mean something. */
    static String digits(double value) {
        double magnitude = Math.abs(value);
        return magnitude >= 1000
                ? String.format(Locale.ROOT, "%.0f", Double.parseDouble(String.format(Locale.ROOT, "%.2e", value)))
                : magnitude >= 100
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : magnitude >= 10
                                ? String.format(Locale.ROOT, "%.1f", value)
                                : magnitude >= 0.1
                                        ? String.format(Locale.ROOT, "%.2f", value)
                                        : String.format(Locale.ROOT, "%.4f", value);
    }

    /** Seconds of one unit of work in every run. */
    String json() {
        String figures = rows.stream().map(Report::json).collect(Collectors.joining(",\n"));
        String head = "\"machine\": \"%s\", \"threads\": %d, \"runs\": %d, \"batch\": \"%s\""
                .formatted(machine.describe(), threads, runs, clock.describe());
        return "{%s,%n \"seconds\": [%n%s%n]}%n".formatted(head, figures);
    }

    private static String json(Row row) {
        Figure figure = row.figure();
        return "{\"figure\": \"%s\", \"workload\": \"%s\", \"what\": \"%s\", \"at_least\": %s, \"aim\": %s, "
                        .formatted(
                                figure.name(),
                                figure.workload(),
                                figure.title(),
                                number(figure.least()),
                                number(figure.aim()))
                + "\"ours\": %s, \"plain\": %s, ".formatted(row.oursSeconds(), row.plainSeconds())
                + "\"openblas\": %s, \"mkl\": %s, ".formatted(row.openBlasSeconds(), row.mklSeconds())
                + "\"ratios\": %s, ".formatted(row.ratios())
                + "\"difference\": %s}".formatted(difference(row));
    }

    private static String difference(Row row) {
        return number(row.difference().orElse(Double.NaN));
    }

    /** JSON knows nothing that is not a number. */
    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }
}
