package hillock.train;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.Derivatives;
import hillock.autodiff.Reverse;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.network.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An optimiser at work on certain parameters: the variables it remembers things in, and the formulas of a step. Steps
 * for different batch sizes are different formulas over the same variables.
 */
final class Updates {
    private static final String STEP = "step";

    private final Optimizer optimizer;
    private final SequencedMap<String, Parameter> parameters;
    private final SequencedMap<String, List<Variable>> states = new LinkedHashMap<>();
    private final Variable step = new Variable(STEP, NDArray.zeros(TensorType.of(DType.INT32)));

    /**
     * One step as formulas.
     *
     * @param loss the loss before the step
     * @param guard finite if and only if the step may be taken: the loss plus zero times all gradients and new weights
     * @param contents the new contents of the variables
     */
    record Step(Node loss, Node guard, SequencedMap<Variable, Node> contents) {}

    Updates(Optimizer optimizer, SequencedMap<String, Parameter> parameters) {
        this.optimizer = optimizer;
        this.parameters = new LinkedHashMap<>();
        parameters.forEach((path, parameter) -> {
            if (parameter.role() != Parameter.Role.STATE) {
                this.parameters.put(path, parameter);
                states.put(
                        path,
                        optimizer.states().stream()
                                .map(name -> new Variable(name + "." + path, NDArray.zeros(parameter.type())))
                                .toList());
            }
        });
    }

    /** The number of steps taken, int32[]. */
    Variable step() {
        return step;
    }

    /** Everything the optimiser remembers, by a name that stays the same from run to run. */
    SequencedMap<String, Variable> variables() {
        SequencedMap<String, Variable> all = new LinkedHashMap<>();
        all.put(STEP, step);
        states.values().forEach(list -> list.forEach(variable -> all.put(variable.name(), variable)));
        return all;
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
        Tensor rate = optimizer.learningRate().rate(time, total);
        SequencedMap<Variable, Node> contents = new LinkedHashMap<>();
        Node lossNode = derivatives.outputs().getFirst();
        Node guard = lossNode;
        int at = 0;
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            Parameter parameter = entry.getValue();
            Node gradient = derivatives.derivatives().get(at++);
            guard = Nodes.add(guard, guarding(gradient, lossNode.tensorType().dtype()));
            List<Variable> remembered = states.getOrDefault(entry.getKey(), List.of());
            Optimizer.Next next = optimizer.next(new Optimizer.Slot(
                    parameter.role(),
                    parameter.tensor(),
                    Tensor.of(gradient),
                    remembered.stream().map(Tensor::read).toList(),
                    rate,
                    time));
            // A finite slope times a rate too large is not.
            guard = Nodes.add(
                    guard, guarding(next.value().node(), lossNode.tensorType().dtype()));
            contents.put(parameter.variable(), next.value().node());
            for (int i = 0; i < remembered.size(); i++) {
                contents.put(remembered.get(i), next.states().get(i).node());
            }
        }
        contents.put(step, taken.add(1).node());
        return new Step(lossNode, guard, contents);
    }

    /** Zero, or NaN if the values hold anything that is not finite (or a sum beyond all floats). */
    private static Node guarding(Node values, DType dtype) {
        return Nodes.cast(Nodes.mul(Nodes.sumAll(values), 0), dtype);
    }
}
