package hillock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.TensorType;
import hillock.engine.plan.WarmUp.Lap;
import hillock.engine.plan.WarmUp.Patience;
import hillock.graph.Nodes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When runs have become as fast as they will. */
class WarmUpTest {
    /**
     * Times and whether they have settled, where three spans have to agree.
     *
     * @param medians of the spans, in microseconds
     * @param quiet whether nothing waited to be made in the last span
     */
    record Row(List<Double> medians, boolean quiet, boolean settled) {}

    static List<Row> rows() {
        return List.of(
                new Row(List.of(), true, false),
                new Row(List.of(30.0, 30.0), true, false),
                new Row(List.of(30.0, 30.0, 30.0), true, true),
                new Row(List.of(30.0, 30.0, 30.0), false, false),
                new Row(List.of(900.0, 250.0, 30.0, 31.0, 30.5), true, true),
                // A plateau that is left, one that was reached just now, a slow descent, a spike.
                new Row(List.of(250.0, 250.0, 59.0), true, false),
                new Row(List.of(250.0, 59.0, 58.0), true, false),
                new Row(List.of(33.0, 31.8, 30.6), true, false),
                new Row(List.of(30.0, 45.0, 30.0), true, false),
                // Less than the clock shows.
                new Row(List.of(0.080, 0.099, 0.085), true, true));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void spansHaveToAgree(Row row) {
        List<Lap> laps = new ArrayList<>();
        for (double median : row.medians()) {
            laps.add(new Lap(
                    10,
                    0.1,
                    median * 1e-6,
                    row.quiet() || laps.size() < row.medians().size() - 1));
        }
        assertThat(WarmUp.hasSettled(laps, 3)).isEqualTo(row.settled());
    }

    @Test
    void patienceEnds() {
        Plan plan = Planner.plan(List.of(Nodes.neg(Nodes.input("x", TensorType.of(DType.FLOAT32, 8)))), List.of());
        Frame frame = plan.newFrame(1);
        plan.bind(frame, 0, new float[8]);
        List<Double> told = new ArrayList<>();
        WarmUp warmUp = WarmUp.of(plan, frame, new Patience(0.002, Integer.MAX_VALUE, 0.02), told::add);
        assertThat(warmUp.settled()).isFalse();
        assertThat(warmUp.laps()).hasSizeBetween(1, 10).hasSameSizeAs(told);
        assertThat(told).isSorted();
        assertThat(warmUp.seconds()).isBetween(0.02, 60.0);
        assertThat(warmUp.runs())
                .isEqualTo(warmUp.laps().stream().mapToLong(Lap::runs).sum())
                .isGreaterThanOrEqualTo(warmUp.laps().size());
    }
}
