package hillock.data;

import hillock.arithmetic.Float64;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** How one column becomes inputs of a network, as learnt from the training part. */
sealed interface Encoding {
    /** The name of the column. */
    String column();

    /** What its values are. */
    ColumnKind kind();

    /** The names of the inputs. */
    List<String> names();

    /** What it does, in a few words. */
    String words();

    /** Writes the inputs of every row: those of row i begin at {@code offset + i * stride}. */
    void encode(Column column, float[] out, int offset, int stride, EncodingReport report);

    /** Puts what {@link #load} needs to make it again under keys that begin with {@code key}. */
    void store(SortedMap<String, String> map, String key);

    /**
     * A number, or a truth value as 0 or 1.
     *
     * @param fill stands for a missing value: the median
     * @param scale the standardisation; empty if the values are all equal, so that only their absence tells anything
     * @param indicator whether a second input tells that the value is missing
     */
    record Measure(String column, ColumnKind kind, double fill, Optional<Scale> scale, boolean indicator)
            implements Encoding {
        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>();
            scale.ifPresent(_ -> names.add(column));
            if (indicator) {
                names.add(column + " missing");
            }
            return names;
        }

        @Override
        public String words() {
            String missing = indicator ? ", missing becomes " + Notices.number(fill) : "";
            return kind.words()
                    + scale.map(s -> ", mean %s, deviation %s"
                                    .formatted(Notices.number(s.mean()), Notices.number(s.deviation())))
                            .orElse("")
                    + missing;
        }

        @Override
        public void encode(Column values, float[] out, int offset, int stride, EncodingReport report) {
            for (int row = 0; row < values.size(); row++) {
                double value = values.isMissing(row) ? fill : number(values, row);
                int at = offset + row * stride;
                if (scale.isPresent()) {
                    if (scale.get().isFar(value)) {
                        report.far(column);
                    }
                    out[at++] = scale.get().apply(value);
                }
                if (values.isMissing(row)) {
                    report.missing(column, indicator, instead());
                }
                if (indicator) {
                    out[at] = values.isMissing(row) ? 1 : 0;
                }
            }
        }

        /** What stands for a missing value, in words. */
        private String instead() {
            return kind == ColumnKind.BOOLEAN && fill == 0
                    ? "false, as most are"
                    : kind == ColumnKind.BOOLEAN && fill == 1
                            ? "true, as most are"
                            : "the median, " + Notices.number(fill);
        }

        static double number(Column values, int row) {
            return switch (values) {
                case Column.Numbers numbers -> numbers.values()[row];
                case Column.Truths truths -> truths.values()[row];
                case Column.Categories _, Column.Dates _ -> throw new AssertionError(values.kind());
            };
        }

        @Override
        public void store(SortedMap<String, String> map, String key) {
            map.put(key + "fill", Double.toString(fill));
            scale.ifPresent(s -> {
                map.put(key + "mean", Double.toString(s.mean()));
                map.put(key + "deviation", Double.toString(s.deviation()));
            });
            map.put(key + "indicator", Boolean.toString(indicator));
        }
    }

    /**
     * One input per name, 1 where it is that name and 0 elsewhere. A name that did not occur in training is
     * {@code other} if the training part had names too rare to stand alone; if not, all inputs are 0: an input of its
     * own would have a weight that no sample ever taught.
     *
     * @param levels the names, sorted
     * @param missing whether an input tells that the value is missing
     * @param other whether an input stands for all other names
     */
    record OneHot(String column, List<String> levels, boolean missing, boolean other) implements Encoding {
        public OneHot {
            levels = List.copyOf(levels);
        }

        @Override
        public ColumnKind kind() {
            return ColumnKind.CATEGORY;
        }

        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>();
            levels.forEach(level -> names.add(column + "=" + level));
            if (missing) {
                names.add(column + " missing");
            }
            if (other) {
                names.add(column + " other");
            }
            return names;
        }

        @Override
        public String words() {
            return "one of " + String.join(", ", levels) + (other ? ", others" : "") + (missing ? ", missing" : "");
        }

        @Override
        public void encode(Column values, float[] out, int offset, int stride, EncodingReport report) {
            Map<String, Integer> numbers = new HashMap<>();
            for (int i = 0; i < levels.size(); i++) {
                numbers.put(levels.get(i), i);
            }
            int otherAt = levels.size() + (missing ? 1 : 0);
            for (int row = 0; row < values.size(); row++) {
                int at = offset + row * stride;
                if (values.isMissing(row)) {
                    report.missing(column, missing, "none of the categories: all inputs of the column are 0");
                    if (missing) {
                        out[at + levels.size()] = 1;
                    }
                    continue;
                }
                Integer number = numbers.get(values.text(row));
                if (number != null) {
                    out[at + number] = 1;
                    continue;
                }
                if (other) {
                    out[at + otherAt] = 1;
                }
                report.unseen(column, values.text(row), other);
            }
        }

        @Override
        public void store(SortedMap<String, String> map, String key) {
            FlatMap.putList(map, key + "level", levels);
            map.put(key + "missing", Boolean.toString(missing));
            map.put(key + "other", Boolean.toString(other));
        }
    }

    /**
     * The parts of a date: year and day of the month as numbers; month, weekday and hour, which go round, as sine and
     * cosine, so that December is next to January.
     *
     * @param parts the parts that differ between rows, by their number in {@link #PARTS}
     * @param scales the standardisation of each
     * @param indicator whether an input tells that the value is missing
     */
    record Calendar(String column, List<Integer> parts, List<Scale> scales, boolean indicator) implements Encoding {
        static final List<String> PARTS = List.of(
                "year",
                "day",
                "month sine",
                "month cosine",
                "weekday sine",
                "weekday cosine",
                "hour sine",
                "hour cosine");

        public Calendar {
            parts = List.copyOf(parts);
            scales = List.copyOf(scales);
        }

        @Override
        public ColumnKind kind() {
            return ColumnKind.DATE;
        }

        @Override
        public List<String> names() {
            List<String> names = new ArrayList<>();
            parts.forEach(part -> names.add(column + " " + PARTS.get(part)));
            if (indicator) {
                names.add(column + " missing");
            }
            return names;
        }

        @Override
        public String words() {
            return "a date: "
                    + String.join(", ", parts.stream().map(PARTS::get).toList())
                    + (indicator ? ", missing" : "");
        }

        @Override
        public void encode(Column values, float[] out, int offset, int stride, EncodingReport report) {
            Column.Dates dates = (Column.Dates) values;
            for (int row = 0; row < dates.size(); row++) {
                int at = offset + row * stride;
                if (dates.isMissing(row)) {
                    // The mean of every part, 0 after standardisation: a circle has no median.
                    report.missing(column, indicator, "the mean of each part of the date");
                    if (indicator) {
                        out[at + parts.size()] = 1;
                    }
                    continue;
                }
                double[] all = parts(dates.at(row));
                for (int i = 0; i < parts.size(); i++) {
                    out[at + i] = scales.get(i).apply(all[parts.get(i)]);
                }
            }
        }

        /** The values of {@link #PARTS}. */
        static double[] parts(LocalDateTime time) {
            double month = turns(time.getMonthValue() - 1, 12);
            double weekday = turns(time.getDayOfWeek().getValue() - 1, 7);
            double hour = turns(time.toLocalTime().toSecondOfDay(), 24 * 3600);
            return new double[] {
                time.getYear(),
                time.getDayOfMonth(),
                Float64.sin(month),
                Float64.cos(month),
                Float64.sin(weekday),
                Float64.cos(weekday),
                Float64.sin(hour),
                Float64.cos(hour)
            };
        }

        private static double turns(int number, int whole) {
            return 2 * Math.PI * number / whole;
        }

        @Override
        public void store(SortedMap<String, String> map, String key) {
            for (int i = 0; i < parts.size(); i++) {
                map.put(key + "part." + i, PARTS.get(parts.get(i)));
                map.put(key + "mean." + i, Double.toString(scales.get(i).mean()));
                map.put(key + "deviation." + i, Double.toString(scales.get(i).deviation()));
            }
            map.put(key + "indicator", Boolean.toString(indicator));
        }
    }

    /** An encoding stored by {@link #store}. */
    static Encoding load(Map<String, String> map, String key, String column, ColumnKind kind) {
        return switch (kind) {
            case NUMBER, BOOLEAN -> {
                Optional<Scale> scale = map.containsKey(key + "mean")
                        ? Optional.of(scale(map, key + "mean", key + "deviation"))
                        : Optional.empty();
                yield new Measure(
                        column, kind, FlatMap.number(map, key + "fill"), scale, FlatMap.truth(map, key + "indicator"));
            }
            case CATEGORY ->
                new OneHot(
                        column,
                        FlatMap.list(map, key + "level"),
                        FlatMap.truth(map, key + "missing"),
                        FlatMap.truth(map, key + "other"));
            case DATE -> {
                List<Integer> parts = new ArrayList<>();
                List<Scale> scales = new ArrayList<>();
                for (String part : FlatMap.list(map, key + "part")) {
                    int number = Calendar.PARTS.indexOf(part);
                    if (number < 0) {
                        throw FlatMap.wrong(key + "part." + parts.size(), part, "one of " + Calendar.PARTS);
                    }
                    scales.add(scale(map, key + "mean." + parts.size(), key + "deviation." + parts.size()));
                    parts.add(number);
                }
                yield new Calendar(column, parts, scales, FlatMap.truth(map, key + "indicator"));
            }
        };
    }

    private static Scale scale(Map<String, String> map, String mean, String deviation) {
        double above = FlatMap.number(map, deviation);
        if (!(above > 0)) {
            throw FlatMap.wrong(deviation, Double.toString(above), "above 0");
        }
        return new Scale(FlatMap.number(map, mean), above);
    }
}
