package hillock.network;

import hillock.Scan;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the recurrent layers share: recipes of their parameters, checks, and the way along time. */
final class Recurrences {
    private Recurrences() {}

    /** Weights for the inputs of all gates, each gate with the scale of a layer of its own. */
    static Parameter inputWeights(DType dtype, int inputs, int hidden, int gates) {
        checkSizes(inputs, hidden);
        return Parameter.weight(
                TensorType.of(dtype, inputs, gates * hidden), Fan.of(inputs, hidden), Initializer.xavierUniform());
    }

    /** Weights for the state, an orthogonal matrix for each gate, which neither shrinks nor blows up what is kept. */
    static Parameter hiddenWeights(DType dtype, int hidden, int gates) {
        Initializer orthogonal = Initializer.orthogonal(1);
        Initializer each = (key, type, fan) -> {
            Tensor[] blocks = new Tensor[gates];
            for (int gate = 0; gate < gates; gate++) {
                blocks[gate] = orthogonal.values(key.fold(gate), TensorType.of(type.dtype(), hidden, hidden), fan);
            }
            return Tensor.concat(1, blocks);
        };
        return Parameter.weight(TensorType.of(dtype, hidden, gates * hidden), Fan.of(hidden, hidden), each);
    }

    static Optional<Parameter> bias(DType dtype, int hidden, int gates) {
        return Optional.of(Parameter.bias(TensorType.of(dtype, gates * hidden)));
    }

    private static void checkSizes(int inputs, int hidden) {
        if (inputs < 1 || hidden < 1) {
            throw new IllegalArgumentException(
                    "A recurrent layer has at least one input and a state of one number, not %d and %d."
                            .formatted(inputs, hidden));
        }
    }

    /** Checks that the parameters of a layer belong together. */
    static void check(String name, int gates, Parameter inputs, Parameter hidden, List<Optional<Parameter>> biases) {
        DType dtype = inputs.type().dtype();
        Shape shape = hidden.type().shape();
        int size = shape.rank() == 2 ? shape.dimension(0) : 0;
        TensorType square = TensorType.of(dtype, size, gates * size);
        Shape in = inputs.type().shape();
        if (in.rank() != 2 || in.dimension(1) != gates * size || !hidden.type().equals(square)) {
            throw new IllegalArgumentException(
                    "The weights of %s are [inputs, %d x hidden] and [hidden, %d x hidden], not %s and %s."
                            .formatted(name, gates, gates, inputs.type(), hidden.type()));
        }
        TensorType expected = TensorType.of(dtype, gates * size);
        for (Optional<Parameter> bias : biases) {
            if (bias.isPresent() != biases.getFirst().isPresent()
                    || bias.isPresent() && !bias.get().type().equals(expected)) {
                throw new IllegalArgumentException("%s has two biases %s, or none; these are %s."
                        .formatted(
                                name,
                                expected,
                                biases.stream().map(b -> b.map(Parameter::type)).toList()));
            }
        }
    }

    /** Checks what a layer is applied to. */
    static void check(Recurrent layer, Tensor x) {
        Shape shape = x.shape();
        if (shape.rank() != 3 || shape.dimension(2) != layer.inputs()) {
            throw new IllegalArgumentException(("%s takes [samples, time, %d], not %s.%s")
                    .formatted(
                            layer.describe(),
                            layer.inputs(),
                            x.type(),
                            shape.rank() == 2 && shape.dimension(1) == layer.inputs()
                                    ? " Give one sequence as a batch of one: x.reshape(1, %d, %d)."
                                            .formatted(shape.dimension(0), shape.dimension(1))
                                    : ""));
        }
        DType dtype = layer.inputWeights().type().dtype();
        if (x.dtype() != dtype) {
            throw new IllegalArgumentException(
                    "%s holds %s and was given %s; cast the data, or make the layer with of(DType, inputs, hidden)."
                            .formatted(layer.describe(), dtype, x.type()));
        }
    }

    /** The share of the inputs in all gates at all steps, [time, samples, gates x hidden], as one product. */
    static Tensor share(Recurrent layer, Tensor x) {
        check(layer, x);
        int samples = x.shape().dimension(0);
        int time = x.shape().dimension(1);
        // Time first before the product, where it moves fewer numbers than after.
        Tensor rows = x.permute(1, 0, 2).reshape(time * samples, layer.inputs());
        Parameter weights = layer.inputWeights();
        int width = weights.type().shape().dimension(1);
        return rows.matmul(weights.tensor()).reshape(time, samples, width);
    }

    /** The steps; what is kept of each is [samples, hidden]. */
    static Recurrent.Result run(Recurrent layer, Tensor share, List<Tensor> state, Scan.Body body) {
        TensorType expected =
                layer.inputWeights().type().withShape(Shape.of(share.shape().dimension(1), layer.hidden()));
        List<TensorType> types = state.stream().map(Tensor::type).toList();
        if (types.size() != layer.stateNames().size() || !types.stream().allMatch(expected::equals)) {
            throw new IllegalArgumentException("The state of %s is %s, each %s, not %s."
                    .formatted(layer.describe(), String.join(" and ", layer.stateNames()), expected, types));
        }
        Scan.Result result = Scan.over(share).run(state, body);
        return new Recurrent.Result(result.kept().getFirst().permute(1, 0, 2), result.last());
    }

    /** Gate {@code number} of what is [samples, gates x hidden]. */
    static Tensor gate(Tensor gates, int number, int hidden) {
        return gates.slice(1, number * hidden, (number + 1) * hidden);
    }

    static String describe(String name, Recurrent layer, boolean biased, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("" + layer.inputs(), "" + layer.hidden()));
        arguments.addAll(options);
        DType dtype = layer.inputWeights().type().dtype();
        if (dtype != DType.FLOAT32) {
            arguments.add(dtype.toString());
        }
        if (!biased) {
            arguments.add("unbiased");
        }
        return name + "(" + String.join(", ", arguments) + ")";
    }
}
