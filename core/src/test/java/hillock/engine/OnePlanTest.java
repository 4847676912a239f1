package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.train.Schedule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What changes from step to step of a training is no part of a plan. */
class OnePlanTest {
    private static final int STEPS = 1000;
    private static final Schedule SCHEDULE = Schedule.cosine(0.3);

    private final Variable w = new Variable(
            "w", Key.of(1).normal(TensorType.of(DType.FLOAT32, 20, 3)).value());
    private final Tensor x =
            Key.of(2).normal(TensorType.of(DType.FLOAT32, 8, 20)).evaluated();

    private Tensor loss() {
        return x.matmul(Tensor.read(w)).tanh().square().sum();
    }

    /** A number in an expression that is built anew at every step. */
    @Test
    void aThousandRatesTakeOnePlan() {
        Set<Object> plans = new HashSet<>();
        Set<Double> rates = new HashSet<>();
        for (int step = 0; step < STEPS; step++) {
            double rate = SCHEDULE.rate(Tensor.scalar((double) step), STEPS, Tensor.scalar(1.0))
                    .item();
            rates.add(rate);
            Node next = Tensor.read(w)
                    .sub(Differentiate.gradient(loss(), List.of(w)).getFirst().mul(rate))
                    .node();
            plans.add(PlanCache.find(List.of(next)).planned());
            if (step % 100 == 0) {
                w.set(Engine.standard().evaluate(next));
            }
        }
        assertThat(rates).hasSizeGreaterThan(STEPS / 2);
        assertThat(plans).hasSize(1);
    }

    /** A formula of the number of the step, in a program prepared once. */
    @Test
    void theRateOfAProgramFollowsItsSchedule() {
        Variable count = new Variable("count", NDArray.zeros(TensorType.of(DType.INT32)));
        Variable sum = new Variable("sum", NDArray.of(Shape.SCALAR, 0.0));
        Tensor rate = SCHEDULE.rate(Tensor.read(count).cast(DType.FLOAT64), STEPS, Tensor.scalar(1.0));
        Program program = Program.builder()
                .update(count, Nodes.add(Nodes.read(count), 1))
                .update(sum, Tensor.read(sum).add(rate).node())
                .build();
        Run run = Engine.standard().prepare(program).newRun();
        for (int step = 0; step < STEPS; step++) {
            run.step();
        }
        double expected = IntStream.range(0, STEPS)
                .mapToDouble(step -> SCHEDULE.rate(Tensor.scalar((double) step), STEPS, Tensor.scalar(1.0))
                        .item())
                .reduce(0, Double::sum);
        assertThat(sum.value().item()).isEqualTo(expected);
    }
}
