package hillock.cli;

import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.data.TableDataset;
import hillock.data.TableEncoder;
import hillock.data.TableException;
import hillock.data.TableSplit;
import hillock.data.Task;
import hillock.io.TableFile;
import hillock.io.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A table to learn from.
 *
 * @param name what the user calls it
 * @param file what was read
 * @param data all its rows with a target
 * @param options how it was read
 * @param choices what was asked for, by the names of the options
 */
record TableMaterial(
        String name, TableFile file, TableDataset data, TableOptions options, SequencedMap<String, String> choices)
        implements Material {
    private static final int MOST_NAMES = 8;

    /**
     * A table.
     *
     * @throws IOException if nothing can be learnt from it as asked for
     */
    static TableMaterial of(String name, TableFile file, TableOptions options, SequencedMap<String, String> choices)
            throws IOException {
        TableFile used = file.without(TargetOptions.words(choices.get("--ignore")));
        String task = choices.getOrDefault("--task", "auto");
        String target = used.target(Optional.ofNullable(choices.get("--target")));
        TableDataset data = used.dataset(target, NamedKinds.TaskName.wish(task));
        checkTask(name, target, data.task(), choices);
        return new TableMaterial(name, used, data, options, choices);
    }

    /**
     * Makes sure that what was found out of the target is what was asked for.
     *
     * @throws InputException if two classes were asked for and there are more
     */
    static void checkTask(String name, String target, Task task, Map<String, String> choices) {
        if ("binary".equals(choices.get("--task")) && !(task instanceof Task.Binary)) {
            throw new InputException("%s: --task binary needs a target with two values, and '%s' has %d: %s"
                    .formatted(name, target, task.labels().size(), shown(task.labels())));
        }
    }

    @Override
    public Settings preset() {
        return Settings.table(name, data.size(), choices);
    }

    @Override
    public Optional<String> limit() {
        return Optional.empty();
    }

    @Override
    public Parts parts(Settings settings) throws IOException {
        TableDataset learnt = data;
        Optional<TableDataset> rest = Optional.empty();
        Optional<Path> testFile = Optional.empty();
        if (choices.get("--test") instanceof String test) {
            Optional<Double> share = TargetOptions.testShare(choices);
            if (share.isPresent()) {
                TableSplit split = divide(learnt, share.get(), settings.seed(), "--test");
                learnt = split.train();
                rest = Optional.of(split.test());
            } else {
                testFile = Optional.of(new Kinds.File().convert(test));
            }
        }
        Optional<TableDataset> watched = Optional.empty();
        if (settings.validationSplit() > 0) {
            TableSplit split = divide(learnt, settings.validationSplit(), settings.seed(), "--validation-split");
            learnt = split.train();
            watched = Optional.of(split.test());
        } else {
            // Learns the encoding from the rows that are left, and from no others.
            learnt = TableDataset.of(
                    learnt.table(),
                    TableEncoder.fit(learnt.table(), learnt.encoder().target(), learnt.task()));
        }
        TableEncoder encoder = learnt.encoder();
        Optional<Dataset> test = rest.map(part -> TableDataset.of(part.table(), encoder));
        if (testFile.isPresent()) {
            test = Optional.of(testFile(testFile.get(), encoder));
        }
        return new Parts(
                learnt,
                watched.map(part -> part),
                test,
                Optional.of(encoder),
                introduction(encoder, learnt.size(), watched.map(TableDataset::size), test.map(Dataset::size)));
    }

    private Dataset testFile(Path path, TableEncoder encoder) throws IOException {
        if (!Files.exists(path)) {
            throw new InputException(
                    "--test: '%s' is neither a file nor a share of the rows between 0 and 1, such as 0.2"
                            .formatted(Failures.shortened(path.toString())));
        }
        return TableFile.read(path, options.withKinds(encoder)).dataset(encoder);
    }

    private TableSplit divide(TableDataset whole, double share, long seed, String option) {
        try {
            return whole.divide(share, seed);
        } catch (TableException e) {
            throw new InputException("%s, the rows left by %s: %s".formatted(name, option, e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new InputException("%s: %s".formatted(option, e.getMessage()), e);
        }
    }

    /** What was made of the table. */
    private List<String> introduction(
            TableEncoder encoder, int learnt, Optional<Integer> watched, Optional<Integer> tested) {
        Table table = new Table("ll");
        table.row(
                "Table",
                "%s: %s, %s"
                        .formatted(
                                name,
                                Texts.count(file.table().size(), "row"),
                                Texts.count(file.table().columns().size(), "column")));
        table.row(
                "Target",
                "'%s'%s"
                        .formatted(
                                encoder.target(),
                                choices.containsKey("--target") ? "" : ", the last column (--target takes another)"));
        table.row("Task", task(encoder.task()));
        List<String> notices = new ArrayList<>(file.notices());
        notices.addAll(data.notices());
        notices.addAll(encoder.notices());
        table.row("", why(notices));
        table.row(
                "Inputs",
                "%s of %s"
                        .formatted(
                                Texts.count(encoder.width()),
                                Texts.count(encoder.widths().size(), "column")));
        table.row(
                "Rows",
                "%s to learn from%s%s"
                        .formatted(
                                Texts.count(learnt),
                                watched.map(n -> ", " + Texts.count(n) + " to watch progress")
                                        .orElse(""),
                                tested.map(n -> ", " + Texts.count(n) + " to test")
                                        .orElse("")));
        List<String> lines = new ArrayList<>(table.lines());
        new LinkedHashSet<>(notices).forEach(notice -> lines.add("Note: " + notice));
        return lines;
    }

    private static String task(Task task) {
        return switch (task) {
            case Task.Binary binary -> "classification, '%s' or '%s'".formatted(binary.negative(), binary.positive());
            case Task.Classes classes ->
                "classification, %d classes: %s".formatted(classes.labels().size(), shown(classes.labels()));
            case Task.Regression _ -> "regression";
        };
    }

    /** Takes the sentence that tells why the task was chosen out of the notices. */
    private String why(List<String> notices) {
        String reason = data.notices().getFirst();
        notices.remove(reason);
        return choices.containsKey("--task") ? reason : reason + " (--task takes another)";
    }

    private static String shown(List<String> names) {
        return names.stream().limit(MOST_NAMES).map(Failures::shortened).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMES ? " ..." : "");
    }
}
