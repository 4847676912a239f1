package hillock.bench.ours;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.Derivatives;
import hillock.autodiff.Reverse;
import hillock.bench.Numbers;
import hillock.engine.Engine;
import hillock.engine.Run;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.network.Pass;
import hillock.train.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** A network and the program of its training step, made of the formulas that a trainer uses. */
final class Training {
    private static final String LOSS = "loss";

    private final Run run;

    private Training(Run run) {
        this.run = run;
    }

    /** A network whose parameters are evenly spread up to a bound. */
    static <L extends Layer> L initialized(L model, double bound) {
        List<Parameter> seen = new ArrayList<>();
        return Models.map(model, (path, parameter) -> {
            seen.add(parameter);
            float[] values = Numbers.weights(parameter.type().size(), bound, seen.size() - 1);
            return parameter.with(new Variable(path, NDArray.wrap(parameter.type(), values)));
        });
    }

    /** The training of a network on one batch. */
    static Training of(Layer model, Loss loss, Optimizer optimizer, NDArray x, NDArray y, Engine engine) {
        Tensor inputs = Tensor.of(Nodes.input("x", x.type()));
        Tensor targets = Tensor.of(Nodes.input("y", y.type()));
        Tensor error = loss.of(model.apply(inputs, Pass.training(Key.of(0))), targets);
        List<Parameter> parameters = List.copyOf(Models.parameters(model).values());
        Derivatives derivatives = Reverse.valueAndGradient(
                error.node(), parameters.stream().map(p -> p.tensor().node()).toList());
        Variable step = new Variable("step", NDArray.zeros(TensorType.of(DType.INT32)));
        Tensor taken = Tensor.read(step);
        Tensor time = taken.cast(DType.FLOAT64);
        Tensor rate = optimizer.learningRate().rate(time, Integer.MAX_VALUE, Tensor.scalar(1.0));
        Program.Builder program = Program.builder()
                .input(inputs.node())
                .input(targets.node())
                .output(LOSS, derivatives.outputs().getFirst())
                .update(step, taken.add(1).node());
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
            for (int s = 0; s < states.size(); s++) {
                program.update(states.get(s), next.states().get(s).node());
            }
        }
        Program built = program.build();
        Run run = engine.prepare(built).newRun();
        run.set(built.inputs().get(0), x).set(built.inputs().get(1), y);
        return new Training(run);
    }

    void step() {
        run.step();
    }

    void steps(int number) {
        run.steps(number);
    }

    double loss() {
        return run.scalar(LOSS);
    }
}
