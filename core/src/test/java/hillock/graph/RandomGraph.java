package hillock.graph;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Random expressions of all operations and element types, small and without errors: no integer is divided by zero and
 * no index is out of range. Values are rich in zeros of both signs, infinities, NaN and subnormals. A seed always gives
 * the same graph. For tests that two ways of computing give the same bits.
 */
public final class RandomGraph {
    private static final int LARGEST = 200;
    private static final int DEEPEST = 2;
    private static final double[] SPECIALS = {
        0.0,
        -0.0,
        1,
        -1,
        2,
        0.5,
        -0.25,
        3,
        -7,
        1e-40,
        -1e-40,
        1e-310,
        1e30,
        -1e30,
        1e300,
        0.1,
        -1.5,
        2.5,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private final Random random;
    private final int depth;
    private final List<Node> pool = new ArrayList<>();
    private final Map<Symbol, NDArray> inputs = new LinkedHashMap<>();
    private List<Node> roots = List.of();

    private RandomGraph(Random random, int depth) {
        this.random = random;
        this.depth = depth;
    }

    /** The graph of a seed with about the given number of operations. */
    public static RandomGraph of(long seed, int operations) {
        RandomGraph graph = new RandomGraph(new Random(seed), 0);
        for (int i = 0; i < 6; i++) {
            graph.pool.add(graph.leaf());
        }
        graph.grow(operations);
        Set<Node> used = new HashSet<>();
        graph.pool.forEach(node -> used.addAll(Walk.topological(node.inputs())));
        graph.roots = graph.pool.stream()
                .distinct()
                .filter(node -> !used.contains(node))
                .toList();
        return graph;
    }

    /** Expressions that together use every node made; all of them are tensors. */
    public List<Node> roots() {
        return roots;
    }

    /** Values for the inputs of the expressions. */
    public Map<Symbol, NDArray> inputs() {
        return inputs;
    }

    private void grow(int operations) {
        int target = pool.size() + operations;
        for (int tries = 0; pool.size() < target && tries < 100 * operations; tries++) {
            step().filter(node -> node.tensorType().size() <= LARGEST).ifPresent(pool::add);
        }
    }

    private Optional<Node> step() {
        Node x = any();
        return switch (random.nextInt(26)) {
            case 0, 1, 2 -> unary(x);
            case 3, 4, 5, 6, 7 -> binary(x);
            case 8 -> select(x);
            case 9 -> Optional.of(Node.of(new Op.Cast(pick(DType.values())), x));
            case 10 -> reshape(x);
            case 11 -> Optional.of(Node.of(new Op.Permute(order(x.tensorType().rank())), x));
            case 12 -> Optional.of(Node.of(new Op.Broadcast(stretched(x)), x));
            case 13 -> Optional.of(slice(x));
            case 14 -> Optional.of(pad(x));
            case 15 -> concat(x);
            case 16 -> gather(x);
            case 17 -> scatterAdd(x);
            case 18 -> reduce(x);
            case 19 -> argMaxOrCumSum(x);
            case 20 -> matMul(x);
            case 21 -> conv(x);
            case 22 -> Optional.of(randomNumbers());
            case 23 -> loop();
            case 24 -> call();
            case 25 -> Optional.of(leaf());
            default -> throw new AssertionError();
        };
    }

    // Leaves

    private Node leaf() {
        TensorType type = new TensorType(pick(DType.values()), shape());
        return switch (random.nextInt(depth == 0 ? 9 : 3)) {
            case 0 -> scalar(type.dtype());
            case 1 -> Nodes.constant(array(type));
            case 2 ->
                type.rank() > 0 && type.dtype() != DType.BOOL
                        ? Nodes.iota(type, random.nextInt(type.rank()))
                        : uniform(type);
            case 3, 4, 5, 6 -> Nodes.read(new Variable("v", array(type)));
            default -> {
                Symbol symbol = new Symbol("x", type);
                inputs.put(symbol, array(type));
                yield Node.of(new Op.Input(symbol));
            }
        };
    }

    private Node scalar(DType dtype) {
        return Nodes.scalar(dtype, dtype == DType.BOOL ? random.nextInt(2) : special());
    }

    private Node uniform(TensorType type) {
        return Nodes.broadcast(scalar(type.dtype()), type.shape());
    }

    private NDArray array(TensorType type) {
        Object data = type.dtype().newArray(type.size());
        boolean zeros = random.nextInt(4) == 0;
        for (int i = 0; i < type.size(); i++) {
            double value =
                    zeros ? SPECIALS[random.nextInt(8)] : random.nextInt(3) > 0 ? special() : random.nextGaussian();
            switch (data) {
                case float[] a -> a[i] = (float) value;
                case double[] a -> a[i] = value;
                case int[] a -> a[i] = random.nextInt(8) == 0 ? Integer.MIN_VALUE : (int) value;
                case long[] a -> a[i] = random.nextInt(8) == 0 ? random.nextLong() : (long) value;
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new AssertionError(type);
            }
        }
        return NDArray.wrap(type, data);
    }

    private double special() {
        return SPECIALS[random.nextInt(SPECIALS.length)];
    }

    private Shape shape() {
        int[] extents = new int[random.nextInt(4)];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(4);
        }
        return Shape.of(extents);
    }

    // Operands

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** A node of the pool; a late one more often, so that graphs get deep. */
    private Node any() {
        int size = pool.size();
        return pool.get(random.nextBoolean() ? size - 1 - random.nextInt(Math.min(size, 5)) : random.nextInt(size));
    }

    private Optional<Node> any(Predicate<Node> wanted) {
        List<Node> fitting = pool.stream().filter(wanted).toList();
        return fitting.isEmpty() ? Optional.empty() : Optional.of(fitting.get(random.nextInt(fitting.size())));
    }

    /** A node of the type of another. */
    private Node like(Node x) {
        return of(x.tensorType());
    }

    private Node like(Node x, DType dtype) {
        return of(x.tensorType().withDType(dtype));
    }

    private Node of(TensorType type) {
        return switch (random.nextInt(4)) {
            case 0 -> uniform(type);
            case 1 ->
                any(node -> node.tensorType().dtype() == type.dtype()
                                && node.tensorType().shape().broadcastsTo(type.shape()))
                        .map(node -> Nodes.broadcast(node, type.shape()))
                        .orElseGet(() -> uniform(type));
            case 2 -> any(node -> node.type().equals(type)).orElseGet(() -> Nodes.constant(array(type)));
            default ->
                any(node -> node.tensorType().shape().equals(type.shape()))
                        .map(node -> Nodes.cast(node, type.dtype()))
                        .orElseGet(() -> uniform(type));
        };
    }

    // Families

    private Optional<Node> unary(Node x) {
        Op.Unary op = pick(Op.Unary.values());
        Node operand = random.nextInt(3) == 0 && x.op() instanceof Op.Unary ? Node.of(x.op(), x) : x;
        DType dtype = x.tensorType().dtype();
        boolean fits = switch (op) {
            case NOT -> dtype == DType.BOOL;
            case NEG, ABS, SIGN -> dtype != DType.BOOL;
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND -> dtype.isFloat();
        };
        return fits ? Optional.of(Node.of(op, operand)) : Optional.empty();
    }

    private Optional<Node> binary(Node x) {
        Op.Binary op = pick(Op.Binary.values());
        DType dtype = x.tensorType().dtype();
        boolean fits = switch (op) {
            case AND, OR -> dtype == DType.BOOL;
            case EQUAL -> true;
            case POW -> dtype.isFloat();
            case ADD, SUB, MUL, DIV, REM, MAX, MIN, LESS, LESS_EQUAL -> dtype != DType.BOOL;
        };
        if (!fits) {
            return Optional.empty();
        }
        Node y = random.nextInt(8) == 0 ? x : like(x);
        boolean negates = random.nextInt(6) == 0 && dtype != DType.BOOL;
        if (negates) {
            y = Nodes.neg(y);
        }
        if (dtype.isInteger() && (op == Op.Binary.DIV || op == Op.Binary.REM)) {
            return Optional.of(Node.of(op, x, Nodes.max(Nodes.abs(y), Nodes.fillLike(y, 1))));
        }
        Node other = negates && random.nextBoolean() ? Nodes.neg(x) : x;
        return Optional.of(random.nextBoolean() ? Node.of(op, other, y) : Node.of(op, y, other));
    }

    private Optional<Node> select(Node x) {
        Node condition = like(x, DType.BOOL);
        return Optional.of(Node.of(
                new Op.Select(), random.nextInt(4) == 0 ? Node.of(Op.Unary.NOT, condition) : condition, x, like(x)));
    }

    private Optional<Node> reshape(Node x) {
        TensorType type = x.tensorType();
        Shape flat = Shape.of(type.size());
        Shape[] choices = {
            flat,
            type.shape().insert(0, 1),
            type.shape().insert(type.rank(), 1),
            Shape.of(order(type.rank()).stream()
                    .mapToInt(type.shape()::dimension)
                    .toArray()),
            type.size() % 2 == 0 ? Shape.of(2, type.size() / 2) : flat
        };
        return type.rank() > 4 ? Optional.empty() : Optional.of(Node.of(new Op.Reshape(pick(choices)), x));
    }

    private List<Integer> order(int rank) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        if (random.nextInt(4) > 0) {
            Collections.shuffle(order, random);
        }
        return order;
    }

    private Shape stretched(Node x) {
        Shape shape = x.tensorType().shape();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dimension(axis) == 1) {
                shape = shape.with(axis, random.nextInt(4));
            }
        }
        return shape.rank() < 4 && random.nextBoolean() ? shape.insert(0, 1 + random.nextInt(3)) : shape;
    }

    private Node slice(Node x) {
        List<Integer> starts = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int extent : x.tensorType().shape().toArray()) {
            int step = 1 + random.nextInt(2);
            int start = extent == 0 || random.nextBoolean() ? 0 : random.nextInt(extent);
            int most = start < extent ? (extent - start - 1) / step + 1 : 0;
            starts.add(start);
            steps.add(step);
            sizes.add(random.nextInt(10) == 0 ? random.nextInt(most + 1) : most);
        }
        return Node.of(new Op.Slice(starts, sizes, steps), x);
    }

    private Node pad(Node x) {
        TensorType type = x.tensorType();
        Op.Scalar filler = (Op.Scalar) scalar(type.dtype()).op();
        Op.Pad pad = new Op.Pad(few(type.rank()), few(type.rank()), few(type.rank()), filler.bits());
        Node padded = Node.of(pad, x);
        if (random.nextInt(3) > 0 || padded.tensorType().size() > LARGEST) {
            return padded;
        }
        List<Integer> sizes = IntStream.of(type.shape().toArray()).boxed().toList();
        return Node.of(
                new Op.Slice(
                        pad.before(),
                        sizes,
                        pad.between().stream().map(n -> n + 1).toList()),
                padded);
    }

    private List<Integer> few(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> Math.max(random.nextInt(4) - 1, 0))
                .toList();
    }

    private Optional<Node> concat(Node x) {
        int rank = x.tensorType().rank();
        if (rank == 0) {
            return Optional.empty();
        }
        List<Node> parts = new ArrayList<>(List.of(x));
        int more = random.nextInt(3);
        for (int i = 0; i < more; i++) {
            parts.add(random.nextInt(parts.size() + 1), like(x));
        }
        return Optional.of(Node.of(new Op.Concat(random.nextInt(rank)), parts));
    }

    /** Indices into an axis: any int32 tensor, clamped. */
    private Optional<Node> indices(Node x, int axis) {
        int extent = x.tensorType().shape().dimension(axis);
        if (extent == 0) {
            return Optional.empty();
        }
        if (random.nextInt(4) == 0) {
            return Optional.of(Nodes.scalar(DType.INT32, random.nextInt(extent)));
        }
        return any(node -> node.tensorType().dtype() == DType.INT32
                        && node.tensorType().rank() < 3)
                .map(node -> Nodes.max(Nodes.min(node, Nodes.fillLike(node, extent - 1)), Nodes.zerosLike(node)));
    }

    private Optional<Node> gather(Node x) {
        int rank = x.tensorType().rank();
        if (rank == 0) {
            return Optional.empty();
        }
        int axis = random.nextInt(rank);
        return indices(x, axis).map(indices -> Nodes.gather(x, indices, axis));
    }

    private Optional<Node> scatterAdd(Node x) {
        int rank = x.tensorType().rank();
        if (rank == 0 || x.tensorType().dtype() == DType.BOOL) {
            return Optional.empty();
        }
        int axis = random.nextInt(rank);
        return indices(x, axis).flatMap(indices -> {
            TensorType updates = Nodes.gather(x, indices, axis).tensorType();
            return updates.size() > LARGEST
                    ? Optional.empty()
                    : Optional.of(Nodes.scatterAdd(x, indices, of(updates), axis));
        });
    }

    private Optional<Node> reduce(Node x) {
        if (x.tensorType().dtype() == DType.BOOL) {
            return Optional.empty();
        }
        List<Integer> axes = IntStream.range(0, x.tensorType().rank())
                .filter(_ -> random.nextBoolean())
                .boxed()
                .toList();
        return Optional.of(Node.of(new Op.Reduce(pick(Op.Reduction.values()), axes), x));
    }

    private Optional<Node> argMaxOrCumSum(Node x) {
        TensorType type = x.tensorType();
        if (type.rank() == 0) {
            return Optional.empty();
        }
        int axis = random.nextInt(type.rank());
        if (random.nextBoolean() && type.shape().dimension(axis) > 0) {
            return Optional.of(Node.of(new Op.ArgMax(axis), x));
        }
        return type.dtype() == DType.BOOL
                ? Optional.empty()
                : Optional.of(Node.of(new Op.CumSum(axis, random.nextBoolean(), random.nextBoolean()), x));
    }

    private Optional<Node> matMul(Node x) {
        if (x.tensorType().rank() < 2 || x.tensorType().dtype() == DType.BOOL) {
            return Optional.empty();
        }
        return Optional.of(Nodes.matmul(x, Nodes.transpose(like(x))));
    }

    private Optional<Node> conv(Node x) {
        TensorType type = x.tensorType();
        if (!type.dtype().isFloat() || type.size() == 0) {
            return Optional.empty();
        }
        int groups = type.size() % 2 == 0 ? 1 + random.nextInt(2) : 1;
        int extent = type.size() / groups;
        int taps = 1 + random.nextInt(Math.min(extent, 3));
        int dilation = taps == 1 ? 1 : 1 + random.nextInt((extent - 1) / (taps - 1));
        Node w = of(TensorType.of(type.dtype(), 2 * groups, 1, taps));
        Node image = Nodes.reshape(x, Shape.of(1, groups, extent));
        return Optional.of(Node.of(new Op.Conv(List.of(1 + random.nextInt(2)), List.of(dilation), groups), image, w));
    }

    private Node randomNumbers() {
        Node key = random.nextBoolean()
                ? Composed.key(random.nextLong())
                : Composed.fold(Composed.key(1), of(TensorType.of(DType.INT32)));
        DType[] drawable = {DType.INT32, DType.FLOAT32, DType.FLOAT64};
        return Nodes.random(new TensorType(pick(drawable), shape()), key, of(TensorType.of(DType.INT32)));
    }

    // Control

    private Optional<Node> loop() {
        if (depth == DEEPEST) {
            return Optional.empty();
        }
        List<Node> operands = new ArrayList<>();
        int carries = random.nextInt(4);
        for (int i = 0; i < carries; i++) {
            operands.add(any());
        }
        int count = random.nextInt(4);
        int scanned = random.nextInt(3);
        for (int i = 0; i < scanned; i++) {
            Optional<Node> cut = any(node ->
                    node.tensorType().rank() > 0 && node.tensorType().shape().dimension(0) == count);
            operands.add(cut.orElseGet(() -> uniform(TensorType.of(pick(DType.values()), count, 2))));
        }
        int invariants = random.nextInt(3);
        for (int i = 0; i < invariants; i++) {
            operands.add(random.nextBoolean() ? any() : leaf());
        }
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            TensorType type = operands.get(i).tensorType();
            boolean cut = i >= carries && i < carries + scanned;
            types.add(cut ? type.withShape(type.shape().without(0)) : type);
        }
        int outputs = carries == 0 ? 1 + random.nextInt(2) : random.nextInt(3);
        Function body = Function.of(types, parameters -> {
            RandomGraph inner = inner(parameters);
            List<Node> results = new ArrayList<>();
            for (int i = 0; i < carries; i++) {
                results.add(random.nextInt(4) == 0 ? parameters.get(i) : inner.like(parameters.get(i)));
            }
            for (int i = 0; i < outputs; i++) {
                results.add(inner.any());
            }
            return results;
        });
        Op.Loop loop = new Op.Loop(body, count, carries, scanned, random.nextBoolean(), random.nextInt(3));
        return part(Node.of(loop, operands));
    }

    private Optional<Node> call() {
        if (depth == DEEPEST) {
            return Optional.empty();
        }
        List<Node> operands = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            operands.add(any());
        }
        int results = 1 + random.nextInt(3);
        return part(Nodes.call("call", operands, parameters -> {
            RandomGraph inner = inner(parameters);
            return IntStream.range(0, results).mapToObj(_ -> inner.any()).toList();
        }));
    }

    private RandomGraph inner(List<Node> parameters) {
        RandomGraph inner = new RandomGraph(random, depth + 1);
        inner.pool.addAll(parameters);
        if (parameters.isEmpty() || random.nextBoolean()) {
            inner.pool.add(inner.leaf());
        }
        inner.grow(3 + random.nextInt(6));
        return inner;
    }

    /** Some parts of a tuple go to the pool, the rest stays unused. */
    private Optional<Node> part(Node node) {
        List<Node> parts = Nodes.elements(node);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        for (Node part : parts) {
            if (random.nextBoolean() && part.tensorType().size() <= LARGEST) {
                pool.add(part);
            }
        }
        return Optional.of(parts.get(random.nextInt(parts.size())));
    }

    // Text

    /** The graph as one line per node, the bodies of loops and calls indented; for messages of failed tests. */
    public static String describe(List<Node> roots) {
        StringBuilder out = new StringBuilder();
        describe(roots, "", out);
        return out.toString();
    }

    private static void describe(List<Node> roots, String indent, StringBuilder out) {
        Map<Node, Integer> numbers = new LinkedHashMap<>();
        for (Node node : Walk.topological(roots)) {
            int number = numbers.size();
            numbers.put(node, number);
            String operands = node.inputs().stream()
                    .map(input -> " n" + numbers.get(input))
                    .reduce("", String::concat);
            String text = switch (node.op()) {
                case Op.Constant constant -> "constant " + constant.value();
                case Op.Scalar scalar -> "scalar " + scalar.value();
                case Op.Read read -> "variable " + read.variable().value();
                case Op.Loop loop ->
                    "loop count=%d carries=%d scanned=%d reversed=%s"
                            .formatted(loop.count(), loop.carries(), loop.scanned(), loop.reversed());
                case Op.Call call -> "call " + call.name();
                default -> node.op().toString();
            };
            out.append(indent).append("n%d = %s%s : %s%n".formatted(number, text, operands, node.type()));
            switch (node.op()) {
                case Op.Loop loop -> describe(loop.body().results(), indent + "    ", out);
                case Op.Call call -> describe(call.body().results(), indent + "    ", out);
                default -> {}
            }
        }
        out.append(indent)
                .append("roots")
                .append(roots.stream().map(root -> " n" + numbers.get(root)).reduce("", String::concat))
                .append('\n');
    }
}
