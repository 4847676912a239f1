package hillock.io;

import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.network.BatchNorm;
import hillock.network.Dense;
import hillock.network.Layer;
import hillock.network.LayerNorm;
import hillock.network.ParametricRelu;
import hillock.network.Recurrent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What PyTorch calls a parameter, and how it lays it out.
 *
 * @param name the name in a state dict
 * @param transposed whether the matrix is the transpose of Hillock's
 */
record TorchName(String name, boolean transposed) {
    private static final Map<String, String> USUAL = Map.of("weights", "weight");
    private static final Map<String, String> NORM =
            Map.of("scale", "weight", "shift", "bias", "mean", "running_mean", "variance", "running_var");
    private static final Map<String, String> RECURRENT = Map.of(
            "inputWeights", "weight_ih_l0",
            "hiddenWeights", "weight_hh_l0",
            "inputBias", "bias_ih_l0",
            "hiddenBias", "bias_hh_l0");
    private static final String LAYERS = "layers";

    /** The name of the parameter at a path, a component of a layer. */
    static TorchName of(String path, Layer owner) {
        List<String> parts = Arrays.asList(path.split("\\."));
        String component = parts.getLast();
        Map<String, String> names = switch (owner) {
            case BatchNorm _, LayerNorm _ -> NORM;
            case Recurrent _ -> RECURRENT;
            case ParametricRelu _ -> Map.of("slope", "weight");
            default -> USUAL;
        };
        boolean transposed = (owner instanceof Dense || owner instanceof Recurrent)
                && component.toLowerCase(Locale.ROOT).endsWith("weights");
        // PyTorch numbers the modules of a sequence; here they are the elements of its component 'layers'.
        String prefix = parts.subList(0, parts.size() - 1).stream()
                .filter(part -> !part.equals(LAYERS))
                .map(part -> part + ".")
                .collect(Collectors.joining());
        return new TorchName(prefix + names.getOrDefault(component, component), transposed);
    }

    /** The shape that PyTorch has for a parameter. */
    Shape expected(TensorType parameter) {
        Shape shape = parameter.shape();
        return transposed ? Shape.of(shape.dimension(1), shape.dimension(0)) : shape;
    }

    /**
     * Whether a tensor can be the value of a parameter. PyTorch has vectors of one number where Hillock has numbers.
     */
    boolean fits(TensorType tensor, TensorType parameter) {
        boolean same = tensor.shape().equals(expected(parameter));
        boolean number = parameter.rank() == 0 && tensor.shape().equals(Shape.of(1));
        return tensor.dtype().isFloat() && (same || number);
    }
}
