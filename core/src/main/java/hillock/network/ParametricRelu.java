package hillock.network;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code max(0, x) + a min(0, x)} with a learnt {@code a} that starts at 0.25 (He, Zhang, Ren, Sun, 2015). The
 * derivative by {@code x} at 0 is 0; that by {@code a} is the sum of {@code dy min(0, x)}. As in the paper, weight
 * decay leaves {@code a} alone.
 *
 * @param slope {@code a}, of no axes, or [channels] for the last axis of the operand
 */
public record ParametricRelu(Parameter slope) implements Activation {
    /** Checks the shape of the slope. */
    public ParametricRelu {
        if (slope.type().shape().rank() > 1) {
            throw new IllegalArgumentException(
                    "The slope of a parametric ReLU is one number or [channels], not %s.".formatted(slope.type()));
        }
    }

    /** One float32 slope for all channels. */
    public static ParametricRelu of() {
        return of(TensorType.of(DType.FLOAT32));
    }

    /** Slopes of a float type, of no axes or [channels]. */
    public static ParametricRelu of(TensorType type) {
        return new ParametricRelu(Parameter.of(type, Parameter.Role.BIAS, Fan.of(1, 1), Initializer.constant(0.25)));
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.relu().sub(slope.tensor().mul(x.neg().relu()));
    }

    @Override
    public Initializer initializer() {
        return Initializer.kaimingNormal();
    }

    /** The traits at the first slope, 0.25. */
    @Override
    public Optional<ActivationTraits> traits() {
        return new LeakyRelu(0.25).traits();
    }

    @Override
    public String describe() {
        List<String> options = new ArrayList<>();
        if (slope.type().shape().rank() == 1) {
            options.add(Integer.toString(slope.type().shape().dimension(0)));
        }
        if (slope.type().dtype() != DType.FLOAT32) {
            options.add(slope.type().dtype().toString());
        }
        return "parametric_relu" + (options.isEmpty() ? "" : "(" + String.join(", ", options) + ")");
    }
}
