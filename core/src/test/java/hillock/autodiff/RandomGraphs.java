package hillock.autodiff;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Random smooth graphs of bounded values over all families of operations: one seed, one graph, in either float type.
 */
final class RandomGraphs {
    private final Random random;
    private final List<Node> pool;

    private RandomGraphs(Random random, List<Node> inputs) {
        this.random = random;
        this.pool = new ArrayList<>(inputs);
    }

    /** Two outputs made of the inputs in a number of steps. */
    static List<Node> build(long seed, List<Node> inputs, int steps) {
        RandomGraphs graph = new RandomGraphs(new Random(seed), inputs);
        for (int i = 0; i < steps; i++) {
            graph.pool.add(graph.step());
        }
        // All that was made takes part.
        Node all = graph.pool.stream()
                .map(RandomGraphs::average)
                .reduce(Nodes::add)
                .orElseThrow();
        return List.of(graph.pool.getLast(), all);
    }

    private static Node average(Node x) {
        return Nodes.mul(Nodes.sumAll(x), 1.0 / Math.max(1, x.tensorType().size()));
    }

    private Node any() {
        return pool.get(random.nextInt(pool.size()));
    }

    private Node step() {
        Node x = any();
        Shape shape = x.tensorType().shape();
        int rank = shape.rank();
        if (shape.size() > 200) {
            return Nodes.sum(Nodes.unary(Op.Unary.SIN, x), random.nextInt(rank));
        }
        return switch (random.nextInt(rank == 0 ? 4 : 14)) {
            case 0 -> Nodes.unary(bounded(), x);
            case 1 -> composed(x);
            case 2 -> Nodes.mul(Nodes.unary(Op.Unary.SIN, x), any(shape));
            case 3 -> Nodes.sub(x, Nodes.unary(Op.Unary.TANH, any(shape)));
            case 4 -> Nodes.sum(Nodes.unary(Op.Unary.SIN, x), random.nextInt(rank));
            case 5 -> Nodes.reshape(x, Shape.of(shape.size()));
            case 6 -> {
                List<Integer> order = new ArrayList<>(MovementRules.extents(shape));
                for (int i = 0; i < rank; i++) {
                    order.set(i, i);
                }
                Collections.shuffle(order, random);
                yield Nodes.permute(x, order);
            }
            case 7 -> MovementRules.take(x, random.nextInt(rank), 0, 1, 1);
            case 8 -> {
                List<Integer> some = random.ints(rank, 0, 2).boxed().toList();
                yield Nodes.pad(x, some, some, some);
            }
            case 9 -> Nodes.concat(List.of(x, Nodes.unary(Op.Unary.ERF, x)), random.nextInt(rank));
            case 10 -> {
                int axis = random.nextInt(rank);
                int extent = Math.max(shape.dimension(axis), 1);
                int[] indices = random.ints(3, 0, extent).toArray();
                Node picked = Nodes.gather(x, Nodes.constant(NDArray.of(indices)), axis);
                yield random.nextBoolean()
                        ? picked
                        : Nodes.scatterAdd(x, Nodes.constant(NDArray.of(indices)), Nodes.mul(picked, 0.5), axis);
            }
            case 11 ->
                Node.of(
                        new Op.CumSum(random.nextInt(rank), random.nextBoolean(), random.nextBoolean()),
                        Nodes.unary(Op.Unary.COS, x));
            case 12 -> product(Nodes.unary(Op.Unary.SIN, x));
            default -> loop(Nodes.unary(Op.Unary.TANH, x));
        };
    }

    private Op.Unary bounded() {
        List<Op.Unary> all =
                List.of(Op.Unary.SIN, Op.Unary.COS, Op.Unary.TANH, Op.Unary.ATAN, Op.Unary.ERF, Op.Unary.NEG);
        return all.get(random.nextInt(all.size()));
    }

    private Node composed(Node x) {
        int last = x.tensorType().rank() - 1;
        return switch (random.nextInt(last < 0 ? 3 : 6)) {
            case 0 -> Composed.sigmoid(x);
            case 1 -> Composed.gelu(Nodes.unary(Op.Unary.SIN, x));
            case 2 -> Composed.softplus(Nodes.unary(Op.Unary.COS, x));
            case 3 -> Composed.softmax(x, last);
            case 4 -> Composed.logSoftmax(Nodes.unary(Op.Unary.SIN, x), last);
            default -> Composed.logSumExp(Nodes.unary(Op.Unary.SIN, x), last);
        };
    }

    /** Something that broadcasts with a shape. */
    private Node any(Shape shape) {
        List<Node> fitting = pool.stream()
                .filter(node -> node.tensorType().shape().broadcastsTo(shape))
                .toList();
        return fitting.get(random.nextInt(fitting.size()));
    }

    private Node product(Node x) {
        int size = x.tensorType().size();
        int two = Math.min(size, 2);
        Node row = Nodes.reshape(x, Shape.of(1, size));
        Node column = Nodes.reshape(x, Shape.of(size, 1));
        return switch (random.nextInt(3)) {
            case 0 -> Nodes.matmul(row, column);
            case 1 ->
                Nodes.unary(Op.Unary.SIN, Nodes.matmul(Nodes.slice(column, 0, 0, two), Nodes.slice(row, 1, 0, two)));
            default -> {
                Node signal =
                        Nodes.reshape(Nodes.concat(List.of(flat(x), flat(x), flat(x)), 0), Shape.of(1, 1, 3 * size));
                Node window = Nodes.reshape(Nodes.slice(flat(x), 0, 0, two), Shape.of(two, 1, 1));
                int stride = 1 + random.nextInt(3);
                int dilation = 1 + random.nextInt(2);
                yield Node.of(new Op.Conv(List.of(stride), List.of(dilation), 1), signal, window);
            }
        };
    }

    private static Node flat(Node x) {
        return Nodes.reshape(x, Shape.of(x.tensorType().size()));
    }

    /** A scan over the first axis with a carry, a counter and an invariant. */
    private Node loop(Node x) {
        TensorType type = x.tensorType();
        int count = type.shape().dimension(0);
        TensorType cut = type.withShape(type.shape().without(0));
        Node weight = Nodes.unary(Op.Unary.SIN, any(Shape.SCALAR));
        TensorType clock = TensorType.of(DType.INT32);
        Function step = Function.of(List.of(cut, clock, cut, weight.tensorType()), p -> {
            Node mixed = Nodes.add(Nodes.mul(p.get(0), p.get(3)), p.get(2));
            Node next = Nodes.unary(Op.Unary.SIN, Nodes.add(mixed, Nodes.cast(p.get(1), cut.dtype())));
            return List.of(next, Nodes.add(p.get(1), 1), Nodes.mul(next, p.get(0)));
        });
        Op.Loop op = new Op.Loop(step, count, 2, 1, random.nextBoolean(), random.nextInt(4));
        Node start = Nodes.fill(cut, 0.5);
        return Nodes.element(
                Node.of(op, List.of(start, Nodes.scalar(DType.INT32, 0), x, weight)), random.nextInt(2) * 2);
    }
}
