package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.Optional;

/**
 * A fully connected layer, {@code x W + b}: [..., inputs] gives [..., outputs].
 *
 * @param weights {@code W}, [inputs, outputs]
 * @param bias {@code b}, [outputs], or none
 */
public record Dense(Parameter weights, Optional<Parameter> bias) implements Layer {
    /** Checks that the shapes belong together. */
    public Dense {
        Shape shape = weights.type().shape();
        if (shape.rank() != 2) {
            throw new IllegalArgumentException(
                    "The weights of a dense layer are [inputs, outputs], not %s.".formatted(shape));
        }
        Parameter.checkBias("a dense layer", bias, weights, shape.dimension(1));
    }

    /** A float32 layer whose weights suit the activation after it and whose bias starts at zero. */
    public static Dense of(int inputs, int outputs) {
        return of(DType.FLOAT32, inputs, outputs);
    }

    /** A layer of an element type, float32 or float64. */
    public static Dense of(DType dtype, int inputs, int outputs) {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "A dense layer has at least one input and one output, not %d and %d.".formatted(inputs, outputs));
        }
        return new Dense(
                Parameter.weight(TensorType.of(dtype, inputs, outputs), Fan.of(inputs, outputs), Initializer.auto()),
                Optional.of(Parameter.bias(TensorType.of(dtype, outputs))));
    }

    /** This layer without values, its weights to be made by another initialiser. */
    public Dense withInitializer(Initializer initializer) {
        return new Dense(weights.with(initializer), bias.map(b -> b.with(b.initializer())));
    }

    /** This layer without a bias. */
    public Dense withoutBias() {
        return new Dense(weights, Optional.empty());
    }

    /** The number of inputs. */
    public int inputs() {
        return weights.type().shape().dimension(0);
    }

    /** The number of outputs. */
    public int outputs() {
        return weights.type().shape().dimension(1);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Shape shape = x.shape();
        if (shape.rank() < 2 || shape.dimension(-1) != inputs()) {
            throw new IllegalArgumentException(
                    "%s takes [samples, %d], not %s. %s".formatted(describe(), inputs(), x.type(), remedy(shape)));
        }
        Parameter.checkSameType(this, weights.type().dtype(), x);
        // One product of all rows; as a batch, the gradient of the weights would be one matrix for each sample.
        Tensor product = shape.rank() == 2
                ? x.matmul(weights.tensor())
                : x.reshape(shape.size() / inputs(), inputs())
                        .matmul(weights.tensor())
                        .reshape(shape.with(-1, outputs()).toArray());
        return bias.isPresent() ? product.add(bias.get().tensor()) : product;
    }

    private String remedy(Shape x) {
        if (x.rank() < 2) {
            return "Give one sample as a batch of one: x.reshape(1, -1).";
        }
        if (x.size() == x.dimension(0) * inputs()) {
            return "Put flatten before it, in Java Flatten.of().";
        }
        int last = x.dimension(-1);
        return "Write %s, in Java Dense.of(%d, %d)."
                .formatted(describe().replaceFirst("\\(" + inputs() + ",", "(" + last + ","), last, outputs());
    }

    @Override
    public Dense init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return "dense(%d, %d%s%s)"
                .formatted(
                        inputs(),
                        outputs(),
                        weights.type().dtype() == DType.FLOAT32
                                ? ""
                                : ", " + weights.type().dtype(),
                        bias.isPresent() ? "" : ", unbiased");
    }
}
