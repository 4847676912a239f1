package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every place brought to mean 0 and variance 1 over its last axes, then scaled and shifted by learnt numbers (Ba,
 * Kiros, Hinton, 2016): {@code (x - mean) / sqrt(variance + epsilon) * scale + shift}, the variance divided by the
 * number of elements. Training and inference are the same. Weight decay leaves scale and shift alone.
 *
 * @param type element type and extents of the axes that are normalised, the last ones of the operand
 * @param scale of this type, starting at 1, or none
 * @param shift of this type, starting at 0, or none
 * @param epsilon what keeps the divisor from zero, above 0
 */
public record LayerNorm(TensorType type, Optional<Parameter> scale, Optional<Parameter> shift, double epsilon)
        implements Layer {
    /** Checks that the shapes belong together. */
    public LayerNorm {
        if (type.rank() == 0 || type.size() == 0) {
            throw new IllegalArgumentException(
                    "Layer normalisation is over at least one axis with elements, not over %s.".formatted(type));
        }
        Normalisation.checkAffine("layer normalisation", scale, shift, type);
        Normalisation.checkEpsilon(epsilon);
    }

    /** A float32 layer over the last axes, which have these extents. */
    public static LayerNorm of(int... extents) {
        return of(TensorType.of(DType.FLOAT32, extents));
    }

    /** A layer over the last axes, which have these extents, of an element type, float32 or float64. */
    public static LayerNorm of(TensorType type) {
        return new LayerNorm(
                type,
                Optional.of(Normalisation.scale(type)),
                Optional.of(Parameter.bias(type)),
                Normalisation.USUAL_EPSILON);
    }

    /** This layer with another number that keeps the divisor from zero. */
    public LayerNorm withEpsilon(double other) {
        return new LayerNorm(type, scale, shift, other);
    }

    /** This layer without learnt scale and shift. */
    public LayerNorm withoutAffine() {
        return new LayerNorm(type, Optional.empty(), Optional.empty(), epsilon);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        int first = x.shape().rank() - type.rank();
        if (first < 1
                || !Arrays.equals(
                        x.shape().toArray(),
                        first,
                        x.shape().rank(),
                        type.shape().toArray(),
                        0,
                        type.rank())) {
            throw new IllegalArgumentException("%s takes [samples, ...] whose last axes are %s, not %s."
                    .formatted(describe(), type.shape(), x.shape()));
        }
        Parameter.checkSameType(this, type.dtype(), x);
        int[] axes = new int[type.rank()];
        Shape kept = x.shape();
        for (int i = 0; i < axes.length; i++) {
            axes[i] = first + i;
            kept = kept.with(first + i, 1);
        }
        Tensor centred = x.sub(x.mean(axes).reshape(kept.toArray()));
        Tensor variance = centred.square().mean(axes).reshape(kept.toArray());
        Tensor normalised = centred.div(variance.add(epsilon).sqrt());
        Tensor scaled = scale.map(s -> normalised.mul(s.tensor())).orElse(normalised);
        return shift.map(s -> scaled.add(s.tensor())).orElse(scaled);
    }

    @Override
    public LayerNorm init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return "layer_norm(%s%s)"
                .formatted(
                        Extents.text(Extents.of(type.shape())),
                        Normalisation.options(epsilon, scale.isPresent(), type.dtype()));
    }
}
