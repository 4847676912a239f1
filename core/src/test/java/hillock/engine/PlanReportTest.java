package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plan says about itself: counts that can be checked by hand, and a page that can be read. */
class PlanReportTest {
    private static final TensorType X = TensorType.of(DType.FLOAT32, 32, 48);

    private final Variable w = new Variable("w", NDArray.zeros(TensorType.of(DType.FLOAT32, 48, 16)));

    /** A layer and its loss, and an update of the weights. */
    private Program program() {
        Node x = Nodes.input("x", X);
        Node h = Nodes.unary(Op.Unary.TANH, Nodes.matmul(x, Nodes.read(w)));
        return Program.builder()
                .input(x)
                .output("h", h)
                .output("p", Composed.softmax(h, 1))
                .update(w, Nodes.mul(Nodes.read(w), 0.5))
                .build();
    }

    private static PlanReport.Kernel only(PlanReport report, String kind) {
        List<PlanReport.Kernel> found = report.kernels().stream()
                .filter(kernel -> kernel.kind().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    /** Right operands are packed while they are used, and not all at once. */
    @Test
    void aProductTakesNoMoreRoomThanItsResult() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 64, 512));
        Node y = Nodes.input("y", TensorType.of(DType.FLOAT32, 512, 512));
        Program program = Program.builder()
                .input(x)
                .input(y)
                .output("z", Nodes.matmul(x, y))
                .build();
        PlanReport.Storage storage = Engine.standard()
                .prepare(program)
                .plan(Speeds.guessed(Engine.standard()))
                .storage();
        assertThat(storage.frameBytes()).isEqualTo(4 * 64 * 512);
    }

    @Test
    void arithmeticBytesAndStorageAreThoseOfTheShapes() {
        PlanReport report = Engine.standard().prepare(program()).plan(Speeds.guessed(Engine.standard()));
        PlanReport.Kernel product = only(report, "product");
        assertThat(product.operations()).isEqualTo("matmul");
        assertThat(product.result()).isEqualTo("float32[32, 16]");
        assertThat(product.flops()).isEqualTo(2 * 32 * 48 * 16);
        PlanReport.Storage storage = report.storage();
        assertThat(storage.boundBytes()).isEqualTo(4 * (32 * 48 + 48 * 16));
        assertThat(storage.updateBytes()).isEqualTo(4 * 48 * 16);
        assertThat(storage.frameBytes()).isBetween(2L * 4 * 32 * 16, storage.valueBytes());
        assertThat(storage.arrays()).isBetween(2, storage.values());
        assertThat(report.flops())
                .isEqualTo(report.steps().stream()
                        .mapToLong(PlanReport.Kernel::flops)
                        .sum())
                .isGreaterThan(product.flops());
        assertThat(report.predictedSeconds()).isGreaterThan(0);
        assertThat(report.measuredSeconds()).isEmpty();
        assertThat(report.origin()).startsWith("hillock.engine.PlanReportTest.program(PlanReportTest.java:");
    }

    @Test
    void anElementwiseGroupIsOneKernel() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 1000));
        Node y = Nodes.neg(Nodes.add(Nodes.mul(x, x), x));
        PlanReport report = Engine.standard()
                .prepare(Program.builder().input(x).output("y", y).build())
                .plan(Speeds.guessed(Engine.standard()));
        assertThat(report.kernels()).hasSize(1);
        PlanReport.Kernel kernel = only(report, "fused");
        assertThat(kernel.operations()).isEqualTo("mul add neg");
        assertThat(kernel.flops()).isEqualTo(3000);
        assertThat(kernel.bytes()).isEqualTo(2 * 4000);
        assertThat(report.passes().keySet()).containsExactly("rewrite", "fusion", "bands", "memory");
        assertThat(report.passes()).containsEntry("fusion", "3 elementwise operations share 1 loop");
        assertThat(report.passes()).containsEntry("rewrite", "4 nodes became 4");
    }

    @Test
    void theBodyOfALoopIsCountedForEachTurn() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 100));
        Function body = Function.of(List.of(x.tensorType()), p -> List.of(Nodes.neg(p.getFirst())));
        Node turned = Nodes.element(Node.of(new Op.Loop(body, 7, 1, 0, false, 0), List.of(x)), 0);
        PlanReport report = Engine.standard()
                .prepare(Program.builder().input(x).output("y", turned).build())
                .plan(Speeds.guessed(Engine.standard()));
        assertThat(only(report, "loop").flops()).isEqualTo(700);
        assertThat(only(report, "loop").bytes()).isEqualTo(7 * 800);
    }

    @Test
    void measuringTakesTimesAndChangesNothing() {
        Executable executable = Engine.standard().prepare(program());
        long version = w.version();
        List<Double> progress = new ArrayList<>();
        PlanReport report = executable.measured(progress::add, NDArray.zeros(X));
        assertThat(progress).isNotEmpty().isSorted().allMatch(share -> share > 0 && share <= 1);
        assertThat(w.version()).isEqualTo(version);
        assertThat(report.measuredSeconds().orElseThrow()).isGreaterThan(0);
        assertThat(report.steps()).allMatch(kernel -> kernel.measuredSeconds().isPresent());
        assertThat(report.slowest()).isPresent();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(report.toString())
                .contains("MEASURED", "SHARE", "100 %", "matmul", "Measured: one run takes");
        assertThat(report.text(80))
                .contains("PREDICTED", "MEASURED", "SHARE", "100 %")
                .doesNotContain("BYTES");
        assertThat(report.text(80).lines()).allMatch(line -> line.length() <= 80);
        assertThatThrownBy(executable::measured).hasMessageContaining("takes the inputs");
        assertThatThrownBy(() -> executable.measured(NDArray.of(1f))).hasMessageContaining("cannot take float32[1]");
    }

    @Test
    void aProgramOfOneMethodHasOneTime() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 3));
        Program program = Program.builder()
                .input(x)
                .output("y", Nodes.unary(Op.Unary.TANH, x))
                .build();
        PlanReport report = Engine.standard().prepare(program).measured(NDArray.of(1f, 2f, 3f));
        assertThat(report.oneMethod()).isTrue();
        assertThat(report.measuredSeconds()).isPresent();
        assertThat(report.steps())
                .hasSize(1)
                .allMatch(kernel -> kernel.measuredSeconds().isEmpty());
        String time = Amounts.seconds(report.measuredSeconds().orElseThrow());
        assertThat(report.toString())
                .containsPattern("all .* " + time + " +100 %")
                .contains("one run takes " + time, "so no step has a time of its own")
                .doesNotContain("PREDICTED", "Predicted");
    }

    @Test
    void manyRunsTakeWhatTheFirstOnesTookAndThenTheMedian() {
        Measurement measurement = new Measurement(
                0.001, 201, List.of(new Measurement.Lap(10, 0.5), new Measurement.Lap(90, 0.5)), true, 2);
        assertThat(measurement.warmUpRuns()).isEqualTo(100);
        assertThat(measurement.warmUpSeconds()).isEqualTo(1);
        assertThat(measurement.secondsOf(0)).isZero();
        assertThat(measurement.secondsOf(5)).isEqualTo(0.25);
        assertThat(measurement.secondsOf(100)).isEqualTo(1);
        assertThat(measurement.secondsOf(1100)).isCloseTo(2, within(1e-12));
        PlanReport report = Engine.standard().prepare(program()).plan(Speeds.guessed(Engine.standard()));
        assertThat(unsettled(report).text(300))
                .contains("The times had not settled by then")
                .contains("the median of 201 runs with 2 threads, after 100 runs in 1.00 s");
    }

    private static PlanReport unsettled(PlanReport report) {
        return new PlanReport(
                report.origin(),
                report.rewriting(),
                report.storage(),
                report.kernels(),
                report.speeds(),
                Optional.of(new Measurement(0.001, 201, List.of(new Measurement.Lap(100, 1)), false, 2)),
                false);
    }

    @Test
    void amountsHaveThreeDigits() {
        assertThat(List.of(0.0, 7.0, 999.0, 1000.0, 53_400.0, 2e9))
                .extracting(Amounts::count)
                .containsExactly("0", "7", "999", "1.00 k", "53.4 k", "2.00 G");
        assertThat(List.of(3e-10, 1.5e-8, 2.25e-6, 0.0123, 1.0, 75.0, 245.0, 7380.0))
                .extracting(Amounts::seconds)
                .containsExactly(
                        "0.30 ns", "15.0 ns", "2.25 us", "12.3 ms", "1.00 s", "75.0 s", "4 min 05 s", "2 h 03 min");
    }
}
