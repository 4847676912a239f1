package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.Reverse;
import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;

/** Graphs of every operation, and what it means that two are the same. */
final class Graphs {
    private Graphs() {}

    /** A program over two float inputs and one variable, under a name that says what it is for. */
    record Sample(String name, Program program) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final TensorType MATRIX = TensorType.of(DType.FLOAT32, 3, 4);

    static NDArray random(TensorType type, long seed) {
        Random random = new Random(seed);
        Object data = type.dtype().newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            switch (data) {
                case float[] a -> a[i] = (float) random.nextGaussian();
                case double[] a -> a[i] = random.nextGaussian();
                case int[] a -> a[i] = random.nextInt();
                case long[] a -> a[i] = random.nextLong();
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new AssertionError(data);
            }
        }
        return NDArray.wrap(type, data);
    }

    private static final class Table {
        final Node x = Nodes.input("x", MATRIX);
        final Node y = Nodes.input("y", MATRIX);
        final Variable w = new Variable("w", random(MATRIX, 1));
        final SequencedMap<String, Node> outputs = new LinkedHashMap<>();

        void add(String name, Node node) {
            for (Node part : Nodes.elements(node)) {
                outputs.put(name + " " + outputs.size(), part);
            }
        }

        Program program() {
            Program.Builder builder = Program.builder().input(x).input(y);
            outputs.forEach(builder::output);
            return builder.build();
        }
    }

    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        samples.add(leaves());
        samples.add(elementwise());
        samples.add(movement());
        samples.add(indexing());
        samples.add(contraction());
        samples.add(control());
        samples.add(composed());
        samples.add(derivatives());
        return samples;
    }

    private static Sample leaves() {
        Table t = new Table();
        for (DType dtype : DType.values()) {
            TensorType type = TensorType.of(dtype, 2, 3);
            Node constant = Node.of(new Op.Constant(random(type, 2)));
            t.add("constant", constant);
            t.add("constant again", constant);
            t.add("large constant", Node.of(new Op.Constant(random(TensorType.of(dtype, 2000), 3))));
            t.add("constant of rank 0", Node.of(new Op.Constant(random(TensorType.of(dtype), 4))));
            t.add("empty constant", Node.of(new Op.Constant(NDArray.zeros(TensorType.of(dtype, 0, 5)))));
            if (dtype != DType.BOOL) {
                t.add("iota", Nodes.iota(type, 1));
            }
        }
        float[] floats = {0f, -0f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 1 / 3f};
        for (float value : floats) {
            t.add("scalar", Node.of(new Op.Scalar(DType.FLOAT32, Float.floatToRawIntBits(value))));
            t.add("scalar", Node.of(new Op.Scalar(DType.FLOAT64, Double.doubleToRawLongBits(value))));
        }
        t.add("scalar", Node.of(new Op.Scalar(DType.FLOAT32, 0xffc12345)));
        t.add("scalar", Node.of(new Op.Scalar(DType.INT32, Integer.MIN_VALUE)));
        t.add("scalar", Node.of(new Op.Scalar(DType.INT64, Long.MIN_VALUE)));
        t.add("scalar", Node.of(new Op.Scalar(DType.BOOL, 1)));
        t.add("input", t.x);
        t.add("variable", Nodes.read(t.w));
        t.add("random", Composed.normal(Composed.key(7), MATRIX));
        t.add("random", Composed.uniform(Composed.fold(Composed.key(7), Nodes.scalar(DType.INT32, 3)), MATRIX));
        return new Sample("leaves", t.program());
    }

    private static Sample elementwise() {
        Table t = new Table();
        Node truths = Nodes.less(t.x, t.y);
        for (Op.Unary op : Op.Unary.values()) {
            t.add(op.label(), Node.of(op, op == Op.Unary.NOT ? truths : t.x));
        }
        for (Op.Binary op : Op.Binary.values()) {
            boolean logical = op == Op.Binary.AND || op == Op.Binary.OR;
            t.add(op.label(), Node.of(op, logical ? truths : t.x, logical ? Node.of(Op.Unary.NOT, truths) : t.y));
        }
        t.add("select", Nodes.select(truths, t.x, t.y));
        for (DType dtype : DType.values()) {
            t.add("cast", Node.of(new Op.Cast(dtype), t.x));
        }
        return new Sample("elementwise", t.program());
    }

    private static Sample movement() {
        Table t = new Table();
        t.add("reshape", Nodes.reshape(t.x, Shape.of(2, 1, 6)));
        t.add("permute", Node.of(new Op.Permute(List.of(1, 0)), t.x));
        t.add("broadcast", Nodes.broadcast(t.x, Shape.of(2, 3, 4)));
        t.add("slice", Node.of(new Op.Slice(List.of(1, 0), List.of(2, 2), List.of(1, 3)), t.x));
        long bits = Float.floatToRawIntBits(-2.5f);
        t.add("pad", Node.of(new Op.Pad(List.of(1, 0), List.of(0, 2), List.of(3, 1), bits), t.x));
        t.add("concat", Nodes.concat(List.of(t.x, t.y, t.x), 1));
        return new Sample("movement", t.program());
    }

    private static Sample indexing() {
        Table t = new Table();
        Node indices = Nodes.constant(NDArray.of(Shape.of(2, 2), 2, 0, 2, 1));
        Node picked = Nodes.gather(t.x, indices, 0);
        t.add("gather", picked);
        t.add("scatter", Nodes.scatterAdd(t.y, indices, picked, 0));
        return new Sample("indexing", t.program());
    }

    private static Sample contraction() {
        Table t = new Table();
        for (Op.Reduction kind : Op.Reduction.values()) {
            t.add("reduce", Nodes.reduce(kind, t.x, 0));
            t.add("reduce", Nodes.reduce(kind, t.x, 0, 1));
        }
        t.add("argmax", Node.of(new Op.ArgMax(1), t.x));
        t.add("cumsum", Node.of(new Op.CumSum(0, true, false), t.x));
        t.add("cumsum", Node.of(new Op.CumSum(1, false, true), t.x));
        t.add("matmul", Nodes.matmul(t.x, Nodes.transpose(t.y)));
        Node image = Nodes.constant(random(TensorType.of(DType.FLOAT32, 1, 4, 7), 5));
        Node taps = Nodes.constant(random(TensorType.of(DType.FLOAT32, 2, 2, 2), 6));
        t.add("conv", Node.of(new Op.Conv(List.of(2), List.of(3), 2), image, taps));
        return new Sample("contraction", t.program());
    }

    /** A loop inside a loop, a call inside both, with carries, scanned operands, an invariant and stacked outputs. */
    private static Node loop(Node x, Node w, boolean reversed, int recompute) {
        TensorType row = TensorType.of(DType.FLOAT32, 4);
        Function inner = Function.of(List.of(row, row), p -> List.of(Composed.sigmoid(Nodes.add(p.get(0), p.get(1)))));
        Function outer = Function.of(List.of(row, row, row), p -> {
            Node last = Nodes.element(Node.of(new Op.Loop(inner, 2, 1, 0, false, 0), p.get(0), p.get(1)), 0);
            return List.of(Nodes.mul(last, p.get(2)), Nodes.sumAll(last));
        });
        Node start = Nodes.reshape(Nodes.slice(w, 0, 0, 1), Shape.of(4));
        Node factor = Nodes.reshape(Nodes.slice(w, 0, 1, 2), Shape.of(4));
        return Node.of(new Op.Loop(outer, 3, 1, 1, reversed, recompute), start, x, factor);
    }

    private static Sample control() {
        Table t = new Table();
        t.add("loop", loop(t.x, Nodes.read(t.w), false, 0));
        t.add("loop", loop(t.x, Nodes.read(t.w), true, 2));
        t.add(
                "no round",
                Node.of(
                        new Op.Loop(
                                Function.of(List.of(MATRIX), p -> List.of(Nodes.neg(p.getFirst()))), 0, 1, 0, false, 0),
                        t.x));
        t.add("call", Nodes.call("both", List.of(t.x, t.y), p -> List.of(p.get(1), p.get(0), p.get(1))));
        return new Sample("control", t.program());
    }

    private static Sample composed() {
        Table t = new Table();
        t.add("relu", Composed.relu(t.x));
        t.add("relu again", Composed.relu(t.y));
        t.add("softplus", Composed.softplus(t.x));
        t.add("gelu", Composed.gelu(t.x));
        t.add("softmax", Composed.softmax(t.x, 1));
        t.add("log softmax", Composed.logSoftmax(t.x, 0));
        t.add("mean", Composed.mean(t.x, 0, 1));
        return new Sample("composed", t.program());
    }

    private static Sample derivatives() {
        Table t = new Table();
        Node stacked = Nodes.element(loop(t.x, Nodes.read(t.w), true, 2), 1);
        Node loss =
                Nodes.add(Nodes.sumAll(stacked), Nodes.sumAll(Composed.logSoftmax(Nodes.mul(t.x, Nodes.read(t.w)), 1)));
        List<Node> first = Reverse.gradient(loss, List.of(t.x, Nodes.read(t.w)));
        t.add("first", first.get(0));
        t.add("first", first.get(1));
        Node again = Nodes.sumAll(Nodes.square(first.get(0)));
        t.add("second", Reverse.gradient(again, List.of(t.x)).getFirst());
        return new Sample("derivatives", t.program());
    }

    static Program read(GraphJson.Written written, Program original) throws FormatException {
        Map<String, Variable> variables = new HashMap<>();
        original.reads().forEach(variable -> variables.put(variable.name(), variable));
        original.updates().keySet().forEach(variable -> variables.put(variable.name(), variable));
        return GraphJson.read(
                written.text(), "here", name -> Optional.ofNullable(variables.get(name)), written.tensors());
    }

    static List<NDArray> evaluate(Program program) {
        Map<Symbol, NDArray> inputs = new HashMap<>();
        for (Symbol symbol : program.inputs()) {
            inputs.put(symbol, random(symbol.type(), symbol.name().hashCode()));
        }
        return new Interpreter().evaluate(List.copyOf(program.outputs().values()), inputs);
    }

    /** Fails unless two programs have the same nodes in the same places, sharing included. */
    static void assertSame(Program a, Program b) {
        assertThat(b.inputs()).hasSameSizeAs(a.inputs());
        for (int i = 0; i < a.inputs().size(); i++) {
            assertThat(b.inputs().get(i).name()).isEqualTo(a.inputs().get(i).name());
            assertThat(b.inputs().get(i).type()).isEqualTo(a.inputs().get(i).type());
        }
        assertThat(List.copyOf(b.outputs().keySet()))
                .isEqualTo(List.copyOf(a.outputs().keySet()));
        assertThat(b.updates().keySet()).isEqualTo(a.updates().keySet());
        assertThat(b.guard().isPresent()).isEqualTo(a.guard().isPresent());
        new Comparison().roots(a.roots(), b.roots());
    }

    private static final class Comparison {
        private final IdentityHashMap<Object, Object> images = new IdentityHashMap<>();

        void roots(List<Node> a, List<Node> b) {
            List<Node> left = Walk.topological(a);
            List<Node> right = Walk.topological(b);
            assertThat(right).hasSameSizeAs(left);
            for (int i = 0; i < left.size(); i++) {
                Node x = left.get(i);
                Node y = right.get(i);
                images.put(x, y);
                assertThat(y.type()).isEqualTo(x.type());
                op(x.op(), y.op());
                assertThat(y.inputs()).hasSameSizeAs(x.inputs());
                for (int j = 0; j < x.inputs().size(); j++) {
                    assertThat(y.input(j)).isSameAs(images.get(x.input(j)));
                }
            }
            for (int i = 0; i < a.size(); i++) {
                assertThat(b.get(i)).isSameAs(images.get(a.get(i)));
            }
        }

        /** Of what has identity the same image is expected everywhere. */
        private void image(Object a, Object b) {
            Object known = images.putIfAbsent(a, b);
            assertThat(known == null || known == b).isTrue();
        }

        private void op(Op a, Op b) {
            assertThat(b.getClass()).isEqualTo(a.getClass());
            switch (a) {
                case Op.Constant constant -> {
                    image(constant.value(), ((Op.Constant) b).value());
                    assertThat(((Op.Constant) b).value().sameBits(constant.value()))
                            .isTrue();
                }
                case Op.Input input -> image(input.symbol(), ((Op.Input) b).symbol());
                case Op.Loop x -> {
                    Op.Loop y = (Op.Loop) b;
                    function(x.body(), y.body());
                    assertThat(new Op.Loop(x.body(), y.count(), y.carries(), y.scanned(), y.reversed(), y.recompute()))
                            .isEqualTo(x);
                }
                case Op.Call x -> {
                    Op.Call y = (Op.Call) b;
                    assertThat(y.name()).isEqualTo(x.name());
                    function(x.body(), y.body());
                    assertThat(y.partials()).hasSameSizeAs(x.partials());
                    for (int i = 0; i < x.partials().size(); i++) {
                        function(x.partials().get(i), y.partials().get(i));
                    }
                }
                default -> assertThat(b).isEqualTo(a);
            }
        }

        private void function(Function a, Function b) {
            assertThat(b.parameters()).isEqualTo(a.parameters());
            Comparison inside = new Comparison();
            inside.roots(a.results(), b.results());
        }
    }
}
