package hillock.engine;

import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.binary;
import static hillock.graph.Nodes.cast;
import static hillock.graph.Nodes.concat;
import static hillock.graph.Nodes.constant;
import static hillock.graph.Nodes.less;
import static hillock.graph.Nodes.matmul;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.reduce;
import static hillock.graph.Nodes.reshape;
import static hillock.graph.Nodes.scalar;
import static hillock.graph.Nodes.select;
import static hillock.graph.Nodes.transpose;
import static hillock.graph.Nodes.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The executor against the interpreter, bit for bit, and the contract of programs. */
class EngineTest {
    private final Random random = new Random(1);

    private Node draw(DType dtype, int... shape) {
        Shape extents = Shape.of(shape);
        Object data = dtype.newArray(extents.size());
        for (int i = 0; i < extents.size(); i++) {
            switch (data) {
                case float[] a -> a[i] = (float) random.nextGaussian();
                case double[] a -> a[i] = random.nextGaussian();
                case int[] a -> a[i] = random.nextInt(10) - 3;
                case long[] a -> a[i] = random.nextInt(10) - 3;
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new AssertionError(dtype);
            }
        }
        return constant(NDArray.wrap(new TensorType(dtype, extents), data));
    }

    private List<Node> elementwise(DType t) {
        List<Node> cases = new ArrayList<>();
        Node a = draw(t, 5, 7);
        Node b = draw(t, 5, 7);
        Node row = draw(t, 7);
        Node number = scalar(t, 1.5);
        Node large = draw(t, 300, 700);
        for (Op.Unary op : Op.Unary.values()) {
            if (op != Op.Unary.NOT && (t.isFloat() || op.ordinal() <= Op.Unary.SIGN.ordinal())) {
                cases.add(unary(op, a));
                cases.add(unary(op, large));
            }
        }
        for (Op.Binary op : Op.Binary.values()) {
            boolean logic = op == Op.Binary.AND || op == Op.Binary.OR;
            boolean divides = op == Op.Binary.DIV || op == Op.Binary.REM || op == Op.Binary.POW;
            if (!logic && (t.isFloat() || !divides)) {
                cases.add(binary(op, a, b));
                cases.add(binary(op, a, row));
                cases.add(binary(op, number, b));
                cases.add(binary(op, transpose(a), transpose(b)));
                cases.add(binary(op, large, draw(t, 700)));
            }
        }
        cases.add(add(mul(large, 2), mul(transpose(transpose(large)), large)));
        Node mask = less(a, b);
        cases.add(select(mask, a, row));
        cases.add(unary(Op.Unary.NOT, mask));
        cases.add(binary(Op.Binary.AND, mask, less(b, row)));
        cases.add(binary(Op.Binary.OR, mask, less(b, row)));
        for (DType to : DType.values()) {
            cases.add(cast(a, to));
            cases.add(cast(mask, to));
        }
        return cases;
    }

    private List<Node> movement(DType t) {
        List<Node> cases = new ArrayList<>();
        Node a = draw(t, 5, 7);
        cases.add(reshape(transpose(a), Shape.of(7, 5, 1)));
        cases.add(reshape(transpose(a), Shape.of(35)));
        cases.add(reshape(a, Shape.of(5, 1, 7, 1)));
        cases.add(reshape(Nodes.broadcast(draw(t, 1, 7), Shape.of(5, 7)), Shape.of(35)));
        cases.add(reshape(Nodes.permute(draw(t, 2, 3, 4), List.of(0, 2, 1)), Shape.of(2, 2, 2, 3)));
        Node step = Node.of(new Op.Slice(List.of(1, 0), List.of(2, 3), List.of(2, 3)), a);
        cases.add(step);
        cases.add(Nodes.neg(step));
        cases.add(Nodes.pad(a, List.of(1, 2), List.of(2, 0), List.of(0, 3)));
        cases.add(concat(List.of(a, a, a), 1));
        cases.add(concat(List.of(transpose(a), transpose(a)), 0));
        cases.add(Nodes.flip(a, 1));
        cases.add(Nodes.scatterAdd(a, constant(NDArray.of(1, 0, 1)), draw(t, 3, 7), 0));
        return cases;
    }

    private List<Node> reductions(DType t) {
        List<Node> cases = new ArrayList<>();
        Node large = draw(t, 300, 700);
        Node images = draw(t, 3, 4, 5, 6);
        for (Op.Reduction kind : Op.Reduction.values()) {
            cases.add(reduce(kind, large, 0));
            cases.add(reduce(kind, large, 1));
            cases.add(reduce(kind, large, 0, 1));
            cases.add(reduce(kind, transpose(large), 1));
            cases.add(reduce(kind, images, 0, 2, 3));
            cases.add(reduce(kind, images, 1, 3));
            cases.add(reduce(kind, draw(t, 3, 0), 1));
            cases.add(reduce(kind, draw(t, 0, 3), 0));
            cases.add(reduce(kind, draw(t, 600, 3), 0));
            cases.add(reduce(kind, draw(t, 3, 1), 0));
        }
        cases.add(Node.of(new Op.ArgMax(1), large));
        cases.add(Node.of(new Op.CumSum(0, true, true), images));
        return cases;
    }

    private List<Node> products(DType t) {
        List<Node> cases = new ArrayList<>();
        int[][] sizes = {
            {1, 1, 1}, {5, 7, 5}, {33, 600, 301}, {1, 784, 10}, {3, 0, 4}, {0, 3, 4}, {7, 257, 0}, {17, 255, 129}
        };
        for (int[] s : sizes) {
            cases.add(matmul(draw(t, s[0], s[1]), draw(t, s[1], s[2])));
            cases.add(matmul(transpose(draw(t, s[1], s[0])), draw(t, s[1], s[2])));
            cases.add(matmul(draw(t, s[0], s[1]), transpose(draw(t, s[2], s[1]))));
        }
        cases.add(matmul(draw(t, 2, 3, 4, 5), draw(t, 3, 5, 6)));
        return cases;
    }

    private List<Node> convolutions(DType t) {
        List<Node> cases = new ArrayList<>();
        for (int groups : new int[] {1, 2}) {
            Node x = draw(t, 3, 4, 9, 8);
            cases.add(conv(List.of(1, 1), List.of(1, 1), groups, x, draw(t, 6, 4 / groups, 3, 3)));
            cases.add(conv(List.of(2, 1), List.of(1, 2), groups, x, draw(t, 6, 4 / groups, 3, 2)));
            cases.add(conv(List.of(2), List.of(2), groups, draw(t, 2, 4, 19), draw(t, 2, 4 / groups, 3)));
            cases.add(conv(
                    List.of(1, 1),
                    List.of(1, 1),
                    groups,
                    Nodes.permute(x, List.of(0, 1, 3, 2)),
                    draw(t, 2, 4 / groups, 1, 1)));
        }
        return cases;
    }

    private static Node conv(List<Integer> strides, List<Integer> dilations, int groups, Node x, Node w) {
        return Node.of(new Op.Conv(strides, dilations, groups), x, w);
    }

    private List<Node> randoms() {
        List<Node> cases = new ArrayList<>();
        Node key = Composed.key(77);
        for (DType t : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32)) {
            cases.add(Composed.uniform(key, TensorType.of(t, 5, 7)));
            cases.add(Composed.uniform(Composed.fold(key, scalar(DType.INT32, 3)), TensorType.of(t, 333, 401)));
            cases.add(Nodes.random(TensorType.of(t, 3, 3), key, scalar(DType.INT32, 5)));
        }
        return cases;
    }

    private List<Node> composed(DType t) {
        Node a = draw(t, 5, 7);
        return List.of(
                Composed.softmax(a, 1),
                Composed.softmax(a, 0),
                Composed.logSumExp(a, 1),
                Composed.sigmoid(a),
                Composed.gelu(a),
                Composed.softplus(mul(a, 1e4)),
                Composed.normal(Composed.key(3), TensorType.of(t, 9, 3)));
    }

    private List<Node> loops(DType t) {
        List<Node> cases = new ArrayList<>();
        Node invariant = draw(t, 5, 7);
        Node start = draw(t, 7);
        Function body = Function.of(List.of(TensorType.of(t, 7), TensorType.of(t, 7), TensorType.of(t, 5, 7)), p -> {
            Node carry = add(mul(p.get(0), 2), p.get(1));
            return List.of(
                    carry, transpose(Nodes.broadcast(carry, Shape.of(2, 7))), Nodes.sum(mul(p.get(2), carry), 0));
        });
        for (boolean reversed : new boolean[] {false, true}) {
            for (int count : new int[] {0, 1, 2, 5}) {
                Node loop = Node.of(
                        new Op.Loop(body, count, 1, 1, reversed, 0), List.of(start, draw(t, count, 7), invariant));
                cases.addAll(Nodes.elements(loop));
            }
        }
        return cases;
    }

    /**
     * Loops that stack a carry as the turns get it, as they leave it, or both, some with a carry that becomes another;
     * and loops over these stacks.
     */
    private List<Node> loopsThatStackCarries(DType t) {
        List<Node> cases = new ArrayList<>();
        TensorType row = TensorType.of(t, 7);
        for (String kept : List.of("before", "after", "both", "handed on")) {
            Function body = Function.of(List.of(row, row, row), p -> {
                Node next = add(mul(p.get(0), p.get(1)), p.get(2));
                return switch (kept) {
                    case "before" -> List.of(next, add(p.get(1), p.get(0)), p.get(0));
                    case "after" -> List.of(next, add(p.get(1), p.get(0)), next);
                    case "both" -> List.of(next, add(p.get(1), next), p.get(0), next, p.get(1), mul(next, p.get(1)));
                    default -> List.of(next, p.get(0), p.get(0), next, p.get(1), p.get(1));
                };
            });
            for (boolean reversed : new boolean[] {false, true}) {
                for (int count : new int[] {0, 1, 2, 5}) {
                    Node loop = Node.of(
                            new Op.Loop(body, count, 2, 1, reversed, 0),
                            List.of(draw(t, 7), draw(t, 7), draw(t, count, 7)));
                    List<Node> parts = Nodes.elements(loop);
                    cases.addAll(parts);
                    List<Node> operands = List.of(parts.get(1), parts.get(0), parts.getLast());
                    cases.addAll(Nodes.elements(Node.of(new Op.Loop(body, count, 2, 1, !reversed, 0), operands)));
                }
            }
        }
        return cases;
    }

    /** What the outer loop cuts is what no turn of the inner one changes, and where its results go. */
    private List<Node> loopsWithinLoops(DType t) {
        TensorType row = TensorType.of(t, 3);
        Function inner = Function.of(List.of(row, row), p -> {
            Node next = add(mul(p.get(0), p.get(1)), p.get(1));
            return List.of(next, mul(p.get(1), p.get(1)), next);
        });
        Function outer = Function.of(List.of(row, row), p -> {
            Node loop = Node.of(new Op.Loop(inner, 2, 1, 0, false, 0), List.of(p.get(0), p.get(1)));
            return List.of(Nodes.element(loop, 0), Nodes.element(loop, 1), Nodes.element(loop, 2));
        });
        return Nodes.elements(Node.of(new Op.Loop(outer, 4, 1, 1, true, 0), List.of(draw(t, 3), draw(t, 4, 3))));
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "BOOL", mode = EnumSource.Mode.EXCLUDE)
    void loopsReadAndWriteWhereThingsLie(DType dtype) {
        List<Node> cases = new ArrayList<>(loopsWithinLoops(dtype));
        cases.addAll(loopsThatStackCarries(dtype));
        List<NDArray> expected = new Interpreter().evaluate(cases);
        Engine engine = Engine.standard();
        for (Engine each : List.of(engine, engine.eager(), engine.scalar())) {
            List<NDArray> values = each.evaluate(cases);
            for (int i = 0; i < cases.size(); i++) {
                assertThat(values.get(i).sameBits(expected.get(i)))
                        .as("result %d", i)
                        .isTrue();
            }
        }
    }

    private List<Node> everything(DType t) {
        List<Node> cases = new ArrayList<>(elementwise(t));
        cases.addAll(movement(t));
        cases.addAll(reductions(t));
        cases.addAll(products(t));
        cases.addAll(loops(t));
        if (t.isFloat()) {
            cases.addAll(convolutions(t));
            cases.addAll(composed(t));
            cases.addAll(randoms());
        }
        return cases;
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "BOOL", mode = EnumSource.Mode.EXCLUDE)
    void everyOperationGivesTheInterpretersBitsForAnyNumberOfThreads(DType dtype) {
        List<Node> cases = everything(dtype);
        List<NDArray> expected = new Interpreter().evaluate(cases);
        for (int threads : new int[] {1, 2, 3}) {
            Engine engine = Engine.standard().withThreads(threads);
            List<NDArray> together = engine.evaluate(cases);
            for (int i = 0; i < cases.size(); i++) {
                NDArray value = expected.get(i);
                assertThat(engine.evaluate(cases.get(i)).sameBits(value))
                        .as("%s", cases.get(i))
                        .isTrue();
                assertThat(together.get(i).sameBits(value))
                        .as("%s", cases.get(i))
                        .isTrue();
            }
        }
    }

    @Test
    void updatesAreSimultaneousAndPublishedTogether() {
        Variable a = new Variable("a", NDArray.of(1f));
        Variable b = new Variable("b", NDArray.of(2f));
        Program swap = Program.builder()
                .update(a, Nodes.read(b))
                .update(b, Nodes.read(a))
                .output("sum", add(Nodes.read(a), Nodes.read(b)))
                .build();
        Run run = Engine.standard().prepare(swap).newRun();
        for (int i = 0; i < 3; i++) {
            assertThat(run.step()).isTrue();
            assertThat(run.get("sum").item()).isEqualTo(3);
        }
        assertThat(a.value().item()).isEqualTo(2);
        assertThat(b.value().item()).isEqualTo(1);
    }

    @Test
    void twoRunsOfOneProgramLoseNoUpdate() throws InterruptedException {
        Variable counter = new Variable("counter", NDArray.of(new float[20_000]));
        Program program =
                Program.builder().update(counter, add(Nodes.read(counter), 1)).build();
        Executable executable = Engine.standard().withThreads(1).prepare(program);
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Run run = executable.newRun();
            threads.add(Thread.ofPlatform().start(() -> {
                for (int step = 0; step < 2000; step++) {
                    try {
                        run.step();
                        taken.incrementAndGet();
                    } catch (IllegalStateException e) {
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken.get() + refused.get()).isEqualTo(4000);
        assertThat(counter.value().floats()).containsOnly(taken.get());
    }

    @Test
    void aGuardThatIsNotFiniteKeepsTheOldContents() {
        Variable w = new Variable("w", NDArray.of(4f));
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32));
        Symbol symbol = ((Op.Input) x.op()).symbol();
        Node next = mul(Nodes.read(w), x);
        Program program = Program.builder()
                .input(symbol)
                .update(w, next)
                .guard(reshape(next, Shape.SCALAR))
                .build();
        Run run = Engine.standard().prepare(program).newRun();
        float[] factors = {2, Float.NaN, 3, Float.POSITIVE_INFINITY, 0.5f};
        float[] contents = {8, 8, 24, 24, 12};
        for (int i = 0; i < factors.length; i++) {
            run.set(symbol, NDArray.of(Shape.SCALAR, factors[i]));
            assertThat(run.step()).isEqualTo(contents[i] != (i == 0 ? 4 : contents[i - 1]));
            assertThat(w.value().item()).isEqualTo(contents[i]);
        }
    }

    @Test
    void outputsThatAreLeavesOrSharedAreCopied() {
        Variable w = new Variable("w", NDArray.of(1f, 2f));
        Node next = add(Nodes.read(w), 1);
        Program program = Program.builder()
                .output("old", Nodes.read(w))
                .output("new", next)
                .output("again", next)
                .update(w, next)
                .build();
        Run run = Engine.standard().prepare(program).newRun();
        run.step();
        run.step();
        assertThat(run.get("old").floats()).containsExactly(2, 3);
        assertThat(run.get("new").floats()).containsExactly(3, 4);
        assertThat(run.get("again").floats()).containsExactly(3, 4);
        w.set(NDArray.of(9f, 9f));
        w.set(NDArray.of(8f, 8f));
        assertThat(run.get("new").floats()).containsExactly(3, 4);
    }

    @Test
    void onlyOneProgramMayUpdateAVariable() {
        Variable w = new Variable("w", NDArray.of(1f));
        Program.builder().update(w, Nodes.neg(Nodes.read(w))).build();
        assertThatThrownBy(() -> Program.builder().update(w, Nodes.read(w)).build())
                .hasMessageContaining("'w'")
                .hasMessageContaining("another program");
    }

    @Test
    void aChainOfAHundredThousandNodesAndADoublingAreEvaluated() {
        Node x = Nodes.read(new Variable("x", NDArray.of(Shape.SCALAR, 1.0)));
        Node chain = x;
        for (int i = 0; i < 100_000; i++) {
            chain = add(chain, 1);
        }
        Node doubled = x;
        for (int i = 0; i < 60; i++) {
            doubled = add(doubled, doubled);
        }
        assertThat(Engine.standard().evaluate(chain).item()).isEqualTo(100_001);
        assertThat(Engine.standard().evaluate(doubled).item()).isEqualTo(Math.pow(2, 60));
    }

    @Test
    void partsOfNoElementsKeepTheirTypes() {
        List<Node> nodes = new ArrayList<>();
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}) {
            Node empty = Nodes.read(new Variable("empty", NDArray.zeros(TensorType.of(dtype, 0, 2))));
            nodes.add(Nodes.neg(concat(List.of(empty, empty), 0)));
        }
        assertThat(Engine.standard().evaluate(nodes))
                .extracting(NDArray::type)
                .containsExactlyElementsOf(nodes.stream().map(Node::tensorType).toList());
    }

    @Test
    void misuseIsExplained() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 2));
        Run run = Engine.standard()
                .prepare(Program.builder().input(x).output("y", Nodes.neg(x)).build())
                .newRun();
        assertThatThrownBy(() -> Engine.standard().evaluate(x)).hasMessageContaining("input x: float32[2]");
        assertThatThrownBy(run::step).hasMessageContaining("x: float32[2]").hasMessageContaining("no value");
        assertThatThrownBy(() -> run.get("y")).hasMessageContaining("step()");
        assertThatThrownBy(() -> run.get("z")).hasMessageContaining("'z'").hasMessageContaining("[y]");
        assertThatThrownBy(() -> run.set(((Op.Input) x.op()).symbol(), NDArray.of(1f)))
                .hasMessageContaining("float32[1]");
    }
}
