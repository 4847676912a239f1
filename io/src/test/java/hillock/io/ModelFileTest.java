package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    Path folder;

    /** A perceptron with a constant too large for the text of its graph. */
    private static ModelFile model() {
        SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
        weights.put("layers.0.weights", Graphs.random(TensorType.of(DType.FLOAT32, 300, 8), 1));
        weights.put("layers.0.bias", Graphs.random(TensorType.of(DType.FLOAT32, 8), 2));
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 5, 300));
        Node mean = Nodes.constant(Graphs.random(TensorType.of(DType.FLOAT32, 300), 3));
        Node hidden = Nodes.matmul(Nodes.sub(x, mean), Nodes.read(variable("layers.0.weights", weights)));
        Node logits = Nodes.add(hidden, Nodes.read(variable("layers.0.bias", weights)));
        Program graph = Program.builder()
                .input(x)
                .output("logits", logits)
                .output("probabilities", Composed.softmax(logits, 1))
                .build();
        return new ModelFile(
                "{\"layers\":[\"dense 300 8\"]}",
                "classes",
                "[{\"epoch\":1,\"loss\":0.5}]",
                new TreeMap<>(Map.of("author", "me")),
                weights,
                Optional.of(graph));
    }

    private static Variable variable(String name, Map<String, NDArray> weights) {
        return new Variable(name, weights.get(name));
    }

    @Test
    void writesAndReadsBack() throws IOException {
        ModelFile model = model();
        Path file = folder.resolve("model.safetensors");
        model.write(file);
        ModelFile read = ModelFile.read(file);
        assertThat(read.architecture()).isEqualTo(model.architecture());
        assertThat(read.task()).isEqualTo(model.task());
        assertThat(read.history()).isEqualTo(model.history());
        assertThat(read.metadata()).isEqualTo(model.metadata());
        assertThat(List.copyOf(read.weights().keySet()))
                .isEqualTo(List.copyOf(model.weights().keySet()));
        assertThat(Hashes.weightsSha256(read.weights())).isEqualTo(Hashes.weightsSha256(model.weights()));

        Program graph = read.graph().orElseThrow();
        Graphs.assertSame(model.graph().orElseThrow(), withVariablesOf(model, graph));
        List<NDArray> expected = Graphs.evaluate(model.graph().orElseThrow());
        List<NDArray> found = Graphs.evaluate(graph);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).sameBits(expected.get(i))).isTrue();
        }
        assertThat(graph.reads()).hasSize(2).allMatch(Variable::isSealed);

        Path again = folder.resolve("again.safetensors");
        read.write(again);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    /** The graph as it is read for the variables of the model that was written. */
    private static Program withVariablesOf(ModelFile model, Program graph) throws FormatException {
        return Graphs.read(GraphJson.write(graph, 0), model.graph().orElseThrow());
    }

    @Test
    void otherProgramsFindTheWeights() throws IOException {
        ModelFile model = model();
        Path file = folder.resolve("model.safetensors");
        model.write(file);
        Safetensors content = Safetensors.read(file);
        assertThat(content.tensors().keySet())
                .containsExactly("layers.0.weights", "layers.0.bias", "hillock.constant.0");
        assertThat(content.metadata().keySet())
                .containsExactly(
                        "author",
                        "hillock.architecture",
                        "hillock.format",
                        "hillock.graph",
                        "hillock.history",
                        "hillock.task");
    }

    @Test
    void graphMayBeAbsent() throws IOException {
        ModelFile model = new ModelFile("a", "t", "h", new TreeMap<>(), model().weights(), Optional.empty());
        Path file = folder.resolve("model");
        model.write(file);
        assertThat(ModelFile.read(file).graph()).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        ModelFile model = model();
        SequencedMap<String, NDArray> renamed = new LinkedHashMap<>(model.weights());
        renamed.put("bias", renamed.remove("layers.0.bias"));
        assertThatThrownBy(() -> new ModelFile("", "", "", new TreeMap<>(), renamed, model.graph()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reads the variable layers.0.bias: float32[8], but the weights are");
        SequencedMap<String, NDArray> reshaped = new LinkedHashMap<>(model.weights());
        reshaped.put("layers.0.bias", NDArray.of(1f));
        assertThatThrownBy(() -> new ModelFile("", "", "", new TreeMap<>(), reshaped, model.graph()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but the weight of that name is float32[1]");
        assertThatThrownBy(() -> new ModelFile(
                        "", "", "", new TreeMap<>(Map.of("hillock.x", "")), model.weights(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'hillock.x' begins with 'hillock.', which is reserved");
        Variable w = new Variable("layers.0.bias", model.weights().get("layers.0.bias"));
        Program training = Program.builder().update(w, Nodes.neg(Nodes.read(w))).build();
        assertThatThrownBy(() -> new ModelFile("", "", "", new TreeMap<>(), model.weights(), Optional.of(training)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The graph updates layers.0.bias: float32[8]; store the program that uses");
    }

    @Test
    void otherFilesAreToldFromModels() throws IOException {
        ModelFile model = model();
        Path file = folder.resolve("model");
        Map<String, String> metadata = new TreeMap<>();
        String[][] steps = {
            {"hillock.format", "2", "metadata 'hillock.format' is '2'; this Hillock reads '1'"},
            {"hillock.format", "1", "the metadata has no 'hillock.architecture', so the model is not whole"},
            {"hillock.architecture", "a", "the metadata has no 'hillock.task', so the model is not whole"},
            {"hillock.task", "t", "the metadata has no 'hillock.history', so the model is not whole"},
            {"hillock.history", "h", ""},
            {"hillock.graph", "{}", ", metadata 'hillock.graph', character 1: expected the member 'format'"},
            {
                "hillock.graph",
                GraphJson.write(model.graph().orElseThrow(), 0).text(),
                ", metadata 'hillock.graph', character 51: constant 0: there is no tensor 'hillock.constant.0'"
            },
        };
        Safetensors.write(file, model.weights(), metadata);
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        file + ": the metadata has no 'hillock.format': a safetensors file, but no model of Hillock");
        for (String[] step : steps) {
            metadata.put(step[0], step[1]);
            Safetensors.write(file, model.weights(), metadata);
            if (step[2].isEmpty()) {
                ModelFile.read(file);
            } else {
                assertThatThrownBy(() -> ModelFile.read(file))
                        .isInstanceOf(FormatException.class)
                        .hasMessageStartingWith(file.toString())
                        .hasMessageContaining(step[2]);
            }
        }
    }

    /** Whatever is done to a file, the answer is a model or a FormatException, and no other file appears. */
    @Test
    void fuzz() throws IOException {
        Path file = folder.resolve("fuzz");
        model().write(file);
        byte[] valid = Files.readAllBytes(file);
        int header = ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] content = valid.clone();
            content[random.nextInt(8, 8 + header)] = (byte) random.nextInt(32, 127);
            Files.write(
                    file, random.nextInt(10) == 0 ? Arrays.copyOf(content, random.nextInt(content.length)) : content);
            try {
                ModelFile.read(file);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        }
        assertThat(refused).isBetween(500, 999);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
