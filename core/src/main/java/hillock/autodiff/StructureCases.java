package hillock.autodiff;

import static hillock.autodiff.GradientCatalogue.distinct;
import static hillock.autodiff.GradientCatalogue.known;
import static hillock.autodiff.GradientCatalogue.numbers;
import static hillock.autodiff.GradientCatalogue.skipped;
import static hillock.autodiff.GradientCatalogue.smooth;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The catalogue's cases of leaves, movement, indexing, reductions, products and control. */
final class StructureCases {
    private static final String NO_FLOATS = "it takes no float operand";

    private StructureCases() {}

    static List<GradientCase> leaves() {
        TensorType type = TensorType.of(DType.FLOAT64, 2, 3);
        Function square = Function.of(List.of(type), p -> List.of(Nodes.mul(p.getFirst(), p.getFirst())));
        return List.of(
                skipped("constant", NO_FLOATS, _ -> List.of(Nodes.constant(numbers(1, 2, 3)))),
                skipped("scalar", NO_FLOATS, _ -> List.of(Nodes.scalar(DType.FLOAT64, 2))),
                skipped("input", "a leaf: what others are differentiated by", _ -> List.of(Nodes.input("x", type))),
                skipped("parameter", "a leaf of the bodies of 'call' and 'loop'", _ -> square.results()),
                smooth("variable", "twice", p -> List.of(Nodes.mul(p.getFirst(), p.getFirst())), numbers(2, 2, 3)),
                skipped("iota", NO_FLOATS, _ -> List.of(Nodes.iota(type, 1))),
                skipped(
                        "random",
                        NO_FLOATS,
                        _ -> List.of(
                                Nodes.random(type, Nodes.constant(NDArray.of(1, 2)), Nodes.scalar(DType.INT32, 3)))));
    }

    /** A linear operation followed by a sine, so that second derivatives are not all zero. */
    private static UnaryOperator<List<Node>> waved(Op op) {
        return p -> List.of(Nodes.unary(Op.Unary.SIN, Node.of(op, p)));
    }

    private static GradientCase linear(String point, Op op, NDArray... inputs) {
        return smooth(op.label(), point, waved(op), inputs);
    }

    static List<GradientCase> movement() {
        NDArray x = numbers(3, 2, 3);
        return List.of(
                linear("[2, 3] to [3, 1, 2]", new Op.Reshape(Shape.of(3, 1, 2)), x),
                linear("axes 2, 0, 1", new Op.Permute(List.of(2, 0, 1)), numbers(4, 2, 3, 4)),
                linear("[2, 1] to [3, 2, 4]", new Op.Broadcast(Shape.of(3, 2, 4)), numbers(5, 2, 1)),
                linear("[] to [2, 2]", new Op.Broadcast(Shape.of(2, 2)), numbers(6)),
                linear("step 1", new Op.Slice(List.of(1, 0), List.of(1, 2), List.of(1, 1)), x),
                linear("steps 3 and 2", new Op.Slice(List.of(1, 0), List.of(2, 3), List.of(3, 2)), numbers(7, 6, 5)),
                linear("nothing", new Op.Slice(List.of(2, 0), List.of(0, 3), List.of(1, 1)), x),
                linear("around", new Op.Pad(List.of(1, 0), List.of(0, 0), List.of(0, 2), 0), x),
                linear(
                        "around and between, with 0.5",
                        new Op.Pad(List.of(0, 1), List.of(2, 1), List.of(1, 0), Double.doubleToRawLongBits(0.5)),
                        x),
                linear("axis 1", new Op.Concat(1), x, numbers(8, 2, 1), numbers(9, 2, 2)),
                smooth(
                        "concat",
                        "one operand twice",
                        p -> List.of(Nodes.square(Nodes.concat(List.of(p.get(0), p.get(0)), 0))),
                        x));
    }

    static List<GradientCase> indexing() {
        NDArray indices = NDArray.of(Shape.of(2, 2), 2, 0, 2, 1);
        NDArray x = distinct(10, 3, 4);
        NDArray tied = NDArray.of(new double[][] {{1, 3, 3, 3}, {2, 2, 0, -1}});
        String kink = "no derivative at a tie; equal extremes share evenly";
        List<GradientCase> cases = new ArrayList<>(List.of(
                linear("axis 0, an index twice", new Op.Gather(0), x, indices),
                linear("axis 1", new Op.Gather(1), x, indices),
                linear("axis 0, an index twice", new Op.ScatterAdd(0), x, indices, numbers(11, 2, 2, 4)),
                linear("axis 1", new Op.ScatterAdd(1), x, indices, numbers(12, 3, 2, 2)),
                linear("axes 0 and 2", reduce(Op.Reduction.SUM, 0, 2), numbers(13, 2, 3, 2)),
                linear("axis 1", reduce(Op.Reduction.MAX, 1), x),
                linear("both axes", reduce(Op.Reduction.MAX, 0, 1), x),
                linear("axis 0", reduce(Op.Reduction.MIN, 0), x),
                skipped("argmax", "its result is an integer", p -> List.of(Node.of(new Op.ArgMax(1), p)), x)));
        for (Op.Reduction kind : List.of(Op.Reduction.MAX, Op.Reduction.MIN)) {
            double third = 1 / 3.0;
            double[][] shares = kind == Op.Reduction.MAX
                    ? new double[][] {{0, third, third, third}, {0.5, 0.5, 0, 0}}
                    : new double[][] {{1, 0, 0, 0}, {0, 0, 0, 1}};
            Op op = reduce(kind, 1);
            cases.add(known(
                    op.label(),
                    "ties",
                    kink,
                    p -> List.of(Node.of(op, p)),
                    List.of(tied),
                    List.of(NDArray.of(shares)),
                    List.of()));
        }
        for (boolean reversed : new boolean[] {false, true}) {
            for (boolean exclusive : new boolean[] {false, true}) {
                String point = (reversed ? "reversed" : "forward") + (exclusive ? ", exclusive" : "");
                cases.add(linear(point, new Op.CumSum(1, reversed, exclusive), numbers(14, 2, 4)));
            }
        }
        return cases;
    }

    private static Op reduce(Op.Reduction kind, Integer... axes) {
        return new Op.Reduce(kind, List.of(axes));
    }

    static List<GradientCase> contractions() {
        return List.of(
                linear("[2, 3] x [3, 4]", new Op.MatMul(), numbers(15, 2, 3), numbers(16, 3, 4)),
                linear("batch of 2", new Op.MatMul(), numbers(17, 2, 2, 3), numbers(18, 2, 3, 1)),
                smooth(
                        "matmul",
                        "one operand on both sides",
                        p -> List.of(Nodes.matmul(p.get(0), Nodes.transpose(p.get(0)))),
                        numbers(19, 2, 3)),
                linear("one axis", conv(1, 1, 1), numbers(20, 2, 2, 5), numbers(21, 3, 2, 3)),
                linear("stride 2, a rest of 1", conv(1, 2, 1), numbers(22, 1, 1, 8), numbers(23, 2, 1, 3)),
                linear("dilation 2", conv(1, 1, 2), numbers(24, 2, 1, 7), numbers(25, 1, 1, 3)),
                linear("stride 3, dilation 2", conv(1, 3, 2), numbers(26, 1, 1, 10), numbers(27, 1, 1, 2)),
                linear(
                        "two axes, two groups, stride 2 and 1, dilation 1 and 2",
                        new Op.Conv(List.of(2, 1), List.of(1, 2), 2),
                        numbers(28, 2, 4, 5, 4),
                        numbers(29, 2, 2, 2, 2)),
                linear("no axis", new Op.Conv(List.of(), List.of(), 1), numbers(30, 2, 3), numbers(31, 2, 3)));
    }

    private static Op conv(int groups, int stride, int dilation) {
        return new Op.Conv(List.of(stride), List.of(dilation), groups);
    }

    static List<GradientCase> control() {
        List<GradientCase> cases = new ArrayList<>();
        for (int count : new int[] {0, 1, 5}) {
            for (int recompute : new int[] {0, 1, 2}) {
                cases.add(smooth(
                        "loop",
                        "%d steps, recompute %d".formatted(count, recompute),
                        p -> loop(p, count, recompute),
                        numbers(32, 3),
                        numbers(33, count, 2),
                        numbers(34, 3, 3),
                        numbers(35, 2, 3)));
            }
        }
        cases.add(smooth(
                "call",
                "with partial derivatives",
                p -> List.of(Node.of(product(p.get(0).tensorType()), p)),
                numbers(36, 3),
                numbers(37, 3)));
        cases.add(smooth(
                "call",
                "with two results",
                p -> Nodes.elements(Nodes.call(
                        "call",
                        p,
                        q -> List.of(Nodes.mul(q.get(0), Nodes.exp(q.get(1))), Nodes.matmul(q.get(0), q.get(1))))),
                numbers(38, 2, 2),
                numbers(39, 2, 2)));
        cases.add(smooth(
                "element",
                "one result unused",
                p -> List.of(Nodes.element(
                        Nodes.call("pair", p, q -> List.of(Nodes.square(q.get(0)), Nodes.exp(q.get(0)))), 1)),
                numbers(40, 3)));
        return cases;
    }

    /**
     * A recurrent step with a state, a counter, a scanned input, two matrices; the states and their squares stacked.
     */
    private static List<Node> loop(List<Node> p, int count, int recompute) {
        List<TensorType> types = List.of(
                p.get(0).tensorType(),
                TensorType.of(DType.INT32),
                TensorType.of(DType.FLOAT64, 2),
                p.get(2).tensorType(),
                p.get(3).tensorType());
        Function step = Function.of(types, q -> {
            Node state = Nodes.reshape(q.get(0), Shape.of(1, 3));
            Node input = Nodes.reshape(q.get(2), Shape.of(1, 2));
            Node sum = Nodes.add(Nodes.matmul(state, q.get(3)), Nodes.matmul(input, q.get(4)));
            Node next = Nodes.reshape(Nodes.unary(Op.Unary.TANH, sum), Shape.of(3));
            Node weighted = Nodes.mul(Nodes.square(next), Nodes.cast(q.get(1), DType.FLOAT64));
            return List.of(next, Nodes.add(q.get(1), 1), weighted);
        });
        Op.Loop op = new Op.Loop(step, count, 2, 1, false, recompute);
        List<Node> parts = Nodes.elements(
                Node.of(op, List.of(p.get(0), Nodes.scalar(DType.INT32, 1), p.get(1), p.get(2), p.get(3))));
        return List.of(Nodes.square(parts.get(0)), parts.get(2));
    }

    /** {@code sin(x) y} with its partial derivatives written down. */
    private static Op.Call product(TensorType type) {
        List<TensorType> types = List.of(type, type);
        return new Op.Call(
                "call",
                Function.of(types, q -> List.of(Nodes.mul(Nodes.unary(Op.Unary.SIN, q.get(0)), q.get(1)))),
                List.of(
                        Function.of(types, q -> List.of(Nodes.mul(Nodes.unary(Op.Unary.COS, q.get(0)), q.get(1)))),
                        Function.of(types, q -> List.of(Nodes.unary(Op.Unary.SIN, q.get(0))))));
    }
}
