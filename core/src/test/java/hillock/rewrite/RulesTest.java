package hillock.rewrite;

import static hillock.graph.Nodes.broadcast;
import static hillock.graph.Nodes.div;
import static hillock.graph.Nodes.neg;
import static hillock.graph.Nodes.scalar;
import static hillock.rewrite.RuleRow.*;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.RandomGraph;
import hillock.graph.Structure;
import hillock.graph.Variable;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import hillock.rewrite.rules.Rule;
import hillock.rewrite.rules.Rules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule: that it fires, what it makes, and that the bits stay, for all pairs of special values. */
class RulesTest {
    static Stream<RuleRow> all() {
        return Stream.of(
                        ElementwiseRuleRows.elementwise(),
                        ElementwiseRuleRows.selects(),
                        MovementRuleRows.movements(),
                        MovementRuleRows.folding())
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("all")
    void firesAndKeepsTheBits(RuleRow row) {
        Rewriter rewriter = new Rewriter();
        List<Node> before = List.of(row.before());
        List<Node> rewritten = rewriter.rewrite(before);
        assertThat(rewriter.applied()).containsKey(row.rule());
        assertThat(Structure.equal(rewritten, List.of(row.after())))
                .as(() -> "made\n" + RandomGraph.describe(rewritten) + "from\n" + RandomGraph.describe(before))
                .isTrue();
        assertThat(rewritten.getFirst().type()).isEqualTo(row.before().type());
        assertSameBits(row.before(), rewritten.getFirst());
    }

    private static void assertSameBits(Node a, Node b) {
        List<NDArray> values = new Interpreter().evaluate(List.of(a, b));
        assertThat(values.get(0).sameBits(values.get(1)))
                .as(() -> "raw\n" + values.get(0) + "\nrewritten\n" + values.get(1))
                .isTrue();
    }

    @Test
    void tableHasEveryRule() {
        Set<String> known = new TreeSet<>();
        all().flatMap(row -> Walk.topological(row.before()).stream())
                .flatMap(node -> Rules.of(node.op()).stream())
                .map(Rule::name)
                .forEach(known::add);
        Set<String> shown = new TreeSet<>();
        all().map(RuleRow::rule).forEach(shown::add);
        assertThat(shown).isEqualTo(known).hasSize(47);
    }

    @Test
    void doesNotFoldWhatIsLargeOrGrows() {
        Node large = Nodes.iota(TensorType.of(DType.FLOAT32, 1025), 0);
        Node outer = Nodes.matmul(
                Nodes.iota(TensorType.of(DType.FLOAT32, 3, 1), 0), Nodes.iota(TensorType.of(DType.FLOAT32, 1, 3), 1));
        for (Node node : List.of(neg(large), Nodes.sumAll(large), outer)) {
            Rewriter rewriter = new Rewriter();
            rewriter.rewrite(List.of(node));
            assertThat(rewriter.applied()).isEmpty();
        }
    }

    @Test
    void leavesErrorsToTheEvaluation() {
        Node one = scalar(DType.INT32, 1);
        Node quotient = div(one, scalar(DType.INT32, 0));
        Node picked = Nodes.gather(Nodes.iota(TensorType.of(DType.INT32, 3), 0), scalar(DType.INT32, 3), 0);
        for (Node node : List.of(quotient, picked)) {
            Rewriter rewriter = new Rewriter();
            assertThat(rewriter.rewrite(List.of(node))).containsExactly(node);
        }
    }

    @Test
    void stretchingToNothingDividesNothing() {
        Node zero = Nodes.read(new Variable("zero", NDArray.scalar(DType.INT32, 0)));
        Node empty = div(broadcast(zero, Shape.of(0)), broadcast(zero, Shape.of(0)));
        List<Node> rewritten = new Rewriter().rewrite(List.of(empty));
        assertThat(new Interpreter().evaluate(rewritten).getFirst().size()).isZero();
    }
}
