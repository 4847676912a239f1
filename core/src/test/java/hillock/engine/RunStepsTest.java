package hillock.engine;

import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.sub;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many steps in one call are the same as many calls, but for what others see in between. */
class RunStepsTest {
    private static final class Walk {
        final Variable place = new Variable("place", NDArray.of(0.5f, -2f, 3f));
        final Variable speed = new Variable("speed", NDArray.of(0f, 0.25f, 1f));
        final Variable count = new Variable("count", NDArray.of(Shape.SCALAR, 0f));
        final Node push = Nodes.input("push", TensorType.of(DType.FLOAT32, 3));
        final Run run;

        Walk(Engine engine) {
            Node x = Nodes.read(place);
            Node faster = add(mul(Nodes.read(speed), 0.9), mul(Nodes.unary(Op.Unary.SIN, x), push));
            Program program = Program.builder()
                    .input(push)
                    .update(place, sub(x, faster))
                    .update(speed, faster)
                    .update(count, add(Nodes.read(count), 1))
                    .output("energy", Nodes.sumAll(mul(faster, x)))
                    .guard(Nodes.sumAll(faster))
                    .build();
            run = engine.prepare(program).newRun();
            run.set(((Op.Input) push.op()).symbol(), NDArray.of(0.1f, -0.2f, 0.3f));
        }
    }

    private static final Engine STEPS = Engine.standard();
    private static final Engine SCALAR = Engine.standard().scalar();

    @Test
    void manyStepsGiveTheBitsOfManyCalls() {
        compare(new Walk(STEPS), new Walk(STEPS));
        compare(new Walk(STEPS), new Walk(SCALAR));
    }

    private static void compare(Walk one, Walk many) {
        for (int n : new int[] {1, 2, 3, 1, 8, 5, 1, 100}) {
            for (int i = 0; i < n; i++) {
                assertThat(one.run.step()).isTrue();
            }
            long version = many.place.version();
            assertThat(many.run.steps(n)).isEqualTo(n);
            assertThat(many.place.version()).isEqualTo(version + 1);
            assertThat(many.place.value().sameBits(one.place.value())).isTrue();
            assertThat(many.speed.value().sameBits(one.speed.value())).isTrue();
            assertThat(many.count.value().item()).isEqualTo(one.count.value().item());
            assertThat(many.run.scalar("energy")).isEqualTo(one.run.scalar("energy"));
        }
    }

    @Test
    void aContentGivenBetweenCallsIsFound() {
        Walk walk = new Walk(SCALAR);
        walk.run.steps(3);
        walk.count.set(NDArray.of(Shape.SCALAR, 50f));
        walk.run.steps(4);
        assertThat(walk.count.value().item()).isEqualTo(54);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGuardThatIsNotFiniteEndsTheStepsBeforeIt(boolean scalar) {
        Variable w = new Variable("w", NDArray.of(0x1p120f));
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32));
        Symbol symbol = ((Op.Input) x.op()).symbol();
        Node next = mul(Nodes.read(w), x);
        Program program = Program.builder()
                .input(symbol)
                .update(w, next)
                .output("next", next)
                .guard(Composed.mean(next, 0))
                .build();
        Run run = (scalar ? SCALAR : STEPS).prepare(program).newRun();
        run.set(symbol, NDArray.of(Shape.SCALAR, 2f));
        assertThat(run.steps(100)).isEqualTo(7);
        assertThat(w.value().item()).isEqualTo(0x1p127);
        assertThat(run.scalar("next")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(run.steps(100)).isZero();
        assertThat(run.step()).isFalse();
        assertThat(w.value().item()).isEqualTo(0x1p127);
        assertThat(w.version()).isEqualTo(1);
        run.set(symbol, NDArray.of(Shape.SCALAR, 0.5f));
        assertThat(run.steps(10)).isEqualTo(10);
        assertThat(w.value().item()).isEqualTo(0x1p117);
        // An even and an odd number of good steps: both sets of storage have been published.
        run.set(symbol, NDArray.of(Shape.SCALAR, 4f));
        assertThat(run.steps(100)).isEqualTo(5);
        assertThat(w.value().item()).isEqualTo(0x1p127);
    }

    @Test
    void aContentReadBeforeStaysWhatItWas() {
        Walk walk = new Walk(SCALAR);
        walk.run.steps(2);
        Variable.Block held = Variable.hold(List.of(walk.count)).getFirst();
        for (int n = 1; n < 6; n++) {
            walk.run.steps(n);
        }
        assertThat((float[]) held.data()).containsExactly(2);
        held.release();
        assertThat(walk.count.value().item()).isEqualTo(17);
    }

    @ParameterizedTest
    @ValueSource(ints = {2000, 30})
    void twoRunsLoseNoSteps(int size) throws InterruptedException {
        Variable counter = new Variable("counter", NDArray.of(new float[size]));
        Program program =
                Program.builder().update(counter, add(Nodes.read(counter), 1)).build();
        Executable executable = SCALAR.withThreads(1).prepare(program);
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Run run = executable.newRun();
            threads.add(Thread.ofPlatform().start(() -> {
                for (int call = 0; call < 2000; call++) {
                    try {
                        taken.addAndGet(run.steps(1 + call % 4));
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessageContaining("'counter' was given another content");
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken.get()).isPositive();
        assertThat(counter.value().floats()).containsOnly(taken.get());
    }

    @Test
    void misuseIsExplained() {
        Walk walk = new Walk(SCALAR);
        assertThatThrownBy(() -> walk.run.steps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 or more steps at a time, not 0");
        walk.place.seal();
        assertThatThrownBy(() -> walk.run.steps(3)).hasMessageContaining("'place' is sealed");
        assertThat(walk.count.version()).isZero();
    }
}
