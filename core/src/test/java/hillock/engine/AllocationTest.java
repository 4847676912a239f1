package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A step that has been run often makes no object, on any thread, with vectors and without. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int STEPS = 10;

    /**
     * Steps are measured until some made nothing: what is made once, when a frame is furnished, HotSpot links code or a
     * kernel comes into use, is no part of a step, and vectors are objects until HotSpot has compiled what works on
     * them, which it does after some hundred calls.
     */
    private static int mostMeasurements(TrainingStep.Size size) {
        return switch (size) {
            case SMALL -> 5000;
            case SPLIT -> 200;
        };
    }

    private static List<Thread> helpers() {
        List<Thread> helpers = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("hillock-worker")) {
                helpers.add(thread);
            }
        }
        return helpers;
    }

    /** What the steps make, on this thread and on the helping ones. */
    private static long made(Run run, int steps) {
        List<Thread> helpers = helpers();
        long[] before = new long[helpers.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = THREADS.getThreadAllocatedBytes(helpers.get(i).threadId());
        }
        long mine = THREADS.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < steps; step++) {
            run.step();
        }
        long made = THREADS.getCurrentThreadAllocatedBytes() - mine;
        for (Thread helper : helpers()) {
            int known = helpers.indexOf(helper);
            // One that came meanwhile has made all it ever made in these steps; of one that ended nothing is known.
            made += Math.max(0, THREADS.getThreadAllocatedBytes(helper.threadId()) - (known < 0 ? 0 : before[known]));
        }
        return made;
    }

    /** The least bytes that some steps take, by program, size and threads; only those that are not 0. */
    private static Map<String, Long> made() {
        Map<String, Long> made = new LinkedHashMap<>();
        for (TrainingStep.Size size : TrainingStep.Size.values()) {
            for (int threads : size == TrainingStep.Size.SMALL ? new int[] {1, 2} : new int[] {2, 3}) {
                TrainingStep.all(size).forEach((name, program) -> {
                    Run run = program.run(Engine.standard().withThreads(threads));
                    long least = made(run, STEPS);
                    for (int i = 1; i < mostMeasurements(size) && least > 0; i++) {
                        least = Math.min(least, made(run, STEPS));
                    }
                    if (least > 0) {
                        made.put("%s, %s, %d threads".formatted(size, name, threads), least);
                    }
                });
            }
        }
        return made;
    }

    /** Measures in a JVM of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            System.out.println(Engine.simdForm());
            System.out.println(made());
        }
    }

    /** With vectors and without, where HotSpot compiles ten times as early as usually, so that it has soon done so. */
    private static void check(List<String> options, String form) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.add("-XX:CompileThresholdScaling=0.1");
        String output = ChildJvm.run(all, Child.class);
        assertThat(output).contains(form);
        assertThat(output.lines().toList()).contains("{}");
    }

    @Test
    void aStepMakesNoObject() throws IOException, InterruptedException {
        check(ChildJvm.VECTORS, "Vector API");
    }

    @Test
    void aStepMakesNoObjectWithoutVectors() throws IOException, InterruptedException {
        check(List.of(), "plain loops");
    }
}
