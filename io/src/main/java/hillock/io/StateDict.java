package hillock.io;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.network.Layer;
import hillock.network.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The parameters of a PyTorch module by PyTorch's names, to be taken over by a network of the same layers.
 *
 * <pre>{@code
 * # Python: safetensors.torch.save_file(net.state_dict(), "net.safetensors")
 * Sequential net = Sequential.of(
 *         Conv.of2d(1, 16, 3), BatchNorm.of(16), Activation.relu(), Flatten.of(), Dense.of(10816, 10));
 * Sequential ready = StateDict.read(Path.of("net.safetensors")).into(net);
 * }</pre>
 *
 * <p>Attention has other names in PyTorch: {@code rename(name -> name.replace("in_proj_",
 * "projection.").replace("out_proj", "output"))}.
 *
 * <p>Names are those of {@code nn.Sequential}: {@code 0.weight} is the weight of the first layer, and within it
 * {@code 2.0.weight} that of the first layer of a sequence in the third place. Other names are made to fit with
 * {@link #rename}. Layouts are changed where Hillock has another one: the weights of {@code nn.Linear} and of recurrent
 * layers are transposed. Numbers of fewer bits (bfloat16, float16) are widened exactly; float64 is rounded for a
 * float32 layer. PyTorch's count of batches, {@code num_batches_tracked}, is not needed.
 *
 * @param tensors the tensors by name
 */
public record StateDict(SequencedMap<String, NDArray> tensors) {
    private static final String COUNT = "num_batches_tracked";

    /** Copies the map. */
    public StateDict {
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    }

    /**
     * The state dict in a safetensors file. A file written by {@code torch.save} is a Python pickle, which runs code
     * when it is read, and is refused; save with {@code safetensors.torch.save_file}.
     *
     * @throws FormatException if the file is missing or no safetensors file
     */
    public static StateDict read(Path file) throws IOException {
        return new StateDict(Safetensors.read(file).tensors());
    }

    /**
     * The same tensors under other names, for example {@code rename(name -> name.replace("conv1.", "0."))}.
     *
     * @throws IllegalArgumentException if two get the same name
     */
    public StateDict rename(UnaryOperator<String> image) {
        SequencedMap<String, NDArray> renamed = new LinkedHashMap<>();
        tensors.forEach((name, array) -> {
            String other = image.apply(name);
            if (renamed.putIfAbsent(other, array) != null) {
                throw new IllegalArgumentException(
                        "Two tensors would be called '%s', the second of them '%s' now.".formatted(other, name));
            }
        });
        return new StateDict(renamed);
    }

    /** The tensors whose names are wanted. */
    public StateDict select(Predicate<String> wanted) {
        SequencedMap<String, NDArray> selected = new LinkedHashMap<>(tensors);
        selected.keySet().removeIf(wanted.negate());
        return new StateDict(selected);
    }

    /**
     * A network with these parameters, on variables of its own.
     *
     * @throws IllegalArgumentException if a parameter has no tensor, a tensor no parameter, or shapes differ, listing
     *     all such differences
     */
    public <L extends Layer> L into(L network) {
        List<String> differences = new ArrayList<>();
        Map<String, NDArray> values = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        Models.visit(network, (path, owner, parameter) -> {
            TorchName torch = TorchName.of(path, owner);
            TensorType wanted = parameter.type();
            NDArray found = tensors.get(torch.name());
            used.add(torch.name());
            if (found == null) {
                differences.add("'%s', for %s %s, is missing".formatted(torch.name(), path, wanted));
            } else if (!torch.fits(found.type(), wanted)) {
                differences.add("'%s' is %s, but %s takes %s"
                        .formatted(torch.name(), found.type(), path, torch.expected(wanted)));
            } else {
                Tensor tensor = torch.transposed() ? Tensor.of(found).transpose() : Tensor.of(found);
                values.put(
                        path,
                        tensor.cast(wanted.dtype())
                                .reshape(wanted.shape().toArray())
                                .value());
            }
        });
        tensors.forEach((name, array) -> {
            if (!used.contains(name) && !name.equals(COUNT) && !name.endsWith("." + COUNT)) {
                differences.add("'%s' %s belongs to no parameter".formatted(name, array.type()));
            }
        });
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    ("The state dict does not fit the network: %s. The network is %s. Change the network, or names with"
                                    + " rename, or leave tensors out with select.")
                            .formatted(String.join("; ", differences), network.describe()));
        }
        return Models.withValues(network, values);
    }
}
