package hillock.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * How the columns of a table differ from those a model was trained with, all at once.
 *
 * @param absent columns the model needs and the table does not have
 * @param extra columns of the table the model does not know; they are disregarded
 * @param changed columns whose values are of another kind, with a sentence each
 */
public record ColumnDifferences(List<String> absent, List<String> extra, SequencedMap<String, String> changed) {
    /** Copies the lists. */
    public ColumnDifferences {
        absent = List.copyOf(absent);
        extra = List.copyOf(extra);
        changed = new LinkedHashMap<>(changed);
    }

    static ColumnDifferences of(
            SequencedMap<String, ColumnKind> kinds, SequencedSet<String> dropped, String target, Table table) {
        List<String> absent = new ArrayList<>();
        SequencedMap<String, String> changed = new LinkedHashMap<>();
        kinds.forEach((name, kind) -> table.find(name)
                .ifPresentOrElse(
                        column -> {
                            boolean told = column.missing() < column.size();
                            if (column.kind() != kind && told && !name.equals(target)) {
                                changed.put(name, sentence(column, kind));
                            }
                        },
                        () -> {
                            if (!name.equals(target)) {
                                absent.add(name);
                            }
                        }));
        List<String> extra = new ArrayList<>(table.names());
        extra.removeIf(name -> kinds.containsKey(name) || dropped.contains(name));
        return new ColumnDifferences(absent, extra, changed);
    }

    private static String sentence(Column column, ColumnKind kind) {
        int row = 0;
        while (column.isMissing(row)) {
            row++;
        }
        return "'%s' was %s in training and is %s here ('%s' in row %d)"
                .formatted(column.name(), kind.words(), column.kind().words(), column.text(row), row);
    }

    /** Whether the model can be applied. */
    public boolean fit() {
        return absent.isEmpty() && changed.isEmpty();
    }

    /**
     * All differences that stand in the way, and the extra columns, among which a renamed one may be; without a full
     * stop.
     */
    public String text() {
        List<String> parts = new ArrayList<>();
        if (!absent.isEmpty()) {
            parts.add("columns of the training data are absent: " + Notices.list(absent));
        }
        parts.addAll(changed.values());
        if (!extra.isEmpty() && !absent.isEmpty()) {
            parts.add("columns that were not in training: " + Notices.list(extra));
        }
        return String.join("; ", parts);
    }
}
