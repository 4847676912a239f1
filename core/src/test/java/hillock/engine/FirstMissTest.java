package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Tensor;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the first evaluation of a JVM, with no plan before it, says of its miss. */
class FirstMissTest {
    /** Evaluates once. */
    static final class Once {
        private Once() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) {
            Tensor.of(1f, 2f, 3f).mul(2).sin().value();
            System.out.println(Engine.explainMiss());
        }
    }

    @Test
    void isTheFirst() throws IOException, InterruptedException {
        assertThat(ChildJvm.run(ChildJvm.VECTORS, Once.class))
                .contains("New structure: it was the first to be planned.");
    }
}
