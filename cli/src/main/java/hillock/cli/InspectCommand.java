package hillock.cli;

import hillock.array.NDArray;
import hillock.cli.terminal.LossCurve;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.data.TableEncoder;
import hillock.io.Hashes;
import hillock.io.NetworkFile;
import hillock.network.Models;
import hillock.train.EpochRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What is in a file that holds a network. */
@Command(
        name = "inspect",
        sortOptions = false,
        description = "Show what is in a file made by 'train --save': the network, its parameters, how it was trained.")
final class InspectCommand implements Callable<Integer> {
    private static final int MOST_LABELS = 10;
    private static final int MOST_TEXT = 4000;
    private static final int LEAST_TEXT = 30;
    private static final int CURVE_WIDTH = 70;
    private static final int CURVE_HEIGHT = 8;

    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(paramLabel = "MODEL", converter = Kinds.File.class, description = "The file.")
    @Nullable
    Path model;

    InspectCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        NetworkFile network = Networks.read(model, false);
        Screen screen = surroundings.outScreen();
        List<String> labels = network.task().labels();
        screen.println("Network     " + network.model().describe());
        screen.println("Takes       " + network.sample());
        screen.println("Task        %s: %s%s"
                .formatted(
                        network.task().kind(),
                        Failures.shortened(String.join(" ", labels.subList(0, Math.min(MOST_LABELS, labels.size())))),
                        labels.size() > MOST_LABELS ? " and " + (labels.size() - MOST_LABELS) + " more" : ""));
        SequencedMap<String, NDArray> weights = Models.values(network.model());
        screen.println("Parameters  " + Texts.count(Models.count(network.model())));
        screen.println("Weights     sha256 " + Hashes.weightsSha256(weights));
        screen.println();
        parameters(weights).lines().forEach(screen::println);
        network.encoder().ifPresent(encoder -> columns(encoder, screen));
        history(network.history(), network.notes().containsKey("--patience"), screen);
        if (!network.notes().isEmpty()) {
            screen.println();
            screen.println(screen.bold("Settings"));
            Table table = new Table("ll");
            network.notes().forEach((key, text) -> table.row(Failures.shortened(key), Failures.shortened(text)));
            table.lines().forEach(screen::println);
        }
        return ExitCode.DONE;
    }

    private static Table parameters(SequencedMap<String, NDArray> weights) {
        Table table = new Table("llrrr").row("PARAMETER", "TYPE", "NUMBERS", "MEAN", "DEVIATION");
        weights.forEach((name, values) -> {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < values.size(); i++) {
                sum += values.getDouble(i);
            }
            double mean = sum / values.size();
            for (int i = 0; i < values.size(); i++) {
                squares += (values.getDouble(i) - mean) * (values.getDouble(i) - mean);
            }
            table.row(
                    name,
                    values.type().toString(),
                    Texts.count(values.size()),
                    Texts.number(mean),
                    Texts.number(Math.sqrt(squares / values.size())));
        });
        return table;
    }

    private static void columns(TableEncoder encoder, Screen screen) {
        screen.println();
        int longest = encoder.describe().keySet().stream()
                .mapToInt(column -> Failures.shortened(column).length())
                .max()
                .orElse(0);
        int room = Math.max(LEAST_TEXT, screen.terminal().columns() - Math.max(longest, 6) - 12);
        Table table = new Table("lrl").row("COLUMN", "INPUTS", "READ AS");
        encoder.describe().forEach((column, text) -> {
            Integer width = encoder.widths().get(column);
            List<String> lines = Texts.wrapped(Failures.safe(text, MOST_TEXT), room);
            for (int i = 0; i < lines.size(); i++) {
                table.row(
                        i > 0 ? "" : Failures.shortened(column),
                        i > 0 ? "" : width == null ? "target" : Texts.count(width),
                        lines.get(i));
            }
        });
        table.lines().forEach(screen::println);
    }

    private static void history(List<EpochRecord> history, boolean patient, Screen screen) {
        if (history.isEmpty()) {
            return;
        }
        EpochRecord last = history.getLast();
        screen.println();
        screen.println(screen.bold("Training"));
        screen.println("%s, loss at first %s, at last %s"
                .formatted(
                        Texts.count(history.size(), "epoch"),
                        Texts.number(history.getFirst().loss()),
                        Texts.number(last.loss())));
        last.validationLoss().ifPresent(loss -> screen.println("validation loss at last " + Texts.number(loss)));
        if (patient) {
            history.stream()
                    .filter(epoch -> epoch.validationLoss().isPresent())
                    .min(Comparator.comparingDouble(
                            epoch -> epoch.validationLoss().getAsDouble()))
                    .ifPresent(best -> screen.println("kept is epoch %s, with the least validation loss, %s"
                            .formatted(
                                    Texts.count(best.epoch()),
                                    Texts.number(best.validationLoss().getAsDouble()))));
        }
        if (history.size() > 1) {
            List<Double> losses = history.stream().map(EpochRecord::loss).toList();
            int width = Math.min(CURVE_WIDTH, screen.terminal().columns());
            LossCurve.lines(
                            losses,
                            losses.size(),
                            width,
                            CURVE_HEIGHT,
                            screen.terminal().unicode())
                    .forEach(line -> screen.println(line.stripTrailing()));
        }
    }
}
