package hillock.cli;

import hillock.data.TableEncoder;
import hillock.io.StreamedTable;
import hillock.io.TableBlocks;
import hillock.io.TableFile;
import hillock.io.TableOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A table too large for memory to learn from.
 *
 * @param name what the user calls it
 * @param file where it is
 * @param options how it is read
 * @param choices what was asked for, by the names of the options
 */
record StreamedMaterial(String name, Path file, TableOptions options, SequencedMap<String, String> choices)
        implements Material {
    /** Of so many rows at least that the size of a batch does not depend on them. */
    private static final int MANY = 1 << 20;

    @Override
    public Settings preset() {
        return Settings.table(name, MANY, choices);
    }

    @Override
    public Optional<String> limit() {
        return Optional.empty();
    }

    @Override
    public Parts parts(Settings settings) throws IOException {
        Optional<Double> share = TargetOptions.testShare(choices);
        StreamedTable.Division division;
        try {
            division = new StreamedTable.Division(settings.validationSplit(), share.orElse(0.0), settings.seed());
        } catch (IllegalArgumentException e) {
            throw new InputException("--test and --validation-split: " + e.getMessage(), e);
        }
        Set<String> ignored = TargetOptions.words(choices.get("--ignore"));
        // Their files are gone with the process.
        StreamedTable table = StreamedTable.of(
                TableFile.blocks(file, options).without(name, ignored),
                name,
                Optional.ofNullable(choices.get("--target")),
                NamedKinds.TaskName.wish(choices.getOrDefault("--task", "auto")),
                division);
        TableEncoder encoder = table.encoder();
        TableMaterial.checkTask(name, encoder.target(), encoder.task(), choices);
        Parts parts = new Parts(
                table.train(), table.validation(), table.test(), Optional.of(encoder), introduction(table, encoder));
        if (choices.get("--test") instanceof String other && share.isEmpty()) {
            StreamedTable test = StreamedTable.of(
                    without(TableFile.blocks(Path.of(other), options.withKinds(encoder)), ignored), other, encoder);
            return new Parts(parts.train(), parts.validation(), test.test(), parts.encoder(), parts.introduction());
        }
        return parts;
    }

    /** What is not used may be absent where the network is only tested. */
    private static TableBlocks without(TableBlocks blocks, Set<String> ignored) {
        return action -> blocks.forEach(block -> action.accept(block.without(ignored.toArray(String[]::new))));
    }

    private List<String> introduction(StreamedTable table, TableEncoder encoder) {
        List<String> lines = new ArrayList<>();
        lines.add("Table   %s, read from the disk in every epoch".formatted(name));
        lines.add("Target  '%s'".formatted(encoder.target()));
        table.notices().forEach(notice -> lines.add("Note: " + notice));
        return lines;
    }
}
