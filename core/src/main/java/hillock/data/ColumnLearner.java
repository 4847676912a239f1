package hillock.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the encoding of a column is learnt from, gathered block by block, so that the whole need not be in memory. */
final class ColumnLearner {
    /** More names than these would make more inputs than most tables have rows. */
    static final int MOST_LEVELS = 100;

    /** Fewer rows than these may all differ by chance. */
    private static final int FEWEST_IDENTIFIERS = 20;

    private final String name;
    private final Limits limits;
    private long missing;
    private Optional<Gathering> gathering = Optional.empty();

    /**
     * How much of one column is kept at most.
     *
     * @param values numbers for the median
     * @param names different texts
     * @param characters of all of these together
     */
    record Limits(int values, int names, long characters) {
        /** Everything. */
        static final Limits NONE = new Limits(Integer.MAX_VALUE - 8, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    ColumnLearner(String name, Limits limits) {
        this.name = name;
        this.limits = limits;
    }

    /** What was learnt from a whole column. */
    static Fitting learn(Column column) {
        ColumnLearner learner = new ColumnLearner(column.name(), Limits.NONE);
        learner.add(column);
        return learner.learn();
    }

    /** Adds the next values, which are of the same kind as those before. */
    void add(Column block) {
        int absent = block.missing();
        missing += absent;
        if (absent < block.size()) {
            // A block without any value has no kind of its own.
            Gathering gathered = gathering.orElseGet(() -> gathering(block.kind()));
            gathering = Optional.of(gathered);
            gathered.add(block);
        }
    }

    Fitting learn() {
        return gathering
                .map(gathered -> gathered.learn(missing > 0))
                .orElseGet(() -> Fitting.dropped(name, "all its values are missing"));
    }

    private Gathering gathering(ColumnKind kind) {
        return switch (kind) {
            case NUMBER, BOOLEAN -> new Measures(name, kind, limits);
            case CATEGORY -> new Names(name, limits);
            case DATE -> new Moments(name);
        };
    }

    /** The values that are there. */
    private sealed interface Gathering {
        void add(Column block);

        Fitting learn(boolean indicator);
    }

    private static final class Measures implements Gathering {
        private final String name;
        private final ColumnKind kind;
        private final Spread spread = new Spread();
        private final Sample sample;
        private String constant = "";

        Measures(String name, ColumnKind kind, Limits limits) {
            this.name = name;
            this.kind = kind;
            this.sample = new Sample(limits.values);
        }

        @Override
        public void add(Column block) {
            for (int row = 0; row < block.size(); row++) {
                if (!block.isMissing(row)) {
                    if (spread.count() == 0) {
                        constant = block.text(row);
                    }
                    double value = Encoding.Measure.number(block, row);
                    spread.add(value);
                    sample.add(value);
                }
            }
        }

        @Override
        public Fitting learn(boolean indicator) {
            if (!spread.differs() && !indicator) {
                return Fitting.dropped(name, "it is " + constant + " in every row");
            }
            double median = sample.median();
            // The median of truth values may be one half, and 0 or 1 is meant.
            double fill = kind == ColumnKind.BOOLEAN ? Math.rint(median) : median;
            Optional<Scale> scale = spread.differs() ? Optional.of(spread.scale()) : Optional.empty();
            return Fitting.kept(new Encoding.Measure(name, kind, fill, scale, indicator));
        }
    }

    private static final class Names implements Gathering {
        private final String name;
        private final Limits limits;
        private final Map<String, long[]> counts = new LinkedHashMap<>();
        private long characters;
        private long present;
        private boolean repeated;
        private boolean full;

        Names(String name, Limits limits) {
            this.name = name;
            this.limits = limits;
        }

        @Override
        public void add(Column block) {
            if (!(block instanceof Column.Categories categories)) {
                throw new AssertionError(block.kind());
            }
            List<String> texts = categories.levels();
            long[] inBlock = new long[texts.size()];
            for (int code : categories.codes()) {
                if (code >= 0) {
                    inBlock[code]++;
                }
            }
            for (int level = 0; level < inBlock.length; level++) {
                if (inBlock[level] > 0) {
                    add(texts.get(level), inBlock[level]);
                }
            }
        }

        private void add(String text, long times) {
            present += times;
            long[] count = counts.get(text);
            if (count != null) {
                count[0] += times;
                repeated = true;
            } else if (counts.size() < limits.names && characters + text.length() <= limits.characters) {
                counts.put(text, new long[] {times});
                characters += text.length();
                repeated |= times > 1;
            } else {
                full = true;
            }
        }

        @Override
        public Fitting learn(boolean indicator) {
            if (counts.size() == 1 && !full && !indicator) {
                String only = counts.keySet().iterator().next();
                return Fitting.dropped(name, "it is '" + only + "' in every row");
            }
            if (!repeated && present > FEWEST_IDENTIFIERS) {
                return Fitting.dropped(
                        name, "every row has another text, so it names the rows and tells nothing of new ones");
            }
            if (counts.size() <= MOST_LEVELS && !full) {
                return Fitting.kept(
                        new Encoding.OneHot(name, List.copyOf(new TreeSet<>(counts.keySet())), indicator, false));
            }
            List<String> frequent = new ArrayList<>(new TreeSet<>(counts.keySet()));
            // Stable, so that among equally frequent names the first in the alphabet is kept.
            frequent.sort((a, b) -> Long.compare(count(b), count(a)));
            List<String> levels =
                    List.copyOf(new TreeSet<>(frequent.subList(0, Math.min(MOST_LEVELS, frequent.size()))));
            return new Fitting(
                    Optional.of(new Encoding.OneHot(name, levels, indicator, true)),
                    ("Column '%s' has %s%d different texts; the %d most frequent%s are told apart, the others "
                                    + "count as one.")
                            .formatted(
                                    name,
                                    full ? "more than " : "",
                                    counts.size(),
                                    levels.size(),
                                    full ? " of these" : ""));
        }

        private long count(String text) {
            long[] count = counts.get(text);
            return count == null ? 0 : count[0];
        }
    }

    private static final class Moments implements Gathering {
        private static final int PARTS = Encoding.Calendar.PARTS.size();

        private final String name;
        private final Spread[] spreads =
                Stream.generate(Spread::new).limit(PARTS).toArray(Spread[]::new);
        private String constant = "";

        Moments(String name) {
            this.name = name;
        }

        @Override
        public void add(Column block) {
            if (!(block instanceof Column.Dates dates)) {
                throw new AssertionError(block.kind());
            }
            for (int row = 0; row < dates.size(); row++) {
                if (!dates.isMissing(row)) {
                    if (spreads[0].count() == 0) {
                        constant = dates.text(row);
                    }
                    double[] parts = Encoding.Calendar.parts(dates.at(row));
                    for (int part = 0; part < PARTS; part++) {
                        spreads[part].add(parts[part]);
                    }
                }
            }
        }

        @Override
        public Fitting learn(boolean indicator) {
            List<Integer> parts = IntStream.range(0, PARTS)
                    .filter(part -> spreads[part].differs())
                    .boxed()
                    .toList();
            if (parts.isEmpty() && !indicator) {
                return Fitting.dropped(name, "it is " + constant + " in every row");
            }
            List<Scale> scales =
                    parts.stream().map(part -> spreads[part].scale()).toList();
            return Fitting.kept(new Encoding.Calendar(name, parts, scales, indicator));
        }
    }
}
