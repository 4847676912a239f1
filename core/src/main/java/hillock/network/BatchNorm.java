package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.Optional;

/**
 * Every channel brought to mean 0 and variance 1, then scaled and shifted by learnt numbers (Ioffe and Szegedy, 2015):
 * {@code (x - mean) / sqrt(variance + epsilon) * scale + shift} for [samples, channels] or [samples, channels,
 * extent...].
 *
 * <p>In training mean and variance are those of the batch, the variance divided by the number of elements n; what
 * inference uses instead follows them, {@code running = (1 - momentum) running + momentum batch}, with the variance
 * divided by n - 1. Usual values and both divisors are PyTorch's. Weight decay leaves scale and shift alone.
 *
 * @param scale [channels], starting at 1, or none
 * @param shift [channels], starting at 0, or none
 * @param mean the running mean, [channels]
 * @param variance the running variance, [channels]
 * @param momentum how much of the batch goes into the running statistics, from 0 to 1
 * @param epsilon what keeps the divisor from zero, above 0
 */
public record BatchNorm(
        Optional<Parameter> scale,
        Optional<Parameter> shift,
        Parameter mean,
        Parameter variance,
        double momentum,
        double epsilon)
        implements Layer {
    static final double USUAL_MOMENTUM = 0.1;

    /** Checks that the shapes belong together. */
    public BatchNorm {
        TensorType type = mean.type();
        if (type.rank() != 1 || !variance.type().equals(type)) {
            throw new IllegalArgumentException(
                    "The running mean and variance of batch normalisation are [channels] of one type, not %s and %s."
                            .formatted(type, variance.type()));
        }
        Normalisation.checkAffine("batch normalisation", scale, shift, type);
        Normalisation.checkEpsilon(epsilon);
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException(
                    "The momentum of batch normalisation is from 0 to 1, not " + momentum + ".");
        }
    }

    /** A float32 layer. */
    public static BatchNorm of(int channels) {
        return of(DType.FLOAT32, channels);
    }

    /** A layer of an element type, float32 or float64. */
    public static BatchNorm of(DType dtype, int channels) {
        if (channels < 1) {
            throw new IllegalArgumentException(
                    "Batch normalisation has at least one channel, not %d.".formatted(channels));
        }
        TensorType type = TensorType.of(dtype, channels);
        return new BatchNorm(
                Optional.of(Normalisation.scale(type)),
                Optional.of(Parameter.bias(type)),
                Parameter.of(type, Parameter.Role.STATE, Fan.of(1, 1), Initializer.zeros()),
                Parameter.of(type, Parameter.Role.STATE, Fan.of(1, 1), Initializer.ones()),
                USUAL_MOMENTUM,
                Normalisation.USUAL_EPSILON);
    }

    /** This layer with another share of the batch in the running statistics. */
    public BatchNorm withMomentum(double other) {
        return new BatchNorm(scale, shift, mean, variance, other, epsilon);
    }

    /** This layer with another number that keeps the divisor from zero. */
    public BatchNorm withEpsilon(double other) {
        return new BatchNorm(scale, shift, mean, variance, momentum, other);
    }

    /** This layer without learnt scale and shift. */
    public BatchNorm withoutAffine() {
        return new BatchNorm(Optional.empty(), Optional.empty(), mean, variance, momentum, epsilon);
    }

    /** The number of channels. */
    public int channels() {
        return mean.type().shape().dimension(0);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Shape shape = x.shape();
        if (shape.rank() < 2 || shape.dimension(1) != channels()) {
            throw new IllegalArgumentException(
                    ("%s takes [samples, %d] or [samples, %d, extent...], not %s; the channels come right after "
                                    + "the samples.")
                            .formatted(describe(), channels(), channels(), shape));
        }
        Parameter.checkSameType(this, mean.type().dtype(), x);
        if (!pass.isTraining()) {
            return affine(normalised(x, mean.tensor(), variance.tensor()), shape);
        }
        int[] axes = Channels.others(shape);
        int count = shape.size() / channels();
        if (count < 2) {
            throw new IllegalArgumentException(
                    ("%s was given %s in training, one number for each channel, which has no variance; use batches of"
                                    + " more than one sample, and a batch size that does not leave one over.")
                            .formatted(describe(), shape));
        }
        Tensor batchMean = x.mean(axes);
        Tensor batchVariance = x.sub(Channels.along(batchMean, shape)).square().mean(axes);
        pass.update(mean, follow(mean.tensor(), batchMean));
        pass.update(variance, follow(variance.tensor(), batchVariance.mul(count / (count - 1.0))));
        return affine(normalised(x, batchMean, batchVariance), shape);
    }

    private Tensor follow(Tensor running, Tensor batch) {
        return running.mul(1 - momentum).add(batch.detach().mul(momentum));
    }

    private Tensor normalised(Tensor x, Tensor center, Tensor spread) {
        Tensor deviation = Channels.along(spread.add(epsilon).sqrt(), x.shape());
        return x.sub(Channels.along(center, x.shape())).div(deviation);
    }

    private Tensor affine(Tensor x, Shape shape) {
        Tensor scaled = scale.map(s -> x.mul(Channels.along(s.tensor(), shape))).orElse(x);
        return shift.map(s -> scaled.add(Channels.along(s.tensor(), shape))).orElse(scaled);
    }

    @Override
    public BatchNorm init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return "batch_norm(%d%s%s)"
                .formatted(
                        channels(),
                        momentum == USUAL_MOMENTUM ? "" : ", momentum=" + momentum,
                        Normalisation.options(
                                epsilon, scale.isPresent(), mean.type().dtype()));
    }
}
