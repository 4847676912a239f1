package hillock.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is to be learnt from a table. */
final class TargetOptions {
    private static final List<String> NAMES =
            List.of("--target", "--task", "--test", "--ignore", "--text", "--missing", SourceOptions.STREAM);

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            description = "The column to be predicted (default: the last one).")
    @Nullable
    String target;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            converter = NamedKinds.TaskName.class,
            completionCandidates = NamedKinds.TaskName.class,
            description =
                    "What is to be predicted: ${COMPLETION-CANDIDATES}. auto, the default, takes text, truth values"
                            + " and at most 20 distinct integers for classes, other numbers for a regression;"
                            + " classification means classes, be they two or more.")
    @Nullable
    String task;

    @Option(
            names = "--test",
            paramLabel = "FILE|F",
            description = "Test with another file, or with this share of the rows, which are not trained on.")
    @Nullable
    String test;

    @Option(
            names = "--ignore",
            paramLabel = "COLUMN,...",
            description = "Columns that are not to be used, such as those known only afterwards.")
    @Nullable
    String ignore;

    @Option(
            names = "--text",
            paramLabel = "COLUMN,...",
            description = "Columns whose numbers are names and not amounts, such as postal codes.")
    @Nullable
    String text;

    @Option(
            names = "--missing",
            paramLabel = "WORD,...",
            description = "Words that stand for a missing value, beside the empty one, NA, ?, null and NaN.")
    @Nullable
    String missing;

    /** What was given, by the names of the options. */
    SequencedMap<String, String> given() {
        SequencedMap<String, String> given = new LinkedHashMap<>();
        put(given, "--target", target);
        put(given, "--task", task);
        put(given, "--test", test);
        put(given, "--ignore", ignore);
        put(given, "--text", text);
        put(given, "--missing", missing);
        return given;
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    /** The words of an option, divided at commas. */
    static SequencedSet<String> words(@Nullable String given) {
        SequencedSet<String> words = new LinkedHashSet<>();
        if (given != null) {
            for (String word : given.split(",", -1)) {
                words.add(word.strip());
            }
        }
        return words;
    }

    /**
     * The share of the rows to test with, empty if --test was not given or names a file.
     *
     * @throws InputException if it is none or all
     */
    static Optional<Double> testShare(Map<String, String> choices) {
        Optional<Double> share = Optional.ofNullable(choices.get("--test")).flatMap(Kinds::share);
        share.filter(part -> !(part > 0 && part < 1)).ifPresent(_ -> {
            throw new InputException(("--test takes a file, or a share of the rows above 0 and below 1, not %s;"
                            + " leave it out to test with none")
                    .formatted(choices.get("--test")));
        });
        return share;
    }

    /** What of texts by the names of options is one of these options. */
    static SequencedMap<String, String> in(Map<String, String> texts) {
        SequencedMap<String, String> found = new LinkedHashMap<>();
        NAMES.forEach(name -> put(found, name, texts.get(name)));
        return found;
    }
}
