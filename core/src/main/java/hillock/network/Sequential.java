package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Layers one after the other.
 *
 * <pre>{@code
 * Sequential net = Sequential.of(Dense.of(784, 512), Activation.relu(), Dropout.of(0.2), Dense.of(512, 10));
 * Sequential ready = net.init(Key.of(1));
 * Tensor logits = ready.apply(images);
 * }</pre>
 *
 * @param layers the layers in order
 */
public record Sequential(List<Layer> layers) implements Layer {
    /** Copies the list. */
    public Sequential {
        layers = List.copyOf(layers);
    }

    /** Layers one after the other. */
    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    /**
     * A multilayer perceptron: dense layers with an activation, and dropout if its probability is not 0, after each but
     * the last, which gives logits.
     *
     * @param sample the shape of one sample; a {@link Flatten} comes first if it is not a vector
     * @param hidden the widths of the hidden layers; none makes a linear model
     */
    public static Sequential perceptron(
            Shape sample, List<Integer> hidden, Activation activation, double dropout, int outputs) {
        List<Layer> layers = new ArrayList<>();
        if (sample.rank() != 1) {
            layers.add(Flatten.of());
        }
        int width = sample.size();
        for (int next : hidden) {
            layers.add(Dense.of(width, next));
            layers.add(activation);
            if (dropout != 0) {
                layers.add(Dropout.of(dropout));
            }
            width = next;
        }
        layers.add(Dense.of(width, outputs));
        return new Sequential(layers);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Tensor result = x;
        for (int i = 0; i < layers.size(); i++) {
            result = layers.get(i).apply(result, pass.at("layers." + i));
        }
        return result;
    }

    @Override
    public Sequential init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return layers.stream().map(Layer::describe).collect(Collectors.joining(", ", "sequential(", ")"));
    }
}
