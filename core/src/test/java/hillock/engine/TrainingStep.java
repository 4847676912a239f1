package hillock.engine;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.Derivatives;
import hillock.autodiff.Reverse;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.network.Activation;
import hillock.network.Conv;
import hillock.network.Dense;
import hillock.network.Dropout;
import hillock.network.Flatten;
import hillock.network.Last;
import hillock.network.Layer;
import hillock.network.LayerNorm;
import hillock.network.Loss;
import hillock.network.Lstm;
import hillock.network.MaxPool;
import hillock.network.Models;
import hillock.network.MultiHeadAttention;
import hillock.network.Parameter;
import hillock.network.Pass;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Momentum;
import hillock.train.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The training of a network on one batch of normal numbers, for tests of what holds for every program.
 *
 * @param program one step: its loss is the output "loss" and the guard
 * @param inputs the batch, in the order of the program's inputs
 * @param variables everything that a step changes: the weights, what the optimiser remembers, the number of the step
 * @param gradients the derivatives by the weights, as formulas
 */
record TrainingStep(Program program, List<NDArray> inputs, List<Variable> variables, List<Node> gradients) {
    /** How large the programs are. */
    enum Size {
        /** So small that nothing is spread over threads. */
        SMALL,
        /** Just so large that the greater part of the steps is. */
        SPLIT
    }

    private static final int CLASSES = 10;

    /** The programs by name, made anew: their variables are theirs alone. */
    static Map<String, TrainingStep> all(Size size) {
        boolean small = size == Size.SMALL;
        int batch = small ? 6 : 200;
        Map<String, TrainingStep> all = new LinkedHashMap<>();
        int wide = small ? 12 : 400;
        Layer perceptron = Sequential.of(
                Dense.of(wide, wide), Activation.relu(), Dropout.of(0.2), Dense.of(wide, wide), Activation.sigmoid());
        all.put("perceptron", of(perceptron, Dense.of(wide, CLASSES), Adam.of(1e-3), batch, wide));
        int channels = small ? 2 : 8;
        int places = small ? 6 : 16;
        Layer convolution = Sequential.of(
                Conv.of2d(channels, channels, 3).withSamePadding(), Activation.tanh(), MaxPool.of2d(2), Flatten.of());
        Dense head = Dense.of(channels * places * places / 4, CLASSES);
        all.put("convolution", of(convolution, head, Momentum.of(1e-2, 0.9), batch, channels, places, places));
        int hidden = small ? 5 : 96;
        Layer recurrence = Sequential.of(Lstm.of(hidden, hidden), Last.of());
        all.put("recurrence", of(recurrence, Dense.of(hidden, CLASSES), Adam.of(1e-3), batch, 7, hidden));
        Layer attention = Sequential.of(
                LayerNorm.of(hidden - hidden % 4), MultiHeadAttention.of(hidden - hidden % 4, 4), Flatten.of());
        Dense last = Dense.of(9 * (hidden - hidden % 4), CLASSES);
        all.put("attention", of(attention, last, Adam.of(1e-3), batch, 9, hidden - hidden % 4));
        return all;
    }

    /** The training of a body and a head, which gives logits, on samples of some shape. */
    private static TrainingStep of(Layer body, Dense head, Optimizer optimizer, int... shape) {
        int[] classes = new int[shape[0]];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = 7 * i % CLASSES;
        }
        NDArray samples =
                Key.of(1).normal(TensorType.of(DType.FLOAT32, shape)).mul(0.5).value();
        return of(
                Sequential.of(body, head).init(Key.of(2)),
                Loss.crossEntropy(),
                optimizer,
                samples,
                NDArray.of(classes));
    }

    /** The training of a network that has values. */
    static TrainingStep of(Layer model, Loss loss, Optimizer optimizer, NDArray samples, NDArray targets) {
        Tensor x = Tensor.of(Nodes.input("x", samples.type()));
        Tensor y = Tensor.of(Nodes.input("y", targets.type()));
        Variable count = new Variable("step", NDArray.zeros(TensorType.of(DType.INT32)));
        Tensor taken = Tensor.read(count);
        Tensor error = loss.of(model.apply(x, Pass.training(Key.of(3), taken)), y);
        List<Parameter> parameters = List.copyOf(Models.parameters(model).values());
        Derivatives derivatives = Reverse.valueAndGradient(
                error.node(), parameters.stream().map(p -> p.tensor().node()).toList());
        Tensor time = taken.cast(DType.FLOAT64);
        Tensor rate = optimizer.learningRate().rate(time, 10_000, Tensor.scalar(1.0));
        Node value = derivatives.outputs().getFirst();
        Program.Builder program = Program.builder()
                .input(x.node())
                .input(y.node())
                .output("loss", value)
                .guard(value)
                .update(count, taken.add(1).node());
        List<Variable> variables = new ArrayList<>(List.of(count));
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            List<Variable> states = optimizer.states().stream()
                    .map(name -> new Variable(name, NDArray.zeros(parameter.type())))
                    .toList();
            Optimizer.Next next = optimizer.next(new Optimizer.Slot(
                    parameter.role(),
                    parameter.tensor(),
                    Tensor.of(derivatives.derivatives().get(i)),
                    states.stream().map(Tensor::read).toList(),
                    rate,
                    time));
            program.update(parameter.variable(), next.value().node());
            variables.add(parameter.variable());
            for (int s = 0; s < states.size(); s++) {
                program.update(states.get(s), next.states().get(s).node());
                variables.add(states.get(s));
            }
        }
        return new TrainingStep(
                program.build(), List.of(samples, targets), List.copyOf(variables), derivatives.derivatives());
    }

    /** The program ready to be stepped on its batch. */
    Run run(Engine engine) {
        Run run = engine.prepare(program).newRun();
        for (int i = 0; i < inputs.size(); i++) {
            run.set(program.inputs().get(i), inputs.get(i));
        }
        return run;
    }
}
