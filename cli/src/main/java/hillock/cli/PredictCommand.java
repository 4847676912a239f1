package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.data.EncodingReport;
import hillock.data.TableEncoder;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.io.AtomicFile;
import hillock.io.NetworkFile;
import hillock.io.TableLines;
import hillock.io.TableOptions;
import hillock.train.Prediction;
import hillock.train.Predictor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The use of a network on the rows of a table. */
@Command(
        name = "predict",
        sortOptions = false,
        description = {
            "Add what a network predicts to the rows of a table, which are otherwise left as they are.",
            "A column with the label and one with the probability of each class are added, or one with the number.",
            "",
            "  hillock predict income.safetensors people.csv -o predicted.csv",
            "  tail -n +1 -f people.csv | hillock predict income.safetensors -"
        })
final class PredictCommand implements Callable<Integer> {
    /** Float32 has seven to nine digits that mean something. */
    private static final MathContext DIGITS = new MathContext(9);

    private static final MathContext PROBABILITY_DIGITS = new MathContext(6);

    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            converter = Kinds.File.class,
            description = "The file of a network, made by 'train --save'.")
    @Nullable
    Path model;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "The table (CSV, TSV, JSON, JSON lines, npy, npz), or - for standard input.")
    String name = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            converter = Kinds.File.class,
            description = "Write to this file, wholly or not at all (default: standard output).")
    @Nullable
    Path output;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Kinds.Threads.class,
            description = "Threads to compute with (default: one per core).")
    @Nullable
    Integer threads;

    PredictCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Path file = model == null ? Path.of("") : model;
        NetworkFile network = Networks.read(file, true);
        TableEncoder encoder = network.encoder()
                .orElseThrow(() -> new InputException(
                        "%s was not trained on a table, but on samples %s, so there are no rows to predict.%s"
                                .formatted(
                                        file,
                                        network.sample(),
                                        Networks.insteadOfTable(
                                                file, network.notes().get("DATA")))));
        Engine engine = threads == null ? Engine.standard() : Engine.standard().withThreads(threads);
        Predictor predictor =
                Predictor.of(network.model(), network.task(), engine).withEncoder(encoder);
        TableOptions options = Sources.as(network, reading.options());
        boolean standard = name.equals("-");
        if (output != null) {
            AtomicFile.checkWritable(output);
        }
        Work work = new Work(encoder, predictor);
        try (TableLines blocks = standard
                ? TableLines.of(System.in, "standard input", options)
                : TableLines.open(Sources.existing(name, "predict"), options)) {
            if (output == null) {
                work.copy(blocks, surroundings.out());
            } else {
                AtomicFile.write(output, out -> work.copy(blocks, out));
            }
        }
        Screen screen = surroundings.errScreen();
        work.report.sentences().forEach(sentence -> screen.println("Note: " + sentence));
        if (work.broken > 0) {
            screen.println(
                    "Note: %s got a prediction that is no number, written as empty fields; the network is broken."
                            .formatted(Texts.count(work.broken, "row")));
        }
        if (output != null) {
            surroundings
                    .outScreen()
                    .println("%s: %s with predictions of '%s'"
                            .formatted(output, Texts.count(work.rows, "row"), encoder.target()));
        }
        return ExitCode.DONE;
    }

    /** The copying of a table with predictions. */
    private static final class Work {
        private final TableEncoder encoder;
        private final Predictor predictor;
        private final EncodingReport report = new EncodingReport();
        private long rows;
        private long broken;

        Work(TableEncoder encoder, Predictor predictor) {
            this.encoder = encoder;
            this.predictor = predictor;
        }

        void copy(TableLines blocks, OutputStream out) throws IOException {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, blocks.charset()));
            Optional<TableLines.Block> block = blocks.next();
            if (blocks.hasMark()) {
                writer.write('\ufeff');
            }
            if (blocks.header().isPresent() && block.isPresent()) {
                Set<String> taken = new HashSet<>(block.get().table().table().names());
                write(writer, blocks, blocks.header().get(), names(taken));
            }
            while (block.isPresent()) {
                copy(blocks, block.get(), writer);
                // Whoever waits at the other end of a pipe shall see what is done.
                writer.flush();
                block = blocks.next();
            }
        }

        private void copy(TableLines blocks, TableLines.Block block, Writer writer) throws IOException {
            TableEncoder.Features features = block.table().features(encoder);
            report.add(features.report());
            List<Prediction> predictions =
                    block.table().table().size() == 0 ? List.of() : predictor.predict(features.values());
            int row = 0;
            for (TableLines.Line line : block.lines()) {
                if (line.isBlank()) {
                    writer.write(line.end());
                } else {
                    write(writer, blocks, line, values(predictions.get(row++), blocks.decimal()));
                }
            }
            rows += row;
        }

        private static void write(Writer writer, TableLines blocks, TableLines.Line line, List<String> added)
                throws IOException {
            writer.write(line.text());
            for (String field : added) {
                writer.write(blocks.delimiter());
                writer.write(blocks.field(field));
            }
            writer.write(line.end());
        }

        /** The names of the added columns, none of which is there already. */
        private List<String> names(Set<String> taken) {
            List<String> names = new ArrayList<>(List.of("predicted_" + encoder.target()));
            if (!(encoder.task() instanceof Task.Regression)) {
                encoder.task().labels().forEach(label -> names.add("p_" + label));
            }
            names.replaceAll(name -> {
                String free = name;
                for (int i = 2; !taken.add(free); i++) {
                    free = name + "_" + i;
                }
                return free;
            });
            return names;
        }

        private List<String> values(Prediction prediction, char decimal) {
            broken += prediction.values().stream().allMatch(Double::isFinite) ? 0 : 1;
            if (encoder.task() instanceof Task.Regression) {
                return List.of(text(prediction.value(), DIGITS, decimal));
            }
            List<String> values = new ArrayList<>(List.of(prediction.label()));
            prediction.values().forEach(p -> values.add(text(p, PROBABILITY_DIGITS, decimal)));
            return values;
        }

        private static String text(double value, MathContext digits, char decimal) {
            if (!Double.isFinite(value)) {
                return "";
            }
            double rounded = new BigDecimal(value).round(digits).doubleValue();
            return Double.toString(rounded).replace('.', decimal);
        }
    }
}
