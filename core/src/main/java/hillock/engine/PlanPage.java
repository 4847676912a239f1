package hillock.engine;

import hillock.array.Heap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/** The page of a {@link PlanReport}. */
final class PlanPage {
    private static final String[] HEADINGS = {
        "", "STEP", "OPERATIONS", "RESULT", "FLOP", "BYTES", "PREDICTED", "MEASURED", "SHARE"
    };
    private static final int OPERATIONS = 2;
    private static final int FLOP = 4;
    private static final int BYTES = 5;
    private static final int PREDICTED = 6;
    private static final int MEASURED = 7;
    private static final int SHARE = 8;
    private static final int LEAST_OPERATIONS = 14;
    /** What a narrow page goes without first: which step takes most is what people look for. */
    private static final List<Integer> LEAST_WANTED = List.of(BYTES, FLOP);

    private static final String GAP = "  ";

    private PlanPage() {}

    static SequencedMap<String, String> passes(PlanReport report) {
        SequencedMap<String, String> passes = new LinkedHashMap<>();
        PlanReport.Rewriting rewriting = report.rewriting();
        List<String> rules = report.rulesByCount();
        passes.put(
                "rewrite",
                "%d nodes became %d%s"
                        .formatted(
                                rewriting.before(),
                                rewriting.after(),
                                rules.isEmpty() ? "" : ": " + String.join(", ", rules)));
        List<PlanReport.Kernel> groups = report.groups();
        passes.put(
                "fusion",
                groups.isEmpty()
                        ? "no elementwise operations share a loop"
                        : "%d elementwise operations share %s"
                                .formatted(
                                        groups.stream()
                                                .mapToInt(PlanReport.Kernel::count)
                                                .sum(),
                                        Amounts.count(groups.size(), "loop")));
        int bands = report.bands().size();
        passes.put(
                "bands",
                bands == 0
                        ? "no steps are computed some rows at a time"
                        : "%s of steps that are computed together, some rows at a time"
                                .formatted(Amounts.count(bands, "band")));
        PlanReport.Storage storage = report.storage();
        passes.put(
                "memory",
                "%s of %s in %s of %s"
                        .formatted(
                                Amounts.count(storage.values(), "tensor"),
                                Heap.text(storage.valueBytes()),
                                Amounts.count(storage.arrays(), "array"),
                                Heap.text(storage.frameBytes())));
        return passes;
    }

    static String text(PlanReport report, int columns) {
        StringBuilder page = new StringBuilder();
        passes(report).forEach((name, words) -> {
            String indent = " ".repeat(9);
            List<String> lines = wrapped(words, Math.max(30, columns - indent.length()));
            page.append(String.format(Locale.ROOT, "%-9s", name));
            page.append(String.join("\n" + indent, lines)).append('\n');
        });
        page.append('\n');
        table(report, columns).forEach(line -> page.append(line).append('\n'));
        page.append('\n');
        foot(report)
                .forEach(line -> wrapped(line, Math.max(30, columns))
                        .forEach(part -> page.append(part).append('\n')));
        return page.toString();
    }

    private static List<String> foot(PlanReport report) {
        List<String> lines = new ArrayList<>();
        PlanReport.Storage storage = report.storage();
        lines.add("Memory: %s for values, %s for inputs and variables, %s for their next contents, %s for constants."
                .formatted(
                        Heap.text(storage.frameBytes()),
                        Heap.text(storage.boundBytes()),
                        Heap.text(storage.updateBytes()),
                        Heap.text(storage.constantBytes())));
        if (!report.oneMethod()) {
            Speeds speeds = report.speeds();
            lines.add("Predicted from %sFLOP/s, %s/s in the cache and %s/s in memory, with %s: what it takes at best."
                    .formatted(
                            Amounts.count(speeds.flops()),
                            Heap.text((long) speeds.cacheBytes()),
                            Heap.text((long) speeds.memoryBytes()),
                            Amounts.count(speeds.threads(), "thread")));
        }
        report.measurement().ifPresent(measurement -> lines.addAll(measured(report, measurement)));
        return lines;
    }

    private static List<String> measured(PlanReport report, Measurement measurement) {
        List<String> lines = new ArrayList<>();
        double seconds = measurement.seconds();
        lines.add("Measured: one run takes %s, %sFLOP/s, %s/s; the median of %s with %s, after %s in %s to warm up."
                .formatted(
                        Amounts.seconds(seconds),
                        Amounts.count(report.flops() / seconds),
                        Heap.text((long) (report.bytes() / seconds)),
                        Amounts.count(measurement.runs(), "run"),
                        Amounts.count(measurement.threads(), "thread"),
                        Amounts.count(measurement.warmUpRuns(), "run"),
                        Amounts.seconds(measurement.warmUpSeconds())));
        if (!measurement.settled()) {
            lines.add("The times had not settled by then: runs may become faster still, or other programs take the"
                    + " cores. Measure again when the machine is quiet.");
        }
        if (report.oneMethod()) {
            lines.add("The program is so small that all steps run as one method, so no step has a time of its own.");
        }
        return lines;
    }

    private static List<String> table(PlanReport report, int columns) {
        boolean measured = report.measuredSeconds().isPresent();
        // Of steps that were timed the sum, so that the shares add up; the run without clocks stands below.
        double whole = report.oneMethod()
                ? report.measuredSeconds().orElse(0)
                : report.steps().stream()
                        .mapToDouble(step -> step.measuredSeconds().orElse(0))
                        .sum();
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADINGS);
        int number = 0;
        for (PlanReport.Kernel kernel : report.kernels()) {
            boolean own = kernel.depth() == 0;
            boolean holds = kernel.kind().equals("band");
            number += own ? 1 : 0;
            rows.add(new String[] {
                own ? Integer.toString(number) : "",
                "  ".repeat(kernel.depth()) + kernel.kind(),
                holds ? Amounts.count(kernel.count(), "operation") + ":" : kernel.operations(),
                holds ? "" : kernel.result(),
                Amounts.count(kernel.flops()),
                Heap.text(kernel.bytes()),
                own ? Amounts.seconds(kernel.predictedSeconds()) : "",
                kernel.measuredSeconds().isPresent()
                        ? Amounts.seconds(kernel.measuredSeconds().getAsDouble())
                        : "",
                kernel.measuredSeconds().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "%.0f %%",
                                100 * kernel.measuredSeconds().getAsDouble() / whole)
                        : ""
            });
        }
        rows.add(new String[] {
            "",
            "all",
            "",
            "",
            Amounts.count(report.flops()),
            Heap.text(report.bytes()),
            Amounts.seconds(report.predictedSeconds()),
            measured ? Amounts.seconds(whole) : "",
            measured ? "100 %" : ""
        });
        Set<Integer> omitted = new HashSet<>();
        if (report.oneMethod()) {
            omitted.add(PREDICTED);
        }
        if (!measured) {
            omitted.addAll(List.of(MEASURED, SHARE));
        }
        for (int column : LEAST_WANTED) {
            if (leastWidth(without(rows, omitted)) > columns) {
                omitted.add(column);
            }
        }
        return lines(without(rows, omitted), columns);
    }

    /** How wide a table is with its operations cut as short as they may be. */
    private static int leastWidth(List<String[]> rows) {
        int[] widths = widths(rows);
        widths[OPERATIONS] = Math.min(widths[OPERATIONS], LEAST_OPERATIONS);
        return IntStream.of(widths).sum() + GAP.length() * (widths.length - 1);
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }

    /** The rows without some columns, all of which stand behind the operations. */
    private static List<String[]> without(List<String[]> rows, Set<Integer> omitted) {
        return rows.stream()
                .map(row -> IntStream.range(0, row.length)
                        .filter(column -> !omitted.contains(column))
                        .mapToObj(column -> row[column])
                        .toArray(String[]::new))
                .toList();
    }

    /** Aligned columns, words to the left and numbers to the right; operations are cut where the line is too long. */
    private static List<String> lines(List<String[]> rows, int columns) {
        int count = rows.getFirst().length;
        int[] widths = widths(rows);
        int others = GAP.length() * (count - 1);
        for (int i = 0; i < count; i++) {
            others += i == OPERATIONS ? 0 : widths[i];
        }
        widths[OPERATIONS] = Math.clamp(widths[OPERATIONS], 1, Math.max(LEAST_OPERATIONS, columns - others));
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < count; i++) {
                String cell = row[i].length() > widths[i] ? row[i].substring(0, widths[i] - 3) + "..." : row[i];
                String space = " ".repeat(widths[i] - cell.length());
                boolean words = i >= 1 && i <= 3;
                line.append(i == 0 ? "" : GAP).append(words ? cell + space : space + cell);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
