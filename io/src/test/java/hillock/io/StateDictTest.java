package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.Task;
import hillock.network.Activation;
import hillock.network.Architecture;
import hillock.network.BatchNorm;
import hillock.network.Conv;
import hillock.network.Dense;
import hillock.network.Flatten;
import hillock.network.Layer;
import hillock.network.MaxPool;
import hillock.network.Models;
import hillock.network.ParametricRelu;
import hillock.network.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {
    /** The network of the files, written as PyTorch prints it. */
    private static final Sequential NETWORK = Sequential.of(
            Conv.of2d(1, 4, 3).withPadding(1),
            BatchNorm.of(4),
            Activation.relu(),
            MaxPool.of2d(2),
            Conv.of2d(4, 6, 3).withStride(2).withGroups(2).withoutBias(),
            Flatten.of(),
            Dense.of(24, 5),
            Activation.tanh(),
            Dense.of(5, 3));

    @TempDir
    Path folder;

    private static double[] doubles(Tensor tensor) {
        return tensor.cast(DType.FLOAT64).value().doubles();
    }

    /** Convolutions in bfloat16, a transposed matrix in float16, the rest in float32. */
    @Test
    void aNetworkGivesWhatPyTorchGives() throws IOException {
        Sequential net = StateDict.read(TorchFixture.file("state_dict")).into(NETWORK);
        TorchFixture expected = TorchFixture.read("state_dict_expected");
        double[] output = doubles(net.apply(Tensor.of(expected.array("input"))));
        double[] torch = doubles(Tensor.of(expected.array("output")));
        double[] exact = expected.array("exact").doubles();
        for (int i = 0; i < output.length; i++) {
            // Float32 twice: PyTorch's own outputs are off by up to 4e-8.
            assertThat(output[i]).as("element " + i).isCloseTo(exact[i], within(2e-7));
            assertThat(output[i]).as("element " + i).isCloseTo(torch[i], within(4e-7));
        }
    }

    @Test
    void aNetworkThatWasLoadedIsSavedAndReadLikeAnyOther() throws IOException {
        Sequential net = StateDict.read(TorchFixture.file("state_dict")).into(NETWORK);
        Path file = folder.resolve("net.safetensors");
        TensorType sample = TensorType.of(DType.FLOAT32, 1, 12, 12);
        new NetworkFile(net, Task.classes(List.of("a", "b", "c")), sample, List.of(), new TreeMap<>()).write(file);
        Layer read = NetworkFile.read(file).model();
        Tensor images = Tensor.of(TorchFixture.read("state_dict_expected").array("input"));
        assertThat(read.apply(images).value().sameBits(net.apply(images).value()))
                .isTrue();
    }

    @Test
    void allDifferencesAreNamedAtOnce() throws IOException {
        StateDict dict = StateDict.read(TorchFixture.file("state_dict"));
        Sequential other = Sequential.of(
                Conv.of2d(1, 4, 3),
                BatchNorm.of(5),
                Activation.relu(),
                Dense.of(2, 2),
                Conv.of2d(4, 6, 3).withGroups(2));
        assertThatThrownBy(() -> dict.into(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'1.weight' is float32[4], but layers.1.scale takes [5]")
                .hasMessageContaining("'1.running_var' is float32[4], but layers.1.variance takes [5]")
                .hasMessageContaining("'3.weight', for layers.3.weights float32[2, 2], is missing")
                .hasMessageContaining("'4.bias', for layers.4.bias float32[6], is missing")
                .hasMessageContaining("'6.weight' float32[5, 24] belongs to no parameter")
                .hasMessageContaining("rename");
    }

    @Test
    void namesAndTensorsCanBeChosen() {
        SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
        tensors.put("head.fc.weight", NDArray.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}));
        tensors.put("head.fc.bias", NDArray.of(7f, 8f, 9f));
        tensors.put("head.act.weight", NDArray.of(0.5f));
        tensors.put("tail.weight", NDArray.of(0f));
        StateDict dict = new StateDict(tensors)
                .select(name -> name.startsWith("head."))
                .rename(name -> name.replace("head.fc", "0").replace("head.act", "1"));
        Sequential net = dict.into(Sequential.of(Dense.of(2, 3), ParametricRelu.of()));
        assertThat(net.apply(Tensor.of(new float[][] {{1, -4}})).value().floats())
                .containsExactly((1 - 8 + 7), (3 - 16 + 8) * 0.5f, (5 - 24 + 9) * 0.5f);
        assertThatThrownBy(() -> dict.rename(name -> "x")).hasMessageContaining("'x'");
    }

    @Test
    void namesWithinResidualsAndSequencesFollowThePath() {
        Layer net = Architecture.parse(
                "sequential(flatten, residual(sequential(relu, dense(1, 1)), projection=dense(1, 1)))");
        List<String> names = new ArrayList<>();
        Models.visit(
                net, (path, owner, _) -> names.add(TorchName.of(path, owner).name()));
        assertThat(names)
                .containsExactly("1.inner.1.weight", "1.inner.1.bias", "1.projection.weight", "1.projection.bias");
    }

    @Test
    void theElementTypeIsThatOfTheLayer() {
        StateDict dict = new StateDict(new LinkedHashMap<>(
                Map.of("weight", NDArray.of(new float[][] {{0.1f}}), "bias", NDArray.of(1.0 / 3))));
        Dense wide = dict.into(Dense.of(DType.FLOAT64, 1, 1));
        assertThat(wide.weights().tensor().item()).isEqualTo(0.1f);
        assertThat(wide.bias().orElseThrow().tensor().item()).isEqualTo(1.0 / 3);
        assertThat(dict.into(Dense.of(1, 1)).bias().orElseThrow().tensor().item())
                .isEqualTo((float) (1.0 / 3));
        StateDict whole = new StateDict(new LinkedHashMap<>(Map.of("weight", NDArray.of(new int[0]))));
        assertThatThrownBy(() -> whole.into(Dense.of(1, 1))).hasMessageContaining("int32");
    }
}
