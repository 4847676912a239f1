package hillock.cli;

import hillock.data.BuiltIn;
import hillock.data.ColumnKind;
import hillock.io.StreamedTable;
import hillock.io.TableFile;
import hillock.io.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where data to learn from come from. */
final class SourceOptions {
    /** Also kept among what was chosen of a table, for the two ways of reading divide its rows differently. */
    static final String STREAM = "--stream";

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "Learn from a database, with --query; its driver has to be in the folder drivers.")
    @Nullable
    String jdbc;

    @Option(names = "--query", paramLabel = "SQL", description = "The query whose result is the table.")
    @Nullable
    String query;

    @Option(
            names = STREAM,
            description = "Read the table from the disk in every epoch, as is done without asking where it would take"
                    + " half of the memory.")
    boolean stream;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            converter = Kinds.File.class,
            description = "Folder with the files of data that are not generated (DIR/mnist, or DIR itself).")
    @Nullable
    Path folder;

    /**
     * What is to be learnt from.
     *
     * @param command the name of the command, for messages
     * @param name what the user calls the data, empty if nothing was given
     * @param before what was chosen of the table when the training to be resumed began
     */
    Material material(
            String command, String name, TargetOptions target, Map<String, String> before, Surroundings surroundings)
            throws IOException {
        if (query != null && jdbc == null || jdbc != null && query == null) {
            throw new InputException("--jdbc URL and --query SQL go together");
        }
        SequencedMap<String, String> choices = new LinkedHashMap<>(TargetOptions.in(before));
        choices.putAll(target.given());
        if (jdbc != null && query != null) {
            if (!name.isEmpty()) {
                throw new InputException(
                        "'%s' and --jdbc are two sources; give one".formatted(Failures.shortened(name)));
            }
            refuse(true, true, true, "the result of a query");
            TableOptions table = tableOptions(choices);
            return TableMaterial.of("query", TableFile.query(jdbc, query, table), table, choices);
        }
        if (name.isEmpty()) {
            throw new InputException(
                    "%s needs DATA, for example: %s".formatted(command, Machine.typed(Examples.of(command))));
        }
        Optional<Path> file = Sources.file(name);
        if (file.isEmpty()) {
            Download download = new Download(surroundings.errScreen());
            BuiltIn data = Sources.named(name, Optional.ofNullable(folder), download);
            refuse(true, true, false, "'%s'".formatted(data.name()));
            SequencedMap<String, String> given = target.given();
            if (!given.isEmpty()) {
                throw new InputException("%s is for tables, and '%s' is none"
                        .formatted(given.firstEntry().getKey(), data.name()));
            }
            return new NamedMaterial(data, download);
        }
        if (Files.isDirectory(file.get())) {
            refuse(true, true, true, "'%s', a folder of pictures".formatted(Failures.shortened(name)));
            return ImageMaterial.of(name, file.get(), choices);
        }
        refuse(!StreamedTable.isPossible(file.get()), false, true, "the file '%s'".formatted(Failures.shortened(name)));
        TableOptions table = tableOptions(choices);
        if (stream || choices.containsKey(STREAM) || StreamedTable.isAdvisable(file.get())) {
            choices.put(STREAM, "true");
            return new StreamedMaterial(name, file.get(), table, choices);
        }
        return TableMaterial.of(name, TableFile.read(file.get(), table), table, choices);
    }

    /**
     * Makes sure that no option was given that would not be heeded.
     *
     * @param streams whether --stream is one
     * @param reads whether the options of reading are
     * @param finds whether --data-dir is
     * @param data what the data are, for the message
     */
    private void refuse(boolean streams, boolean reads, boolean finds, String data) {
        if (streams && stream) {
            throw new InputException("%s is for tables in CSV or Parquet, not for %s".formatted(STREAM, data));
        }
        if (reads && !reading.given().isEmpty()) {
            throw new InputException("%s is for tables in files, not for %s"
                    .formatted(reading.given().getFirst(), data));
        }
        if (finds && folder != null) {
            throw new InputException("--data-dir is for data that have a name, such as mnist, not for " + data);
        }
    }

    private TableOptions tableOptions(Map<String, String> choices) {
        TableOptions table = reading.options();
        for (String column : TargetOptions.words(choices.get("--text"))) {
            table = table.withKind(column, ColumnKind.CATEGORY);
        }
        for (String word : TargetOptions.words(choices.get("--missing"))) {
            table = table.withMissing(word);
        }
        return table;
    }
}
