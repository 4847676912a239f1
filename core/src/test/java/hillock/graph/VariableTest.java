package hillock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.NDArray;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How contents of variables change hands. */
class VariableTest {
    private final Variable v = new Variable("v", NDArray.of(1f));
    private final Variable w = new Variable("w", NDArray.of(2f));

    @Test
    void aContentThatIsHeldIsNotWrittenTo() {
        Variable.Block held = Variable.hold(List.of(v)).getFirst();
        for (int i = 0; i < 3; i++) {
            v.set(NDArray.of(10f + i));
        }
        assertThat((float[]) held.data()).containsExactly(1);
        assertThat(held.version()).isZero();
        held.release();
        assertThat(v.value().floats()).containsExactly(12);
        assertThat(v.version()).isEqualTo(3);
    }

    @Test
    void aSealedVariableIsNotChangedByACommitPreparedBefore() {
        Variable.Block[] storages = {v.prepare(), w.prepare()};
        w.seal();
        assertThatThrownBy(() -> Variable.commit(List.of(v, w), storages))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'w' is sealed");
        assertThat(v.value().floats()).containsExactly(1);
        assertThat(w.value().floats()).containsExactly(2);
        // The commits that follow find no lock left behind.
        v.set(NDArray.of(3f));
        assertThat(v.value().floats()).containsExactly(3);
    }

    @Test
    void aCommitThatWouldUndoAnotherIsRefused() {
        long[] before = {v.version(), w.version()};
        Variable.Block[] storages = {v.prepare(), w.prepare()};
        w.set(NDArray.of(5f));
        assertThatThrownBy(() -> Variable.commit(List.of(v, w), storages, before))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'w' was given another content while a step");
        assertThat(v.value().floats()).containsExactly(1);
        assertThat(w.value().floats()).containsExactly(5);
        Variable.commit(List.of(v, w), storages, v.version(), w.version());
        assertThat(w.version()).isEqualTo(2);
    }

    /**
     * A writer that waited within a commit would hold up all readers; on virtual threads these, spinning, would keep
     * the processors from the writer for ever.
     */
    @Test
    void aCommitWaitsForNobody() throws InterruptedException {
        synchronized (v) {
            Thread writer = Thread.ofVirtual().start(() -> v.set(NDArray.of(3f)));
            assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(v.value().floats()).containsExactly(3);
    }
}
