package hillock.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/** What was unusual in a table that was encoded: values counted by column. */
public final class EncodingReport {
    private static final int MOST_EXAMPLES = 3;

    private final SequencedMap<String, Integer> unseen = new LinkedHashMap<>();
    private final Map<String, TreeSet<String>> examples = new LinkedHashMap<>();
    private final SequencedMap<String, Integer> missing = new LinkedHashMap<>();
    private final SequencedMap<String, Integer> newlyMissing = new LinkedHashMap<>();
    private final Set<String> counted = new HashSet<>();
    private final Map<String, String> replacements = new HashMap<>();
    private final SequencedMap<String, Integer> far = new LinkedHashMap<>();

    /** A report of nothing yet. */
    public EncodingReport() {}

    /** Adds what was unusual in further rows. */
    public void add(EncodingReport other) {
        other.unseen.forEach((column, count) -> unseen.merge(column, count, Integer::sum));
        other.examples.forEach((column, texts) -> texts.forEach(text -> example(column, text)));
        other.missing.forEach((column, count) -> missing.merge(column, count, Integer::sum));
        other.newlyMissing.forEach((column, count) -> newlyMissing.merge(column, count, Integer::sum));
        counted.addAll(other.counted);
        replacements.putAll(other.replacements);
        other.far.forEach((column, count) -> far.merge(column, count, Integer::sum));
    }

    /**
     * A category that did not occur in training.
     *
     * @param others whether the column has an input for rare values, and the category counts as one
     */
    void unseen(String column, String text, boolean others) {
        if (others) {
            counted.add(column);
        }
        unseen.merge(column, 1, Integer::sum);
        example(column, text);
    }

    private void example(String column, String text) {
        TreeSet<String> seen = examples.computeIfAbsent(column, _ -> new TreeSet<>());
        if (seen.size() < MOST_EXAMPLES) {
            seen.add(text);
        }
    }

    /**
     * A missing value.
     *
     * @param expected whether values were missing in training too
     * @param replacement what is taken in its place, in words
     */
    void missing(String column, boolean expected, String replacement) {
        missing.merge(column, 1, Integer::sum);
        if (!expected) {
            replacements.put(column, replacement);
            newlyMissing.merge(column, 1, Integer::sum);
        }
    }

    void far(String column) {
        far.merge(column, 1, Integer::sum);
    }

    /** How many values of each column are categories that did not occur in training. */
    public SequencedMap<String, Integer> unseen() {
        return new LinkedHashMap<>(unseen);
    }

    /** How many values of each column are missing. */
    public SequencedMap<String, Integer> missing() {
        return new LinkedHashMap<>(missing);
    }

    /** How many values of each column are more than a million standard deviations away and were brought nearer. */
    public SequencedMap<String, Integer> far() {
        return new LinkedHashMap<>(far);
    }

    /** One sentence for each thing a user should know of: unseen categories, and what was never missing before. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        unseen.forEach((column, count) -> sentences.add("Column '%s': %s %s in training (%s), %s."
                .formatted(
                        column,
                        Notices.count(count, "value"),
                        counted.contains(column) ? "rare or not seen" : "not seen",
                        Notices.list(examples.getOrDefault(column, new TreeSet<>())),
                        unseenWords(column, count))));
        newlyMissing.forEach(
                (column, count) -> sentences.add("Column '%s': %s missing, though none was in training; taken for %s."
                        .formatted(column, Notices.count(count, "value"), replacements.getOrDefault(column, ""))));
        far.forEach((column, count) -> sentences.add(
                "Column '%s': %s more than a million standard deviations from the mean, taken for a million."
                        .formatted(column, Notices.count(count, "value"))));
        return sentences;
    }

    private String unseenWords(String column, int count) {
        return counted.contains(column)
                ? "taken for the others, which share an input"
                : "so all inputs of the column are 0 in " + (count == 1 ? "its row" : "their rows");
    }
}
