package hillock.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The catalogue of the datasets that are generated. */
final class Generated {
    private static final double CURVE_NOISE = 0.1;

    private Generated() {}

    static List<BuiltIn> all() {
        List<BuiltIn> all = new ArrayList<>(logic());
        all.addAll(spirals());
        all.addAll(plane());
        all.addAll(curves());
        all.addAll(restaurants());
        all.add(glyphs());
        return List.copyOf(all);
    }

    private static BuiltIn truthTable(String name, String heading, Task task, Dataset table, int hidden) {
        return new BuiltIn(
                name,
                heading + "\nThe test set is the same.",
                task,
                new Preset(List.of(hidden), "tanh", 0, "adam", 0.05, "constant", table.size(), 1000),
                Optional.empty(),
                _ -> new Split(table, table));
    }

    private static List<BuiltIn> logic() {
        return List.of(
                truthTable(
                        "xor",
                        "Exclusive or, the truth table: four rows, the smallest set no linear model learns.",
                        Xor.TASK,
                        Xor.table(),
                        8),
                new BuiltIn(
                        "xor-quadrants",
                        """
                        Exclusive or of the signs of two numbers: 500 points uniform in [-1, 1]^2.
                        The test set is 2000 other points.""",
                        Xor.TASK,
                        new Preset(List.of(16), "tanh", 0, "adam", 0.02, "cosine", 32, 100),
                        Optional.empty(),
                        seed -> new Split(Xor.quadrants(500, seed), Xor.quadrantsFresh(2000, seed))),
                truthTable("xnor", "Equivalence, the truth table: four rows.", Logic.TASK, Logic.xnor(), 8),
                truthTable("and", "Conjunction, the truth table: four rows.", Logic.TASK, Logic.and(), 4),
                truthTable("or", "Disjunction, the truth table: four rows.", Logic.TASK, Logic.or(), 4),
                truthTable("not", "Negation, the truth table: two rows.", Logic.TASK, Logic.not(), 4),
                new BuiltIn(
                        "majority",
                        """
                        Majority of 11 truth values: 500 random inputs, the target is whether more than half are 1
                        (Russell and Norvig, section 18.3). The test set is all 2048 inputs.""",
                        Logic.TASK,
                        new Preset(List.of(16), "tanh", 0, "adam", 0.01, "cosine", 32, 60),
                        Optional.empty(),
                        seed -> new Split(Logic.majority(11, 500, seed), Logic.majorityTable(11))));
    }

    private static List<BuiltIn> spirals() {
        Preset preset = new Preset(List.of(20, 20), "tanh", 0, "adam", 0.01, "cosine", 32, 300);
        return List.of(
                new BuiltIn(
                        "spiral",
                        """
                        Two spirals without noise, by the formula of the TensorFlow Playground:
                        500 points evenly spaced along the arms. The test set is 2000 random points.""",
                        Spiral.TASK,
                        preset,
                        Optional.empty(),
                        seed -> new Split(Spiral.playground(250, 0, seed), Spiral.playgroundFresh(1000, 0, seed))),
                new BuiltIn(
                        "spiral-noisy",
                        """
                        Two noisy spirals, by the formula of the ConvNetJS demonstration: 200 points.
                        The test set is 10000 points at the same places with other noise.""",
                        Spiral.TASK,
                        preset,
                        Optional.of("no classifier exceeds the accuracy " + Spiral.CONVNET_BAYES_ACCURACY
                                + " on new points, because the arms overlap near the centre"),
                        seed -> new Split(Spiral.convnet(100, seed), Spiral.convnetFresh(100, 50, seed))));
    }

    private static List<BuiltIn> plane() {
        return List.of(
                new BuiltIn(
                        "circles",
                        """
                        A disc inside a ring, as in the ConvNetJS demonstration: 100 points.
                        The test set is 2000 other points.""",
                        Plane.CIRCLES,
                        new Preset(List.of(16), "tanh", 0, "adam", 0.02, "cosine", 16, 200),
                        Optional.empty(),
                        seed -> new Split(Plane.circles(50, seed), Plane.circlesFresh(1000, seed))),
                new BuiltIn(
                        "moons",
                        """
                        Two half circles that reach into each other, as in scikit-learn: 200 points with noise 0.1.
                        The test set is 2000 other points.""",
                        Plane.TWO,
                        new Preset(List.of(16, 16), "tanh", 0, "adam", 0.02, "cosine", 32, 100),
                        Optional.empty(),
                        seed -> new Split(Plane.moons(100, 0.1, seed), Plane.moonsFresh(1000, 0.1, seed))),
                new BuiltIn(
                        "blobs",
                        """
                        Three round clusters with normal distributions: 300 points.
                        The test set is 3000 other points.""",
                        Plane.blobs(3),
                        new Preset(List.of(16), "tanh", 0, "adam", 0.02, "cosine", 32, 50),
                        Optional.empty(),
                        seed -> new Split(Plane.blobs(3, 100, 0.3, seed), Plane.blobsFresh(3, 1000, 0.3, seed))),
                new BuiltIn(
                        "radial",
                        """
                        Points of the unit square with known probabilities, the synthetic data of S. Rangan's course:
                        400 points, mostly of one class near the centre. The test set is 10000 other points.""",
                        Plane.TWO,
                        new Preset(List.of(8), "tanh", 0, "adam", 0.02, "cosine", 32, 100),
                        Optional.of("no classifier exceeds the accuracy " + Plane.RADIAL_BAYES_ACCURACY
                                + " on new points, because the classes are drawn at random"),
                        seed -> new Split(Plane.radial(400, seed), Plane.radialFresh(10000, seed))));
    }

    private static List<BuiltIn> curves() {
        return List.of(
                curve("line", "A line with noise: 200 points.", Curve.LINE, 16),
                curve("sine", "One and a half periods of a sine with noise: 200 points.", Curve.SINE, 32),
                curve("step", "A step with noise: 200 points.", Curve.STEP, 32));
    }

    private static BuiltIn curve(String name, String heading, Curve curve, int hidden) {
        return new BuiltIn(
                name,
                heading + "\nThe test set is 2000 other points.",
                Curve.TASK,
                new Preset(List.of(hidden), "tanh", 0, "adam", 0.02, "cosine", 16, 300),
                Optional.of("no prediction has an rmse below the noise, which is " + CURVE_NOISE
                        + ", on very many new points"),
                seed -> new Split(curve.sample(200, CURVE_NOISE, seed), curve.fresh(2000, CURVE_NOISE, seed)));
    }

    private static List<BuiltIn> restaurants() {
        Preset preset = new Preset(List.of(16), "tanh", 0, "adam", 0.01, "cosine", 16, 100);
        return List.of(
                new BuiltIn(
                        "restaurant",
                        """
                        Whether to wait for a table (Russell and Norvig, section 18.3): 100 random examples of ten
                        attributes, answered by the book's decision tree. The test set is all 9216 combinations.""",
                        Restaurant.TASK,
                        preset,
                        Optional.of("100 examples do not show everything; a network that fits them all is right "
                                + "in about nine of ten cases"),
                        seed -> Restaurant.split(Restaurant.generated(100, seed))),
                new BuiltIn(
                        "restaurant-12",
                        """
                        Whether to wait for a table: the twelve examples of Russell and Norvig, figure 18.3.
                        The test set is all 9216 combinations, answered by the book's decision tree.""",
                        Restaurant.TASK,
                        preset,
                        Optional.of("twelve examples are far too few for 9216 combinations"),
                        _ -> Restaurant.split(Restaurant.examples())));
    }

    private static BuiltIn glyphs() {
        return new BuiltIn(
                "glyphs",
                """
                Digits drawn as strokes with random slant, place, width and bend: 10000 grey images of 28 x 28 pixels,
                a stand-in for handwritten ones where nothing can be fetched. The test set is 2000 others.""",
                Glyphs.TASK,
                new Preset(List.of(128), "relu", 0, "adam", 2e-3, "cosine", 64, 10),
                Optional.empty(),
                seed -> new Split(Glyphs.of(10000, seed), Glyphs.fresh(2000, seed)));
    }
}
