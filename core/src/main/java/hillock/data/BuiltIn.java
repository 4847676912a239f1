package hillock.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A dataset known by name, with what one needs to know about it and settings that work.
 *
 * @param name the name
 * @param description what it is and where it comes from, a few lines
 * @param task what is to be learnt
 * @param preset settings that train a network well
 * @param limit the best that can be reached and why, if it is known to be less than everything
 * @param source makes or reads the data
 */
public record BuiltIn(
        String name, String description, Task task, Preset preset, Optional<String> limit, Source source) {

    /** Where the data come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * The data, the same for the same seed. Data that are read from files may disregard it.
         *
         * @throws IOException if files cannot be read
         */
        Split load(long seed) throws IOException;
    }

    /** The data, the same for the same seed. */
    public Split load(long seed) throws IOException {
        return source.load(seed);
    }

    /** The datasets that are generated, and so are always there. */
    public static List<BuiltIn> generated() {
        return List.of(
                new BuiltIn(
                        "xor",
                        """
                        Exclusive or, the truth table: four rows, the smallest set no linear model learns.
                        The test set is the same four rows.""",
                        Xor.TASK,
                        new Preset(List.of(8), "tanh", 0, "adam", 0.05, "constant", 4, 1000),
                        Optional.empty(),
                        _ -> new Split(Xor.table(), Xor.table())),
                new BuiltIn(
                        "xor-quadrants",
                        """
                        Exclusive or of the signs of two numbers: 500 points uniform in [-1, 1]^2.
                        The test set is 2000 other points.""",
                        Xor.TASK,
                        new Preset(List.of(16), "tanh", 0, "adam", 0.02, "cosine", 32, 100),
                        Optional.empty(),
                        seed -> new Split(Xor.quadrants(500, seed), Xor.quadrantsFresh(2000, seed))),
                new BuiltIn(
                        "spiral",
                        """
                        Two spirals without noise, by the formula of the TensorFlow Playground:
                        500 points evenly spaced along the arms. The test set is 2000 random points.""",
                        Spiral.TASK,
                        new Preset(List.of(20, 20), "tanh", 0, "adam", 0.01, "cosine", 32, 300),
                        Optional.empty(),
                        seed -> new Split(Spiral.playground(250, 0, seed), Spiral.playgroundFresh(1000, 0, seed))),
                new BuiltIn(
                        "spiral-noisy",
                        """
                        Two noisy spirals, by the formula of the ConvNetJS demonstration: 200 points.
                        The test set is 10000 points at the same places with other noise.""",
                        Spiral.TASK,
                        new Preset(List.of(20, 20), "tanh", 0, "adam", 0.01, "cosine", 32, 300),
                        Optional.of("no classifier exceeds the accuracy " + Spiral.CONVNET_BAYES_ACCURACY
                                + " on new points, because the arms overlap near the centre"),
                        seed -> new Split(Spiral.convnet(100, seed), Spiral.convnetFresh(100, 50, seed))));
    }

    /** The generated dataset of a name, if there is one. */
    public static Optional<BuiltIn> named(String name) {
        return generated().stream().filter(data -> data.name.equals(name)).findFirst();
    }
}
