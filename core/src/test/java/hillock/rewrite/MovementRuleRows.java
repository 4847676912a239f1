package hillock.rewrite;

import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.broadcast;
import static hillock.graph.Nodes.cast;
import static hillock.graph.Nodes.fillLike;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.reshape;
import static hillock.graph.Nodes.scalar;
import static hillock.graph.Nodes.sub;
import static hillock.graph.Nodes.unary;
import static hillock.rewrite.RuleRow.*;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** The table of the rules for movements, reductions and folding. */
final class MovementRuleRows {
    private MovementRuleRows() {}

    static Stream<RuleRow> movements() {
        BinaryOperator<Node> stretch =
                (x, y) -> broadcast(reshape(x, Shape.of(x.tensorType().size(), 1)), shape(y));
        return Stream.of(
                        rows("ReshapeToSame", ALL, o -> Node.of(new Op.Reshape(shape(o.x())), o.x()), o -> o.x()),
                        rows(
                                "ReshapeOfReshape",
                                ALL,
                                o -> reshape(
                                        reshape(
                                                o.x(),
                                                Shape.of(o.x().tensorType().size())),
                                        Shape.of(1, n(o.x()), n(o.x()))),
                                o -> reshape(o.x(), Shape.of(1, n(o.x()), n(o.x())))),
                        rows("PermuteToSame", ALL, o -> permute(o.x(), 0, 1, 2), o -> o.x()),
                        rows(
                                "PermuteOfPermute",
                                ALL,
                                o -> permute(permute(o.x(), 2, 0, 1), 0, 2, 1),
                                o -> permute(o.x(), 2, 1, 0)),
                        rows("PermuteOfPermute", ALL, o -> permute(permute(o.x(), 2, 0, 1), 1, 2, 0), o -> o.x()),
                        rows("BroadcastToSame", ALL, o -> Node.of(new Op.Broadcast(shape(o.x())), o.x()), o -> o.x()),
                        rows(
                                "BroadcastToSame",
                                ALL,
                                o -> broadcast(o.x(), shape(o.x()).insert(0, 1)),
                                o -> reshape(o.x(), shape(o.x()).insert(0, 1))),
                        rows(
                                "BroadcastOfBroadcast",
                                ALL,
                                o -> broadcast(
                                        broadcast(o.x(), shape(o.x()).with(1, 2)),
                                        shape(o.x()).with(1, 2).insert(0, 3)),
                                o -> broadcast(o.x(), shape(o.x()).with(1, 2).insert(0, 3))),
                        rows(
                                "BroadcastOfBroadcast",
                                ALL,
                                o -> broadcast(
                                        reshape(o.x(), shape(o.x()).insert(0, 1)),
                                        shape(o.x()).insert(0, 3)),
                                o -> broadcast(o.x(), shape(o.x()).insert(0, 3))),
                        rows(
                                "SliceOfAll",
                                ALL,
                                o -> slice(o.x(), l(0, 0, 0), l(n(o.x()), 1, n(o.x())), l(1, 5, 1)),
                                o -> o.x()),
                        rows(
                                "SliceOfSlice",
                                List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64),
                                o -> slice(
                                        slice(o.x(), l(1, 0, 0), l(3, 1, 4), l(2, 1, 2)),
                                        l(1, 0, 0),
                                        l(2, 1, 2),
                                        l(1, 1, 3)),
                                o -> slice(o.x(), l(3, 0, 0), l(2, 1, 2), l(2, 1, 6))),
                        rows(
                                "SliceOfSlice",
                                List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64),
                                o -> slice(
                                        slice(o.x(), l(0, 0, 0), l(3, 1, 2), l(3, 1, 6)),
                                        l(3, 0, 1),
                                        l(0, 1, 1),
                                        l(7, 1, 9)),
                                o -> slice(o.x(), l(0, 0, 6), l(0, 1, 1), l(1, 1, 1))),
                        rows(
                                "SliceOfPad",
                                ALL,
                                o -> slice(
                                        Node.of(new Op.Pad(l(1, 2, 0), l(1, 3, 0), l(0, 1, 2), 1), o.x()),
                                        l(1, 2, 0),
                                        l(n(o.x()), 1, n(o.x())),
                                        l(2, 1, 1)),
                                o -> o.x()),
                        rows(
                                "PermuteOfPad",
                                ALL,
                                o -> Nodes.permute(
                                        Node.of(new Op.Pad(l(1, 2, 0), l(1, 3, 0), l(0, 1, 2), 1), o.x()), l(2, 0, 1)),
                                o -> Node.of(
                                        new Op.Pad(l(0, 1, 2), l(0, 1, 3), l(2, 0, 1), 1),
                                        Nodes.permute(o.x(), l(2, 0, 1)))),
                        rows(
                                "PadOfNothing",
                                ALL,
                                o -> Node.of(new Op.Pad(l(0, 0, 0), l(0, 7, 0), l(0, 0, 0), 1), o.x()),
                                o -> o.x()),
                        rows(
                                "AddOfPads",
                                FLOAT_TYPES,
                                o -> add(piece(o.x(), 0, 3), piece(o.y(), 1, 2)),
                                o -> Nodes.pad(
                                        Nodes.concat(List.of(plusZero(o.x()), plusZero(o.y())), 1),
                                        l(0, 0, 0),
                                        l(0, 0, 0),
                                        l(0, 2, 0))),
                        rows(
                                "AddOfPads",
                                FLOAT_TYPES,
                                o -> add(
                                        add(piece(unary(Op.Unary.ABS, o.x()), 3, 0), piece(o.x(), 1, 2)),
                                        piece(o.y(), 2, 1)),
                                o -> Nodes.pad(
                                        Nodes.concat(
                                                List.of(
                                                        plusZero(o.x()),
                                                        plusZero(o.y()),
                                                        plusZero(unary(Op.Unary.ABS, o.x()))),
                                                1),
                                        l(0, 1, 0),
                                        l(0, 0, 0),
                                        l(0, 0, 0))),
                        rows(
                                "AddOfPads",
                                List.of(DType.INT32, DType.INT64),
                                o -> add(piece(o.x(), 1, 0), piece(o.y(), 0, 1)),
                                o -> Nodes.concat(List.of(o.y(), o.x()), 1)),
                        rows("ConcatOfOne", ALL, o -> Node.of(new Op.Concat(1), List.of(o.x())), o -> o.x()),
                        uniform(x -> reshape(x, Shape.of(6)), Shape.of(6)),
                        uniform(x -> permute(x, 1, 0), Shape.of(3, 2)),
                        uniform(x -> slice(x, l(1, 0), l(1, 2), l(1, 2)), Shape.of(1, 2)),
                        uniform(x -> Nodes.concat(List.of(x, x), 0), Shape.of(4, 3)),
                        rows(
                                "MovementOfUniform",
                                FLOAT_TYPES,
                                o -> Nodes.pad(
                                        broadcast(scalar(o.x().tensorType().dtype(), 0), Shape.of(2)),
                                        l(1),
                                        l(1),
                                        l(2)),
                                o -> broadcast(scalar(o.x().tensorType().dtype(), 0), Shape.of(6))),
                        rows(
                                "GatherOfOneIndex",
                                ALL,
                                o -> Nodes.gather(o.x(), scalar(DType.INT32, 1), 2),
                                o -> reshape(
                                        slice(o.x(), l(0, 0, 1), l(n(o.x()), 1, 1), l(1, 1, 1)),
                                        Shape.of(n(o.x()), 1))),
                        rows("ReduceOverNothing", NUMBERS, o -> reduce(Op.Reduction.SUM, o.x()), o -> o.x()),
                        rows("ReduceOverNothing", NUMBERS, o -> reduce(Op.Reduction.MAX, o.x()), o -> o.x()),
                        rows(
                                "ReduceOverOnes",
                                NUMBERS,
                                o -> reduce(Op.Reduction.MAX, o.x(), 1),
                                o -> reshape(o.x(), Shape.of(n(o.x()), n(o.x())))),
                        rows(
                                "ReduceOverOnes",
                                NUMBERS,
                                o -> reduce(Op.Reduction.MIN, o.x(), 1),
                                o -> reshape(o.x(), Shape.of(n(o.x()), n(o.x())))),
                        rows(
                                "ReduceOverOnes",
                                INTEGER_TYPES,
                                o -> reduce(Op.Reduction.SUM, o.x(), 1),
                                o -> reshape(o.x(), Shape.of(n(o.x()), n(o.x())))),
                        rows(
                                "ElementwiseOfBroadcasts",
                                FLOAT_TYPES,
                                o -> unary(
                                        Op.Unary.EXP,
                                        broadcast(o.x(), shape(o.x()).insert(0, 2))),
                                o -> broadcast(
                                        unary(Op.Unary.EXP, o.x()), shape(o.x()).insert(0, 2))),
                        rows(
                                "ElementwiseOfBroadcasts",
                                NUMBERS,
                                o -> add(
                                        broadcast(o.x(), shape(o.x()).with(1, 3)),
                                        mul(broadcast(o.y(), shape(o.x()).with(1, 3)), 5)),
                                o -> broadcast(
                                        add(o.x(), mul(o.y(), 5)), shape(o.x()).with(1, 3))),
                        rows(
                                "ElementwiseOfBroadcasts",
                                ALL,
                                o -> to(
                                        select(
                                                broadcast(o.c(), shape(o.x()).with(1, 3)),
                                                broadcast(o.x(), shape(o.x()).with(1, 3)),
                                                broadcast(
                                                        scalar(
                                                                o.x().tensorType()
                                                                        .dtype(),
                                                                1),
                                                        shape(o.x()).with(1, 3))),
                                        DType.BOOL),
                                o -> broadcast(
                                        cast(select(o.c(), o.x(), fillLike(o.x(), 1)), DType.BOOL),
                                        shape(o.x()).with(1, 3))))
                .flatMap(s -> s)
                // Truth values have no -0; a bool cast to bool is not there at all.
                .filter(row -> !row.rule().equals("ElementwiseOfBroadcasts") || row.dtype() != DType.BOOL);
    }

    /** A piece of something that was cut along axis 1, at its place. */
    private static Node piece(Node x, int before, int after) {
        return Nodes.pad(x, l(0, before, 0), l(0, 0, 0), l(0, after, 0));
    }

    private static Node plusZero(Node x) {
        return add(x, fillLike(x, 0));
    }

    private static Stream<RuleRow> uniform(java.util.function.UnaryOperator<Node> movement, Shape shape) {
        return rows(
                "MovementOfUniform",
                ALL,
                o -> movement.apply(broadcast(scalar(o.x().tensorType().dtype(), -1), Shape.of(2, 3))),
                o -> broadcast(scalar(o.x().tensorType().dtype(), -1), shape));
    }

    static Stream<RuleRow> folding() {
        return NUMBERS.stream().flatMap(dtype -> {
            Node vector = Nodes.iota(TensorType.of(dtype, 4), 0);
            return Stream.of(
                    new RuleRow("ConstantFolding", dtype, add(scalar(dtype, 2), scalar(dtype, 3)), scalar(dtype, 5)),
                    new RuleRow("ConstantFolding", dtype, Nodes.sumAll(vector), scalar(dtype, 6)),
                    new RuleRow(
                            "ConstantFolding", dtype, sub(vector, vector), broadcast(scalar(dtype, 0), Shape.of(4))));
        });
    }
}
