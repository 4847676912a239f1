package hillock.engine.plan;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Origin;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Windows that lie side by side, as in pooling: reductions of an axis {@code n} of what was reshaped from {@code k n}
 * to {@code k, n}. Tensors are taken apart into the first elements of all windows, the second ones and so on, each as
 * large as the result; then the reduction is a formula of these parts, and so is what works element by element before
 * it and after it, its derivative above all. All of it has one shape and can share one loop:
 *
 * <pre>{@code
 * max_over(reshape(relu(x)))  ->  max(relu(slice(x, 0::2)), relu(slice(x, 1::2)))
 * }</pre>
 *
 * <p>What is needed whole is put together again from its parts.
 */
final class Windows {
    /** What is wanted of a value: its steps. */
    private final Map<Node, int[]> wanted = new HashMap<>();
    /** Values that are taken apart. */
    private final Map<Node, Cut> cuts = new HashMap<>();

    private final Map<Node, Node> wholes = new HashMap<>();
    private final Map<List<Object>, Node> moved = new HashMap<>();

    private Windows() {}

    /**
     * A value in parts. Part {@code i}, with an index on every axis, holds every {@code steps[axis]}-th element from
     * the index on; its shape leaves out extents of 1.
     *
     * @param steps how many parts there are along each axis
     * @param parts the parts, in row-major order
     */
    private record Cut(int[] steps, List<Node> parts) {}

    /** Expressions of the same values in which windows are taken apart; the same list if there are none. */
    static List<Node> apart(List<Node> roots) {
        Windows windows = new Windows();
        List<Node> nodes = Walk.topological(roots);
        windows.want(nodes);
        if (windows.wanted.isEmpty()) {
            return roots;
        }
        for (Node node : nodes) {
            Origin.follow(node);
            windows.visit(node);
        }
        Origin.follow(null);
        return roots.stream().map(windows::whole).toList();
    }

    // What is wanted

    private void want(List<Node> nodes) {
        for (Node node : nodes.reversed()) {
            int[] steps = wanted.get(node);
            switch (node.op()) {
                case Op.Reduce reduce
                when isFew(reduce, node) && node.input(0).op() instanceof Op.Reshape -> {
                    int axis = reduce.axes().getFirst();
                    int[] own = ones(node.input(0));
                    System.arraycopy(steps == null ? ones(node) : steps, 0, own, 0, axis);
                    System.arraycopy(steps == null ? ones(node) : steps, axis, own, axis + 1, own.length - axis - 1);
                    own[axis] = extents(node.input(0))[axis];
                    if (through(node.input(0), own, node.input(0).input(0)) != null) {
                        want(node.input(0), own);
                    }
                }
                case Op.Reshape _ when steps != null -> want(node.input(0), through(node, steps, node.input(0)));
                case Op.Broadcast _ when steps != null -> want(node.input(0), unstretched(node, steps));
                case Op.Elementwise _ when steps != null -> node.inputs().forEach(input -> want(input, steps));
                default -> {}
            }
        }
    }

    private void want(Node node, int @Nullable [] steps) {
        if (steps != null && isCut(steps)) {
            wanted.put(node, merged(wanted.getOrDefault(node, ones(node)), steps));
        }
    }

    private static boolean isFew(Op.Reduce reduce, Node node) {
        return reduce.axes().size() == 1
                && FewElements.suit(extents(node.input(0))[reduce.axes().getFirst()], node.tensorType());
    }

    // Taking apart

    private void visit(Node node) {
        Cut cut = cut(node);
        if (cut != null) {
            cuts.put(node, cut);
        } else if (!isMovedLazily(node)) {
            wholes.put(
                    node,
                    node.withInputs(node.inputs().stream().map(this::whole).toList()));
        }
    }

    /** Whether nobody may need it whole. */
    private static boolean isMovedLazily(Node node) {
        return node.op() instanceof Op.Reshape || node.op() instanceof Op.Broadcast;
    }

    private @Nullable Cut cut(Node node) {
        return switch (node.op()) {
            case Op.Elementwise _ -> elementwise(node);
            case Op.Reshape _ -> reshaped(node);
            case Op.Reduce reduce when isFew(reduce, node) -> reduced(reduce, node);
            default -> null;
        };
    }

    private @Nullable Cut elementwise(Node node) {
        int[] steps = wanted.getOrDefault(node, ones(node));
        for (Node input : node.inputs()) {
            Cut cut = cuts.get(input);
            steps = cut == null ? steps : merged(steps, cut.steps());
        }
        if (!isCut(steps)) {
            return null;
        }
        List<List<Node>> operands = new ArrayList<>();
        for (Node input : node.inputs()) {
            operands.add(parts(input, steps));
        }
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < product(steps); i++) {
            int part = i;
            parts.add(Node.of(
                    node.op(),
                    operands.stream().map(operand -> operand.get(part)).toList()));
        }
        return new Cut(steps, parts);
    }

    private @Nullable Cut reshaped(Node node) {
        Node input = node.input(0);
        Cut cut = cuts.get(input);
        int[] steps = cut == null ? wanted.get(node) : through(input, cut.steps(), node);
        return steps == null || through(node, steps, input) == null ? null : new Cut(steps, parts(node, steps));
    }

    private @Nullable Cut reduced(Op.Reduce reduce, Node node) {
        Node input = node.input(0);
        Cut cut = cuts.get(input);
        int axis = reduce.axes().getFirst();
        if (cut == null || cut.steps()[axis] != extents(input)[axis]) {
            return null;
        }
        int length = cut.steps()[axis];
        int inner = product(Arrays.copyOfRange(cut.steps(), axis + 1, cut.steps().length));
        boolean last = axis == cut.steps().length - 1;
        Shape shape = cut.parts().getFirst().tensorType().shape();
        Node zero = move(
                new Op.Broadcast(shape),
                Nodes.constant(NDArray.scalar(node.tensorType().dtype(), 0)));
        List<Node> results = new ArrayList<>();
        for (int outer = 0; outer < cut.parts().size() / length / inner; outer++) {
            for (int i = 0; i < inner; i++) {
                List<Node> elements = new ArrayList<>();
                for (int element = 0; element < length; element++) {
                    elements.add(cut.parts().get((outer * length + element) * inner + i));
                }
                results.add(FewElements.reduced(reduce.kind(), last, elements, zero, Node::of));
            }
        }
        int[] steps = IntStream.range(0, cut.steps().length)
                .filter(i -> i != axis)
                .map(i -> cut.steps()[i])
                .toArray();
        return new Cut(steps, results);
    }

    /** A value in parts. */
    private List<Node> parts(Node node, int[] steps) {
        Cut cut = cuts.get(node);
        if (cut != null && Arrays.equals(cut.steps(), steps)) {
            return cut.parts();
        }
        if (!isCut(steps)) {
            return List.of(reshape(whole(node), squeezed(extents(node))));
        }
        int[] shape = squeezed(quotients(extents(node), steps));
        if (node.op() instanceof Op.Reshape) {
            int[] before = through(node, steps, node.input(0));
            if (before != null) {
                return parts(node.input(0), before).stream()
                        .map(part -> reshape(part, shape))
                        .toList();
            }
        }
        if (node.op() instanceof Op.Broadcast) {
            return stretched(node, steps, shape);
        }
        List<Node> parts = new ArrayList<>();
        for (int part = 0; part < product(steps); part++) {
            Op.Slice slice = new Op.Slice(list(index(part, steps)), list(quotients(extents(node), steps)), list(steps));
            parts.add(reshape(move(slice, whole(node)), shape));
        }
        return parts;
    }

    private List<Node> stretched(Node node, int[] steps, int[] shape) {
        Node input = node.input(0);
        int extra = steps.length - extents(input).length;
        int[] inputSteps = unstretched(node, steps);
        List<Node> sources = parts(input, inputSteps);
        int[] sourceShape = quotients(extents(input), inputSteps);
        List<Node> parts = new ArrayList<>();
        for (int part = 0; part < product(steps); part++) {
            int[] index = index(part, steps);
            int source = 0;
            for (int axis = 0; axis < inputSteps.length; axis++) {
                source = source * inputSteps[axis] + index[extra + axis] % inputSteps[axis];
            }
            Node small = sources.get(source);
            boolean isSame = Arrays.equals(extents(small), shape);
            Op.Broadcast stretch = new Op.Broadcast(Shape.of(quotients(extents(node), steps)));
            parts.add(isSame ? small : reshape(move(stretch, reshape(small, sourceShape)), shape));
        }
        return parts;
    }

    // Putting together

    private Node whole(Node node) {
        Node known = wholes.get(node);
        if (known == null) {
            Cut cut = cuts.get(node);
            known = cut == null || node.op() instanceof Op.Reshape
                    ? node.withInputs(List.of(whole(node.input(0))))
                    : joined(cut, extents(node));
            wholes.put(node, known);
        }
        return known;
    }

    /**
     * One axis after the other, from the last: parts become neighbours along a new axis, which joins the one before.
     */
    private Node joined(Cut cut, int[] extents) {
        int[] shape = quotients(extents, cut.steps());
        List<Node> parts = cut.parts();
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            int count = cut.steps()[axis];
            if (count > 1) {
                int[] cutShape = Shape.of(shape).insert(axis + 1, 1).toArray();
                shape[axis] *= count;
                List<Node> joined = new ArrayList<>();
                for (int from = 0; from < parts.size(); from += count) {
                    List<Node> neighbours = parts.subList(from, from + count).stream()
                            .map(part -> reshape(part, cutShape))
                            .toList();
                    joined.add(reshape(Nodes.concat(neighbours, axis + 1), shape));
                }
                parts = joined;
            }
        }
        return reshape(parts.getFirst(), extents);
    }

    private Node reshape(Node node, int[] shape) {
        if (Arrays.equals(extents(node), shape)) {
            return node;
        }
        Node source = node.op() instanceof Op.Reshape ? node.input(0) : node;
        return Arrays.equals(extents(source), shape) ? source : move(new Op.Reshape(Shape.of(shape)), source);
    }

    /** The same node for the same movement, so that it is one operand of a loop. */
    private Node move(Op op, Node node) {
        return moved.computeIfAbsent(List.of(op, node), _ -> Node.of(op, node));
    }

    // Steps

    /**
     * The steps of a value under another shape, or null if its parts are no such parts there. An axis is two digits,
     * the place of a window and the element in it; the digits are shared out anew, from the last.
     */
    private static int @Nullable [] through(Node node, int[] steps, Node other) {
        int[] extents = extents(other);
        int[] result = ones(other);
        int from = steps.length - 1;
        int element = from < 0 ? 1 : steps[from];
        int place = from < 0 ? 1 : extents(node)[from] / steps[from];
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            int left = extents[axis];
            boolean isElement = true;
            while (left > 1) {
                while (element == 1 && place == 1) {
                    if (--from < 0) {
                        return null;
                    }
                    element = steps[from];
                    place = extents(node)[from] / steps[from];
                }
                int digit = element > 1 ? element : place;
                if (element > 1 && !isElement || left % digit != 0 && digit % left != 0) {
                    return null;
                }
                int taken = Math.min(left, digit);
                left /= taken;
                if (element > 1) {
                    element /= taken;
                    result[axis] *= taken;
                } else {
                    place /= taken;
                    isElement = false;
                }
            }
        }
        return result;
    }

    /** The steps of what is stretched. */
    private static int[] unstretched(Node broadcast, int[] steps) {
        int[] extents = extents(broadcast.input(0));
        int extra = steps.length - extents.length;
        return IntStream.range(0, extents.length)
                .map(axis -> extents[axis] == 1 ? 1 : steps[extra + axis])
                .toArray();
    }

    /** Both steps where they are no different ones, else the first. */
    private static int[] merged(int[] first, int[] second) {
        return IntStream.range(0, first.length)
                .map(axis -> first[axis] == 1 ? second[axis] : first[axis])
                .toArray();
    }

    private static boolean isCut(int[] steps) {
        return product(steps) > 1;
    }

    private static int[] extents(Node node) {
        return node.tensorType().shape().toArray();
    }

    private static int[] ones(Node node) {
        int[] ones = new int[node.tensorType().rank()];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static int[] quotients(int[] extents, int[] steps) {
        return IntStream.range(0, steps.length)
                .map(axis -> extents[axis] / steps[axis])
                .toArray();
    }

    private static int[] squeezed(int[] extents) {
        return IntStream.of(extents).filter(extent -> extent != 1).toArray();
    }

    private static int[] index(int part, int[] steps) {
        int[] index = new int[steps.length];
        int rest = part;
        for (int axis = steps.length - 1; axis >= 0; axis--) {
            index[axis] = rest % steps[axis];
            rest /= steps[axis];
        }
        return index;
    }

    private static int product(int[] factors) {
        return IntStream.of(factors).reduce(1, (x, y) -> x * y);
    }

    private static List<Integer> list(int[] numbers) {
        return IntStream.of(numbers).boxed().toList();
    }
}
