package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * What PyTorch computed in one case, in float64. What the files hold under which names is written at the beginning of
 * {@code io/src/test/fixtures/make_torch_fixtures.py}, which makes them.
 *
 * <pre>{@code
 * TorchFixture torch = TorchFixture.read("lstm");
 * Tensor x = Tensor.of(torch.array("input"));
 * ...
 * torch.check("output", output);
 * torch.check("gradient.input", Differentiate.gradient(torch.loss(Map.of("output", output)), x).getFirst());
 * }</pre>
 */
final class TorchFixture {
    /**
     * How far a number may be off in units of the greatest of its tensor, by element type. The cases sum up less than
     * 200 products of numbers around 1 in other orders than PyTorch, so rounding makes about 200 * 2^-53 = 2e-14, and
     * 200 * 2^-24 = 1.2e-5 where Hillock computes in float32.
     */
    private static final Map<DType, Double> TOLERANCE = Map.of(DType.FLOAT64, 1e-12, DType.FLOAT32, 2e-5);

    private final String name;
    private final Safetensors content;

    private TorchFixture(String name, Safetensors content) {
        this.name = name;
        this.content = content;
    }

    /** The case of a name, that of its file without the ending. */
    static TorchFixture read(String name) {
        try {
            return new TorchFixture(name, Safetensors.read(file(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of a case. */
    static Path file(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(TorchFixture.class.getResource("torch/" + name + ".safetensors"), name)
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Whether PyTorch's module was in training. */
    boolean isTraining() {
        return "training".equals(content.metadata().get("mode"));
    }

    /** Whether the case has a tensor, such as {@code parameter.bias}. */
    boolean has(String key) {
        return content.tensors().containsKey(key);
    }

    /** A tensor of the case, such as {@code input}, {@code parameter.weight} or {@code gradient.parameter.weight}. */
    NDArray array(String key) {
        return Objects.requireNonNull(
                content.tensors().get(key),
                () -> name + " has no " + key + " but " + content.tensors().keySet());
    }

    /** The tensors whose names begin with a prefix, such as {@code parameter.}, under the rest of their names. */
    SequencedMap<String, NDArray> arrays(String prefix) {
        SequencedMap<String, NDArray> found = new LinkedHashMap<>();
        content.tensors().forEach((key, array) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), array);
            }
        });
        return found;
    }

    /** The loss whose gradients the case has: the sum over the results, each weighed by its factors. */
    Tensor loss(Map<String, Tensor> results) {
        return arrays("upstream.").entrySet().stream()
                .map(upstream -> {
                    Tensor result = Objects.requireNonNull(results.get(upstream.getKey()), upstream.getKey());
                    return result.mul(Tensor.of(upstream.getValue()).cast(result.dtype()))
                            .sum();
                })
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /** Checks that a value is the tensor of the case, up to rounding in the value's element type. */
    void check(String key, Tensor actual) {
        double[] expected = array(key).doubles();
        assertThat(actual.shape())
                .as("%s of %s", key, name)
                .isEqualTo(array(key).shape());
        double[] got = actual.cast(DType.FLOAT64).value().doubles();
        double greatest = 0;
        for (double number : expected) {
            greatest = Math.max(greatest, Math.abs(number));
        }
        double allowed = Objects.requireNonNull(TOLERANCE.get(actual.dtype())) * Math.max(greatest, 1);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(got[i] - expected[i]))
                    .as("%s of %s, element %d: PyTorch has %s, Hillock %s", key, name, i, expected[i], got[i])
                    .isLessThanOrEqualTo(allowed);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
