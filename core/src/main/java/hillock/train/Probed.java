package hillock.train;

import hillock.Tensor;
import hillock.network.Activation;
import hillock.network.ActivationTraits;
import hillock.network.Initializer;
import hillock.network.Layer;
import hillock.network.Pass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An activation whose results are noted whenever the formula of its network is built.
 *
 * @param activation what computes
 * @param path where it stands in the network
 * @param seen where the results are noted
 */
record Probed(Activation activation, String path, List<Sight> seen) implements Activation {
    /**
     * A result.
     *
     * @param path where the activation stands
     * @param activation what it is
     * @param output its result, [samples, ...]
     */
    record Sight(String path, Activation activation, Tensor output) {}

    /** A network with all its activations probed. */
    static Layer all(Layer model, List<Sight> seen) {
        return (Layer) image(model, "", seen);
    }

    private static Object image(Object part, String path, List<Sight> seen) {
        return switch (part) {
            case Activation activation -> new Probed(activation, path, seen);
            case Layer layer -> {
                SequencedMap<String, Object> images = new LinkedHashMap<>();
                boolean same = true;
                for (Map.Entry<String, Object> entry : layer.parts().entrySet()) {
                    Object mapped = image(entry.getValue(), join(path, entry.getKey()), seen);
                    images.put(entry.getKey(), mapped);
                    same &= mapped == entry.getValue();
                }
                yield same ? layer : rebuilt(layer, images);
            }
            case List<?> list -> {
                List<Object> images = new ArrayList<>();
                for (Object element : list) {
                    images.add(image(element, join(path, Integer.toString(images.size())), seen));
                }
                yield List.copyOf(images);
            }
            case Optional<?> optional -> optional.map(content -> image(content, path, seen));
            default -> part;
        };
    }

    /** The layer with other parts, or as it is if it takes activations of a certain class only. */
    private static Layer rebuilt(Layer layer, SequencedMap<String, Object> images) {
        try {
            return layer.withParts(images);
        } catch (IllegalArgumentException | ClassCastException e) {
            return layer;
        }
    }

    private static String join(String path, String part) {
        return path.isEmpty() ? part : path + "." + part;
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Tensor output = activation.apply(x, pass);
        seen.add(new Sight(path, activation, output));
        return output;
    }

    @Override
    public Initializer initializer() {
        return activation.initializer();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        return activation.traits();
    }

    @Override
    public String describe() {
        return activation.describe();
    }
}
