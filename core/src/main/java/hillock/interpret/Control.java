package hillock.interpret;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;

/** Loops and calls: the evaluation of functions with values in place of their parameters. */
final class Control {
    private Control() {}

    static List<NDArray> call(Function body, List<NDArray> arguments) {
        return run(new Evaluation(body.results()), arguments);
    }

    private static List<NDArray> run(Evaluation body, List<NDArray> arguments) {
        return body.results(leaf -> leaf instanceof Op.Parameter parameter ? arguments.get(parameter.index()) : null);
    }

    static List<NDArray> loop(Op.Loop op, List<NDArray> operands) {
        int carries = op.carries();
        int bound = carries + op.scanned();
        List<NDArray> state = List.copyOf(operands.subList(0, carries));
        List<TensorType> results = op.body().resultTypes();
        List<Object> stacks = new ArrayList<>();
        for (TensorType type : results.subList(carries, results.size())) {
            stacks.add(type.dtype().newArray(stacked(type, op.count()).size()));
        }
        Evaluation body = new Evaluation(op.body().results());
        for (int i = 0; i < op.count(); i++) {
            int step = op.reversed() ? op.count() - 1 - i : i;
            List<NDArray> arguments = new ArrayList<>(state);
            for (NDArray scanned : operands.subList(carries, bound)) {
                arguments.add(cut(scanned, step));
            }
            arguments.addAll(operands.subList(bound, operands.size()));
            List<NDArray> next = run(body, arguments);
            state = next.subList(0, carries);
            for (int j = 0; j < stacks.size(); j++) {
                NDArray output = next.get(carries + j);
                System.arraycopy(output.data(), 0, stacks.get(j), step * output.size(), output.size());
            }
        }
        List<NDArray> parts = new ArrayList<>(state);
        for (int j = 0; j < stacks.size(); j++) {
            parts.add(NDArray.wrap(stacked(results.get(carries + j), op.count()), stacks.get(j)));
        }
        return parts;
    }

    /** One index of axis 0, which is dropped. */
    private static NDArray cut(NDArray x, int index) {
        Shape shape = x.shape().without(0);
        Object result = x.dtype().newArray(shape.size());
        System.arraycopy(x.data(), index * shape.size(), result, 0, shape.size());
        return NDArray.wrap(x.type().withShape(shape), result);
    }

    private static TensorType stacked(TensorType type, int count) {
        return type.withShape(type.shape().insert(0, count));
    }
}
