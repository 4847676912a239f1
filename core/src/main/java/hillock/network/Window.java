package hillock.network;

import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What slides over the spatial axes of [samples, channels, extent...] in a convolution or a pooling: for each of these
 * axes how many elements are looked at, how far the window steps, how far its elements lie apart, and how much is put
 * around the edges. One number given for several axes stands for all.
 *
 * <p>An axis of extent {@code e} becomes {@code (e + 2 padding - dilation (size - 1) - 1) / stride + 1}, rounded down.
 *
 * @param size the elements looked at, per axis
 * @param stride the step, per axis
 * @param dilation the distance of the elements, per axis
 * @param padding what is put around both edges, per axis; if empty, as much as makes {@code e / stride}, rounded up,
 *     with the odd one at the end ("same")
 */
public record Window(
        List<Integer> size, List<Integer> stride, List<Integer> dilation, Optional<List<Integer>> padding) {
    /** The word for padding that keeps the extents in the notation of {@link Architecture}. */
    static final String SAME = "same";

    /** Copies the lists and checks the numbers. */
    public Window {
        size = List.copyOf(size);
        int axes = size.size();
        check("size", size, axes, 1);
        stride = all("stride", stride, axes, 1);
        dilation = all("dilation", dilation, axes, 1);
        padding = padding.isPresent() ? Optional.of(all("padding", padding.get(), axes, 0)) : Optional.empty();
    }

    private static List<Integer> all(String name, List<Integer> numbers, int axes, int least) {
        List<Integer> every = numbers.size() == 1 ? Collections.nCopies(axes, numbers.getFirst()) : numbers;
        check(name, every, axes, least);
        return List.copyOf(every);
    }

    private static void check(String name, List<Integer> numbers, int axes, int least) {
        if (numbers.size() != axes) {
            throw new IllegalArgumentException(
                    "The %s of a window is one number for each of its %d axes, not %s.".formatted(name, axes, numbers));
        }
        for (int number : numbers) {
            if (number < least) {
                throw new IllegalArgumentException(
                        "The %s of a window is at least %d, not %d.".formatted(name, least, number));
            }
        }
    }

    private static List<Integer> list(int[] numbers) {
        return IntStream.of(numbers).boxed().toList();
    }

    /** A window that steps by one, without gaps and padding. */
    public static Window of(int... size) {
        return new Window(list(size), List.of(1), List.of(1), Optional.of(List.of(0)));
    }

    /** This window with other steps. */
    public Window withStride(int... other) {
        return new Window(size, list(other), dilation, padding);
    }

    /** This window with other distances of its elements. */
    public Window withDilation(int... other) {
        return new Window(size, stride, list(other), padding);
    }

    /** This window with padding of the given widths around both edges. */
    public Window withPadding(int... other) {
        return new Window(size, stride, dilation, Optional.of(list(other)));
    }

    /** This window with as much padding as keeps the extents, if it steps by one. */
    public Window withSamePadding() {
        return new Window(size, stride, dilation, Optional.empty());
    }

    /** The number of spatial axes. */
    int axes() {
        return size.size();
    }

    /** The number of elements looked at at a time. */
    int elements() {
        return size.stream().reduce(1, Math::multiplyExact);
    }

    /** How far the window reaches along an axis. */
    long reach(int axis) {
        return (size.get(axis) - 1L) * dilation.get(axis) + 1;
    }

    /** Checks that a layer with this window can take an operand of any number of channels. */
    void check(Layer layer, Shape x) {
        check(layer, x, x.rank() < 2 ? 1 : x.dimension(1), "channels");
    }

    /**
     * Checks that a layer with this window can take an operand.
     *
     * @param channels the channels the layer takes
     * @throws IllegalArgumentException if not, saying what would help
     */
    void check(Layer layer, Shape x, int channels) {
        check(layer, x, channels, Integer.toString(channels));
    }

    private void check(Layer layer, Shape x, int channels, String said) {
        if (x.rank() != 2 + axes() || x.dimension(1) != channels) {
            throw new IllegalArgumentException("%s takes [samples, %s, %s], not %s.%s"
                    .formatted(layer.describe(), said, extents(), x, advice(x, channels, said)));
        }
        for (int i = 0; i < axes(); i++) {
            int extent = x.dimension(2 + i);
            if (extent == 0 || extent + before(i, extent) + after(i, extent) < reach(i)) {
                throw new IllegalArgumentException(
                        ("%s looks at %d neighbours along axis %d, and %s has not so many there, even with padding."
                                        + " Use a smaller window or more padding, or make the input larger.")
                                .formatted(layer.describe(), reach(i), 2 + i, x));
            }
        }
    }

    private String extents() {
        return axes() == 2 ? "height, width" : String.join(", ", Collections.nCopies(axes(), "extent"));
    }

    private String advice(Shape x, int channels, String said) {
        if (channels == 1 && x.rank() == 1 + axes()) {
            return " Give it its one channel with Reshape.of(1, %s), or reshape(1, %s) in a text, before it."
                    .formatted(list(x, 1), list(x, 1));
        }
        if (x.rank() == 2 + axes() && x.dimension(-1) == channels) {
            return " If the last axis are its channels, move them to right after the samples.";
        }
        return x.rank() == 2
                ? " If the samples were flattened, put reshape(%s, %s) before it, in Java Reshape.of(...)."
                        .formatted(said, extents())
                : "";
    }

    static String list(Shape x, int first) {
        return Extents.of(x, first).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Checks that no window can lie wholly within the padding. */
    void checkHalfPadded(String what) {
        for (int i = 0; padding.isPresent() && i < axes(); i++) {
            if (padding.get().get(i) > reach(i) / 2) {
                throw new IllegalArgumentException(
                        "%s over %d neighbours has a padding of at most half of them, %d, not %d; with more, a window"
                                        .formatted(
                                                what,
                                                reach(i),
                                                reach(i) / 2,
                                                padding.get().get(i))
                                + " could hold nothing but padding.");
            }
        }
    }

    /** The padding before the first element of an axis. */
    private long before(int axis, int extent) {
        return padding.isPresent() ? padding.get().get(axis) : same(axis, extent) / 2;
    }

    /** The padding after the last element of an axis. */
    private long after(int axis, int extent) {
        return padding.isPresent() ? padding.get().get(axis) : same(axis, extent) - same(axis, extent) / 2;
    }

    private long same(int axis, int extent) {
        long steps = Math.ceilDiv(extent, stride.get(axis)) - 1L;
        return Math.max(steps * stride.get(axis) + reach(axis) - extent, 0);
    }

    /** The operand with its padding, of one number. */
    Node padded(Node x, double number) {
        Shape shape = x.tensorType().shape();
        List<Integer> before = new ArrayList<>(List.of(0, 0));
        List<Integer> after = new ArrayList<>(List.of(0, 0));
        for (int i = 0; i < axes(); i++) {
            int extent = shape.dimension(2 + i);
            before.add(Math.toIntExact(before(i, extent)));
            after.add(Math.toIntExact(after(i, extent)));
        }
        return Nodes.pad(x, before, Collections.nCopies(shape.rank(), 0), after, number);
    }

    /**
     * A padded operand reduced over the elements of every window, one axis after the other, which takes the sum of the
     * sizes where all elements at once would take their product.
     */
    Node reduced(Op.Reduction kind, Node padded) {
        Node result = padded;
        for (int i = 0; i < axes(); i++) {
            result = Nodes.reduce(kind, cut(result, i), 3 + i);
        }
        return result;
    }

    /** The windows along one axis: [..., extent, ...] gives [..., positions, elements, ...]. */
    private Node cut(Node x, int axis) {
        Shape shape = x.tensorType().shape();
        int at = 2 + axis;
        int positions = (int) ((shape.dimension(at) - reach(axis)) / stride.get(axis)) + 1;
        int elements = size.get(axis);
        if (stride.get(axis) == elements && dilation.get(axis) == 1) {
            // Windows side by side are another shape of the same elements.
            Node whole = Nodes.slice(x, at, 0, positions * elements);
            return Nodes.reshape(whole, shape.with(at, positions).insert(at + 1, elements));
        }
        List<Node> slices = new ArrayList<>();
        for (int element = 0; element < elements; element++) {
            List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
            List<Integer> sizes = new ArrayList<>(Extents.of(shape));
            List<Integer> steps = new ArrayList<>(Collections.nCopies(shape.rank(), 1));
            starts.set(at, element * dilation.get(axis));
            sizes.set(at, positions);
            steps.set(at, stride.get(axis));
            Node slice = Node.of(new Op.Slice(starts, sizes, steps), x);
            slices.add(Nodes.reshape(slice, slice.tensorType().shape().insert(at + 1, 1)));
        }
        return Nodes.concat(slices, at + 1);
    }

    /** What stands behind the name of a layer in the notation of {@link Architecture}: {@code 2d(3, stride=2)}. */
    String describe() {
        return axes() + "d(" + Extents.brief(size) + options(size) + ")";
    }

    /** The options in this notation, each after a comma, where they are not the usual ones. */
    String options(List<Integer> usualStride) {
        String text = stride.equals(usualStride) ? "" : ", stride=" + Extents.brief(stride);
        if (padding.isEmpty()) {
            text += ", padding=" + SAME;
        } else if (!padding.get().equals(Collections.nCopies(axes(), 0))) {
            text += ", padding=" + Extents.brief(padding.get());
        }
        return dilation.equals(Collections.nCopies(axes(), 1)) ? text : text + ", dilation=" + Extents.brief(dilation);
    }
}
