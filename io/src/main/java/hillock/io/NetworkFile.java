package hillock.io;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.TableEncoder;
import hillock.data.Task;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.network.Architecture;
import hillock.network.Layer;
import hillock.network.Models;
import hillock.train.EpochRecord;
import hillock.train.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trained network and what is known of it, to be kept in one {@link ModelFile}: its graph for one sample goes with
 * it.
 *
 * <pre>{@code
 * new NetworkFile(result.model(), data.task(), data.sampleType(), result.history(), new TreeMap<>()).write(path);
 * Layer model = NetworkFile.read(path).model();
 * }</pre>
 *
 * @param model the network, with values; made of Hillock's own layers if it is to be read again
 * @param task what it was trained for
 * @param sample the type of the features of one sample
 * @param history the epochs of its training
 * @param notes further texts by key
 * @param encoder how rows of a table become samples, if it was trained on a table
 */
public record NetworkFile(
        Layer model,
        Task task,
        TensorType sample,
        List<EpochRecord> history,
        SortedMap<String, String> notes,
        Optional<TableEncoder> encoder) {
    private static final String KIND = "kind";
    private static final String LABELS = "labels";
    private static final String SAMPLE = "sample";
    private static final String SHAPE = "shape";

    /** Copies the lists and maps. */
    public NetworkFile {
        history = List.copyOf(history);
        notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
        encoder.ifPresent(table -> {
            if (!table.task().equals(task) || !sample.shape().equals(Shape.of(table.width()))) {
                throw new IllegalArgumentException(
                        "The table has the task %s and %d inputs, the network %s and samples %s."
                                .formatted(table.task(), table.width(), task, sample));
            }
        });
    }

    /** A network that was not trained on a table. */
    public NetworkFile(
            Layer model, Task task, TensorType sample, List<EpochRecord> history, SortedMap<String, String> notes) {
        this(model, task, sample, history, notes, Optional.empty());
    }

    /** The network ready for use, with the encoding of rows and the units of the target. */
    public Predictor predictor() {
        Predictor predictor = Predictor.of(model, task);
        return encoder.map(predictor::withEncoder).orElse(predictor);
    }

    /**
     * Writes the network, wholly or not at all.
     *
     * @throws IllegalArgumentException if the network does not take such samples or its outputs do not fit the task
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>(notes);
        encoder.ifPresent(table -> texts.putAll(table.toMap()));
        new ModelFile(
                        Architecture.of(model),
                        taskJson().print(),
                        historyJson().print(),
                        texts,
                        Models.values(model),
                        Optional.of(graph(model, sample, task)))
                .write(file);
    }

    /**
     * The network in a file; its variables are sealed.
     *
     * @throws FormatException if the file is missing, damaged, no model, or describes a network that does not fit its
     *     own weights or samples
     */
    public static NetworkFile read(Path file) throws IOException {
        ModelFile content = ModelFile.read(file);
        try {
            Task task = task(members(content.task(), file + ", task"));
            TensorType sample = sample(members(content.task(), file + ", task"));
            Layer model = Models.seal(Models.withValues(Architecture.parse(content.architecture()), content.weights()));
            graph(model, sample, task);
            SortedMap<String, String> notes = new TreeMap<>(content.metadata());
            Optional<TableEncoder> encoder = Optional.empty();
            if (TableEncoder.isIn(notes)) {
                encoder = Optional.of(TableEncoder.of(notes));
                notes.keySet().removeIf(TableEncoder::isKey);
            }
            return new NetworkFile(model, task, sample, history(content.history(), file + ", history"), notes, encoder);
        } catch (IllegalArgumentException e) {
            FormatException problem = new FormatException(file, String.valueOf(e.getMessage()));
            problem.initCause(e);
            throw problem;
        }
    }

    /** The outputs of the network for one sample as a program of features [1, ...]. */
    private static Program graph(Layer model, TensorType sample, Task task) {
        Node features = Nodes.input("features", sample.withShape(sample.shape().insert(0, 1)));
        Tensor outputs = model.apply(Tensor.of(features));
        if (!outputs.shape().equals(Shape.of(1, task.outputs()))) {
            throw new IllegalArgumentException("The network makes %s of a sample %s, and its task '%s' asks for %s."
                    .formatted(outputs.type(), sample, task.kind(), Shape.of(1, task.outputs())));
        }
        return Program.builder()
                .input(features)
                .output("outputs", outputs.node())
                .build();
    }

    private Json taskJson() {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put(KIND, Json.of(task.kind()));
        members.put(LABELS, Json.of(task.labels().stream().map(Json::of).toList()));
        members.put(SAMPLE, Json.of(sample.dtype().toString()));
        List<Json> extents = new ArrayList<>();
        for (int extent : sample.shape().toArray()) {
            extents.add(Json.of(extent));
        }
        members.put(SHAPE, Json.of(extents));
        return Json.of(members);
    }

    private static Task task(Map<String, Json> members) {
        List<String> labels = new ArrayList<>();
        for (Json label : elements(members, LABELS)) {
            labels.add(text(label, LABELS));
        }
        return Task.of(text(members.get(KIND), KIND), labels);
    }

    private static TensorType sample(Map<String, Json> members) {
        String name = text(members.get(SAMPLE), SAMPLE);
        DType dtype = null;
        for (DType known : DType.values()) {
            dtype = known.toString().equals(name) ? known : dtype;
        }
        if (dtype == null) {
            throw new IllegalArgumentException("There is no element type '%s'.".formatted(name));
        }
        List<Json> extents = elements(members, SHAPE);
        int[] shape = new int[extents.size()];
        for (int i = 0; i < shape.length; i++) {
            double extent = number(extents.get(i), SHAPE).orElse(Double.NaN);
            if (!(extent >= 0 && extent <= Integer.MAX_VALUE && extent == Math.rint(extent))) {
                throw new IllegalArgumentException(
                        "The shape of a sample has the extent %s.".formatted(extents.get(i)));
            }
            shape[i] = (int) extent;
        }
        return TensorType.of(dtype).withShape(Shape.of(shape));
    }

    private Json historyJson() {
        List<Json> rows = new ArrayList<>();
        for (EpochRecord epoch : history) {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            members.put("loss", Json.of(epoch.loss()));
            epoch.validationLoss().ifPresent(loss -> members.put("validationLoss", Json.of(loss)));
            epoch.validationScore().ifPresent(score -> members.put("validationScore", Json.of(score)));
            members.put("learningRate", Json.of(epoch.learningRate()));
            rows.add(Json.of(members));
        }
        return Json.of(rows);
    }

    private static List<EpochRecord> history(String text, String where) throws FormatException {
        if (!(Json.parse(text, where) instanceof Json.Elements(List<Json> rows))) {
            throw new IllegalArgumentException("The history is not a JSON array.");
        }
        List<EpochRecord> history = new ArrayList<>();
        for (Json row : rows) {
            Map<String, Json> members = members(row, where);
            history.add(new EpochRecord(
                    history.size() + 1,
                    number(members.get("loss"), "loss").orElse(Double.NaN),
                    number(members.get("validationLoss"), "validationLoss"),
                    number(members.get("validationScore"), "validationScore"),
                    number(members.get("learningRate"), "learningRate").orElse(Double.NaN)));
        }
        return history;
    }

    private static Map<String, Json> members(String text, String where) throws FormatException {
        return members(Json.parse(text, where), where);
    }

    private static Map<String, Json> members(Json json, String where) {
        if (json instanceof Json.Members(SequencedMap<String, Json> members)) {
            return members;
        }
        throw new IllegalArgumentException(where + " is not a JSON object.");
    }

    private static List<Json> elements(Map<String, Json> members, String name) {
        if (members.get(name) instanceof Json.Elements(List<Json> elements)) {
            return elements;
        }
        throw new IllegalArgumentException("'%s' is not a JSON array.".formatted(name));
    }

    private static String text(@Nullable Json json, String name) {
        if (json instanceof Json.Text(String value)) {
            return value;
        }
        throw new IllegalArgumentException("'%s' is not a text.".formatted(name));
    }

    /** A number, or none for null and for what is absent. */
    private static OptionalDouble number(@Nullable Json json, String name) {
        return switch (json) {
            case null -> OptionalDouble.empty();
            case Json.Nothing _ -> OptionalDouble.empty();
            case Json.Numeral numeral -> OptionalDouble.of(numeral.toDouble());
            default -> throw new IllegalArgumentException("'%s' is not a number.".formatted(name));
        };
    }
}
