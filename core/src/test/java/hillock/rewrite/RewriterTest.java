package hillock.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Structure;
import hillock.graph.Variable;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The pass as a whole: sharing, inlining, identities, and that it grows linearly. */
class RewriterTest {
    private static Node variable(float... values) {
        return Nodes.read(new Variable("v", NDArray.of(values)));
    }

    private static int size(List<Node> roots) {
        return Walk.topological(roots).size();
    }

    private static void assertSameBits(List<Node> raw, List<Node> rewritten) {
        List<NDArray> expected = new Interpreter().evaluate(raw);
        List<NDArray> actual = new Interpreter().evaluate(rewritten);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).sameBits(expected.get(i))).isTrue();
        }
    }

    @Test
    void givesBackWhatCannotBeSimplified() {
        Node x = variable(1, 2);
        List<Node> roots = List.of(Nodes.exp(Nodes.add(x, variable(3, 4))), x);
        Rewriter rewriter = new Rewriter();
        assertThat(rewriter.rewrite(roots)).isEqualTo(roots);
        assertThat(rewriter.applied()).isEmpty();
        assertThat(rewriter.visits()).isEqualTo(4);
    }

    @Test
    void computesEqualExpressionsOnce() {
        Variable v = new Variable("v", NDArray.of(1f, 2f));
        Node y = variable(3, 4);
        Node first = Nodes.add(Nodes.exp(Nodes.read(v)), y);
        Node second = Nodes.add(Nodes.exp(Nodes.read(v)), y);
        Node exchanged = Nodes.add(y, Nodes.exp(Nodes.read(v)));
        Rewriter rewriter = new Rewriter();
        List<Node> rewritten = rewriter.rewrite(List.of(first, second, exchanged));
        assertThat(rewritten).containsExactly(first, first, first);
        assertThat(rewriter.applied()).containsEntry("CommonExpression", 4).hasSize(1);
    }

    @Test
    void doesNotExchangeOperandsThatMatter() {
        Node x = variable(1, 2);
        Node y = variable(3, 4);
        List<Node> roots = List.of(Nodes.sub(x, y), Nodes.sub(y, x), Nodes.less(x, y), Nodes.less(y, x));
        assertThat(new Rewriter().rewrite(roots)).isEqualTo(roots);
    }

    @Test
    void tellsZerosOfBothSignsApart() {
        Node x = variable(1, -1);
        List<Node> roots = List.of(Nodes.mul(x, 0.0), Nodes.mul(x, -0.0));
        assertThat(new Rewriter().rewrite(roots)).isEqualTo(roots);
    }

    @Test
    void keepsVariablesInputsConstantsAndDrawsApart() {
        NDArray same = NDArray.of(1f, 2f);
        Node key = Nodes.read(new Variable("key", NDArray.of(1, 2)));
        TensorType type = TensorType.of(DType.FLOAT32, 2);
        List<Node> roots = List.of(
                Nodes.read(new Variable("v", same)),
                Nodes.read(new Variable("v", same)),
                Nodes.input("x", type),
                Nodes.input("x", type),
                Nodes.constant(NDArray.of(1f, 2f)),
                Nodes.constant(NDArray.of(1f, 2f)),
                Nodes.random(type, key, Nodes.scalar(DType.INT32, 1)),
                Nodes.random(type, key, Nodes.scalar(DType.INT32, 2)));
        assertThat(new Rewriter().rewrite(roots)).isEqualTo(roots);
    }

    @Test
    void foldsTheKeyButNotTheDraw() {
        Node key = Composed.fold(
                Composed.fold(Composed.key(7), Nodes.scalar(DType.INT32, 1)), Nodes.scalar(DType.INT32, 2));
        List<Node> roots = List.of(Composed.uniform(key, TensorType.of(DType.FLOAT32, 100)));
        List<Node> rewritten = new Rewriter().rewrite(roots);
        Node draw = rewritten.getFirst();
        assertThat(draw.op()).isInstanceOf(Op.Random.class);
        assertThat(draw.input(0).op()).isInstanceOf(Op.Constant.class);
        assertSameBits(roots, rewritten);
    }

    @Test
    void inlinesCallsInCallsAndSharesWhatTheyShare() {
        Node x = variable(-1, 0, 5);
        List<Node> roots = List.of(Composed.logSigmoid(x), Nodes.neg(Composed.softplus(Nodes.neg(x))));
        Rewriter rewriter = new Rewriter();
        List<Node> rewritten = rewriter.rewrite(roots);
        assertThat(rewritten.get(0)).isSameAs(rewritten.get(1));
        assertThat(Walk.topological(rewritten)).noneMatch(node -> node.op() instanceof Op.Call);
        assertThat(rewriter.applied()).containsEntry("InlinedCall", 3);
        assertSameBits(roots, rewritten);
    }

    @Test
    void dropsResultsOfACallThatNobodyUses() {
        Node x = variable(1, 2);
        Node call = Nodes.call(
                "three", List.of(x), p -> List.of(Nodes.exp(p.getFirst()), Nodes.log(p.getFirst()), p.getFirst()));
        List<Node> rewritten = new Rewriter().rewrite(List.of(Nodes.element(call, 1)));
        assertThat(Structure.equal(rewritten, List.of(Nodes.log(x)))).isTrue();
    }

    @Test
    void refusesTuples() {
        Node call = Nodes.call("two", List.of(variable(1)), p -> List.of(p.getFirst(), p.getFirst()));
        assertThatIllegalStateException().isThrownBy(() -> new Rewriter().rewrite(List.of(call)));
    }

    @Test
    void simplifiesTheGraphOfASigmoidOfAStretchedRow() {
        Node row = variable(1, 2, 3);
        Node sigmoid = Composed.sigmoid(Nodes.broadcast(row, Shape.of(1000, 3)));
        List<Node> rewritten = new Rewriter().rewrite(List.of(sigmoid));
        assertThat(Walk.topological(rewritten))
                .filteredOn(node -> node.tensorType().size() > 3)
                .hasSize(1);
        assertSameBits(List.of(sigmoid), rewritten);
    }

    @Test
    void saysWhatItDid() {
        Rewriter rewriter = new Rewriter();
        Node x = variable(1);
        rewriter.rewrite(List.of(Nodes.neg(Nodes.neg(Nodes.mul(x, 1)))));
        assertThat(rewriter.applied()).containsEntry("MulByOne", 1).containsEntry("NegationOfNegation", 1);
        assertThat(rewriter).hasToString("1 MulByOne\n1 NegationOfNegation\n");
    }

    @Test
    void visitsEveryNodeOfALongChainOnce() {
        for (int length : new int[] {1_000, 10_000, 100_000}) {
            assertThat(visits(Nodes::exp, length)).isEqualTo(length + 1);
        }
    }

    /** Chains in which rules find nothing, something at every node, or something across nodes. */
    @Test
    void growsLinearly() {
        List<UnaryOperator<Node>> links = List.of(
                node -> Nodes.exp(node),
                node -> Nodes.neg(node),
                node -> Nodes.add(Nodes.mul(node, 1), node),
                node -> Nodes.reshape(Nodes.reshape(node, Shape.of(1, 2)), Shape.of(2)),
                node -> Composed.softplus(node),
                node -> Nodes.sub(
                        Nodes.mul(Nodes.slice(Nodes.broadcast(node, Shape.of(3, 2)), 0, 0, 3), 2),
                        Nodes.scalar(DType.FLOAT32, 1)),
                node -> Nodes.mul(Nodes.neg(node), -3),
                node -> Nodes.add(node, Nodes.exp(Nodes.fillLike(node, 1))));
        for (UnaryOperator<Node> link : links) {
            double[] perLink = new double[3];
            int[] lengths = {100, 1_000, 10_000};
            for (int i = 0; i < 3; i++) {
                perLink[i] = (double) visits(link, lengths[i]) / lengths[i];
            }
            assertThat(perLink[0]).isBetween(1.0, 30.0);
            assertThat(perLink[1]).isBetween(perLink[0] * 0.95, perLink[0] * 1.05);
            assertThat(perLink[2]).isBetween(perLink[0] * 0.95, perLink[0] * 1.05);
        }
    }

    private static long visits(UnaryOperator<Node> link, int length) {
        Node node = variable(1, 2);
        Shape shape = node.tensorType().shape();
        for (int i = 0; i < length; i++) {
            node = link.apply(node);
            if (!node.tensorType().shape().equals(shape)) {
                node = Nodes.reshape(Nodes.slice(node, 0, 0, 1), shape);
            }
        }
        Rewriter rewriter = new Rewriter();
        rewriter.rewrite(List.of(node));
        return rewriter.visits();
    }

    @Test
    void takesSixtyStepsForSixtyDoublings() {
        Node node = variable(1);
        for (int i = 0; i < 60; i++) {
            node = Nodes.add(node, node);
        }
        Rewriter rewriter = new Rewriter();
        List<Node> rewritten = rewriter.rewrite(List.of(node));
        assertThat(rewriter.visits()).isEqualTo(61);
        assertThat(new Interpreter().evaluate(rewritten).getFirst().item()).isEqualTo(0x1p60);
    }

    @Test
    void rewritesAChainOfAHundredThousandConstantsToOne() {
        Node node = Nodes.scalar(DType.FLOAT64, 0);
        for (int i = 0; i < 100_000; i++) {
            node = Nodes.add(node, 1);
        }
        List<Node> rewritten = new Rewriter().rewrite(List.of(node));
        assertThat(rewritten.getFirst().op())
                .isEqualTo(Nodes.scalar(DType.FLOAT64, 100_000).op());
        assertThat(size(rewritten)).isEqualTo(1);
    }
}
