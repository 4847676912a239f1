package hillock.cli;

import hillock.autodiff.GradientCheck;
import hillock.autodiff.GradientReport;
import hillock.autodiff.GradientReport.Mode;
import hillock.cli.terminal.Colour;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A check of the derivatives of everything the engine knows. */
@Command(
        name = "gradcheck",
        sortOptions = false,
        description = {
            "Check the derivatives of every operation and composed function.",
            "Compares them with differences of values, or with known numbers, in float64: by reverse and forward mode,"
                    + " and the derivatives of the derivatives. Shown is the worst relative error of each;"
                    + " above 1e-6 is wrong."
        })
final class GradcheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Kinds.Seed.class,
            description = "Seed of the random directions (default: 1).")
    @Nullable
    Long seed;

    GradcheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Screen screen = surroundings.outScreen();
        GradientCheck check = new GradientCheck(new Interpreter(), seed == null ? Settings.DEFAULT_SEED : seed);
        List<GradientReport> reports;
        try (Waiting _ = Waiting.on(surroundings.errScreen(), "Checking the derivatives of every operation")) {
            reports = check.checkAll();
        }
        SequencedMap<String, List<GradientReport>> byOperation = new LinkedHashMap<>();
        for (GradientReport report : reports) {
            byOperation
                    .computeIfAbsent(report.operation(), _ -> new ArrayList<>())
                    .add(report);
        }
        Table table = new Table("lrrrrl").row("OPERATION", "POINTS", "REVERSE", "FORWARD", "ORDER 2", "");
        List<String> remarks = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        double worst = 0;
        for (var entry : byOperation.entrySet()) {
            List<GradientReport> points = entry.getValue();
            boolean right = points.stream().allMatch(point -> point.isWithin(GradientCheck.TOLERANCE));
            table.row(
                    entry.getKey(),
                    Integer.toString(points.size()),
                    error(points.stream().mapToDouble(point -> point.worst(Mode.REVERSE))),
                    error(points.stream().mapToDouble(point -> point.worst(Mode.FORWARD))),
                    error(points.stream()
                            .map(point -> point.worst(2))
                            .filter(OptionalDouble::isPresent)
                            .mapToDouble(OptionalDouble::getAsDouble)),
                    right ? "ok" : "WRONG");
            for (GradientReport point : points) {
                worst = Math.max(worst, point.worst());
                point.remark().ifPresent(remark -> remarks.add(about(point) + ": " + remark));
                point.kinks().forEach(kink -> remarks.add(about(point) + ": not differentiable there, " + kink));
                if (!point.isWithin(GradientCheck.TOLERANCE)) {
                    wrong.add(about(point));
                }
            }
        }
        screen.println("Derivatives against differences, the largest relative error at the points tried:");
        screen.println();
        for (String line : table.lines()) {
            screen.println(line.endsWith("WRONG") ? screen.coloured(line, Colour.RED) : line);
        }
        screen.println();
        if (!remarks.isEmpty()) {
            screen.println("Remarks on single points:");
        }
        remarks.forEach(remark -> screen.println(screen.faint(remark)));
        screen.println("%s operations and composed functions checked at %s; worst relative error %s, allowed is %s"
                .formatted(
                        Texts.count(byOperation.size()),
                        Texts.count(reports.size(), "point"),
                        scientific(worst),
                        scientific(GradientCheck.TOLERANCE)));
        if (wrong.isEmpty()) {
            return ExitCode.DONE;
        }
        surroundings.err().println("hillock: wrong derivatives, a fault of ours: " + String.join("; ", wrong));
        return ExitCode.FAULT;
    }

    private static String about(GradientReport report) {
        return report.operation() + " (" + report.point() + ")";
    }

    private static String error(DoubleStream errors) {
        OptionalDouble worst = errors.max();
        return worst.isPresent() ? scientific(worst.getAsDouble()) : "-";
    }

    private static String scientific(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}
