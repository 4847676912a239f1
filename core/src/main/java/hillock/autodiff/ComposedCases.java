package hillock.autodiff;

import static hillock.autodiff.GradientCatalogue.LOST;
import static hillock.autodiff.GradientCatalogue.distinct;
import static hillock.autodiff.GradientCatalogue.known;
import static hillock.autodiff.GradientCatalogue.numbers;
import static hillock.autodiff.GradientCatalogue.skipped;
import static hillock.autodiff.GradientCatalogue.smooth;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import java.util.List;
import java.util.function.UnaryOperator;

/** The catalogue's cases of {@link Composed}. To a function added there belongs a line here; a test asks for it. */
final class ComposedCases {
    private static final String KINK = "no derivative here; the convention";
    private static final NDArray ANY = NDArray.of(-1.7, -0.6, 0.4, 2.1);

    private ComposedCases() {}

    static List<GradientCase> all() {
        return List.of(
                ordinary(
                        "elementwise",
                        x -> Composed.elementwise("cube", x, ComposedCases::cube, v -> Nodes.mul(Nodes.square(v), 3))),
                at("detach", Composed::detach, 1.5, "by definition without a derivative", 0, 0),
                ordinary("flushed", Composed::flushed),
                near("flushed", Composed::flushed, -0x1p1000),
                ordinary("relu", Composed::relu),
                at("relu", Composed::relu, 0, "no derivative here; the convention", 0, 0),
                at("relu", x -> Composed.relu(x, 0.5), 0, "no derivative here; the option", 0.5, 0),
                ordinary("sigmoid", Composed::sigmoid),
                near("sigmoid", Composed::sigmoid, 0),
                near("sigmoid", Composed::sigmoid, -700),
                at("sigmoid", Composed::sigmoid, 700, LOST, Math.exp(-700), -Math.exp(-700)),
                at("sigmoid", Composed::sigmoid, 40, LOST, Math.exp(-40), -Math.exp(-40)),
                near("sigmoid", Composed::sigmoid, -1000),
                at("sigmoid", Composed::sigmoid, 1000, LOST, 0, 0),
                ordinary("softplus", Composed::softplus),
                near("softplus", Composed::softplus, 0),
                near("softplus", Composed::softplus, 1e4),
                near("softplus", Composed::softplus, -700),
                near("softplus", Composed::softplus, -1e4),
                ordinary("logSigmoid", Composed::logSigmoid),
                near("logSigmoid", Composed::logSigmoid, -1e4),
                near("logSigmoid", Composed::logSigmoid, 700),
                near("logSigmoid", Composed::logSigmoid, 1e4),
                ordinary("silu", Composed::silu),
                near("silu", Composed::silu, 1e4),
                near("silu", Composed::silu, -650),
                near("silu", Composed::silu, -1e4),
                ordinary("gelu", Composed::gelu),
                near("gelu", Composed::gelu, 0),
                near("gelu", Composed::gelu, 1e4),
                at("gelu", Composed::gelu, -1e4, LOST, 0, 0),
                ordinary("tan", Composed::tan),
                near("tan", Composed::tan, 1.5),
                along("logSumExp", "ordinary", x -> Composed.logSumExp(x, 1), numbers(50, 2, 3)),
                along("logSumExp", "axis 0", x -> Composed.logSumExp(x, 0), numbers(51, 2, 3)),
                along("logSumExp", "1e4", x -> Composed.logSumExp(x, 0), NDArray.of(1e4, 1e4 - 1, -1e4)),
                along("logSumExp", "-1e4", x -> Composed.logSumExp(x, 0), NDArray.of(-1e4, -1e4 - 1, -1e4)),
                along("softmax", "ordinary", x -> Composed.softmax(x, 1), numbers(52, 2, 3)),
                along("softmax", "axis 0", x -> Composed.softmax(x, 0), numbers(53, 3, 2)),
                along("softmax", "1e4, close", x -> Composed.softmax(x, 0), NDArray.of(1e4, 1e4 - 1, -1e4)),
                along("softmax", "the part e^-600", x -> part(Composed.softmax(x, 0), 1), NDArray.of(0.0, -600)),
                along("logSoftmax", "ordinary", x -> Composed.logSoftmax(x, 1), numbers(54, 2, 3)),
                along("logSoftmax", "1e4, close", x -> Composed.logSoftmax(x, 0), NDArray.of(1e4, 1e4 - 1, -1e4)),
                known(
                        "logSoftmax",
                        "cross-entropy, certain and right",
                        LOST,
                        p -> List.of(Nodes.neg(part(Composed.logSoftmax(p.getFirst(), 0), 0))),
                        List.of(NDArray.of(1e4, 0, 0)),
                        List.of(NDArray.of(0.0, 0, 0)),
                        List.of(NDArray.of(0.0, 0, 0))),
                along(
                        "logSoftmax",
                        "cross-entropy, certain and wrong",
                        x -> Nodes.neg(part(Composed.logSoftmax(x, 0), 1)),
                        NDArray.of(1e4, 0, 0)),
                along("mean", "axis 1", x -> Composed.mean(Nodes.square(x), 1), distinct(55, 3, 2)),
                along("mean", "both axes", x -> Composed.mean(Nodes.square(x), 0, 1), distinct(56, 3, 2)));
    }

    /** Activations with options, and those whose derivative counts as 0. */
    static List<GradientCase> activations() {
        double selu = 1.0507009873554805 * 1.6732632423543772;
        return List.of(
                ordinary("leakyRelu", x -> Composed.leakyRelu(x, 0.01)),
                near("leakyRelu", x -> Composed.leakyRelu(x, 0.01), -1e4),
                at("leakyRelu", x -> Composed.leakyRelu(x, 0.01), 0, KINK, 0.01, 0),
                ordinary("elu", x -> Composed.elu(x, 0.7)),
                near("elu", x -> Composed.elu(x, 1), 1e4),
                at("elu", x -> Composed.elu(x, 0.7), 0, KINK, 1, 0),
                at("elu", x -> Composed.elu(x, 1), -40, LOST, Math.exp(-40), Math.exp(-40)),
                at("elu", x -> Composed.elu(x, 1), -1e4, LOST, 0, 0),
                ordinary("selu", Composed::selu),
                near("selu", Composed::selu, 1e4),
                at("selu", Composed::selu, 0, KINK, 1.0507009873554805, 0),
                at("selu", Composed::selu, -40, LOST, selu * Math.exp(-40), selu * Math.exp(-40)),
                ordinary("softplus", x -> Composed.softplus(x, 2.5, 20)),
                near("softplus", x -> Composed.softplus(x, 2.5, 20), 1e4),
                near("softplus", x -> Composed.softplus(x, 2.5, 20), -200),
                near("softplus", x -> Composed.softplus(x, 2.5, 20), -1e4),
                ordinary("softsign", Composed::softsign),
                at("softsign", Composed::softsign, 0, "the second derivative jumps here; the convention", 1, 0),
                at("softsign", Composed::softsign, 1e200, LOST, 0, 0),
                ordinary("hardSigmoid", Composed::hardSigmoid),
                near("hardSigmoid", Composed::hardSigmoid, 1e4),
                near("hardSigmoid", Composed::hardSigmoid, -1e4),
                at("hardSigmoid", Composed::hardSigmoid, 3, KINK, 0, 0),
                at("hardSigmoid", Composed::hardSigmoid, -3, KINK, 0, 0),
                ordinary("step", x -> Composed.step(x, 0.5)),
                at("step", x -> Composed.step(x, 0.5), 0, KINK, 0, 0),
                ordinary("sign", x -> Composed.sign(x, 1)),
                at("sign", x -> Composed.sign(x, 1), 0, KINK, 0, 0),
                along("oneHot", "ordinary", x -> Composed.oneHot(x, 1), distinct(57, 2, 3)));
    }

    static List<GradientCase> random() {
        String reason = "it takes no float operand";
        NDArray key = NDArray.of(7, 8);
        TensorType type = TensorType.of(DType.FLOAT64, 3);
        return List.of(
                skipped("key", reason, _ -> List.of(Composed.key(7))),
                skipped("fold", reason, p -> List.of(Composed.fold(p.getFirst(), Nodes.scalar(DType.INT32, 1))), key),
                skipped("uniform", reason, p -> List.of(Composed.uniform(p.getFirst(), type)), key),
                skipped("bernoulli", reason, p -> List.of(Composed.bernoulli(p.getFirst(), Shape.of(3), 0.5)), key),
                skipped("normal", reason, p -> List.of(Composed.normal(p.getFirst(), type)), key));
    }

    private static Node cube(Node x) {
        return Nodes.mul(Nodes.square(x), x);
    }

    private static Node part(Node x, int index) {
        return Nodes.slice(x, 0, index, index + 1);
    }

    private static GradientCase ordinary(String name, UnaryOperator<Node> function) {
        return along(name, "ordinary", function, ANY);
    }

    private static GradientCase near(String name, UnaryOperator<Node> function, double x) {
        double scale = Math.max(1, Math.scalb(1.0, Math.getExponent(x) - 16));
        return GradientCatalogue.scaled(
                name, Double.toString(x), scale, p -> List.of(function.apply(p.getFirst())), NDArray.of(x));
    }

    private static GradientCase along(String name, String point, UnaryOperator<Node> function, NDArray x) {
        return smooth(name, point, p -> List.of(function.apply(p.getFirst())), x);
    }

    private static GradientCase at(
            String name, UnaryOperator<Node> function, double x, String reason, double first, double second) {
        return known(
                name,
                Double.toString(x),
                reason,
                p -> List.of(function.apply(p.getFirst())),
                List.of(NDArray.of(x)),
                List.of(NDArray.of(first)),
                List.of(NDArray.of(second)));
    }
}
