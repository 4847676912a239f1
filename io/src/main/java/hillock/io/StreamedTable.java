package hillock.io;

import hillock.data.Column;
import hillock.data.Dataset;
import hillock.data.Table;
import hillock.data.TableEncoder;
import hillock.data.TableException;
import hillock.data.TableLearner;
import hillock.data.TaskChoice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A table larger than memory as data to learn from. It is read once, block by block: the encoder is learnt and the rows
 * are laid down as they are in a file of Hillock's folder in the user's cache, which is gone when this is closed or the
 * process ends. Training then reads that file in random blocks, 64 of them at a time, whose rows are mixed.
 *
 * <p>What is equal to a {@link hillock.data.TableDataset} of the same rows: the task, the encoder and every sample, to
 * the bit, with the exceptions of {@link TableLearner}; and as long as the samples fit into one window of 16 MB, the
 * order of every epoch, and so the trained network.
 *
 * <p>Every row is drawn for its part by itself, from the seed and its number. So each class is divided in proportion
 * only by chance: of n rows a part p gets {@code np} give or take {@code sqrt(np(1 - p))}.
 *
 * <pre>{@code
 * try (StreamedTable data = StreamedTable.of(
 *         TableFile.blocks(Path.of("large.csv"), TableOptions.STANDARD),
 *         "large.csv", Optional.empty(), TaskChoice.Wish.AUTO, new StreamedTable.Division(0.1, 0.1, 1))) {
 *     trainer.validation(data.validation().orElseThrow()).fit(data.train(), Epochs.of(3));
 * }
 * }</pre>
 */
public final class StreamedTable implements Closeable {
    private final TableEncoder encoder;
    private final Map<Part, RowFile> files;
    private final Map<Part, Dataset> parts;
    private final List<String> notices;

    private enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    /**
     * How rows are divided, at random.
     *
     * @param validation the part to watch the training with, 0 for none
     * @param test the part kept for the end, 0 for none
     * @param seed the same one divides the same rows the same way
     */
    public record Division(double validation, double test, long seed) {
        /** Everything is for training. */
        public static final Division NONE = new Division(0, 0, 0);

        /**
         * Checks the parts.
         *
         * @throws IllegalArgumentException if one is negative, or nothing is left for training
         */
        public Division {
            if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
                throw new IllegalArgumentException(
                        ("The parts for validation and testing, %s and %s, are 0 or more and leave something to "
                                        + "learn from.")
                                .formatted(validation, test));
            }
        }

        private Part part(long row) {
            double draw = (mixed(seed * 0x9E3779B97F4A7C15L + row) >>> 11) * 0x1p-53;
            return draw < test ? Part.TEST : draw < test + validation ? Part.VALIDATION : Part.TRAIN;
        }

        /** Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", figure 16. */
        private static long mixed(long row) {
            long z = (row + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return z ^ z >>> 31;
        }
    }

    private StreamedTable(
            TableEncoder encoder, Map<Part, RowFile> files, Map<Part, Dataset> parts, List<String> notices) {
        this.encoder = encoder;
        this.files = files;
        this.parts = parts;
        this.notices = List.copyOf(notices);
    }

    /**
     * Reads a table.
     *
     * @param where what messages call it
     * @param target the column to be predicted; the last one, if empty
     * @throws FormatException if the table cannot be read, nothing can be learnt from it, a part would be empty, or
     *     there is no room for the file
     */
    public static StreamedTable of(
            TableBlocks blocks, String where, Optional<String> target, TaskChoice.Wish wish, Division division)
            throws IOException {
        return new Reading(where, target, wish, division, Optional.empty(), folder())
                .read(blocks, StreamedDataset.WINDOW);
    }

    /**
     * Reads a table as a model that was trained on another one sees it: all its rows with a target are for testing.
     *
     * @param where what messages call it
     * @param encoder of the model; the table is best read with {@link TableOptions#withKinds}
     * @throws FormatException if the table cannot be read, columns are absent or of another kind, a class did not occur
     *     in training, or there is no room for the file
     */
    public static StreamedTable of(TableBlocks blocks, String where, TableEncoder encoder) throws IOException {
        return new Reading(
                        where,
                        Optional.of(encoder.target()),
                        TaskChoice.Wish.AUTO,
                        Division.NONE,
                        Optional.of(encoder),
                        folder())
                .read(blocks, StreamedDataset.WINDOW);
    }

    private static Path folder() {
        return CacheFolder.ofUser().resolve("streams");
    }

    /** With the bounds given, for tests. */
    static StreamedTable of(TableBlocks blocks, TaskChoice.Wish wish, Division division, Path folder, int window)
            throws IOException {
        return new Reading("t.csv", Optional.empty(), wish, division, Optional.empty(), folder).read(blocks, window);
    }

    /**
     * Whether a file is better streamed than read as a whole: if it is CSV or Parquet and, as a table with its samples,
     * would take about half of the memory this process may have.
     *
     * @throws FormatException if the file is missing
     */
    public static boolean isAdvisable(Path file) throws IOException {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return switch (TableFormat.of(file)) {
            // Six characters or so make a number, which takes 8 bytes in the table and 4 as a feature, at times twice.
            case CSV -> Files.size(file) > quarter / 2;
            // Compressed.
            case PARQUET -> Files.size(file) > quarter / 16;
            case JSON, NPY, NPZ -> false;
        };
    }

    /**
     * Whether a file is in a format that can be read in blocks.
     *
     * @throws FormatException if the file is missing
     */
    public static boolean isPossible(Path file) throws IOException {
        return switch (TableFormat.of(file)) {
            case CSV, PARQUET -> true;
            case JSON, NPY, NPZ -> false;
        };
    }

    /**
     * The samples to learn from.
     *
     * @throws java.util.NoSuchElementException if the table was read for a model that is trained already
     */
    public Dataset train() {
        return part(Part.TRAIN).orElseThrow();
    }

    /** The samples to watch the training with, if there are any. */
    public Optional<Dataset> validation() {
        return part(Part.VALIDATION);
    }

    /** The samples kept for the end, if there are any. */
    public Optional<Dataset> test() {
        return part(Part.TEST);
    }

    private Optional<Dataset> part(Part part) {
        return Optional.ofNullable(parts.get(part));
    }

    /** How rows become samples, learnt from the training part. */
    public TableEncoder encoder() {
        return encoder;
    }

    /** What a user should know, one sentence each. */
    public List<String> notices() {
        return notices;
    }

    /** Gives the room on the disk back; the parts can no longer be used. */
    @Override
    public void close() throws IOException {
        for (RowFile file : files.values()) {
            file.close();
        }
    }

    /** One reading. */
    private static final class Reading {
        private final String where;
        private final Optional<String> wanted;
        private final TaskChoice.Wish wish;
        private final Division division;
        private final Optional<TableEncoder> trained;
        private final Path folder;
        private final Map<Part, RowFile> files = new EnumMap<>(Part.class);
        private Optional<TableLearner> learner = Optional.empty();
        private String target = "";
        private long rows;
        private long unknown;

        Reading(
                String where,
                Optional<String> wanted,
                TaskChoice.Wish wish,
                Division division,
                Optional<TableEncoder> trained,
                Path folder) {
            this.where = where;
            this.wanted = wanted;
            this.wish = wish;
            this.division = division;
            this.trained = trained;
            this.folder = folder;
        }

        StreamedTable read(TableBlocks blocks, int window) throws IOException {
            boolean done = false;
            try {
                blocks.forEach(this::add);
                StreamedTable table = result(window);
                done = true;
                return table;
            } catch (TableException e) {
                String place = e.column().isEmpty() ? where : where + ", column '" + e.column() + "'";
                FormatException problem = new FormatException(place, e.problem());
                problem.initCause(e);
                throw problem;
            } finally {
                if (!done) {
                    for (RowFile file : files.values()) {
                        file.close();
                    }
                }
            }
        }

        private void add(Table block) throws IOException {
            TableLearner learning = learner.isPresent() ? learner.get() : begin(block);
            Column goal = block.column(target);
            int missing = goal.missing();
            unknown += missing;
            Table known = missing == 0
                    ? block
                    : block.select(IntStream.range(0, block.size())
                            .filter(row -> !goal.isMissing(row))
                            .toArray());
            if (known.size() == 0) {
                return;
            }
            Part[] drawn = new Part[known.size()];
            for (int row = 0; row < drawn.length; row++) {
                drawn[row] = trained.isPresent() ? Part.TEST : division.part(rows);
                rows++;
            }
            if (trained.isPresent()) {
                // What the model cannot take is told now and not in the middle of a test.
                trained.get().features(known);
                trained.get().targets(known);
            } else {
                learning.add(known, rows(drawn, Part.TRAIN));
            }
            for (Map.Entry<Part, RowFile> file : files.entrySet()) {
                int[] own = rows(drawn, file.getKey());
                if (own.length > 0) {
                    Table chosen = own.length == known.size() ? known : known.select(own);
                    laid(() -> file.getValue().add(chosen));
                }
            }
        }

        @FunctionalInterface
        private interface Laying {
            void run() throws IOException;
        }

        private void laid(Laying action) throws FormatException {
            try {
                action.run();
            } catch (IOException e) {
                FormatException problem = new FormatException(
                        folder,
                        ("the rows of %s cannot be laid down here for training (%s); make room, or name another "
                                                + "folder with ")
                                        .formatted(where, e.getMessage())
                                + "XDG_CACHE_HOME");
                problem.initCause(e);
                throw problem;
            }
        }

        private static int[] rows(Part[] drawn, Part part) {
            return IntStream.range(0, drawn.length)
                    .filter(row -> drawn[row] == part)
                    .toArray();
        }

        private TableLearner begin(Table first) throws FormatException {
            target = TableFile.of(where, first, List.of()).target(wanted);
            TableLearner learning = new TableLearner(target, wish);
            learner = Optional.of(learning);
            RowLayout layout = new RowLayout(first);
            for (Part part : Part.values()) {
                boolean asked = switch (part) {
                    case TRAIN -> trained.isEmpty();
                    case VALIDATION -> division.validation > 0;
                    case TEST -> trained.isPresent() || division.test > 0;
                };
                if (asked) {
                    laid(() -> files.put(part, new RowFile(folder, layout)));
                }
            }
            return learning;
        }

        private StreamedTable result(int window) throws FormatException {
            TableLearner learnt = learner.orElseThrow(() -> new FormatException(where, "there are no rows"));
            List<String> notices = new ArrayList<>();
            TableEncoder encoder = trained.orElseGet(() -> {
                notices.add(learnt.choice().reason());
                return learnt.encoder();
            });
            if (unknown > 0) {
                notices.add("%d %s without a value of '%s' left out."
                        .formatted(unknown, unknown == 1 ? "row" : "rows", target));
            }
            if (trained.isEmpty()) {
                notices.addAll(encoder.notices());
            }
            Map<Part, Dataset> parts = new EnumMap<>(Part.class);
            long bytes = 0;
            for (Map.Entry<Part, RowFile> file : files.entrySet()) {
                if (file.getValue().size() == 0) {
                    throw new FormatException(
                            where,
                            "%d rows leave none for %s; take a larger part, or none"
                                    .formatted(rows, file.getKey().name().toLowerCase(Locale.ROOT)));
                }
                bytes += file.getValue().bytes();
                parts.put(file.getKey(), new StreamedDataset(file.getValue(), encoder, window));
            }
            notices.add("%d rows are read from the disk in every epoch; they take %d MB in %s until the end."
                    .formatted(rows, Math.ceilDiv(bytes, 1_000_000), folder));
            return new StreamedTable(encoder, files, parts, notices);
        }
    }
}
