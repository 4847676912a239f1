package hillock.io;

import hillock.array.NDArray;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A trained model in one file: a safetensors file whose metadata also holds the architecture, the task, the history of
 * the training and the graph. Other programs that read safetensors find the weights under their names.
 *
 * @param architecture how to build the network again, in the words of whoever wrote it
 * @param task what the network is for
 * @param history how it was trained
 * @param metadata further texts by key; keys may not begin with {@code hillock.}
 * @param weights the weights by name, in order; names may not begin with {@code hillock.}
 * @param graph the program that uses the network. It reads variables with the names and types of weights and updates
 *     none. In a model that was read, they are sealed and hold the weights
 */
public record ModelFile(
        String architecture,
        String task,
        String history,
        SortedMap<String, String> metadata,
        SequencedMap<String, NDArray> weights,
        Optional<Program> graph) {
    private static final String PREFIX = "hillock.";
    private static final String FORMAT = PREFIX + "format";
    private static final String ARCHITECTURE = PREFIX + "architecture";
    private static final String TASK = PREFIX + "task";
    private static final String HISTORY = PREFIX + "history";
    private static final String GRAPH = PREFIX + "graph";
    private static final String VERSION = "1";

    /** Larger constants of the graph become tensors of the file. */
    private static final int INLINE = 1024;

    /** Copies the maps and checks that the graph fits the weights. */
    public ModelFile {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        weights = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(weights));
        metadata.keySet().forEach(ModelFile::checkName);
        weights.keySet().forEach(ModelFile::checkName);
        if (graph.isPresent()) {
            checkFits(graph.get(), weights);
        }
    }

    private static void checkName(String name) {
        if (name.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "'%s' begins with '%s', which is reserved in model files; rename it.".formatted(name, PREFIX));
        }
    }

    private static void checkFits(Program graph, Map<String, NDArray> weights) {
        if (!graph.updates().isEmpty()) {
            throw new IllegalArgumentException(
                    "The graph updates %s; store the program that uses the network, not the one that trains it."
                            .formatted(graph.updates().firstEntry().getKey()));
        }
        for (Variable variable : graph.reads()) {
            NDArray weight = weights.get(variable.name());
            if (weight == null || !weight.type().equals(variable.type())) {
                throw new IllegalArgumentException("The graph reads the variable %s, but %s; their names must agree."
                        .formatted(
                                variable,
                                weight == null
                                        ? "the weights are " + weights.keySet()
                                        : "the weight of that name is " + weight.type()));
            }
        }
    }

    /**
     * Writes the model, wholly or not at all. The same model gives the same bytes.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Map<String, String> texts = new HashMap<>(metadata);
        texts.put(FORMAT, VERSION);
        texts.put(ARCHITECTURE, architecture);
        texts.put(TASK, task);
        texts.put(HISTORY, history);
        SequencedMap<String, NDArray> tensors = new LinkedHashMap<>(weights);
        if (graph.isPresent()) {
            GraphJson.Written written = GraphJson.write(graph.get(), INLINE);
            texts.put(GRAPH, written.text());
            tensors.putAll(written.tensors());
        }
        Safetensors.write(file, tensors, texts);
    }

    /**
     * The model in a file.
     *
     * @throws FormatException if the file is missing, not a safetensors file, not a model, or its graph is damaged
     */
    public static ModelFile read(Path file) throws IOException {
        Safetensors content = Safetensors.read(file);
        SortedMap<String, String> metadata = new TreeMap<>();
        Map<String, String> own = new HashMap<>();
        content.metadata().forEach((key, value) -> (key.startsWith(PREFIX) ? own : metadata).put(key, value));
        String version = own.get(FORMAT);
        if (version == null) {
            throw new FormatException(
                    file, "the metadata has no '%s': a safetensors file, but no model of Hillock".formatted(FORMAT));
        }
        if (!version.equals(VERSION)) {
            throw new FormatException(
                    file,
                    "metadata '%s' is '%s'; this Hillock reads '%s', a newer one may read it"
                            .formatted(FORMAT, version, VERSION));
        }
        SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
        Map<String, NDArray> constants = new HashMap<>();
        content.tensors().forEach((name, array) -> (name.startsWith(PREFIX) ? constants : weights).put(name, array));
        Optional<Program> graph = Optional.empty();
        String text = own.get(GRAPH);
        if (text != null) {
            graph = Optional.of(GraphJson.read(
                    text,
                    file + ", metadata '" + GRAPH + "'",
                    name -> Optional.ofNullable(weights.get(name)).map(array -> new Variable(name, array).seal()),
                    constants));
        }
        try {
            return new ModelFile(
                    text(own, ARCHITECTURE, file),
                    text(own, TASK, file),
                    text(own, HISTORY, file),
                    metadata,
                    weights,
                    graph);
        } catch (IllegalArgumentException e) {
            FormatException problem = new FormatException(file, String.valueOf(e.getMessage()));
            problem.initCause(e);
            throw problem;
        }
    }

    private static String text(Map<String, String> own, String key, Path file) throws FormatException {
        String text = own.get(key);
        if (text == null) {
            throw new FormatException(file, "the metadata has no '%s', so the model is not whole".formatted(key));
        }
        return text;
    }
}
