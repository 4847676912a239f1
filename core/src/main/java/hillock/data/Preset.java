package hillock.data;

import java.util.List;

/**
 * Settings that train a network well on one dataset, by the names the command knows them under.
 *
 * @param hidden the widths of the hidden layers
 * @param activation of the hidden layers
 * @param dropout after each hidden layer, 0 for none
 * @param optimizer its name: {@code sgd}, {@code momentum} or {@code adam}
 * @param learningRate the (greatest) learning rate
 * @param schedule how the rate changes: {@code constant} or {@code cosine}
 * @param batchSize the number of samples per step
 * @param epochs how often the data are gone through
 */
public record Preset(
        List<Integer> hidden,
        String activation,
        double dropout,
        String optimizer,
        double learningRate,
        String schedule,
        int batchSize,
        int epochs) {
    /** Copies the list. */
    public Preset {
        hidden = List.copyOf(hidden);
    }
}
