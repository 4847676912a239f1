package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A convolution (in the field's sense: the window is not mirrored) over one or more spatial axes: [samples, channels,
 * extent...] gives [samples, outputs, extent...], with the extents that {@link Window} says.
 *
 * <pre>{@code
 * Conv.of2d(1, 16, 3).withSamePadding()      // images [samples, 1, height, width]
 * Conv.of1d(8, 8, 5).withGroups(8)           // series [samples, 8, length], every channel by itself
 * }</pre>
 *
 * <p>Axes and weights are laid out as in PyTorch.
 *
 * @param weights [outputs, channels / groups, size...]
 * @param bias [outputs], or none
 * @param window the window's size, as in the weights, its step, gaps and padding
 * @param groups into how many equal groups channels and outputs are divided; an output sees the channels of its group
 */
public record Conv(Parameter weights, Optional<Parameter> bias, Window window, int groups) implements Layer {
    /** Checks that the shapes belong together. */
    public Conv {
        Shape shape = weights.type().shape();
        if (shape.rank() < 3 || !Extents.of(shape, 2).equals(window.size())) {
            throw new IllegalArgumentException(("The weights of a convolution are [outputs, channels / groups, size...]"
                            + " with the window's size %s, not %s.")
                    .formatted(window.size(), shape));
        }
        if (groups < 1 || shape.dimension(0) % groups != 0) {
            throw new IllegalArgumentException("The %d outputs of a convolution cannot be divided into %d groups."
                    .formatted(shape.dimension(0), groups));
        }
        Parameter.checkBias("a convolution", bias, weights, shape.dimension(0));
    }

    /** A float32 layer over one axis, [samples, channels, length]. */
    public static Conv of1d(int channels, int outputs, int size) {
        return of(DType.FLOAT32, channels, outputs, Window.of(size), 1);
    }

    /** A float32 layer over two axes, [samples, channels, height, width], with a square window. */
    public static Conv of2d(int channels, int outputs, int size) {
        return of(DType.FLOAT32, channels, outputs, Window.of(size, size), 1);
    }

    /**
     * A layer of an element type, float32 or float64, whose weights suit the activation after it and whose bias starts
     * at zero.
     */
    public static Conv of(DType dtype, int channels, int outputs, Window window, int groups) {
        if (channels < 1 || outputs < 1 || groups < 1 || channels % groups != 0 || outputs % groups != 0) {
            throw new IllegalArgumentException(
                    "A convolution has at least one channel and one output, and both can be divided by the number of"
                            + " groups; %d, %d and %d are not such numbers.".formatted(channels, outputs, groups));
        }
        int[] shape = IntStream.concat(
                        IntStream.of(outputs, channels / groups),
                        window.size().stream().mapToInt(Integer::intValue))
                .toArray();
        TensorType type = TensorType.of(dtype, shape);
        int elements = window.elements();
        return new Conv(
                Parameter.weight(
                        type, Fan.of(channels / groups * elements, outputs / groups * elements), Initializer.auto()),
                Optional.of(Parameter.bias(TensorType.of(dtype, outputs))),
                window,
                groups);
    }

    /** This layer with another step of its window, one number for all axes or one each. */
    public Conv withStride(int... stride) {
        return new Conv(weights, bias, window.withStride(stride), groups);
    }

    /** This layer with zeros around the edges, one number for all axes or one each. */
    public Conv withPadding(int... padding) {
        return new Conv(weights, bias, window.withPadding(padding), groups);
    }

    /** This layer with as many zeros around the edges as keep the extents, see {@link Window#padding}. */
    public Conv withSamePadding() {
        return new Conv(weights, bias, window.withSamePadding(), groups);
    }

    /** This layer with other distances between the elements of its window, one number for all axes or one each. */
    public Conv withDilation(int... dilation) {
        return new Conv(weights, bias, window.withDilation(dilation), groups);
    }

    /** This layer without values, its channels and outputs divided into groups that know nothing of each other. */
    public Conv withGroups(int number) {
        Conv grouped = of(weights.type().dtype(), channels(), outputs(), window, number)
                .withInitializer(weights.initializer());
        return bias.isPresent() ? grouped : grouped.withoutBias();
    }

    /** This layer without values, its weights to be made by another initialiser. */
    public Conv withInitializer(Initializer initializer) {
        return new Conv(weights.with(initializer), bias.map(b -> b.with(b.initializer())), window, groups);
    }

    /** This layer without a bias. */
    public Conv withoutBias() {
        return new Conv(weights, Optional.empty(), window, groups);
    }

    /** The number of channels it takes. */
    public int channels() {
        return weights.type().shape().dimension(1) * groups;
    }

    /** The number of channels it gives. */
    public int outputs() {
        return weights.type().shape().dimension(0);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        window.check(this, x.shape(), channels());
        Parameter.checkSameType(this, weights.type().dtype(), x);
        Op conv = new Op.Conv(window.stride(), window.dilation(), groups);
        Tensor result = Tensor.of(
                Node.of(conv, window.padded(x.node(), 0), weights.tensor().node()));
        return bias.isPresent() ? result.add(Channels.along(bias.get().tensor(), result.shape())) : result;
    }

    @Override
    public Conv init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return "conv%dd(%d, %d, %s%s%s%s%s)"
                .formatted(
                        window.axes(),
                        channels(),
                        outputs(),
                        Extents.brief(window.size()),
                        window.options(Collections.nCopies(window.axes(), 1)),
                        groups == 1 ? "" : ", groups=" + groups,
                        bias.isPresent() ? "" : ", unbiased",
                        weights.type().dtype() == DType.FLOAT32
                                ? ""
                                : ", " + weights.type().dtype());
    }
}
