package hillock.train;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.Derivatives;
import hillock.autodiff.Reverse;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.network.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An optimiser at work on certain parameters: the variables it remembers things in, and the formulas of a step. Steps
 * for different batch sizes are different formulas over the same variables.
 */
final class Updates {
    private static final String STEP = "step";
    private static final String PLATEAU = "plateau";

    private final Optimizer optimizer;
    private final SequencedMap<String, Parameter> parameters;
    private final SequencedMap<String, List<Variable>> states = new LinkedHashMap<>();
    private final Optional<Plateau> plateau;
    private final Variable observed = new Variable(PLATEAU, remembered(Plateau.Memory.START));
    private final Variable step = new Variable(STEP, NDArray.zeros(TensorType.of(DType.INT32)));

    /**
     * One step as formulas.
     *
     * @param loss the loss before the step
     * @param guard finite if and only if the step may be taken: the loss plus zero times all gradients, new weights and
     *     new states
     * @param contents the new contents of the variables
     */
    record Step(Node loss, Node guard, SequencedMap<Variable, Node> contents) {}

    Updates(Optimizer optimizer, SequencedMap<String, Parameter> parameters) {
        this.optimizer = optimizer;
        this.plateau = optimizer.learningRate().plateau();
        this.parameters = new LinkedHashMap<>();
        parameters.forEach((path, parameter) -> {
            if (parameter.role() != Parameter.Role.STATE) {
                this.parameters.put(path, parameter);
                states.put(
                        path,
                        optimizer.states().stream()
                                .map(name -> new Variable(name + "." + path, start(name, parameter)))
                                .toList());
            }
        });
    }

    private NDArray start(String state, Parameter parameter) {
        // Before the first step the average of the weights is the weights.
        return optimizer.average().filter(state::equals).isPresent()
                ? parameter.variable().value()
                : NDArray.zeros(parameter.type());
    }

    /** The number of steps taken, int32[]. */
    Variable step() {
        return step;
    }

    /** Everything the optimiser remembers, by a name that stays the same from run to run. */
    SequencedMap<String, Variable> variables() {
        SequencedMap<String, Variable> all = new LinkedHashMap<>();
        all.put(STEP, step);
        if (plateau.isPresent()) {
            all.put(PLATEAU, observed);
        }
        states.values().forEach(list -> list.forEach(variable -> all.put(variable.name(), variable)));
        return all;
    }

    /**
     * The variables whose contents the trained network takes in place of its weights, by path; none without averages.
     */
    Map<String, Variable> averages() {
        Map<String, Variable> averages = new HashMap<>();
        optimizer
                .average()
                .ifPresent(name -> states.forEach((path, variables) ->
                        averages.put(path, variables.get(optimizer.states().indexOf(name)))));
        return averages;
    }

    /** The learning rate of a step, a float64 scalar. */
    Tensor rate(Tensor taken, long total) {
        Tensor scale =
                plateau.isPresent() ? Tensor.read(observed).slice(0, 0, 1).reshape() : Tensor.scalar(1.0);
        return optimizer.learningRate().rate(taken, total, scale);
    }

    /** Lets the learning rate follow a validation loss, if it does. */
    void observe(double validationLoss) {
        if (plateau.isPresent()) {
            double[] memory = observed.value().doubles();
            Plateau.Memory next = plateau.get()
                    .after(new Plateau.Memory(memory[0], memory[1], (int) memory[2], (int) memory[3]), validationLoss);
            observed.set(remembered(next));
        }
    }

    private static NDArray remembered(Plateau.Memory memory) {
        return NDArray.of(Shape.of(4), new double[] {memory.scale(), memory.best(), memory.waited(), memory.cooling()});
    }

    /**
     * The formulas of one step.
     *
     * @param loss a float scalar
     * @param total the number of steps planned
     */
    Step of(Tensor loss, long total) {
        List<Node> read = parameters.values().stream()
                .map(parameter -> parameter.tensor().node())
                .toList();
        Derivatives derivatives = Reverse.valueAndGradient(loss.node(), read);
        Tensor taken = Tensor.read(step);
        Tensor time = taken.cast(DType.FLOAT64);
        Tensor rate = rate(time, total);
        List<Tensor> gradients = optimizer.gradients(
                derivatives.derivatives().stream().map(Tensor::of).toList());
        SequencedMap<Variable, Node> contents = new LinkedHashMap<>();
        Node lossNode = derivatives.outputs().getFirst();
        Node guard = lossNode;
        int at = 0;
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            Parameter parameter = entry.getValue();
            List<Node> watched = new ArrayList<>();
            // Before clipping, which would hide an infinite derivative.
            watched.add(derivatives.derivatives().get(at));
            List<Variable> remembered = states.getOrDefault(entry.getKey(), List.of());
            Optimizer.Next next = optimizer.next(new Optimizer.Slot(
                    parameter.role(),
                    parameter.tensor(),
                    gradients.get(at++),
                    remembered.stream().map(Tensor::read).toList(),
                    rate,
                    time));
            // A finite slope times a rate too large is not.
            watched.add(next.value().node());
            contents.put(parameter.variable(), next.value().node());
            for (int i = 0; i < remembered.size(); i++) {
                Node state = next.states().get(i).node();
                // The square of a finite derivative may not be finite, and would stop its weight for ever.
                watched.add(state);
                contents.put(remembered.get(i), state);
            }
            guard = guarded(guard, watched);
        }
        contents.put(step, taken.add(1).node());
        return new Step(lossNode, guard, contents);
    }

    /**
     * The guard, or NaN if any of the values, all of one shape, is not finite. Nothing times an element that is not
     * finite is NaN; that is found while the element is at hand, and rows of one array are summed with it.
     */
    private static Node guarded(Node guard, List<Node> values) {
        Node zeros = values.stream()
                .map(value -> Nodes.mul(Nodes.cast(value, guard.tensorType().dtype()), 0))
                .reduce(Nodes::add)
                .orElseThrow();
        int rank = zeros.tensorType().rank();
        Node rows = rank < 2 ? zeros : Nodes.sum(zeros, rank - 1);
        return Nodes.add(guard, Nodes.sumAll(rows));
    }
}
