package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.GradientCheck;
import hillock.autodiff.GradientReport;
import hillock.engine.Engine;
import hillock.graph.Node;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Derivatives of layers by all parameters and operands against differences, in both modes and to order 2. */
final class LayerGradients {
    private LayerGradients() {}

    /** A float64 recipe applied in training to an operand of normal numbers. */
    static void assertRight(Layer recipe, TensorType operand) {
        assertRight(
                recipe,
                (layer, operands) -> layer.apply(operands.getFirst(), Pass.training(Key.of(3))),
                Key.of(1).normal(operand).value());
    }

    /** A formula of a float64 recipe with normal numbers as parameters, so that no rectifier stands at its kink. */
    static <L extends Layer> void assertRight(
            L recipe, BiFunction<L, List<Tensor>, Tensor> formula, NDArray... operands) {
        List<NDArray> all = new ArrayList<>(List.of(operands));
        for (Parameter parameter : Models.parameters(recipe).values()) {
            Tensor numbers = Key.of(2).fold(all.size() - operands.length).normal(parameter.type());
            // What stands for a variance is positive.
            boolean state = parameter.role() == Parameter.Role.STATE;
            all.add((state ? numbers.square().add(0.5) : numbers).value());
        }
        GradientReport report = new GradientCheck(Engine.standard(), 1)
                .check(
                        recipe.describe(),
                        nodes -> {
                            // The layer is built on placeholders, which the operands then replace.
                            L placed = Models.map(
                                    recipe,
                                    (path, parameter) ->
                                            parameter.with(new Variable(path, NDArray.zeros(parameter.type()))));
                            Tensor result = formula.apply(
                                    placed,
                                    nodes.subList(0, operands.length).stream()
                                            .map(Tensor::of)
                                            .toList());
                            Map<Node, Node> images = new HashMap<>();
                            int at = operands.length;
                            for (Parameter parameter : Models.parameters(placed).values()) {
                                images.put(parameter.tensor().node(), nodes.get(at++));
                            }
                            return Walk.substitute(List.of(result.node()), images);
                        },
                        all.toArray(NDArray[]::new));
        assertThat(report.isWithin(GradientCheck.TOLERANCE))
                .as(report.toString())
                .isTrue();
        assertThat(report.worst(1)).isPresent();
        assertThat(report.worst(2)).isPresent();
    }
}
