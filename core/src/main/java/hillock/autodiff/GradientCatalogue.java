package hillock.autodiff;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Node;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Every operation of {@link hillock.graph.Op} and every function of {@link hillock.graph.Composed} with points at which
 * its derivatives are checked: ordinary ones, extremes where careless formulas overflow or cancel, and points where
 * there is no derivative and a convention holds.
 */
public final class GradientCatalogue {
    private GradientCatalogue() {}

    /** All cases, operations first. */
    public static List<GradientCase> cases() {
        return Stream.of(
                        ElementwiseCases.unary(),
                        ElementwiseCases.binary(),
                        ElementwiseCases.others(),
                        StructureCases.leaves(),
                        StructureCases.movement(),
                        StructureCases.indexing(),
                        StructureCases.contractions(),
                        StructureCases.control(),
                        ComposedCases.all(),
                        ComposedCases.activations(),
                        ComposedCases.random())
                .flatMap(List::stream)
                .toList();
    }

    /** A case compared with differences of steps of ordinary length. */
    static GradientCase smooth(String operation, String point, UnaryOperator<List<Node>> function, NDArray... inputs) {
        return scaled(operation, point, 1, function, inputs);
    }

    /** A case compared with differences over a given distance. */
    static GradientCase scaled(
            String operation, String point, double scale, UnaryOperator<List<Node>> function, NDArray... inputs) {
        return new GradientCase(operation, point, function, List.of(inputs), new GradientCase.Differences(scale));
    }

    /** A case with nothing to compare. */
    static GradientCase skipped(
            String operation, String reason, UnaryOperator<List<Node>> function, NDArray... inputs) {
        return new GradientCase(operation, "any", function, List.of(inputs), new GradientCase.Skipped(reason));
    }

    /** A case compared with known derivatives. */
    static GradientCase known(
            String operation,
            String point,
            String reason,
            UnaryOperator<List<Node>> function,
            List<NDArray> inputs,
            List<NDArray> gradient,
            List<NDArray> second) {
        return new GradientCase(operation, point, function, inputs, new GradientCase.Known(reason, gradient, second));
    }

    /** Why differences cannot be used where a value rounds to a constant. */
    static final String LOST = "the value is constant to rounding, differences are 0";

    /** Numbers of magnitude 1/4 to 2 of both signs, the same for the same shape and seed. */
    static NDArray numbers(long seed, int... extents) {
        Random random = new Random(seed);
        Shape shape = Shape.of(extents);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextBoolean() ? 1 : -1) * (16 + random.nextInt(113)) / 64.0;
        }
        return NDArray.of(shape, values);
    }

    /** The numbers 0, 1, ... in an order without pattern, a quarter apart and centred: no two are close. */
    static NDArray distinct(long seed, int... extents) {
        Shape shape = Shape.of(extents);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i - values.length / 2.0) / 4 + 0.125;
        }
        Random random = new Random(seed);
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
        return NDArray.of(shape, values);
    }
}
