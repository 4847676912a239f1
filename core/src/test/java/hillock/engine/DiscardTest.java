package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Spiral;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.network.Activation;
import hillock.network.Loss;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Trainer;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is used no more is given back: the classes of kernels, plans, trained networks. */
class DiscardTest {
    private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();

    /** Caches of plans and kernels are full after these; not every formula has a kernel of its own. */
    private static final int FILLING = 1500;

    /** What other code of the JVM loads meanwhile: lambdas, string templates. */
    private static final int OTHER_CLASSES = 40;

    private static final int OPERATIONS = 8;

    /** Bytes that classes take, after a collection. */
    private static long metaspace() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong((MemoryPoolMXBean pool) -> pool.getUsage().getUsed())
                .sum();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** A formula of five operations, each one of eight: another one for every number below 32,768. */
    private static Node formula(int number, Node x) {
        Node y = x;
        int rest = number;
        for (int i = 0; i < 5; i++) {
            y = switch (rest % OPERATIONS) {
                case 0 -> Nodes.add(y, x);
                case 1 -> Nodes.sub(x, y);
                case 2 -> Nodes.mul(y, x);
                case 3 -> Nodes.max(y, x);
                case 4 -> Nodes.min(x, y);
                case 5 -> Nodes.unary(Op.Unary.SQRT, y);
                case 6 -> Nodes.unary(Op.Unary.ABS, Nodes.sub(y, x));
                default -> Nodes.select(Nodes.less(x, y), y, Nodes.neg(x));
            };
            rest /= OPERATIONS;
        }
        return y;
    }

    @Test
    void classesOfManyGraphsAreUnloaded() {
        graphsComeAndGo(FILLING + 400);
    }

    @Tag("thorough")
    @Test
    void classesOfTenThousandGraphsAreUnloaded() {
        graphsComeAndGo(10_000);
    }

    /** Different graphs, each with a kernel, and many with a scalar form. */
    private static void graphsComeAndGo(int graphs) {
        Variable v = new Variable("v", NDArray.of(new float[200]));
        Variable w = new Variable("w", NDArray.of(Shape.SCALAR, 1f));
        Engine kernels = Engine.standard().withThreads(1).eager();
        Engine scalars = Engine.standard().withThreads(1).scalar();
        long classes = 0;
        long metaspace = 0;
        long unloaded = 0;
        for (int i = 0; i < graphs; i++) {
            if (i == FILLING) {
                metaspace = metaspace();
                classes = CLASSES.getLoadedClassCount();
                unloaded = CLASSES.getUnloadedClassCount();
            }
            kernels.evaluate(formula(i, Nodes.read(v)));
            if (i % 4 == 0) {
                Program program =
                        Program.builder().output("y", formula(i, Nodes.read(w))).build();
                Executable executable = scalars.prepare(program);
                executable.call();
                assertThat(executable.isScalar()).isTrue();
            }
        }
        long more = metaspace() - metaspace;
        int made = graphs - FILLING;
        assertThat(CLASSES.getLoadedClassCount() - classes).isLessThan(OTHER_CLASSES);
        // Some formulas are simplified to others.
        assertThat(CLASSES.getUnloadedClassCount() - unloaded).isGreaterThan(made / 2);
        assertThat(more).isLessThan(1 << 20);
    }

    @Test
    void trainedAndDiscardedNetworksLeaveNothing() {
        networksComeAndGo(150);
    }

    @Tag("thorough")
    @Test
    void aThousandTrainedAndDiscardedNetworksLeaveNothing() {
        networksComeAndGo(1000);
    }

    private static void networksComeAndGo(int times) {
        Dataset data = Spiral.playground(40, 0, 1);
        long before = 0;
        double sum = 0;
        for (int i = -50; i < times; i++) {
            if (i == 0) {
                before = heap();
            }
            // Of ten widths, and with weights of its own.
            List<Integer> hidden = List.of(100 + Math.floorMod(i, 10));
            Sequential net = Sequential.perceptron(Shape.of(2), hidden, Activation.tanh(), 0.1, 2);
            sum += Trainer.of(net, Loss.crossEntropy(), Adam.of(0.01))
                    .seed(i)
                    .batchSize(32)
                    .fit(data, Epochs.of(2))
                    .history()
                    .getLast()
                    .loss();
        }
        assertThat(sum).isPositive();
        // One network with its moments, plans and batches takes some 50 kB. Caches of the process fill up to 2 MB more
        // in the first thousand, and hold no more after three thousand.
        assertThat(heap() - before).isLessThan(3 << 20);
    }
}
