package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Activation;
import hillock.network.Architecture;
import hillock.network.Dense;
import hillock.network.Dropout;
import hillock.network.Flatten;
import hillock.network.Layer;
import hillock.network.Models;
import hillock.network.Sequential;
import hillock.train.EpochRecord;
import hillock.train.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks written and read, and files that pretend to hold one. */
class NetworkFileTest {
    private static final Task TASK = Task.classes(List.of("cat", "dog", "ça ira"));
    private static final TensorType SAMPLE = TensorType.of(DType.FLOAT32, 2, 3);
    private static final List<EpochRecord> HISTORY = List.of(
            new EpochRecord(1, 0.7, OptionalDouble.of(0.8), OptionalDouble.of(0.5), 0.01),
            new EpochRecord(2, 0.1 + 0.2, OptionalDouble.empty(), OptionalDouble.empty(), 1e-300));

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("network.safetensors");
        network().write(file);
    }

    private static NetworkFile network() {
        Layer model = Sequential.of(Flatten.of(), Dense.of(6, 4), Activation.tanh(), Dropout.of(0.25), Dense.of(4, 3))
                .init(Key.of(1));
        return new NetworkFile(model, TASK, SAMPLE, HISTORY, new TreeMap<>(Map.of("who", "me")));
    }

    @Test
    void everythingComesBack() throws IOException {
        NetworkFile read = NetworkFile.read(file);
        assertThat(read.task()).isEqualTo(TASK);
        assertThat(read.sample()).isEqualTo(SAMPLE);
        assertThat(read.history()).isEqualTo(HISTORY);
        assertThat(read.notes()).isEqualTo(Map.of("who", "me"));
        assertThat(read.model().describe()).isEqualTo(network().model().describe());
        assertThat(Hashes.weightsSha256(Models.values(read.model())))
                .isEqualTo(Hashes.weightsSha256(Models.values(network().model())));
        Models.parameters(read.model())
                .values()
                .forEach(
                        parameter -> assertThat(parameter.variable().isSealed()).isTrue());
        assertThat(folder).isDirectoryContaining("glob:**network.safetensors");
    }

    /** The graph in the file holds a loop, or products of four axes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sequential(elman(3, 4, relu), gru(4, 4), lstm(4, 5, unbiased), last, dense(5, 3))",
                "sequential(learnt_positions(2, 3), sinusoidal_positions, attention(3, 3, causal), last, dense(3, 3))"
            })
    void networksOfSequencesComeBack(String text) throws IOException {
        Layer model = Architecture.parse(text).init(Key.of(1));
        new NetworkFile(model, TASK, SAMPLE, HISTORY, new TreeMap<>()).write(file);
        Layer read = NetworkFile.read(file).model();
        Tensor x = Key.of(2).normal(4, 2, 3);
        assertThat(read.describe()).isEqualTo(text);
        assertThat(read.apply(x).value().sameBits(model.apply(x).value())).isTrue();
    }

    @Test
    void graphInTheFileComputesWhatTheNetworkDoes() throws IOException {
        NDArray features = NDArray.of(Shape.of(1, 2, 3), 1f, -2f, 0.5f, 0f, 3f, -1f);
        NDArray outputs = Predictor.of(network().model(), TASK).outputs(features);
        var graph = ModelFile.read(file).graph().orElseThrow();
        assertThat(Engine.standard().prepare(graph).call(features).getFirst().sameBits(outputs))
                .isTrue();
    }

    @Test
    void networkThatDoesNotFitItsTaskIsNotWritten() {
        NetworkFile other = new NetworkFile(network().model(), Task.classes(4), SAMPLE, List.of(), new TreeMap<>());
        assertThatThrownBy(() -> other.write(folder.resolve("other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[1, 3]")
                .hasMessageContaining("[1, 4]");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sequential()",
                "sequential(",
                "dense(6, 3)",
                "sequential(flatten, dense(6, 5), tanh, dropout(0.25), dense(5, 3))",
                "sequential(flatten, dense(6, 4), tanh, dropout(NaN), dense(4, 3))",
                "sequential(flatten, dense(2000000000, 2000000000), dense(4, 3))",
                "sequential(flatten, dense(6, 4), tanh, dropout(0.25), dense(4, 3), softmin)",
                "flatten"
            })
    void architectureThatIsNotThatOfTheWeightsIsRefused(String architecture) throws IOException {
        refused(architecture, content().task(), content().history());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"kind\":\"classes\",\"labels\":[\"a\"],\"sample\":\"float32\",\"shape\":[2,3]}",
                "{\"kind\":\"guess\",\"labels\":[\"a\",\"b\",\"c\"],\"sample\":\"float32\",\"shape\":[2,3]}",
                "{\"kind\":\"classes\",\"labels\":[\"a\",\"b\",\"c\"],\"sample\":\"float16\",\"shape\":[2,3]}",
                "{\"kind\":\"classes\",\"labels\":[\"a\",\"b\",\"c\"],\"sample\":\"float32\",\"shape\":[3,3]}",
                "{\"kind\":\"classes\",\"labels\":[\"a\",\"b\",\"c\"],\"sample\":\"float32\",\"shape\":[-2,-3]}",
                "{\"kind\":\"classes\",\"labels\":[\"a\",\"b\",\"c\"],\"sample\":\"float32\",\"shape\":[1e300]}",
                "{\"kind\":\"classes\",\"labels\":[\"a\",\"b\",\"c\"],\"sample\":\"float32\","
                        + "\"shape\":[2000000000,2000000000]}",
                "{\"kind\":\"classes\",\"labels\":[\"a\",\"b\",\"c\"],\"sample\":\"int32\",\"shape\":[2,3]}",
                "{\"kind\":\"binary\",\"labels\":[\"a\",\"b\"],\"sample\":\"float32\",\"shape\":[2,3]}"
            })
    void taskThatIsNotThatOfTheNetworkIsRefused(String task) throws IOException {
        refused(content().architecture(), task, content().history());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1]", "[{\"loss\":\"x\"}]", "[{\"loss\":1}"})
    void malformedHistoryIsRefused(String history) throws IOException {
        refused(content().architecture(), content().task(), history);
    }

    @Test
    void missingWeightsAreAllNamed() throws IOException {
        ModelFile content = content();
        var weights = new java.util.LinkedHashMap<>(content.weights());
        weights.remove("layers.1.bias");
        weights.remove("layers.4.weights");
        new ModelFile(
                        content.architecture(),
                        content.task(),
                        content.history(),
                        content.metadata(),
                        weights,
                        Optional.empty())
                .write(file);
        assertThatThrownBy(() -> NetworkFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("layers.1.bias")
                .hasMessageContaining("layers.4.weights");
    }

    @Test
    void damagedFilesAreReadOrRefusedAndNothingElse() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                NetworkFile.read(file);
            } catch (FormatException e) {
                assertThat(e.getMessage()).startsWith(file.toString());
            }
        }
    }

    private ModelFile content() throws IOException {
        return ModelFile.read(file);
    }

    private void refused(String architecture, String task, String history) throws IOException {
        ModelFile content = content();
        new ModelFile(architecture, task, history, content.metadata(), content.weights(), content.graph()).write(file);
        assertThatThrownBy(() -> NetworkFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString());
    }
}
