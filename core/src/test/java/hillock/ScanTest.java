package hillock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Op;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans: what is carried, kept and taken from outside. */
class ScanTest {
    private static final Tensor NUMBERS = Tensor.of(1.0, 2, 3, 4);
    private static final Tensor ZERO = Tensor.scalar(0.0);

    private static Scan.Step sum(List<Tensor> carried, List<Tensor> cuts) {
        return Scan.Step.of(carried.getFirst().add(cuts.getFirst()));
    }

    @Test
    void sumsSoFar() {
        Scan.Result result = Scan.over(NUMBERS).run(List.of(ZERO), ScanTest::sum);
        assertThat(result.kept().getFirst().value().doubles()).containsExactly(1, 3, 6, 10);
        assertThat(result.last().getFirst().item()).isEqualTo(10);
    }

    @Test
    void sumsFromTheEnd() {
        Scan.Result result = Scan.over(NUMBERS).reversed().run(List.of(ZERO), ScanTest::sum);
        assertThat(result.kept().getFirst().value().doubles()).containsExactly(10, 9, 7, 4);
    }

    @Test
    void powersOfTwoWithoutASequence() {
        Scan.Result result = Scan.times(5)
                .run(
                        List.of(Tensor.scalar(1.0)),
                        (carried, _) -> Scan.Step.of(carried.getFirst().mul(2)));
        assertThat(result.kept().getFirst().value().doubles()).containsExactly(2, 4, 8, 16, 32);
    }

    /** What is carried, kept or used may all come from outside, and follows its variable. */
    @Test
    void takesWhatItUsesFromOutside() {
        Variable w = new Variable("w", NDArray.of(Shape.SCALAR, 3.0));
        Tensor factor = Tensor.read(w).square();
        Tensor weights = Tensor.of(1.0, 0, 0, 0);
        Scan.Result result = Scan.over(NUMBERS)
                .run(
                        List.of(ZERO, ZERO),
                        (carried, cuts) -> new Scan.Step(
                                List.of(carried.get(1).add(cuts.getFirst().mul(factor)), factor),
                                List.of(weights.mul(cuts.getFirst()), factor, Tensor.scalar(7.0))));
        assertThat(result.last().get(0).item()).isEqualTo(45);
        assertThat(result.last().get(1).item()).isEqualTo(9);
        assertThat(result.kept().get(0).value().doubles())
                .containsExactly(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0);
        assertThat(result.kept().get(1).value().doubles()).containsExactly(9, 9, 9, 9);
        assertThat(result.kept().get(2).value().doubles()).containsExactly(7, 7, 7, 7);
        w.set(NDArray.of(Shape.SCALAR, 1.0));
        assertThat(result.last().get(0).item()).isEqualTo(5);
    }

    @Test
    void workThatNeverChangesIsDoneOutside() {
        Tensor w = Tensor.read(new Variable("w", NDArray.of(Shape.SCALAR, 3.0)));
        Tensor last = Scan.over(NUMBERS)
                .run(
                        List.of(ZERO),
                        (carried, cuts) -> Scan.Step.of(
                                carried.getFirst().add(cuts.getFirst().mul(w.exp()))))
                .last()
                .getFirst();
        Op.Loop loop = Walk.topological(last.node()).stream()
                .filter(node -> node.op() instanceof Op.Loop)
                .map(node -> (Op.Loop) node.op())
                .findFirst()
                .orElseThrow();
        assertThat(loop.body().nodes().map(node -> node.op().label())).doesNotContain("exp");
    }

    /** The derivative of sum_t (t-th sum)^2 by x_s is 2 sum_{t >= s} (t-th sum). */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void derivativeIsTheSameUnderEveryMemoryRule(int every) {
        Tensor sums = Scan.over(NUMBERS)
                .recomputing(every)
                .run(List.of(ZERO), ScanTest::sum)
                .kept()
                .getFirst();
        Tensor slope = Differentiate.gradient(sums.square().sum(), NUMBERS).getFirst();
        assertThat(slope.value().doubles()).containsExactly(new double[] {40, 38, 32, 20}, within(1e-12));
    }

    @Test
    void aScanInsideAScan() {
        Tensor table = Tensor.of(new double[][] {{1, 2}, {3, 4}});
        Tensor total = Scan.over(table)
                .run(
                        List.of(ZERO),
                        (carried, rows) -> Scan.Step.of(Scan.over(rows.getFirst())
                                .run(
                                        carried,
                                        (inner, cuts) -> Scan.Step.of(
                                                inner.getFirst().mul(2).add(cuts.getFirst())))
                                .last()
                                .getFirst()))
                .last()
                .getFirst();
        assertThat(total.item()).isEqualTo(((1 * 2 + 2) * 2 + 3) * 2 + 4);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(Scan::over).hasMessageContaining("Scan.times(n)");
        assertThatThrownBy(() -> Scan.over(NUMBERS, Tensor.of(1.0, 2)))
                .hasMessageContaining("float64[4]")
                .hasMessageContaining("float64[2]");
        assertThatThrownBy(() -> Scan.times(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Scan.times(1).recomputing(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Scan.over(NUMBERS).run(List.of(ZERO), (_, _) -> Scan.Step.of(NUMBERS)))
                .hasMessageContaining("carries on")
                .hasMessageContaining("float64[4]");
    }
}
