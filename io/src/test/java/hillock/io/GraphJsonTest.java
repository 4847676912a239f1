package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GraphJsonTest {
    static List<Graphs.Sample> samples() {
        return Graphs.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsReadIsWhatWasWritten(Graphs.Sample sample) throws FormatException {
        for (int inline : new int[] {0, 100, Integer.MAX_VALUE}) {
            GraphJson.Written written = GraphJson.write(sample.program(), inline);
            Program read = Graphs.read(written, sample.program());
            Graphs.assertSame(sample.program(), read);
            GraphJson.Written again = GraphJson.write(read, inline);
            assertThat(again.text()).isEqualTo(written.text());
            assertThat(again.tensors().keySet()).isEqualTo(written.tensors().keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsReadGivesTheSameBits(Graphs.Sample sample) throws FormatException {
        Program read = Graphs.read(GraphJson.write(sample.program(), 100), sample.program());
        List<NDArray> expected = Graphs.evaluate(sample.program());
        List<NDArray> found = Graphs.evaluate(read);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).sameBits(expected.get(i)))
                    .as("output %d", i)
                    .isTrue();
        }
    }

    /** All operations there are, found by reflection, so that a new one fails here until it has a sample. */
    @Test
    void samplesHaveEveryOperation() {
        Set<Object> expected = new HashSet<>();
        concrete(Op.class).forEach(type -> {
            Object[] constants = type.getEnumConstants();
            expected.addAll(constants == null ? List.of(type) : Arrays.asList(constants));
        });
        Set<Object> found = new HashSet<>();
        for (Graphs.Sample sample : Graphs.all()) {
            collect(Walk.topological(sample.program().roots()), found);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected).hasSizeGreaterThan(45);
    }

    private static Stream<Class<?>> concrete(Class<?> type) {
        return type.isSealed() && type.isInterface()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(GraphJsonTest::concrete)
                : Stream.of(type);
    }

    private static void collect(List<Node> nodes, Set<Object> found) {
        for (Node node : nodes) {
            found.add(node.op() instanceof Enum<?> ? node.op() : node.op().getClass());
            if (node.op() instanceof Op.Loop loop) {
                collect(loop.body().nodes().toList(), found);
            } else if (node.op() instanceof Op.Call call) {
                collect(call.body().nodes().toList(), found);
            }
        }
    }

    @Test
    void updatesAndGuardAreKept() throws FormatException {
        Variable w = new Variable("w", NDArray.of(1f, 2f));
        Variable step = new Variable("step", NDArray.scalar(DType.INT32, 0));
        Node loss = Nodes.sumAll(Nodes.square(Nodes.read(w)));
        Program program = Program.builder()
                .output("loss", loss)
                .update(step, Nodes.add(Nodes.read(step), 1))
                .update(w, Nodes.mul(Nodes.read(w), 0.5))
                .guard(loss)
                .build();
        Variable other = new Variable("w", w.value());
        Variable otherStep = new Variable("step", step.value());
        Program read = GraphJson.read(
                GraphJson.write(program), "here", name -> Optional.of(name.equals("w") ? other : otherStep), Map.of());
        assertThat(List.copyOf(read.updates().keySet())).containsExactly(otherStep, other);
        assertThat(read.guard()).contains(read.outputs().get("loss"));
        assertThat(GraphJson.write(read)).isEqualTo(GraphJson.write(program));
    }

    /** The text of a small program, written out by hand: the format is a promise to other programs. */
    @Test
    void textIsAsDescribed() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 2));
        Variable w = new Variable("w", NDArray.of(1f, 2f));
        Function twice = Function.of(
                List.of(TensorType.of(DType.FLOAT32, 2)), p -> List.of(Nodes.add(p.getFirst(), p.getFirst())));
        Node y = Node.of(new Op.Call("twice", twice, List.of()), Nodes.mul(x, Nodes.read(w)));
        Node constant = Nodes.constant(NDArray.of(1f, -1f));
        Program program = Program.builder()
                .input(x)
                .output("y", Nodes.mul(Nodes.add(y, constant), 3))
                .build();
        assertThat(GraphJson.write(program))
                .isEqualTo("{\"format\":\"hillock-graph\",\"version\":1,"
                        + "\"constants\":[{\"dtype\":\"float32\",\"shape\":[2],\"base64\":\"AACAPwAAgL8=\"}],"
                        + "\"inputs\":[{\"name\":\"x\",\"dtype\":\"float32\",\"shape\":[2]}],"
                        + "\"variables\":[{\"name\":\"w\",\"dtype\":\"float32\",\"shape\":[2]}],"
                        + "\"functions\":[{\"parameters\":[{\"dtype\":\"float32\",\"shape\":[2]}],"
                        + "\"nodes\":[{\"op\":\"parameter\",\"index\":0},{\"op\":\"add\",\"in\":[0,0]}],"
                        + "\"results\":[1]}],"
                        + "\"nodes\":[{\"op\":\"input\",\"symbol\":0},{\"op\":\"variable\",\"variable\":0},"
                        + "{\"op\":\"mul\",\"in\":[0,1]},"
                        + "{\"op\":\"call\",\"name\":\"twice\",\"body\":0,\"partials\":[],\"in\":[2]},"
                        + "{\"op\":\"constant\",\"value\":0},{\"op\":\"add\",\"in\":[3,4]},"
                        + "{\"op\":\"scalar\",\"dtype\":\"float32\",\"bits\":\"40400000\"},"
                        + "{\"op\":\"broadcast\",\"shape\":[2],\"in\":[6]},{\"op\":\"mul\",\"in\":[5,7]}],"
                        + "\"outputs\":{\"y\":8},\"updates\":[],\"guard\":[]}");
    }

    @Test
    void depthAndSharingCostNothing() throws FormatException {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT64));
        Node chain = x;
        for (int i = 0; i < 100_000; i++) {
            chain = Node.of(Op.Unary.NEG, chain);
        }
        Node doubled = x;
        for (int i = 0; i < 60; i++) {
            doubled = Nodes.add(doubled, doubled);
        }
        TensorType type = TensorType.of(DType.FLOAT64);
        Function nested = Function.of(List.of(type), p -> List.of(Nodes.neg(p.getFirst())));
        for (int i = 0; i < 10_000; i++) {
            Function inner = nested;
            nested = Function.of(
                    List.of(type), p -> List.of(Node.of(new Op.Call("call", inner, List.of()), p.getFirst())));
        }
        Program program = Program.builder()
                .input(x)
                .output("chain", chain)
                .output("doubled", doubled)
                .output("nested", Node.of(new Op.Call("call", nested, List.of()), x))
                .build();
        String text = GraphJson.write(program);
        Program read = GraphJson.read(text, "here", _ -> Optional.empty(), Map.of());
        assertThat(Walk.topological(read.roots())).hasSize(1 + 100_000 + 60 + 1);
        assertThat(GraphJson.write(read)).isEqualTo(text);
    }

    @Test
    void equalFunctionsAreWrittenOnce() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 5));
        Node y = x;
        for (int i = 0; i < 50; i++) {
            y = hillock.graph.Composed.sigmoid(y);
        }
        String text = GraphJson.write(Program.builder().input(x).output("y", y).build());
        assertThat(text.split("\"parameters\"", -1))
                .as("value, derivative, flushed and its derivative")
                .hasSize(5);
    }

    @Test
    void whatCannotBeStoredIsRefused() {
        Node a = Nodes.read(new Variable("w", NDArray.of(1f)));
        Node b = Nodes.read(new Variable("w", NDArray.of(2f)));
        Program twins = Program.builder().output("y", Nodes.add(a, b)).build();
        assertThatThrownBy(() -> GraphJson.write(twins))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two variables are named 'w'");
        int[] ones = new int[65];
        Arrays.fill(ones, 1);
        Program many =
                Program.builder().output("y", Nodes.reshape(a, Shape.of(ones))).build();
        assertThatThrownBy(() -> GraphJson.write(many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than the 64 axes");
    }

    record Hostile(String name, String part, String replacement, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String VALID = "{\"format\":\"hillock-graph\",\"version\":1,"
            + "\"constants\":[{\"dtype\":\"bool\",\"shape\":[2],\"base64\":\"AAE=\"}],"
            + "\"inputs\":[{\"name\":\"x\",\"dtype\":\"float32\",\"shape\":[2]}],"
            + "\"variables\":[{\"name\":\"w\",\"dtype\":\"float32\",\"shape\":[2]}],"
            + "\"functions\":[{\"parameters\":[{\"dtype\":\"float32\",\"shape\":[2]}],"
            + "\"nodes\":[{\"op\":\"parameter\",\"index\":0}],\"results\":[0]}],"
            + "\"nodes\":[{\"op\":\"input\",\"symbol\":0},{\"op\":\"variable\",\"variable\":0},"
            + "{\"op\":\"add\",\"in\":[0,1]},{\"op\":\"reduce\",\"kind\":\"sum\",\"axes\":[0],\"in\":[2]},"
            + "{\"op\":\"constant\",\"value\":0},{\"op\":\"scalar\",\"dtype\":\"bool\",\"bits\":\"1\"},"
            + "{\"op\":\"pad\",\"before\":[1],\"between\":[0],\"after\":[0],\"bits\":\"ffffffff80000000\",\"in\":[0]},"
            + "{\"op\":\"call\",\"name\":\"f\",\"body\":0,\"partials\":[],\"in\":[0]}],"
            + "\"outputs\":{\"y\":3},\"updates\":[],\"guard\":[]}";

    private static Program read(String text) throws FormatException {
        Variable w = new Variable("w", NDArray.of(1f, 2f)).seal();
        return GraphJson.read(text, "model, graph", name -> Optional.of(w).filter(v -> name.equals("w")), Map.of());
    }

    static List<Hostile> hostile() {
        return List.of(
                new Hostile("other format", "hillock-graph", "onnx", ", character 10: 'format' is 'onnx'; expected"),
                new Hostile("newer", "\"version\":1", "\"version\":2", "version 2 was written by a newer Hillock"),
                new Hostile("no tables", "\"constants\"", "\"x\"", "expected the member 'constants', found 'x'"),
                new Hostile("cut short", ",\"updates\":[],\"guard\":[]}", "", "Unexpected end-of-input"),
                new Hostile("trailing", "\"guard\":[]}", "\"guard\":[]}}", "Unexpected close marker '}'"),
                new Hostile("more", "\"guard\":[]}", "\"guard\":[],\"x\":1}", "unknown member 'x'"),
                new Hostile(
                        "no base64", "AAE=", "A*E=", "constant 0: 'base64' is not in that notation: Illegal base64"),
                new Hostile("short base64", "AAE=", "AA==", "constant 0: bool[2] takes 2 bytes, but 'base64' has 1"),
                new Hostile(
                        "huge", "[2],\"base64\"", "[2147483647],\"base64\"", "takes 2147483647 bytes, but 'base64'"),
                new Hostile("truth", "AAE=", "AAI=", "constant 0: a truth value is 2; expected 0 or 1"),
                new Hostile(
                        "tensor", "\"base64\":\"AAE=\"", "\"tensor\":\"t\"", "there is no tensor 't' beside the graph"),
                new Hostile("unknown variable", "\"name\":\"w\"", "\"name\":\"v\"", "no values for the variable 'v'"),
                new Hostile(
                        "variable of another type",
                        "\"w\",\"dtype\":\"float32\"",
                        "\"w\",\"dtype\":\"float64\"",
                        "variable 0: 'w' is float64[2] in the graph, but its values are float32[2]"),
                new Hostile(
                        "unknown dtype",
                        "\"x\",\"dtype\":\"float32\"",
                        "\"x\",\"dtype\":\"f4\"",
                        "input 0: unknown dtype"),
                new Hostile(
                        "negative extent", "\"shape\":[2]}],\"v", "\"shape\":[-2]}],\"v", "input 0: 'shape' is -2;"),
                new Hostile(
                        "many elements",
                        "\"shape\":[2]}],\"v",
                        "\"shape\":[65536,65536]}],\"v",
                        "input 0: Shape [65536, 65536] has more than 2147483647 elements"),
                new Hostile(
                        "many axes",
                        "\"shape\":[2]}],\"v",
                        "\"shape\":[" + "1,".repeat(64) + "1]}],\"v",
                        "input 0: 'shape' has 65 entries; there are at most 64 axes"),
                new Hostile(
                        "unknown operation", "\"op\":\"add\"", "\"op\":\"frob\"", "node 2: unknown operation 'frob'"),
                new Hostile("no operation", "\"op\":\"add\",", "", "node 2: the member 'op' is missing"),
                new Hostile(
                        "operand ahead",
                        "\"in\":[0,1]",
                        "\"in\":[0,2]",
                        "node 2: 'in' is 2; expected an integer from 0 to 1"),
                new Hostile("negative operand", "\"in\":[0,1]", "\"in\":[0,-1]", "node 2: 'in' is -1; expected"),
                new Hostile("fraction", "\"in\":[0,1]", "\"in\":[0,1.0]", "node 2: 'in' is 1.0; expected an integer"),
                new Hostile("operands", "\"in\":[0,1]", "\"in\":[0]", "node 2: 'add' takes 2 operands, not 1"),
                new Hostile("unknown attribute", "\"in\":[0,1]", "\"in\":[0,1],\"k\":1", "node 2: unknown member 'k'"),
                new Hostile(
                        "type error", "\"axes\":[0]", "\"axes\":[1]", "node 3: 'sum' does not fit [float32[2]]: axes"),
                new Hostile("reduction", "\"sum\"", "\"mean\"", "node 3: unknown kind 'mean'; known are sum, max, min"),
                new Hostile(
                        "constant", "\"value\":0", "\"value\":1", "node 4: 'value' is 1; expected an integer from 0"),
                new Hostile(
                        "bits", "\"bits\":\"1\"", "\"bits\":\"2\"", "node 5: 'bits' is '2', which is no hexadecimal"),
                new Hostile("long bits", "ffffffff80000000", "80000000", "node 6: 'bits' is '80000000', which is no"),
                new Hostile("no bits", "ffffffff80000000", "0x80", "node 6: 'bits' is '0x80', which is no hexadecimal"),
                new Hostile("padding", "\"before\":[1]", "\"before\":[2147483647]", "node 6: 'pad' does not fit"),
                new Hostile(
                        "parameter",
                        "\"index\":0",
                        "\"index\":1",
                        "node 0: 'index' is 1; expected an integer from 0 to 0"),
                new Hostile(
                        "parameter outside",
                        "{\"op\":\"input\",\"symbol\":0}",
                        "{\"op\":\"parameter\",\"index\":0}",
                        "node 0: 'index' points into an empty list"),
                new Hostile(
                        "variable inside",
                        "{\"op\":\"parameter\",\"index\":0}",
                        "{\"op\":\"variable\",\"variable\":0}",
                        "function 0: The body of a function uses variable() -> float32[2] from outside"),
                new Hostile("result", "\"results\":[0]", "\"results\":[1]", "a result is 1; expected 0 to 0"),
                new Hostile(
                        "itself",
                        "{\"op\":\"parameter\",\"index\":0}",
                        "{\"op\":\"call\",\"name\":\"f\",\"body\":0,\"partials\":[],\"in\":[]}",
                        "node 0: 'body' points into an empty list"),
                new Hostile("output", "\"y\":3", "\"y\":8", "output 'y' is 8; expected 0 to 7"),
                new Hostile("repeated output", "\"y\":3", "\"y\":3,\"y\":3", "Duplicate Object property \"y\""),
                new Hostile("guard", "\"guard\":[]", "\"guard\":[0]", "A guard is a float scalar, not float32[2]"),
                new Hostile(
                        "sealed",
                        "\"updates\":[]",
                        "\"updates\":[{\"variable\":0,\"node\":0}]",
                        "Variable 'w' is sealed"),
                new Hostile("deep", "\"axes\":[0]", "\"axes\":" + "[".repeat(100_000), "nesting depth (101) exceeds"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileTextIsRefusedWithItsPlace(Hostile hostile) throws FormatException {
        read(VALID);
        assertThat(VALID).contains(hostile.part());
        String text = VALID.replace(hostile.part(), hostile.replacement());
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("model, graph, character ")
                .hasMessageContaining(hostile.message());
    }

    /** Ranks that double with every operation, and a function of many results called again and again. */
    @Test
    void smallTextsDoNotGrow() {
        StringBuilder gathers = new StringBuilder("{\"op\":\"iota\",\"dtype\":\"int32\",\"shape\":[1,1,1],\"axis\":0}");
        for (int i = 0; i < 40; i++) {
            gathers.append(",{\"op\":\"gather\",\"axis\":0,\"in\":[%d,%d]}".formatted(i, i));
        }
        assertThatThrownBy(() -> read(VALID.replace("{\"op\":\"input\",\"symbol\":0}", gathers)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("node 5: the result has more than 64 axes");

        String many = "\"results\":[" + "0,".repeat(9_999) + "0]";
        String calls = "{\"op\":\"call\",\"name\":\"f\",\"body\":0,\"partials\":[],\"in\":[0]},".repeat(1_100);
        String text = VALID.replace("\"results\":[0]", many)
                .replace(
                        "\"nodes\":[{\"op\":\"input\",\"symbol\":0},",
                        "\"nodes\":[{\"op\":\"input\",\"symbol\":0}," + calls);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("loops and calls have more than 10000000 results");
    }

    /** Whatever is done to a text, the answer is a program or a FormatException. */
    @Test
    void fuzz() throws FormatException {
        Random random = new Random(1);
        int refused = 0;
        int count = 0;
        for (Graphs.Sample sample : Graphs.all()) {
            GraphJson.Written written = GraphJson.write(sample.program(), 8);
            String valid = written.text();
            for (int i = 0; i < 250; i++) {
                StringBuilder text = new StringBuilder(valid);
                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                    int position = random.nextInt(text.length());
                    switch (random.nextInt(4)) {
                        case 0 -> text.setCharAt(position, (char) random.nextInt(128));
                        case 1 -> text.deleteCharAt(position);
                        default -> {
                            // Another digit in place of one: what type rules have to catch.
                            while (!Character.isDigit(text.charAt(position))) {
                                position = random.nextInt(text.length());
                            }
                            text.setCharAt(position, (char) ('0' + random.nextInt(10)));
                        }
                    }
                }
                count++;
                try {
                    Graphs.read(new GraphJson.Written(text.toString(), written.tensors()), sample.program());
                } catch (FormatException e) {
                    refused++;
                    assertThat(e).hasMessageStartingWith("here, character ");
                }
            }
        }
        assertThat(refused).isBetween(count / 2, count - 1);
    }
}
