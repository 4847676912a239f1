package hillock.bench.ours;

import static hillock.bench.Numbers.classes;
import static hillock.bench.Numbers.normal;
import static hillock.bench.Numbers.uniform;

import hillock.Differentiate;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.Reverse;
import hillock.bench.Figure;
import hillock.bench.Numbers;
import hillock.bench.Side;
import hillock.bench.Work;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.engine.Run;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.network.Activation;
import hillock.network.Conv;
import hillock.network.Dense;
import hillock.network.Flatten;
import hillock.network.Last;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Lstm;
import hillock.network.MaxPool;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Momentum;
import hillock.train.Sgd;
import hillock.train.Trainer;
import java.util.List;
import java.util.stream.IntStream;

/** The workloads on Hillock. Arguments: a workload, and the number of threads. */
public final class Ours {
    private static final int LONG = 16_000_000;
    private static final int MANY = 1000;

    private final Engine engine;

    private Ours(Engine engine) {
        this.engine = engine;
    }

    /** Measures one workload. */
    public static void main(String[] arguments) {
        Ours ours = new Ours(Engine.standard().withThreads(Integer.parseInt(arguments[1])));
        System.out.println("form " + Engine.simdForm());
        Side.measure(Figure.of(arguments[0]), ours::work);
        System.exit(0);
    }

    /** What is timed for a figure, made ready. */
    public static Work of(Figure figure, Engine engine) {
        return new Ours(engine).work(figure);
    }

    /** The product of two square matrices. */
    public static Runnable product(int size, Engine engine) {
        Tensor a = Tensor.input("a", DType.FLOAT32, size, size);
        Tensor b = Tensor.input("b", DType.FLOAT32, size, size);
        Program program = Program.builder()
                .input(a.node())
                .input(b.node())
                .output("c", a.matmul(b).node())
                .build();
        Run run = engine.prepare(program).newRun();
        run.set(program.inputs().get(0), floats(normal(size * size, 1), size, size));
        run.set(program.inputs().get(1), floats(normal(size * size, 2), size, size));
        return run::step;
    }

    private Work work(Figure figure) {
        return switch (figure) {
            case W1 -> training(figure, xor());
            case W1_MANY -> manySteps(figure, xor());
            case W2 -> training(figure, spiral());
            case W3_TRAIN -> training(figure, mnist());
            case W3_ONE -> inference(figure, 1);
            case W3_BATCH -> inference(figure, 256);
            case W4 -> training(figure, wide());
            case W5_SINGLE -> lecture(figure, DType.FLOAT32);
            case W5_DOUBLE -> lecture(figure, DType.FLOAT64);
            case W6_FORWARD -> gelu(figure, false);
            case W6_BOTH -> gelu(figure, true);
            case W6_SOFTMAX -> softmax(figure);
            case W7 -> training(figure, lstm());
            case W8 -> training(figure, lenet());
            case W9 -> dynamic(figure);
            case EPOCHS -> epochs(figure);
        };
    }

    private static NDArray floats(float[] values, int... shape) {
        return NDArray.wrap(TensorType.of(DType.FLOAT32, shape), values);
    }

    private static Work training(Figure figure, Training training) {
        return new Work(figure, training::step, training::loss);
    }

    private static Work manySteps(Figure figure, Training training) {
        return new Work(figure, () -> training.steps(MANY), MANY, training::loss);
    }

    private Training xor() {
        Layer net = Sequential.of(Dense.of(2, 4), Activation.sigmoid(), Dense.of(4, 1), Activation.sigmoid());
        NDArray x = floats(normal(8, 1), 4, 2);
        NDArray y = floats(uniform(4, 0, 1, 2), 4, 1);
        return Training.of(Training.initialized(net, 0.7), Loss.squaredError(1), Sgd.of(0.5), x, y, engine);
    }

    private Training spiral() {
        Layer net =
                Sequential.of(Dense.of(2, 20), Activation.tanh(), Dense.of(20, 20), Activation.tanh(), Dense.of(20, 3));
        NDArray x = floats(normal(600, 1), 300, 2);
        NDArray y = NDArray.of(classes(300, 3, 2));
        return Training.of(Training.initialized(net, 0.3), Loss.crossEntropy(), Momentum.of(0.1, 0.9), x, y, engine);
    }

    private static Layer perceptron() {
        return Training.initialized(
                Sequential.of(
                        Dense.of(784, 256),
                        Activation.relu(),
                        Dense.of(256, 128),
                        Activation.relu(),
                        Dense.of(128, 10)),
                0.05);
    }

    private Training mnist() {
        NDArray x = floats(normal(128 * 784, 1), 128, 784);
        NDArray y = NDArray.of(classes(128, 10, 2));
        return Training.of(perceptron(), Loss.crossEntropy(), Adam.of(1e-3), x, y, engine);
    }

    private Work inference(Figure figure, int batch) {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, batch, 784));
        Tensor logits = perceptron().apply(Tensor.of(x));
        Program program =
                Program.builder().input(x).output("logits", logits.node()).build();
        Run run = engine.prepare(program).newRun();
        run.set(program.inputs().getFirst(), floats(normal(batch * 784, 3), batch, 784));
        float[][] last = new float[1][];
        return new Work(
                figure,
                () -> {
                    run.step();
                    last[0] = run.get("logits").floats();
                },
                () -> meanSquare(last[0]));
    }

    private Training wide() {
        Layer net = Sequential.of(
                Dense.of(1024, 2048), Activation.relu(), Dense.of(2048, 2048), Activation.relu(), Dense.of(2048, 10));
        NDArray x = floats(normal(256 * 1024, 1), 256, 1024);
        NDArray y = NDArray.of(classes(256, 10, 2));
        return Training.of(Training.initialized(net, 0.03), Loss.crossEntropy(), Momentum.of(0.01, 0.9), x, y, engine);
    }

    private Work lecture(Figure figure, DType dtype) {
        Tensor x = Tensor.of(Nodes.input("x", TensorType.of(dtype, 64, 1000)));
        Tensor y = Tensor.of(Nodes.input("y", TensorType.of(dtype, 64, 10)));
        Variable w1 = new Variable("w1", as(dtype, normal(100_000, 3), 1000, 100));
        Variable w2 = new Variable("w2", as(dtype, normal(1000, 4), 100, 10));
        Tensor loss = x.matmul(Tensor.read(w1))
                .sigmoid()
                .matmul(Tensor.read(w2))
                .sub(y)
                .square()
                .sum();
        List<Tensor> gradients = Differentiate.gradient(loss, List.of(w1, w2));
        Program program = Program.builder()
                .input(x.node())
                .input(y.node())
                .output("loss", loss.node())
                .update(w1, Tensor.read(w1).sub(gradients.get(0).mul(1e-4)).node())
                .update(w2, Tensor.read(w2).sub(gradients.get(1).mul(1e-4)).node())
                .build();
        Run run = engine.prepare(program).newRun();
        run.set(program.inputs().get(0), as(dtype, normal(64_000, 1), 64, 1000));
        run.set(program.inputs().get(1), as(dtype, normal(640, 2), 64, 10));
        return new Work(figure, run::step, () -> run.scalar("loss"));
    }

    private static NDArray as(DType dtype, float[] values, int... shape) {
        return dtype == DType.FLOAT32 ? floats(values, shape) : NDArray.of(Shape.of(shape), Numbers.doubles(values));
    }

    /** {@code gelu(1.1 x + 0.3) 0.7 + x} with the gelu of tanh; its results are the new contents of variables. */
    private Work gelu(Figure figure, boolean backward) {
        Tensor x = Tensor.of(Nodes.input("x", TensorType.of(DType.FLOAT32, LONG)));
        Tensor v = x.mul(1.1).add(0.3);
        Tensor inner = v.add(v.mul(v).mul(v).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        Tensor y = v.mul(0.5).mul(inner.tanh().add(1)).mul(0.7).add(x);
        Variable result = new Variable("y", NDArray.zeros(x.type()));
        Program.Builder program = Program.builder().input(x.node());
        if (backward) {
            Node ones = Nodes.fillLike(y.node(), 1);
            Variable slope = new Variable("dx", NDArray.zeros(x.type()));
            program.update(
                    slope,
                    Reverse.vjp(List.of(y.node()), List.of(ones), List.of(x.node()))
                            .getFirst());
            return elementwise(figure, program.update(result, y.node()).build(), slope, normal(LONG, 1), LONG);
        }
        return elementwise(figure, program.update(result, y.node()).build(), result, normal(LONG, 1), LONG);
    }

    private Work softmax(Figure figure) {
        Tensor x = Tensor.of(Nodes.input("x", TensorType.of(DType.FLOAT32, 4096, 1000)));
        Variable result = new Variable("p", NDArray.zeros(x.type()));
        Program program = Program.builder()
                .input(x.node())
                .update(result, x.softmax(1).node())
                .build();
        return elementwise(figure, program, result, normal(4_096_000, 1), 4096, 1000);
    }

    private Work elementwise(Figure figure, Program program, Variable result, float[] x, int... shape) {
        Run run = engine.prepare(program).newRun();
        run.set(program.inputs().getFirst(), floats(x, shape));
        return new Work(figure, run::step, () -> meanSquare(result.value().floats()));
    }

    private Training lstm() {
        Layer net = Sequential.of(Lstm.of(64, 128), Last.of(), Dense.of(128, 10));
        NDArray x = floats(normal(32 * 100 * 64, 1), 32, 100, 64);
        NDArray y = NDArray.of(classes(32, 10, 2));
        return Training.of(Training.initialized(net, 0.09), Loss.crossEntropy(), Sgd.of(0.01), x, y, engine);
    }

    private Training lenet() {
        Layer net = Sequential.of(
                Conv.of2d(1, 6, 5).withPadding(2),
                Activation.relu(),
                MaxPool.of2d(2),
                Conv.of2d(6, 16, 5),
                Activation.relu(),
                MaxPool.of2d(2),
                Flatten.of(),
                Dense.of(400, 120),
                Activation.relu(),
                Dense.of(120, 84),
                Activation.relu(),
                Dense.of(84, 10));
        NDArray x = floats(normal(64 * 784, 1), 64, 1, 28, 28);
        NDArray y = NDArray.of(classes(64, 10, 2));
        return Training.of(Training.initialized(net, 0.1), Loss.crossEntropy(), Adam.of(1e-3), x, y, engine);
    }

    private Work epochs(Figure figure) {
        int samples = 60_000;
        Layer net = Training.initialized(
                Sequential.of(
                        Dense.of(784, 512),
                        Activation.relu(),
                        Dense.of(512, 512),
                        Activation.relu(),
                        Dense.of(512, 10)),
                0.05);
        Dataset data = Dataset.of(
                floats(uniform(samples * 784, 0, 1, 1), samples, 784),
                NDArray.of(classes(samples, 10, 2)),
                new Task.Classes(
                        IntStream.range(0, 10).mapToObj(Integer::toString).toList()));
        return new Work(
                figure,
                () -> Trainer.of(net, Loss.crossEntropy(), Adam.of(1e-3))
                        .seed(1)
                        .batchSize(128)
                        .engine(engine)
                        .fit(data, Epochs.of(10)),
                () -> 0);
    }

    private Work dynamic(Figure figure) {
        Variable start = new Variable("x", NDArray.of(0.5f).reshape(Shape.SCALAR));
        double[] slope = new double[1];
        return new Work(
                figure,
                () -> {
                    Tensor x = Tensor.read(start);
                    Tensor y = x;
                    for (int i = 0; i < 333; i++) {
                        y = y.sin().mul(x).add(y);
                    }
                    Tensor gradient = Differentiate.gradient(y, x).getFirst();
                    List<NDArray> values = engine.evaluate(List.of(y.node(), gradient.node()));
                    slope[0] = values.getLast().item();
                },
                () -> slope[0]);
    }

    private static double meanSquare(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum / values.length;
    }
}
