package hillock.train;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.Run;
import hillock.graph.Variable;
import java.util.List;
import java.util.stream.IntStream;

/** Variables as one vector of doubles. */
final class Coordinates {
    private final List<Variable> variables;
    private final int size;

    Coordinates(List<Variable> variables) {
        if (variables.isEmpty()) {
            throw new IllegalArgumentException("There is no variable to be changed.");
        }
        for (Variable variable : variables) {
            if (!variable.type().dtype().isFloat()) {
                throw new IllegalArgumentException("Only floats are minimised over, not %s.".formatted(variable));
            }
        }
        this.variables = List.copyOf(variables);
        this.size =
                variables.stream().mapToInt(variable -> variable.type().size()).sum();
    }

    /** How many numbers there are. */
    int size() {
        return size;
    }

    List<Variable> variables() {
        return variables;
    }

    /** A copy of the contents. */
    double[] read() {
        return joined(variables.stream().map(Variable::value).toList());
    }

    /** New contents, rounded where a variable holds float32. */
    void write(double[] x) {
        int at = 0;
        for (Variable variable : variables) {
            TensorType type = variable.type();
            NDArray value;
            if (type.dtype() == DType.FLOAT64) {
                double[] part = new double[type.size()];
                System.arraycopy(x, at, part, 0, part.length);
                value = NDArray.wrap(type, part);
            } else {
                float[] part = new float[type.size()];
                for (int i = 0; i < part.length; i++) {
                    part[i] = (float) x[at + i];
                }
                value = NDArray.wrap(type, part);
            }
            variable.set(value);
            at += type.size();
        }
    }

    /** The name of the output of a program that belongs to a variable. */
    static String output(int variable) {
        return "by." + variable;
    }

    /** What a program gave for all variables, one after the other. */
    double[] gathered(Run run) {
        return joined(IntStream.range(0, variables.size())
                .mapToObj(i -> run.get(output(i)))
                .toList());
    }

    private double[] joined(List<NDArray> arrays) {
        double[] all = new double[size];
        int at = 0;
        for (NDArray array : arrays) {
            for (int i = 0; i < array.size(); i++) {
                all[at++] = array.getDouble(i);
            }
        }
        return all;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum = Math.fma(a[i], b[i], sum);
        }
        return sum;
    }

    /** {@code x + factor * direction}. */
    static double[] along(double[] x, double factor, double[] direction) {
        double[] there = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            there[i] = Math.fma(factor, direction[i], x[i]);
        }
        return there;
    }

    static double greatest(double[] x) {
        double most = 0;
        for (double number : x) {
            // NaN stays.
            most = Math.max(most, Math.abs(number));
        }
        return most;
    }
}
