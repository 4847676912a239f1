package hillock.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.Forward;
import hillock.autodiff.Reverse;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
    private static final Offset<Double> PRINTED = within(5e-7);

    private static double value(Trace trace, String label) {
        return Objects.requireNonNull(trace.node(label).value()).item();
    }

    private static double gradient(Trace trace, String label) {
        return number(trace.node(label).gradient());
    }

    private static double number(@Nullable NDArray array) {
        return Objects.requireNonNull(array).item();
    }

    private static List<Double> gradients(TraceNode gate) {
        return gate.edges().stream().map(edge -> number(edge.gradient())).toList();
    }

    // The worked examples of the lecture notes

    @Test
    void g25ProductOfSum() {
        Trace trace = Examples.productOfSum().trace();
        assertThat(value(trace, "add")).isEqualTo(3);
        assertThat(value(trace, "mul")).isEqualTo(-12);
        assertThat(gradient(trace, "add")).isEqualTo(-4);
        assertThat(gradient(trace, "z")).isEqualTo(3);
        assertThat(gradient(trace, "x")).isEqualTo(-4);
        assertThat(gradient(trace, "y")).isEqualTo(-4);
        TraceEdge edge = trace.node("mul").edges().getFirst();
        assertThat(number(edge.value())).isEqualTo(3);
        assertThat(number(edge.upstream())).isEqualTo(1);
        assertThat(number(edge.local())).isEqualTo(-4);
        assertThat(number(edge.gradient())).isEqualTo(-4);
    }

    @Test
    void g27SigmoidCircuit() {
        Trace trace = Examples.sigmoidCircuit().trace();
        double[] values = {-2, 6, 4, 1, -1, 0.367879, 1.367879, 0.731059};
        double[] gradients = {0.196612, 0.196612, 0.196612, 0.196612, -0.196612, -0.534447, -0.534447, 1};
        for (int i = 0; i < values.length; i++) {
            assertThat(number(trace.gates().get(i).value())).isEqualTo(values[i], PRINTED);
            assertThat(number(trace.gates().get(i).gradient())).isEqualTo(gradients[i], PRINTED);
        }
        assertThat(gradient(trace, "x0")).isEqualTo(0.393224, PRINTED);
        assertThat(gradient(trace, "w0")).isEqualTo(-0.196612, PRINTED);
        assertThat(gradient(trace, "x1")).isEqualTo(-0.589836, PRINTED);
        assertThat(gradient(trace, "w1")).isEqualTo(-0.393224, PRINTED);
        assertThat(gradient(trace, "w2")).isEqualTo(0.196612, PRINTED);
    }

    @Test
    void g28SigmoidAsOneGateOrAsItsParts() {
        Trace one = Examples.sigmoidGate().trace();
        Trace parts = Examples.sigmoidGate().expanded().trace();
        Trace written = Examples.sigmoidCircuit().trace();
        assertThat(number(one.node("sigmoid").edges().getFirst().local())).isEqualTo(0.196612, PRINTED);
        assertThat(parts.nodes()).noneMatch(node -> node.label().equals("sigmoid"));
        assertThat(parts.gates()).hasSizeGreaterThan(one.gates().size());
        for (String name : List.of("w0", "x0", "w1", "x1", "w2")) {
            assertThat(gradient(parts, name)).isEqualTo(gradient(one, name), within(1e-15));
            assertThat(gradient(written, name)).isEqualTo(gradient(one, name), within(1e-15));
        }
        assertThat(number(parts.output().value())).isEqualTo(number(one.output().value()));
    }

    @Test
    void g30AddDistributes() {
        Trace trace = Examples.formula("x+y", "x", 3, "y", 4).seed(2).trace();
        assertThat(gradients(trace.output())).containsExactly(2.0, 2.0);
        assertThat(trace.output().gate()).isEqualTo(Gate.ADD);
    }

    @Test
    void g31MulSwaps() {
        Trace trace = Examples.formula("x*y", "x", 2, "y", 3).seed(5).trace();
        assertThat(gradients(trace.output())).containsExactly(15.0, 10.0);
        assertThat(trace.output().gate()).isEqualTo(Gate.MULTIPLY);
    }

    @Test
    void g32CopyAdds() {
        Trace trace = Examples.formula("4*x + 2*x", "x", 7).trace();
        TraceNode x = trace.node("x");
        assertThat(trace.uses(x)).extracting(edge -> number(edge.gradient())).containsExactlyInAnyOrder(4.0, 2.0);
        assertThat(number(x.gradient())).isEqualTo(6);
    }

    @Test
    void g33MaxRoutes() {
        Trace trace = Examples.formula("max(x,y)", "x", 4, "y", 5).seed(9).trace();
        assertThat(gradients(trace.output())).containsExactly(0.0, 9.0);
        assertThat(trace.output().gate()).isEqualTo(Gate.ROUTE);
        Trace tie = Examples.formula("max(x,y)", "x", 4, "y", 4).seed(9).trace();
        assertThat(gradients(tie.output())).containsExactly(4.5, 4.5);
    }

    @Test
    void g35TwoPaths() {
        Trace trace = Examples.twoPaths().trace();
        TraceNode c = trace.node(1);
        TraceNode d = trace.node(2);
        assertThat(number(c.value())).isEqualTo(3);
        assertThat(number(d.value())).isEqualTo(2);
        assertThat(number(trace.output().value())).isEqualTo(6);
        assertThat(number(c.gradient())).isEqualTo(2);
        assertThat(number(d.gradient())).isEqualTo(3);
        assertThat(gradient(trace, "a")).isEqualTo(2);
        assertThat(gradient(trace, "b")).isEqualTo(5);
    }

    @Test
    void g36ForwardMode() {
        Trace byB = Examples.twoPaths().forward("b").trace();
        assertThat(byB.mode()).isEqualTo(Trace.Mode.FORWARD);
        assertThat(byB.node(byB.origin()).label()).isEqualTo("b");
        assertThat(number(byB.node(1).gradient())).isEqualTo(1);
        assertThat(number(byB.node(2).gradient())).isEqualTo(1);
        assertThat(number(byB.output().gradient())).isEqualTo(5);
        assertThat(gradients(byB.output())).containsExactly(2.0, 3.0);
        Trace byA = Examples.twoPaths().forward("a").trace();
        assertThat(number(byA.output().gradient())).isEqualTo(2);
    }

    @Test
    void g39SineAndProduct() {
        Trace trace = Examples.sineAndProduct().trace();
        assertThat(number(trace.output().value())).isEqualTo(2.841471, PRINTED);
        assertThat(gradient(trace, "x")).isEqualTo(2.540302, PRINTED);
        assertThat(gradient(trace, "y")).isEqualTo(1);
    }

    // What must hold of any trace

    /** A graph of many operations with shared nodes, on tensors and scalars, away from points without derivative. */
    private static Node randomGraph(Random random, List<Node> inputs) {
        List<Node> pool = new ArrayList<>(inputs);
        for (int i = 0; i < 25; i++) {
            Node a = pool.get(random.nextInt(pool.size()));
            Node b = pool.get(random.nextInt(pool.size()));
            pool.add(
                    switch (random.nextInt(10)) {
                        case 0 -> Nodes.add(a, b);
                        case 1 -> Nodes.sub(a, b);
                        case 2 -> Nodes.mul(Composed.sigmoid(a), b);
                        case 3 -> Nodes.max(a, b);
                        case 4 -> Nodes.unary(Op.Unary.SIN, a);
                        case 5 -> Nodes.unary(Op.Unary.TANH, a);
                        case 6 -> Nodes.div(a, Nodes.add(Nodes.square(b), 1));
                        case 7 -> Nodes.add(Nodes.mul(a, 0.5), 1);
                        case 8 -> Composed.gelu(a);
                        default -> Nodes.select(Nodes.less(a, b), a, Nodes.neg(b));
                    });
        }
        // Every input counts.
        Node sum = Nodes.sumAll(Nodes.mul(Nodes.mul(inputs.get(0), inputs.get(1)), inputs.get(2)));
        for (Node node : pool.subList(pool.size() - 4, pool.size())) {
            sum = Nodes.add(sum, Nodes.sumAll(node));
        }
        return sum;
    }

    private record Sample(Node root, List<Node> inputs, Map<Symbol, NDArray> values, Explain explain) {}

    private static Sample sample(int seed) {
        Random random = new Random(seed);
        List<Node> inputs = new ArrayList<>();
        Map<Symbol, NDArray> values = new HashMap<>();
        int[][] shapes = {{}, {3}, {2, 3}};
        for (int i = 0; i < shapes.length; i++) {
            TensorType type = TensorType.of(DType.FLOAT64, shapes[i]);
            Symbol symbol = new Symbol("v" + i, type);
            inputs.add(Node.of(new Op.Input(symbol)));
            values.put(
                    symbol,
                    NDArray.wrap(type, random.doubles(type.size(), -2, 2).toArray()));
        }
        Node root = randomGraph(random, inputs);
        Explain explain = Explain.of(root);
        for (Map.Entry<Symbol, NDArray> entry : values.entrySet()) {
            explain = explain.at(entry.getKey().name(), entry.getValue());
        }
        return new Sample(root, inputs, values, explain);
    }

    private static void assertNear(@Nullable NDArray actual, NDArray expected) {
        NDArray present = Objects.requireNonNull(actual);
        assertThat(present.type()).isEqualTo(expected.type());
        for (int i = 0; i < expected.size(); i++) {
            double tolerance = 1e-12 * Math.max(1, Math.abs(expected.getDouble(i)));
            assertThat(present.getDouble(i)).isEqualTo(expected.getDouble(i), within(tolerance));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void gradientsOfAllNodesAreThoseOfDifferentiatingTheWholeGraph(int seed) {
        Sample sample = sample(seed);
        Trace trace = sample.explain.trace();
        List<TraceNode> nodes =
                trace.nodes().stream().filter(node -> node.gradient() != null).toList();
        List<Node> whole = Reverse.gradient(
                trace.output().node(), nodes.stream().map(TraceNode::node).toList());
        List<NDArray> expected = new Interpreter().evaluate(whole, sample.values);
        assertThat(nodes).hasSizeGreaterThan(10);
        for (int i = 0; i < nodes.size(); i++) {
            assertNear(nodes.get(i).gradient(), expected.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void tangentsOfAllNodesAreThoseOfDifferentiatingTheWholeGraph(int seed) {
        Sample sample = sample(seed);
        for (Node input : sample.inputs) {
            Trace trace = sample.explain.forward(input).trace();
            List<TraceNode> nodes = trace.nodes().stream()
                    .filter(node -> node.gradient() != null)
                    .toList();
            List<Node> whole = Forward.jvp(
                    nodes.stream().map(TraceNode::node).toList(), List.of(input), List.of(Nodes.fillLike(input, 1)));
            List<NDArray> expected = new Interpreter().evaluate(whole, sample.values);
            for (int i = 0; i < nodes.size(); i++) {
                assertNear(nodes.get(i).gradient(), expected.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void upstreamTimesLocalIsTheGradientOfEveryEdgeAndTheyAddUpAtEveryNode(int seed) {
        for (Explain explain : List.of(
                sample(seed).explain,
                sample(seed).explain.forward("v0"),
                sample(seed).explain.expanded())) {
            Trace trace = explain.trace();
            int checked = 0;
            for (TraceNode node : trace.nodes()) {
                for (TraceEdge edge : node.edges()) {
                    if (edge.local() != null && edge.upstream() != null) {
                        NDArray product = Interpreter.apply(
                                        Op.Binary.MUL, edge.local().type(), List.of(edge.upstream(), edge.local()))
                                .getFirst();
                        assertNear(edge.gradient(), product);
                        checked++;
                    }
                }
                if (trace.mode() == Trace.Mode.REVERSE && node != trace.output() && node.gradient() != null) {
                    NDArray sum = trace.uses(node).stream()
                            .map(TraceEdge::gradient)
                            .filter(Objects::nonNull)
                            .reduce(NDArray.zeros(node.node().tensorType()), LocalRules::add);
                    assertNear(node.gradient(), sum);
                }
            }
            assertThat(checked).isGreaterThan(10);
        }
    }

    @Test
    void expandingKeepsFunctionsWithADerivativeOfTheirOwn() {
        Trace trace =
                Examples.formula("detach(x)*x + silu(x)", "x", 3).expanded().trace();
        assertThat(trace.gates())
                .extracting(TraceNode::label)
                .contains("detach")
                .doesNotContain("silu", "sigmoid");
        Trace plain = Examples.formula("detach(x)*x + silu(x)", "x", 3).trace();
        assertThat(plain.gates()).extracting(TraceNode::label).contains("detach", "silu");
        assertThat(gradient(trace, "x")).isEqualTo(gradient(plain, "x"), within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"0, relu", "1.5, none"})
    void expandingReluDependsOnWhetherItsPartsHaveItsDerivativeHere(double x, String kept) {
        // At 0 the maximum inside splits the gradient evenly, and relu says 0.
        Trace trace = Examples.formula("relu(x)", "x", x).expanded().trace();
        assertThat(trace.gates().stream().anyMatch(gate -> gate.label().equals("relu")))
                .isEqualTo(kept.equals("relu"));
        assertThat(gradient(trace, "x")).isEqualTo(x > 0 ? 1 : 0);
    }

    @Test
    void readsOfOneVariableAreOneLeaf() {
        Variable w = new Variable("w", NDArray.scalar(DType.FLOAT32, Float.floatToRawIntBits(3)));
        Trace trace = Explain.of(Nodes.mul(Nodes.read(w), Nodes.read(w))).trace();
        assertThat(trace.leaves()).hasSize(1);
        assertThat(gradient(trace, "w")).isEqualTo(6);
    }

    @Test
    void constantsHaveNoGradientBesideInputsAndHaveOneWithoutThem() {
        Trace beside = Examples.formula("2*x", "x", 3).trace();
        assertThat(beside.node("2").gradient()).isNull();
        assertThat(beside.output().edges().getFirst().gradient()).isNull();
        assertThat(gradient(Examples.formula("2*3").trace(), "2")).isEqualTo(3);
    }

    @Test
    void conditionsAndIntegersHaveNoGradient() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT64, 3));
        Node i = Nodes.input("i", TensorType.of(DType.INT32, 2));
        Node picked = Nodes.gather(x, i, 0);
        Node f = Nodes.sumAll(Nodes.select(Nodes.less(picked, Nodes.zerosLike(picked)), picked, Nodes.square(picked)));
        Trace trace = Explain.of(f)
                .at("x", NDArray.of(-1.0, 2.0, 3.0))
                .at("i", NDArray.of(0, 1))
                .trace();
        assertThat(trace.node("i").gradient()).isNull();
        assertThat(trace.node("less").gradient()).isNull();
        assertThat(Objects.requireNonNull(trace.node("x").gradient()).doubles()).containsExactly(1, 4, 0);
    }

    @Test
    void loopsPassGradientsInBothModes() {
        Trace reverse = Examples.loop().trace();
        // f = 24 c + c (1 + 1 + 2 + 6)
        assertThat(number(reverse.output().value())).isEqualTo(68);
        assertThat(gradient(reverse, "c")).isEqualTo(34);
        assertThat(reverse.node("loop").value()).isNull();
        assertThat(number(Examples.loop().forward("c").trace().output().gradient()))
                .isEqualTo(34);
        double along = number(Examples.loop().forward("s").trace().output().gradient());
        double sum = 0;
        for (double part : Objects.requireNonNull(reverse.node("s").gradient()).doubles()) {
            sum += part;
        }
        assertThat(along).isEqualTo(sum);
    }

    @Test
    void nodesAreGivenByIdentityToo() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT64));
        Node other = Nodes.input("x", TensorType.of(DType.FLOAT64));
        Explain explain = Explain.of(Nodes.mul(x, other));
        Trace trace = explain.at(Map.of(x, scalar(2), other, scalar(5))).trace();
        assertThat(gradient(trace, "x")).isEqualTo(5);
        assertThat(trace.leaves()).extracting(TraceNode::label).containsExactly("x", "x[3]");
        assertThatThrownBy(() -> explain.at("x", 1)).hasMessageContaining("2 inputs of the expression are named 'x'");
    }

    private static NDArray scalar(double value) {
        return NDArray.scalar(DType.FLOAT64, Double.doubleToRawLongBits(value));
    }

    // Mistakes

    @Test
    void mistakesSayWhatIsWrongAndWhatThereIs() {
        Explain f = Examples.formula("rate*x");
        assertThatThrownBy(() -> f.at("rat", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The expression has no input 'rat'. Did you mean 'rate'? It has [rate, x].");
        assertThatThrownBy(() -> f.at("rate", NDArray.of(1.0, 2.0))).hasMessageContaining("float64[2]");
        assertThatThrownBy(() -> f.at("rate", 1).trace()).hasMessageContaining("'x: float64[]', which has no value");
        assertThatThrownBy(() -> f.forward("z")).hasMessageContaining("no input 'z'");
        assertThatThrownBy(() -> f.forward(Nodes.scalar(DType.FLOAT64, 1))).hasMessageContaining("[rate, x]");
        assertThatThrownBy(
                        () -> f.seed(NDArray.of(1.0)).at("rate", 1).at("x", 1).trace())
                .hasMessageContaining("The seed float64[1] does not belong to 'mul', which is float64[]");
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT64, 2));
        assertThatThrownBy(() -> Explain.of(x).at("x", 1)).hasMessageContaining("float64[2]");
        assertThatThrownBy(() -> Explain.of(x).at(Map.of(Nodes.square(x), NDArray.of(1.0, 2.0))))
                .hasMessageContaining("is not an input");
        assertThatThrownBy(() -> Explain.of(Nodes.less(x, x))
                        .at("x", NDArray.of(1.0, 2.0))
                        .trace())
                .hasMessageContaining("only floats have derivatives");
    }

    @Test
    void deepGraphsAreExplainedInLinearTime() {
        // A variable doubled sixty times, and a chain of 20,000 gates.
        Node doubled = Nodes.input("x", TensorType.of(DType.FLOAT64));
        for (int i = 0; i < 60; i++) {
            doubled = Nodes.add(doubled, doubled);
        }
        Trace trace = Explain.of(doubled).at("x", 1).trace();
        assertThat(trace.gates()).hasSize(60);
        assertThat(gradient(trace, "x")).isEqualTo(0x1p60);
        assertThat(Examples.chain(20_000).trace().gates()).hasSize(20_000);
        assertThat(Examples.chain(20_000).toString().lines().count()).isLessThan(400);
    }
}
