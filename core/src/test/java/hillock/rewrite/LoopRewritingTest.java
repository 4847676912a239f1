package hillock.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.RandomGraph;
import hillock.graph.Variable;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What loops lose: steps, carries, outputs, operands; never a bit. */
class LoopRewritingTest {
    private static final TensorType SCALAR = TensorType.of(DType.FLOAT64);

    private final Rewriter rewriter = new Rewriter();

    private static Node number(double value) {
        return Nodes.read(new Variable("v", NDArray.scalar(DType.FLOAT64, Double.doubleToRawLongBits(value))));
    }

    private static Node numbers(double... values) {
        return Nodes.read(new Variable("v", NDArray.of(values)));
    }

    private List<Node> rewrite(List<Node> roots) {
        List<Node> rewritten = rewriter.rewrite(roots);
        List<NDArray> expected = new Interpreter().evaluate(roots);
        List<NDArray> actual = new Interpreter().evaluate(rewritten);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).sameBits(expected.get(i)))
                    .as(() -> "result of\n" + RandomGraph.describe(rewritten))
                    .isTrue();
        }
        return rewritten;
    }

    private static Op.Loop loop(List<Node> roots) {
        List<Op.Loop> loops = new ArrayList<>();
        for (Node node : Walk.topological(roots)) {
            if (node.op() instanceof Op.Loop loop) {
                loops.add(loop);
            }
        }
        assertThat(loops).hasSize(1);
        return loops.getFirst();
    }

    @Test
    void simplifiesBodies() {
        Function body =
                Function.of(List.of(SCALAR), p -> List.of(Nodes.neg(Nodes.neg(Nodes.mul(Nodes.exp(p.getFirst()), 1)))));
        List<Node> roots = Nodes.elements(Node.of(new Op.Loop(body, 3, 1, 0, false, 0), number(0.1)));
        assertThat(loop(rewrite(roots)).body().nodes()).hasSize(2);
        assertThat(rewriter.applied()).containsKeys("MulByOne", "NegationOfNegation");
    }

    /** A running sum, carried and stacked. */
    private static Node runningSums(boolean reversed, Node sequence) {
        TensorType row = TensorType.of(DType.FLOAT64, 2);
        Function body = Function.of(List.of(row, row), p -> {
            Node sum = Nodes.add(p.get(0), p.get(1));
            return List.of(sum, sum);
        });
        return Node.of(new Op.Loop(body, 3, 1, 1, reversed, 0), List.of(numbers(0.5, 1), sequence));
    }

    @Test
    void theLastTurnOfAStackIsTheCarry() {
        Node sequence = Nodes.read(new Variable("x", NDArray.of(Shape.of(3, 2), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)));
        for (boolean reversed : new boolean[] {false, true}) {
            Node stack = Nodes.element(runningSums(reversed, sequence), 1);
            int last = reversed ? 0 : 2;
            Node turned = Nodes.permute(stack, List.of(1, 0));
            List<Node> roots = List.of(Nodes.slice(stack, 0, last, last + 1), Nodes.slice(turned, 1, last, last + 1));
            assertThat(loop(rewrite(roots)).body().results()).hasSize(1);
            // Another turn is not carried, and a stack that is used whole is stacked.
            assertThat(loop(rewrite(List.of(Nodes.slice(stack, 0, 1, 2))))
                            .body()
                            .results())
                    .hasSize(2);
            assertThat(loop(rewrite(List.of(roots.getLast(), turned))).body().results())
                    .hasSize(2);
        }
        assertThat(rewriter.applied()).containsEntry("LastOfStack", 4);
    }

    @Test
    void aSequenceThatIsZeroButForTheFirstTurnBeginsTheCarry() {
        TensorType row = TensorType.of(DType.FLOAT64, 2);
        Function body = Function.of(List.of(row, row), p -> {
            Node sum = Nodes.add(p.get(0), p.get(1));
            return List.of(Nodes.mul(sum, -0.5), sum);
        });
        Node x = Nodes.read(new Variable("x", NDArray.of(Shape.of(1, 2), -0.0, 3.0)));
        Node zero = Nodes.broadcast(Nodes.scalar(DType.FLOAT64, 0.0), Shape.of(2));
        for (boolean reversed : new boolean[] {false, true}) {
            Op.Loop steps = new Op.Loop(body, 3, 1, 1, reversed, 0);
            List<Integer> first = List.of(reversed ? 2 : 0, 0);
            List<Integer> last = List.of(reversed ? 0 : 2, 0);
            List<Integer> none = List.of(0, 0);
            Node sequence = Nodes.pad(x, first, none, last);
            assertThat(loop(rewrite(Nodes.elements(Node.of(steps, zero, sequence))))
                            .scanned())
                    .isZero();
            Node other = Nodes.pad(x, last, none, first);
            for (List<Node> operands : List.of(List.of(zero, other), List.of(numbers(-0.0, -0.0), sequence))) {
                assertThat(loop(rewrite(Nodes.elements(Node.of(steps, operands))))
                                .scanned())
                        .isEqualTo(1);
            }
        }
        Function twice = Function.of(
                List.of(row, row), p -> List.of(Nodes.add(p.get(0), p.get(1)), Nodes.mul(p.get(0), p.get(1))));
        Node sequence = Nodes.pad(x, List.of(0, 0), List.of(0, 0), List.of(2, 0));
        assertThat(loop(rewrite(Nodes.elements(Node.of(new Op.Loop(twice, 3, 1, 1, false, 0), zero, sequence))))
                        .scanned())
                .isEqualTo(1);
        assertThat(rewriter.applied()).containsEntry("FirstOfSequence", 2);
    }

    @Test
    void aLoopOfNothingIsItsFirstCarries() {
        Function body = Function.of(List.of(SCALAR, SCALAR), p -> List.of(Nodes.add(p.get(0), p.get(1)), p.get(0)));
        Node x = number(3);
        Node tuple = Node.of(new Op.Loop(body, 0, 1, 1, false, 0), x, numbers());
        List<Node> rewritten = rewrite(Nodes.elements(tuple));
        assertThat(rewritten.get(0)).isSameAs(x);
        assertThat(rewritten.get(1).tensorType().shape()).isEqualTo(Shape.of(0));
        assertThat(rewriter.applied()).containsKey("LoopOfNothing");
    }

    @Test
    void aLoopOfOneStepIsItsBody() {
        TensorType row = TensorType.of(DType.FLOAT64, 2);
        Function body = Function.of(
                List.of(row, row, SCALAR), p -> List.of(Nodes.add(p.get(0), p.get(1)), Nodes.mul(p.get(1), p.get(2))));
        Node x = Nodes.read(new Variable("x", NDArray.of(Shape.of(1, 2), 3.0, 4.0)));
        Node tuple = Node.of(new Op.Loop(body, 1, 1, 1, true, 0), List.of(numbers(1, 2), x, number(5)));
        List<Node> rewritten = rewrite(Nodes.elements(tuple));
        assertThat(Walk.topological(rewritten)).noneMatch(node -> node.op() instanceof Op.Loop);
        assertThat(rewriter.applied()).containsKey("LoopOfOne");
    }

    @Test
    void constantsMoveIntoTheBody() {
        Function body =
                Function.of(List.of(SCALAR, SCALAR), p -> List.of(Nodes.mul(p.get(0), Nodes.add(p.get(1), 0.5))));
        Node tuple = Node.of(new Op.Loop(body, 4, 1, 0, false, 0), number(2), Nodes.scalar(DType.FLOAT64, 0.5));
        assertThat(Nodes.elements(tuple)).hasSize(1);
        List<Node> rewritten = rewrite(Nodes.elements(tuple));
        // The factor is 1, so the step does nothing and the loop is its first carry.
        assertThat(rewritten.getFirst().op()).isInstanceOf(Op.Read.class);
        assertThat(rewriter.applied()).containsKeys("ConstantOfLoop", "MulByOne");
    }

    @Test
    void anUnchangedCarryBecomesAnInvariant() {
        Function body = Function.of(List.of(SCALAR, SCALAR), p -> List.of(p.get(0), Nodes.mul(p.get(1), p.get(0))));
        Node factor = number(1.25);
        Node tuple = Node.of(new Op.Loop(body, 5, 2, 0, false, 0), factor, number(1));
        List<Node> rewritten = rewrite(Nodes.elements(tuple));
        assertThat(rewritten.get(0)).isSameAs(factor);
        assertThat(loop(rewritten).carries()).isEqualTo(1);
        assertThat(loop(rewritten).body().parameters()).hasSize(2);
    }

    @Test
    void dropsWhatNoUsedResultDependsOn() {
        // Results: a, b, c (carries), then exp(x), b. Only b is used; it depends on c through the steps, not on a or x.
        Function body = Function.of(
                List.of(SCALAR, SCALAR, SCALAR, SCALAR, SCALAR),
                p -> List.of(
                        Nodes.add(p.get(0), p.get(3)),
                        Nodes.mul(p.get(1), p.get(2)),
                        Nodes.add(p.get(2), p.get(4)),
                        Nodes.exp(p.get(3)),
                        p.get(1)));
        Node tuple = Node.of(
                new Op.Loop(body, 3, 3, 1, false, 0),
                List.of(number(1), number(2), number(3), numbers(4, 5, 6), number(7)));
        List<Node> rewritten = rewrite(List.of(Nodes.element(tuple, 1)));
        Op.Loop loop = loop(rewritten);
        assertThat(loop.carries()).isEqualTo(2);
        assertThat(loop.scanned()).isZero();
        assertThat(loop.body().parameters()).hasSize(3);
        assertThat(loop.body().results()).hasSize(2);
        assertThat(rewriter.applied()).containsKey("PrunedLoop");
    }

    @Test
    void keepsACarryThatIsSetWithoutBeingLookedAt() {
        Function body = Function.of(List.of(SCALAR, SCALAR), p -> List.of(Nodes.exp(p.get(1))));
        Node tuple = Node.of(new Op.Loop(body, 3, 1, 1, true, 0), number(1), numbers(1, 2, 3));
        assertThat(loop(rewrite(Nodes.elements(tuple))).carries()).isEqualTo(1);
    }

    @Test
    void keepsOutputsInOrderWhenOthersGo() {
        Function body = Function.of(
                List.of(SCALAR),
                p -> List.of(
                        Nodes.exp(p.getFirst()),
                        Nodes.sqrt(p.getFirst()),
                        Nodes.neg(p.getFirst()),
                        Nodes.unary(Op.Unary.FLOOR, p.getFirst())));
        Node tuple = Node.of(new Op.Loop(body, 3, 1, 0, false, 0), number(0.5));
        List<Node> rewritten = rewrite(List.of(Nodes.element(tuple, 3), Nodes.element(tuple, 1)));
        assertThat(loop(rewritten).body().results()).hasSize(3);
    }

    @Test
    void equalBodiesAreRewrittenOnce() {
        Function body = Function.of(List.of(SCALAR), p -> {
            Node node = p.getFirst();
            for (int i = 0; i < 1000; i++) {
                node = Nodes.sqrt(node);
            }
            return List.of(node);
        });
        List<Node> roots = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            roots.addAll(Nodes.elements(Node.of(new Op.Loop(body, 2, 1, 0, false, 0), number(i))));
        }
        rewriter.rewrite(roots);
        assertThat(rewriter.visits()).isLessThan(1200);
    }

    @Test
    void nestedLoopsAreRewrittenOncePerLevel() {
        long[] visits = new long[3];
        for (int depth = 0; depth < 3; depth++) {
            Function body = Function.of(List.of(SCALAR), p -> List.of(Nodes.exp(Nodes.mul(p.getFirst(), 1))));
            for (int i = 0; i < 10 * (depth + 1); i++) {
                Function inner = body;
                body = Function.of(
                        List.of(SCALAR),
                        p -> Nodes.elements(Node.of(new Op.Loop(inner, 2, 1, 0, false, 0), p.getFirst())));
            }
            Rewriter fresh = new Rewriter();
            fresh.rewrite(Nodes.elements(Node.of(new Op.Loop(body, 2, 1, 0, false, 0), number(1))));
            visits[depth] = fresh.visits();
        }
        assertThat(visits[2] - visits[1]).isEqualTo(visits[1] - visits[0]).isLessThan(100);
    }

    @Test
    void sumsOfProductsBecomeLoopsOfTheirOwn() {
        TensorType x = TensorType.of(DType.FLOAT64, 2, 3);
        TensorType dy = TensorType.of(DType.FLOAT64, 2, 4);
        TensorType dw = TensorType.of(DType.FLOAT64, 3, 4);
        for (boolean reversed : new boolean[] {false, true}) {
            Function body = Function.of(List.of(x, dw, x, dy), p -> {
                Node h = Nodes.unary(Op.Unary.TANH, Nodes.add(p.get(0), p.get(2)));
                Node product = Nodes.matmul(Nodes.permute(p.get(2), List.of(1, 0)), p.get(3));
                return List.of(h, Nodes.add(p.get(1), product), h);
            });
            Node tuple = Node.of(
                    new Op.Loop(body, 3, 2, 2, reversed, 0),
                    List.of(
                            waves(x, 1),
                            waves(dw, 2),
                            waves(x.withShape(Shape.of(3, 2, 3)), 3),
                            waves(dy.withShape(Shape.of(3, 2, 4)), 4)));
            Rewriter fresh = new Rewriter();
            List<Node> rewritten = fresh.rewrite(Nodes.elements(tuple));
            assertThat(fresh.applied()).containsEntry("SumOfLoop", 1);
            assertThat(Walk.topological(rewritten).stream().filter(node -> node.op() instanceof Op.Loop))
                    .hasSize(2);
            rewrite(Nodes.elements(tuple));
            // Once more changes nothing.
            Rewriter again = new Rewriter();
            again.rewrite(rewritten);
            assertThat(again.applied()).doesNotContainKey("SumOfLoop");
        }
    }

    /** Numbers of both signs, different for each phase. */
    private static Node waves(TensorType type, int phase) {
        double[] values = new double[type.size()];
        Arrays.setAll(values, i -> Math.sin(i * 1.7 + phase));
        return Nodes.read(new Variable("v", NDArray.of(type.shape(), values)));
    }
}
