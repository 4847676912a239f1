package hillock.bench.torch;

import static hillock.bench.Numbers.classes;
import static hillock.bench.Numbers.normal;
import static hillock.bench.Numbers.uniform;
import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.mul_out;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randperm;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softmax;

import hillock.bench.Figure;
import hillock.bench.Numbers;
import hillock.bench.Side;
import hillock.bench.Work;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.FlattenImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.SigmoidImpl;
import org.bytedeco.pytorch.TanhImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The workloads on libtorch. Forward, loss, backward and step are one native call each, so that Java adds less than a
 * microsecond to a step; only the scalar graph is made by one call for each operation. Arguments: a workload, and the
 * number of threads; the workload {@code none} only loads the libraries.
 */
public final class Torch {
    private static final int LONG = 16_000_000;

    private Torch() {}

    /** Measures one workload. */
    public static void main(String[] arguments) {
        set_num_threads(Integer.parseInt(arguments[1]));
        if (!arguments[0].equals("none")) {
            List<Figure> figures = Figure.of(arguments[0]).stream()
                    .filter(figure -> figure.counterpart() == figure)
                    .toList();
            Side.measure(figures, Torch::work);
        }
        // Threads of the libraries would keep the process alive.
        Runtime.getRuntime().halt(0);
    }

    private static Work work(Figure figure) {
        return switch (figure) {
            case W1, W1_MANY -> xor(figure);
            case W2 -> spiral(figure);
            case W3_TRAIN -> mnist(figure);
            case W3_ONE -> inference(figure, 1);
            case W3_BATCH -> inference(figure, 256);
            case W4 -> wide(figure);
            case W5_SINGLE -> lecture(figure, ScalarType.Float);
            case W5_DOUBLE -> lecture(figure, ScalarType.Double);
            case W6_FORWARD -> geluForward(figure);
            case W6_BOTH -> geluBoth(figure);
            case W6_SOFTMAX -> softmaxRows(figure);
            case W7 -> lstm(figure);
            case W8 -> lenet(figure);
            case W9 -> dynamic(figure);
            case EPOCHS -> epochs(figure);
        };
    }

    /** Native objects made by a call are freed after it. */
    private static Runnable scoped(Runnable call) {
        return () -> {
            try (PointerScope _ = new PointerScope()) {
                call.run();
            }
        };
    }

    private static Tensor floats(float[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    private static Tensor labels(int size, int count) {
        return Tensor.create(LongStream.of(java.util.Arrays.stream(classes(size, count, 2))
                        .asLongStream()
                        .toArray())
                .toArray());
    }

    private interface Network {
        Tensor forward(Tensor x);
    }

    private interface Error {
        Tensor of(Tensor outputs, Tensor targets);
    }

    private static Work training(Figure figure, Network net, Optimizer optimizer, Error error, Tensor x, Tensor y) {
        double[] last = new double[1];
        boolean[] read = {true};
        Runnable step = scoped(() -> {
            optimizer.zero_grad();
            Tensor loss = error.of(net.forward(x), y);
            loss.backward();
            optimizer.step();
            if (read[0]) {
                last[0] = loss.item_float();
            }
        });
        int[] outcomes = {0};
        return new Work(figure, step, () -> {
            // Only the first losses are read; later ones stay where they are.
            read[0] = ++outcomes[0] < Side.COMPARED;
            return last[0];
        });
    }

    /** Gives the parameters of a network the values that ours have; matrices are stored the other way round. */
    private static void initialize(TensorVector parameters, double bound) {
        try (NoGradGuard _ = new NoGradGuard()) {
            for (int i = 0; i < parameters.size(); i++) {
                Tensor parameter = parameters.get(i);
                float[] values = Numbers.weights((int) parameter.numel(), bound, i);
                long[] shape = LongStream.range(0, parameter.dim())
                        .map(parameter::size)
                        .toArray();
                if (shape.length == 2) {
                    values = Numbers.transposed(values, (int) shape[1], (int) shape[0]);
                }
                parameter.copy_(floats(values, shape));
            }
        }
    }

    private static SGD momentum(SequentialImpl net, double rate) {
        SGDOptions options = new SGDOptions(rate);
        options.momentum().put(0.9);
        return new SGD(net.parameters(), options);
    }

    private static Work xor(Figure figure) {
        SequentialImpl net = new SequentialImpl();
        net.push_back(new LinearImpl(2, 4));
        net.push_back(new SigmoidImpl());
        net.push_back(new LinearImpl(4, 1));
        net.push_back(new SigmoidImpl());
        initialize(net.parameters(), 0.7);
        Tensor x = floats(normal(8, 1), 4, 2);
        Tensor y = floats(uniform(4, 0, 1, 2), 4, 1);
        SGD optimizer = new SGD(net.parameters(), new SGDOptions(0.5));
        return training(figure, net::forward, optimizer, (p, t) -> mse_loss(p, t), x, y);
    }

    private static Work spiral(Figure figure) {
        SequentialImpl net = new SequentialImpl();
        net.push_back(new LinearImpl(2, 20));
        net.push_back(new TanhImpl());
        net.push_back(new LinearImpl(20, 20));
        net.push_back(new TanhImpl());
        net.push_back(new LinearImpl(20, 3));
        initialize(net.parameters(), 0.3);
        Tensor x = floats(normal(600, 1), 300, 2);
        return training(figure, net::forward, momentum(net, 0.1), (p, t) -> cross_entropy(p, t), x, labels(300, 3));
    }

    private static SequentialImpl perceptron(int inputs, int first, int second, double bound) {
        SequentialImpl net = new SequentialImpl();
        net.push_back(new LinearImpl(inputs, first));
        net.push_back(new ReLUImpl());
        net.push_back(new LinearImpl(first, second));
        net.push_back(new ReLUImpl());
        net.push_back(new LinearImpl(second, 10));
        initialize(net.parameters(), bound);
        return net;
    }

    private static Work mnist(Figure figure) {
        SequentialImpl net = perceptron(784, 256, 128, 0.05);
        Tensor x = floats(normal(128 * 784, 1), 128, 784);
        Adam optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
        return training(figure, net::forward, optimizer, (p, t) -> cross_entropy(p, t), x, labels(128, 10));
    }

    private static Work inference(Figure figure, int batch) {
        SequentialImpl net = perceptron(784, 256, 128, 0.05);
        Tensor x = floats(normal(batch * 784, 3), batch, 784);
        return withoutGradient(figure, () -> net.forward(x));
    }

    /** A work that computes a tensor without a graph for its gradient. */
    private static Work withoutGradient(Figure figure, Supplier<Tensor> result) {
        Runnable call = scoped(() -> {
            try (NoGradGuard _ = new NoGradGuard()) {
                result.get();
            }
        });
        return new Work(figure, call, () -> {
            try (PointerScope _ = new PointerScope();
                    NoGradGuard _ = new NoGradGuard()) {
                return meanSquare(result.get());
            }
        });
    }

    private static double meanSquare(Tensor tensor) {
        return tensor.to(ScalarType.Double).square().mean().item_double();
    }

    private static Work wide(Figure figure) {
        SequentialImpl net = perceptron(1024, 2048, 2048, 0.03);
        Tensor x = floats(normal(256 * 1024, 1), 256, 1024);
        return training(figure, net::forward, momentum(net, 0.01), (p, t) -> cross_entropy(p, t), x, labels(256, 10));
    }

    private static Work lecture(Figure figure, ScalarType dtype) {
        Tensor x = floats(normal(64_000, 1), 64, 1000).to(dtype);
        Tensor y = floats(normal(640, 2), 64, 10).to(dtype);
        Tensor w1 = floats(normal(100_000, 3), 1000, 100).to(dtype).set_requires_grad(true);
        Tensor w2 = floats(normal(1000, 4), 100, 10).to(dtype).set_requires_grad(true);
        Scalar rate = new Scalar(1e-4);
        Scalar two = new Scalar(2.0);
        double[] last = new double[1];
        int[] outcomes = {0};
        Runnable step = scoped(() -> {
            Tensor loss = matmul(sigmoid(matmul(x, w1)), w2).sub(y).pow(two).sum();
            loss.backward();
            try (NoGradGuard _ = new NoGradGuard()) {
                w1.sub_(w1.grad(), rate);
                w2.sub_(w2.grad(), rate);
                w1.grad().zero_();
                w2.grad().zero_();
            }
            if (outcomes[0] < Side.COMPARED) {
                last[0] = loss.item_double();
            }
        });
        return new Work(figure, step, () -> {
            outcomes[0]++;
            return last[0];
        });
    }

    private static final Scalar SCALE = new Scalar(1.1);
    private static final Scalar SHIFT = new Scalar(0.3);
    private static final Scalar FACTOR = new Scalar(0.7);

    /** The chain in place, which is faster than the chain that makes a tensor for each operation. */
    private static Work geluForward(Figure figure) {
        Tensor x = floats(normal(LONG, 1), LONG);
        Tensor out = empty(LONG);
        return withoutGradient(figure, () -> {
            mul_out(out, x, SCALE);
            out.add_(SHIFT);
            return gelu(out, "tanh").mul_(FACTOR).add_(x);
        });
    }

    private static Work geluBoth(Figure figure) {
        Tensor x = floats(normal(LONG, 1), LONG).set_requires_grad(true);
        Tensor upstream = ones(LONG);
        Runnable call = scoped(() -> {
            x.mutable_grad().reset();
            Tensor y = gelu(x.mul(SCALE).add(SHIFT), "tanh").mul(FACTOR).add(x);
            y.backward(upstream, new BoolOptional(), false, new TensorArrayRefOptional());
        });
        return new Work(figure, call, () -> {
            try (PointerScope _ = new PointerScope()) {
                return meanSquare(x.grad());
            }
        });
    }

    private static Work softmaxRows(Figure figure) {
        Tensor x = floats(normal(4_096_000, 1), 4096, 1000);
        return withoutGradient(figure, () -> softmax(x, 1));
    }

    private static Work lstm(Figure figure) {
        LSTMImpl cell = new LSTMImpl(64, 128);
        LinearImpl head = new LinearImpl(128, 10);
        TensorVector parameters = cell.parameters();
        for (long i = 0; i < head.parameters().size(); i++) {
            parameters.push_back(head.parameters().get(i));
        }
        initialize(parameters, 0.09);
        // Time comes first, which is the layout its kernels like best.
        Tensor x =
                floats(normal(32 * 100 * 64, 1), 32, 100, 64).permute(1, 0, 2).contiguous();
        return training(
                figure,
                t -> head.forward(cell.forward(t).get0().select(0, 99)),
                new SGD(parameters, new SGDOptions(0.01)),
                (p, t) -> cross_entropy(p, t),
                x,
                labels(32, 10));
    }

    private static Work lenet(Figure figure) {
        SequentialImpl net = new SequentialImpl();
        Conv2dOptions first = new Conv2dOptions(1, 6, new LongPointer(5, 5));
        first.padding().put(new LongPointer(2, 2));
        net.push_back(new Conv2dImpl(first));
        net.push_back(new ReLUImpl());
        net.push_back(new MaxPool2dImpl(new LongPointer(2, 2)));
        net.push_back(new Conv2dImpl(new Conv2dOptions(6, 16, new LongPointer(5, 5))));
        net.push_back(new ReLUImpl());
        net.push_back(new MaxPool2dImpl(new LongPointer(2, 2)));
        net.push_back(new FlattenImpl());
        net.push_back(new LinearImpl(400, 120));
        net.push_back(new ReLUImpl());
        net.push_back(new LinearImpl(120, 84));
        net.push_back(new ReLUImpl());
        net.push_back(new LinearImpl(84, 10));
        initialize(net.parameters(), 0.1);
        Tensor x = floats(normal(64 * 784, 1), 64, 1, 28, 28);
        Adam optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
        return training(figure, net::forward, optimizer, (p, t) -> cross_entropy(p, t), x, labels(64, 10));
    }

    private static Work epochs(Figure figure) {
        int samples = 60_000;
        int batch = 128;
        SequentialImpl net = perceptron(784, 512, 512, 0.05);
        Adam optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
        Tensor x = floats(uniform(samples * 784, 0, 1, 1), samples, 784);
        Tensor y = labels(samples, 10);
        return new Work(
                figure,
                () -> {
                    for (int epoch = 0; epoch < 10; epoch++) {
                        try (PointerScope _ = new PointerScope()) {
                            Tensor order = randperm(samples);
                            for (int start = 0; start < samples; start += batch) {
                                try (PointerScope _ = new PointerScope()) {
                                    Tensor picked = order.narrow(0, start, Math.min(batch, samples - start));
                                    optimizer.zero_grad();
                                    Tensor outputs = net.forward(x.index_select(0, picked));
                                    cross_entropy(outputs, y.index_select(0, picked))
                                            .backward();
                                    optimizer.step();
                                }
                            }
                        }
                    }
                },
                () -> 0);
    }

    private static Work dynamic(Figure figure) {
        Tensor x = full(new long[0], new Scalar(0.5)).set_requires_grad(true);
        Runnable call = scoped(() -> {
            x.mutable_grad().reset();
            Tensor y = x;
            for (int i = 0; i < 333; i++) {
                y = y.sin().mul(x).add(y);
            }
            y.backward();
        });
        return new Work(figure, call, () -> {
            try (PointerScope _ = new PointerScope()) {
                return x.grad().item_double();
            }
        });
    }
}
