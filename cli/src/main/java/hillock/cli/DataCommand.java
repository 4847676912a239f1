package hillock.cli;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.data.Batch;
import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Split;
import hillock.data.Task;
import hillock.io.FormatException;
import hillock.io.MnistSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The list of the data that have a name, or what there is to know about one of them. */
@Command(
        name = "data",
        sortOptions = false,
        description = "List the data to train on, or describe one of them with its preset.")
final class DataCommand implements Callable<Integer> {
    private static final int SAMPLES = 5;
    private static final int MOST_COLUMNS = 6;
    /** Grey levels from dark to bright. */
    private static final String GREYS = " .:-=+*#%@";

    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            completionCandidates = Catalogue.Names.class,
            description = "The data to describe.")
    @Nullable
    String name;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            converter = Kinds.File.class,
            description = "Folder with the files of data that are not generated (DIR/mnist, or DIR itself).")
    @Nullable
    Path folder;

    DataCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        if (name == null) {
            list(surroundings.outScreen());
        } else {
            Download download = new Download(surroundings.errScreen());
            describe(Catalogue.named(name, Optional.ofNullable(folder), download), surroundings.outScreen(), download);
        }
        return ExitCode.DONE;
    }

    private static void list(Screen screen) {
        Table table = new Table("lll").row("NAME", "TASK", "WHAT IT IS");
        for (BuiltIn data : Catalogue.all(MnistSource.standard())) {
            table.row(data.name(), task(data.task()), heading(data.description()));
        }
        table.lines().forEach(screen::println);
        screen.println();
        screen.println("More about one:  " + Machine.command() + " data spiral");
        screen.println("Train on it:     " + Machine.command() + " train spiral");
    }

    private static String heading(String text) {
        return text.substring(0, text.indexOf(':') < 0 ? text.length() : text.indexOf(':'));
    }

    private static String task(Task task) {
        return switch (task) {
            case Task.Binary _ -> "2 classes";
            case Task.Classes classes -> classes.labels().size() + " classes";
            case Task.Regression regression -> Texts.count(regression.labels().size(), "number");
        };
    }

    private void describe(BuiltIn data, Screen screen, Download download) throws IOException {
        screen.println(screen.bold(data.name()));
        data.description().lines().forEach(screen::println);
        data.limit().ifPresent(limit -> screen.println("Note: " + limit + "."));
        screen.println();
        screen.println("Task    " + task(data.task()) + ": "
                + String.join(", ", data.task().labels()));
        screen.println();
        screen.println("Preset  " + Machine.command() + " train " + data.name() + " is short for");
        StringBuilder options = new StringBuilder();
        for (Map.Entry<String, String> option : Settings.preset(data).options().entrySet()) {
            options.append(options.isEmpty() ? "" : " ")
                    .append(option.getKey())
                    .append(' ')
                    .append(option.getValue());
        }
        Texts.wrapped(options.toString(), screen.terminal().columns() - 10)
                .forEach(line -> screen.println("        " + line));
        screen.println();
        try {
            Split split = data.load(Settings.DEFAULT_SEED);
            download.end();
            sizes(split, screen);
            sample(split.train(), screen);
        } catch (FormatException e) {
            download.end();
            if (folder != null) {
                throw e;
            }
            screen.println("The data are not here, so no sample is shown. " + e.getMessage());
        }
    }

    private static void sizes(Split split, Screen screen) {
        Table table = new Table("lrl")
                .row(
                        "Train",
                        Texts.count(split.train().size()),
                        "samples of " + split.train().sampleType())
                .row("Test", Texts.count(split.test().size()), "samples");
        table.lines().forEach(screen::println);
        screen.println();
    }

    private static void sample(Dataset data, Screen screen) {
        Task task = data.task();
        int[] rows = new int[Math.min(SAMPLES, data.size())];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (int) ((long) i * data.size() / rows.length);
        }
        Batch batch = data.batch(rows);
        Shape shape = data.sampleType().shape();
        int side = (int) Math.round(Math.sqrt(shape.size()));
        if (shape.size() > 100 && side * side == shape.size()) {
            screen.println("The first sample, a " + label(task, batch, 0) + ":");
            picture(batch.features(), side).forEach(screen::println);
            return;
        }
        screen.println("Some samples:");
        List<String> names = data.featureNames();
        int columns = Math.min(shape.size(), MOST_COLUMNS);
        Table table = new Table("r".repeat(columns) + "l");
        String[] header = new String[columns + 1];
        for (int i = 0; i < columns; i++) {
            header[i] = i < names.size() ? names.get(i) : "x" + i;
        }
        header[columns] = task instanceof Task.Regression ? "target" : "class";
        table.row(header);
        for (int row = 0; row < batch.size(); row++) {
            String[] cells = new String[columns + 1];
            for (int i = 0; i < columns; i++) {
                cells[i] = Texts.number(batch.features().getDouble(row * shape.size() + i));
            }
            cells[columns] = label(task, batch, row);
            table.row(cells);
        }
        table.lines().forEach(screen::println);
        if (columns < shape.size()) {
            screen.println("(the first %d of %s features)".formatted(columns, Texts.count(shape.size())));
        }
    }

    private static String label(Task task, Batch batch, int row) {
        return task instanceof Task.Regression
                ? Texts.number(batch.targets().getDouble(row * task.outputs()))
                : task.labels().get(batch.targets().ints()[row]);
    }

    /** A square image of levels from 0 to 1, its height halved because characters are twice as high as wide. */
    private static List<String> picture(NDArray pixels, int side) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row + 1 < side; row += 2) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < side; column++) {
                double level =
                        (pixels.getDouble(row * side + column) + pixels.getDouble((row + 1) * side + column)) / 2;
                line.append(GREYS.charAt((int) Math.clamp(Math.round(level * (GREYS.length() - 1)), 0, 9)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
