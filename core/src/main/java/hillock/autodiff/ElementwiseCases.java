package hillock.autodiff;

import static hillock.autodiff.GradientCatalogue.LOST;
import static hillock.autodiff.GradientCatalogue.known;
import static hillock.autodiff.GradientCatalogue.scaled;
import static hillock.autodiff.GradientCatalogue.smooth;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The catalogue's cases of operations that work element by element. */
final class ElementwiseCases {
    private static final NDArray ANY = NDArray.of(-1.7, -0.6, 0.4, 2.1);
    private static final NDArray POSITIVE = NDArray.of(0.3, 1.1, 2.7, 5.2);
    private static final String KINK = "no derivative here; the convention";
    private static final String INFINITE = "the slope is infinite";

    private ElementwiseCases() {}

    static List<GradientCase> unary() {
        List<GradientCase> cases = new ArrayList<>();
        for (Op.Unary op : Op.Unary.values()) {
            cases.add(smooth(op.label(), "ordinary", on(op), ordinary(op)));
            cases.addAll(extremes(op));
        }
        return cases;
    }

    private static NDArray ordinary(Op.Unary op) {
        return switch (op) {
            case LOG, SQRT -> POSITIVE;
            case LOG1P -> NDArray.of(-0.6, -0.1, 0.4, 3);
            case NEG, ABS, SIGN, EXP, EXPM1, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND, NOT -> ANY;
        };
    }

    /** The operation; truth values are made from numbers and back. */
    private static UnaryOperator<List<Node>> on(Op.Unary op) {
        return p -> switch (op) {
            case NOT -> {
                Node holds = Nodes.less(p.getFirst(), Nodes.zerosLike(p.getFirst()));
                yield List.of(Nodes.cast(Nodes.unary(op, holds), DType.FLOAT64));
            }
            case NEG, ABS, SIGN, EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND ->
                List.of(Nodes.unary(op, p.getFirst()));
        };
    }

    private static List<GradientCase> extremes(Op.Unary op) {
        return switch (op) {
            case ABS -> List.of(at(op, 0, KINK, 0, 0));
            case SIGN -> List.of(at(op, 0, KINK, 0, 0));
            case FLOOR -> List.of(at(op, 3, KINK, 0, 0));
            case ROUND -> List.of(at(op, 2.5, KINK, 0, 0));
            case EXP -> List.of(near(op, 700, 1), near(op, -700, 1));
            case EXPM1 ->
                List.of(
                        near(op, 700, 1),
                        near(op, 0x1p-60, 1),
                        at(op, -50, LOST, Math.exp(-50), Math.exp(-50)),
                        at(op, -700, LOST, Math.exp(-700), Math.exp(-700)));
            case LOG -> List.of(near(op, 0x1p-400, 0x1p-400), near(op, 0x1p400, 0x1p400));
            case LOG1P ->
                List.of(near(op, 0x1p-26 - 1, 0x1p-26), at(op, 0x1p-60, LOST, 1, -1), near(op, 0x1p400, 0x1p400));
            case SQRT ->
                List.of(
                        near(op, 0x1p-400, 0x1p-400),
                        near(op, 0x1p400, 0x1p400),
                        known(
                                op.label(),
                                "0",
                                INFINITE,
                                on(op),
                                List.of(NDArray.of(0.0)),
                                List.of(NDArray.of(Double.POSITIVE_INFINITY)),
                                List.of()));
            case SIN, COS -> List.of(near(op, 1e4, 1));
            case ATAN -> List.of(at(op, 1e8, LOST, 1e-16, -2e-24), at(op, 1e200, LOST, 0, 0));
            case TANH -> List.of(near(op, 8, 1), at(op, 400, LOST, 0, 0), at(op, -400, LOST, 0, 0));
            case ERF ->
                List.of(
                        at(
                                op,
                                5,
                                LOST,
                                2 / Math.sqrt(Math.PI) * Math.exp(-25),
                                -20 / Math.sqrt(Math.PI) * Math.exp(-25)),
                        at(op, -30, LOST, 0, 0));
            case NEG, NOT -> List.of();
        };
    }

    private static GradientCase near(Op.Unary op, double x, double scale) {
        return scaled(op.label(), Double.toString(x), scale, on(op), NDArray.of(x));
    }

    private static GradientCase at(Op.Unary op, double x, String reason, double first, double second) {
        return known(
                op.label(),
                Double.toString(x),
                reason,
                on(op),
                List.of(NDArray.of(x)),
                List.of(NDArray.of(first)),
                List.of(NDArray.of(second)));
    }

    static List<GradientCase> binary() {
        List<GradientCase> cases = new ArrayList<>();
        NDArray other = NDArray.of(0.9, -2.3, 1.2, 0.37);
        for (Op.Binary op : Op.Binary.values()) {
            NDArray[] operands = op == Op.Binary.POW ? new NDArray[] {POSITIVE, other} : new NDArray[] {ANY, other};
            cases.add(smooth(op.label(), "ordinary", on(op), operands));
        }
        cases.add(scaled("div", "by 2^-300", 0x1p-300, on(Op.Binary.DIV), NDArray.of(0x1p-300), NDArray.of(0x1p-300)));
        cases.add(smooth("rem", "quotient of 11", on(Op.Binary.REM), NDArray.of(7.3), NDArray.of(0.64)));
        cases.add(tie(Op.Binary.REM, 3, 1.5, KINK, 1, -2));
        cases.add(tie(Op.Binary.MAX, 2, 2, KINK, 0.5, 0.5));
        cases.add(tie(Op.Binary.MAX, -0.0, 0.0, KINK, 0.5, 0.5));
        cases.add(tie(Op.Binary.MIN, 2, 2, KINK, 0.5, 0.5));
        cases.addAll(powers());
        return cases;
    }

    private static List<GradientCase> powers() {
        List<GradientCase> cases = new ArrayList<>();
        for (double exponent : new double[] {0, 1, 2, 3, 0.5, -1.5}) {
            UnaryOperator<List<Node>> power =
                    p -> List.of(Nodes.pow(p.getFirst(), Nodes.fillLike(p.getFirst(), exponent)));
            cases.add(smooth("pow", "to the constant " + exponent, power, POSITIVE));
        }
        UnaryOperator<List<Node>> byBase = p -> List.of(Nodes.pow(p.get(0), Nodes.cast(p.get(1), DType.FLOAT64)));
        NDArray whole = NDArray.of(2, 3, 0, 1);
        cases.add(smooth("pow", "negative bases", byBase, NDArray.of(-1.5, -0.7, -2.0, -0.4), whole));
        String oneSided = "values exist on one side only";
        cases.add(known(
                "pow",
                "base 0, exponents 0 to 3",
                "differences would cross the base 0 of a power that may not exist there",
                byBase,
                List.of(NDArray.of(0.0, 0.0, 0.0, 0.0), NDArray.of(0, 1, 2, 3)),
                List.of(NDArray.of(0.0, 1.0, 0.0, 0.0)),
                List.of(NDArray.of(0.0, 0.0, 2.0, 0.0))));
        cases.add(known(
                "pow",
                "base 0, exponent 2.5",
                oneSided,
                on(Op.Binary.POW),
                List.of(NDArray.of(0.0), NDArray.of(2.5)),
                List.of(NDArray.of(0.0), NDArray.of(0.0)),
                List.of()));
        cases.add(known(
                "pow",
                "base 0, exponent 0",
                KINK,
                on(Op.Binary.POW),
                List.of(NDArray.of(0.0), NDArray.of(0.0)),
                List.of(NDArray.of(0.0), NDArray.of(0.0)),
                List.of()));
        Node tiny = Nodes.constant(NDArray.of(0x1p-100));
        cases.add(scaled(
                "pow",
                "base 2^-100",
                0x1p-100,
                p -> List.of(Nodes.pow(p.getFirst(), Nodes.fillLike(p.getFirst(), 3.5))),
                NDArray.of(0x1p-100)));
        cases.add(smooth("pow", "exponent of 2^-100", p -> List.of(Nodes.pow(tiny, p.getFirst())), NDArray.of(3.5)));
        return cases;
    }

    private static UnaryOperator<List<Node>> on(Op.Binary op) {
        return p -> switch (op) {
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN -> List.of(Nodes.binary(op, p.get(0), p.get(1)));
            case LESS, LESS_EQUAL, EQUAL -> List.of(Nodes.cast(Nodes.binary(op, p.get(0), p.get(1)), DType.FLOAT64));
            case AND, OR -> {
                Node zero = Nodes.zerosLike(p.get(0));
                Node both = Node.of(op, Nodes.less(zero, p.get(0)), Nodes.less(zero, p.get(1)));
                yield List.of(Nodes.cast(both, DType.FLOAT64));
            }
        };
    }

    private static GradientCase tie(Op.Binary op, double a, double b, String reason, double da, double db) {
        return known(
                op.label(),
                a + " and " + b,
                reason,
                on(op),
                List.of(NDArray.of(a), NDArray.of(b)),
                List.of(NDArray.of(da), NDArray.of(db)),
                List.of());
    }

    static List<GradientCase> others() {
        UnaryOperator<List<Node>> select = p -> List.of(Nodes.select(p.get(0), p.get(1), Nodes.exp(p.get(2))));
        // To float32 and back: the derivative passes, the value is rounded, so differences see steps of rounding.
        UnaryOperator<List<Node>> cast = p ->
                List.of(Nodes.mul(Nodes.cast(Nodes.cast(p.getFirst(), DType.FLOAT32), DType.FLOAT64), p.getFirst()));
        UnaryOperator<List<Node>> toIntegers =
                p -> List.of(Nodes.mul(Nodes.cast(Nodes.cast(p.getFirst(), DType.INT32), DType.FLOAT64), p.getFirst()));
        return List.of(
                smooth("select", "ordinary", select, NDArray.of(Shape.of(4), true, false, false, true), ANY, POSITIVE),
                known(
                        "cast",
                        "to float32 and back",
                        "values are rounded to 24 bits, which differences amplify",
                        cast,
                        List.of(NDArray.of(-1.5, 0.25)),
                        List.of(NDArray.of(-3.0, 0.5)),
                        List.of(NDArray.of(2.0, 2.0))),
                smooth("cast", "to int32 and back", toIntegers, ANY));
    }
}
