package hillock.rewrite;

import static hillock.graph.Nodes.abs;
import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.div;
import static hillock.graph.Nodes.equal;
import static hillock.graph.Nodes.fillLike;
import static hillock.graph.Nodes.lessEqual;
import static hillock.graph.Nodes.max;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.neg;
import static hillock.graph.Nodes.pow;
import static hillock.graph.Nodes.reshape;
import static hillock.graph.Nodes.sub;
import static hillock.rewrite.RuleRow.*;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.RandomGraph;
import hillock.graph.Structure;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What looks like a rule and is none. */
class RuleTrapsTest {
    /** A graph, and a tempting one that has other bits for some of the special values. */
    static Stream<RuleRow> traps() {
        return Stream.of(
                        rows("x + 0 -> x", FLOAT_TYPES, o -> add(o.x(), 0), o -> o.x()),
                        rows("x - (-0) -> x", FLOAT_TYPES, o -> sub(o.x(), fillLike(o.x(), -0.0)), o -> o.x()),
                        rows("0 - x -> -x", FLOAT_TYPES, o -> Nodes.rsub(0, o.x()), o -> neg(o.x())),
                        rows("x * 0 -> 0", FLOAT_TYPES, o -> mul(o.x(), 0), o -> fillLike(o.x(), 0)),
                        rows("x - x -> 0", FLOAT_TYPES, o -> sub(o.x(), o.x()), o -> fillLike(o.x(), 0)),
                        rows("x / x -> 1", FLOAT_TYPES, o -> div(o.x(), o.x()), o -> fillLike(o.x(), 1)),
                        rows("x == x -> true", FLOAT_TYPES, o -> equal(o.x(), o.x()), o -> truth(o.x(), 1)),
                        rows("x <= x -> true", FLOAT_TYPES, o -> lessEqual(o.x(), o.x()), o -> truth(o.x(), 1)),
                        rows("-(x - y) -> y - x", FLOAT_TYPES, o -> neg(sub(o.x(), o.y())), o -> sub(o.y(), o.x())),
                        rows(
                                "x / 3 -> x * (1/3)",
                                FLOAT_TYPES,
                                o -> div(o.x(), fillLike(o.x(), 3)),
                                o -> mul(o.x(), 1 / 3.0)),
                        rows("pow(x, 1) -> x", List.of(DType.FLOAT32), o -> pow(o.x(), fillLike(o.x(), 1)), o -> o.x()),
                        rows("(x + y) - y -> x", FLOAT_TYPES, o -> sub(add(o.x(), o.y()), o.y()), o -> o.x()),
                        rows(
                                "sum over 1 -> x",
                                FLOAT_TYPES,
                                o -> reduce(Op.Reduction.SUM, o.x(), 1),
                                o -> reshape(o.x(), Shape.of(n(o.x()), n(o.x())))),
                        rows(
                                "(-x) / (-y) -> x / y",
                                INTEGER_TYPES,
                                o -> div(neg(o.x()), neg(max(abs(o.y()), fillLike(o.y(), 1)))),
                                o -> div(o.x(), max(abs(o.y()), fillLike(o.y(), 1)))),
                        rows(
                                "double to float and back",
                                List.of(DType.FLOAT64),
                                o -> to(o.x(), DType.FLOAT32, DType.FLOAT64),
                                o -> o.x()),
                        rows(
                                "int64 to double and back",
                                List.of(DType.INT64),
                                o -> to(o.x(), DType.FLOAT64, DType.INT64),
                                o -> o.x()),
                        rows(
                                "int32 to float and back",
                                List.of(DType.INT32),
                                o -> to(o.x(), DType.FLOAT32, DType.INT32),
                                o -> o.x()))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("traps")
    void leavesAloneWhatWouldChangeBits(RuleRow row) {
        List<NDArray> values = new Interpreter().evaluate(List.of(row.before(), row.after()));
        assertThat(values.get(0).sameBits(values.get(1)))
                .as("the trap has the same bits")
                .isFalse();
        List<Node> rewritten = new Rewriter().rewrite(List.of(row.before()));
        assertThat(Structure.equal(rewritten, List.of(row.before())))
                .as(() -> "rewritten\n" + RandomGraph.describe(rewritten))
                .isTrue();
    }
}
