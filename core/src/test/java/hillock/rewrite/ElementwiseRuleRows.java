package hillock.rewrite;

import static hillock.graph.Nodes.abs;
import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.cast;
import static hillock.graph.Nodes.div;
import static hillock.graph.Nodes.equal;
import static hillock.graph.Nodes.exp;
import static hillock.graph.Nodes.fillLike;
import static hillock.graph.Nodes.less;
import static hillock.graph.Nodes.lessEqual;
import static hillock.graph.Nodes.max;
import static hillock.graph.Nodes.min;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.neg;
import static hillock.graph.Nodes.pow;
import static hillock.graph.Nodes.scalar;
import static hillock.graph.Nodes.sub;
import static hillock.graph.Nodes.unary;
import static hillock.rewrite.RuleRow.*;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of the rules for elementwise operations. */
final class ElementwiseRuleRows {
    private ElementwiseRuleRows() {}

    static Stream<RuleRow> elementwise() {
        return Stream.of(
                        rows("NegationOfNegation", NUMBERS, o -> neg(neg(o.x())), o -> o.x()),
                        rows("NotOfNot", BOOL, o -> not(not(o.x())), o -> o.x()),
                        rows("AbsOfNegation", NUMBERS, o -> abs(neg(o.x())), o -> abs(o.x())),
                        twice(Op.Unary.ABS, NUMBERS),
                        twice(Op.Unary.SIGN, NUMBERS),
                        twice(Op.Unary.FLOOR, FLOAT_TYPES),
                        twice(Op.Unary.ROUND, FLOAT_TYPES),
                        rows(
                                "UnaryOfItself",
                                FLOAT_TYPES,
                                o -> unary(Op.Unary.FLOOR, unary(Op.Unary.ROUND, o.x())),
                                o -> unary(Op.Unary.ROUND, o.x())),
                        rows(
                                "UnaryOfItself",
                                FLOAT_TYPES,
                                o -> unary(Op.Unary.ROUND, unary(Op.Unary.FLOOR, o.x())),
                                o -> unary(Op.Unary.FLOOR, o.x())),
                        rows(
                                "ExpOfMinusMagnitude",
                                FLOAT_TYPES,
                                o -> exp(select(less(o.x(), fillLike(o.x(), 0)), o.x(), neg(o.x()))),
                                o -> exp(neg(abs(o.x())))),
                        rows("AddOfZero", FLOAT_TYPES, o -> add(o.x(), fillLike(o.x(), -0.0)), o -> o.x()),
                        rows("AddOfZero", FLOAT_TYPES, o -> add(fillLike(o.x(), -0.0), o.x()), o -> o.x()),
                        rows("AddOfZero", INTEGER_TYPES, o -> add(o.x(), fillLike(o.x(), 0)), o -> o.x()),
                        rows("AddOfNegation", NUMBERS, o -> add(o.x(), neg(o.y())), o -> sub(o.x(), o.y())),
                        rows("AddOfNegation", NUMBERS, o -> add(neg(o.x()), o.y()), o -> sub(o.y(), o.x())),
                        rows("AddOfNegation", NUMBERS, o -> add(neg(o.x()), neg(o.y())), o -> sub(neg(o.x()), o.y())),
                        rows("SubOfZero", NUMBERS, o -> sub(o.x(), fillLike(o.x(), 0)), o -> o.x()),
                        rows("SubFromZero", FLOAT_TYPES, o -> sub(fillLike(o.x(), -0.0), o.x()), o -> neg(o.x())),
                        rows("SubFromZero", INTEGER_TYPES, o -> sub(fillLike(o.x(), 0), o.x()), o -> neg(o.x())),
                        rows("SubOfNegation", NUMBERS, o -> sub(o.x(), neg(o.y())), o -> add(o.x(), o.y())),
                        rows("MulByOne", NUMBERS, o -> mul(o.x(), fillLike(o.x(), 1)), o -> o.x()),
                        rows("MulByOne", NUMBERS, o -> mul(fillLike(o.x(), 1), o.x()), o -> o.x()),
                        rows("MulByOne", NUMBERS, o -> mul(o.x(), fillLike(o.x(), -1)), o -> neg(o.x())),
                        rows("MulByOne", NUMBERS, o -> mul(fillLike(o.x(), -1), o.x()), o -> neg(o.x())),
                        rows("MulOfNegation", NUMBERS, o -> mul(neg(o.x()), neg(o.y())), o -> mul(o.x(), o.y())),
                        rows("MulOfNegation", NUMBERS, o -> mul(neg(o.x()), 3), o -> mul(o.x(), -3)),
                        rows(
                                "MulOfNegation",
                                NUMBERS,
                                o -> mul(fillLike(o.x(), 3), neg(o.x())),
                                o -> mul(o.x(), fillLike(o.x(), -3))),
                        rows("DivByOne", NUMBERS, o -> div(o.x(), fillLike(o.x(), 1)), o -> o.x()),
                        rows("DivByOne", NUMBERS, o -> div(o.x(), fillLike(o.x(), -1)), o -> neg(o.x())),
                        powersOfTwo(DType.FLOAT32, 1, -1, 10, 126, 127, -126, -127),
                        powersOfTwo(DType.FLOAT64, 1, -1, 10, 1022, 1023, -1022, -1023),
                        rows("DivOfNegations", FLOAT_TYPES, o -> div(neg(o.x()), neg(o.y())), o -> div(o.x(), o.y())),
                        rows("PowOfZero", FLOAT_TYPES, o -> pow(o.x(), fillLike(o.x(), 0)), o -> fillLike(o.x(), 1)),
                        rows("PowOfZero", FLOAT_TYPES, o -> pow(o.x(), fillLike(o.x(), -0.0)), o -> fillLike(o.x(), 1)),
                        rows("ExtremumOfItself", NUMBERS, o -> max(o.x(), o.x()), o -> o.x()),
                        rows("ExtremumOfItself", NUMBERS, o -> min(o.x(), o.x()), o -> o.x()),
                        bound(DType.FLOAT32, scalar(DType.FLOAT32, Double.POSITIVE_INFINITY)),
                        bound(DType.FLOAT64, scalar(DType.FLOAT64, Double.POSITIVE_INFINITY)),
                        rows(
                                "ExtremumWithBound",
                                List.of(DType.INT32),
                                o -> max(bits(o.x(), Integer.MIN_VALUE), o.x()),
                                o -> o.x()),
                        rows(
                                "ExtremumWithBound",
                                List.of(DType.INT32),
                                o -> min(o.x(), bits(o.x(), Integer.MAX_VALUE)),
                                o -> o.x()),
                        rows(
                                "ExtremumWithBound",
                                List.of(DType.INT64),
                                o -> max(o.x(), bits(o.x(), Long.MIN_VALUE)),
                                o -> o.x()),
                        rows(
                                "ExtremumWithBound",
                                List.of(DType.INT64),
                                o -> min(bits(o.x(), Long.MAX_VALUE), o.x()),
                                o -> o.x()),
                        rows("ComparisonWithItself", NUMBERS, o -> less(o.x(), o.x()), o -> truth(o.x(), 0)),
                        rows("ComparisonWithItself", INTEGER_TYPES, o -> lessEqual(o.x(), o.x()), o -> truth(o.x(), 1)),
                        rows("ComparisonWithItself", INTEGER_TYPES, o -> equal(o.x(), o.x()), o -> truth(o.x(), 1)),
                        rows("ComparisonWithItself", BOOL, o -> equal(o.x(), o.x()), o -> truth(o.x(), 1)),
                        rows("LogicWithItself", BOOL, o -> and(o.x(), o.x()), o -> o.x()),
                        rows("LogicWithItself", BOOL, o -> or(o.x(), o.x()), o -> o.x()),
                        rows("LogicWithConstant", BOOL, o -> and(o.x(), truth(o.x(), 1)), o -> o.x()),
                        rows("LogicWithConstant", BOOL, o -> and(truth(o.x(), 0), o.x()), o -> truth(o.x(), 0)),
                        rows("LogicWithConstant", BOOL, o -> or(truth(o.x(), 0), o.x()), o -> o.x()),
                        rows("LogicWithConstant", BOOL, o -> or(o.x(), truth(o.x(), 1)), o -> truth(o.x(), 1)),
                        rows("SelectByConstant", ALL, o -> select(truth(o.x(), 1), o.x(), o.y()), o -> o.x()),
                        rows("SelectByConstant", ALL, o -> select(truth(o.x(), 0), o.x(), o.y()), o -> o.y()),
                        rows("SelectOfEquals", ALL, o -> select(o.c(), o.x(), o.x()), o -> o.x()),
                        rows(
                                "SelectByNot",
                                ALL,
                                o -> select(not(o.c()), o.x(), o.y()),
                                o -> select(o.c(), o.y(), o.x())),
                        rows("SelectOfTruths", BOOL, o -> select(o.c(), truth(o.x(), 1), truth(o.x(), 0)), o -> o.c()),
                        rows(
                                "SelectOfTruths",
                                BOOL,
                                o -> select(o.c(), truth(o.x(), 0), truth(o.x(), 1)),
                                o -> not(o.c())),
                        ALL.stream().flatMap(t -> rows("CastToSame", List.of(t), o -> to(o.x(), t), o -> o.x())),
                        casts())
                .flatMap(s -> s);
    }

    private static Stream<RuleRow> twice(Op.Unary op, List<DType> dtypes) {
        return rows("UnaryOfItself", dtypes, o -> unary(op, unary(op, o.x())), o -> unary(op, o.x()));
    }

    private static Stream<RuleRow> powersOfTwo(DType dtype, int... exponents) {
        return java.util.Arrays.stream(exponents)
                .boxed()
                .flatMap(exponent -> rows(
                        "DivByPowerOfTwo",
                        List.of(dtype),
                        o -> div(o.x(), fillLike(o.x(), -Math.scalb(1.0, exponent))),
                        o -> mul(o.x(), fillLike(o.x(), -Math.scalb(1.0, -exponent)))));
    }

    private static Stream<RuleRow> bound(DType dtype, Node infinity) {
        return Stream.concat(
                rows("ExtremumWithBound", List.of(dtype), o -> min(o.x(), infinity), o -> o.x()),
                rows(
                        "ExtremumWithBound",
                        List.of(dtype),
                        o -> max(fillLike(o.x(), Double.NEGATIVE_INFINITY), o.x()),
                        o -> o.x()));
    }

    /** All ways of an exact conversion to and on from a wider type. */
    private static Stream<RuleRow> casts() {
        record Exact(DType narrow, DType wide) {}
        List<Exact> exact = new ArrayList<>(List.of(
                new Exact(DType.FLOAT32, DType.FLOAT64),
                new Exact(DType.INT32, DType.FLOAT64),
                new Exact(DType.INT32, DType.INT64)));
        NUMBERS.forEach(wide -> exact.add(new Exact(DType.BOOL, wide)));
        return exact.stream()
                .flatMap(e -> ALL.stream()
                        .filter(t -> t != e.wide)
                        .flatMap(t ->
                                rows("CastOfCast", List.of(e.narrow), o -> to(o.x(), e.wide, t), o -> cast(o.x(), t))));
    }

    /** Each unary operation on the choice between two numbers. */
    static Stream<RuleRow> selects() {
        return Stream.of(Op.Unary.values()).flatMap(op -> {
            List<DType> dtypes = switch (op) {
                case NOT -> List.of();
                case NEG, ABS, SIGN -> NUMBERS;
                case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND -> FLOAT_TYPES;
            };
            return rows(
                    "UnaryOfSelect",
                    dtypes,
                    o -> unary(op, select(o.c(), fillLike(o.x(), 2), fillLike(o.x(), -0.0))),
                    o -> {
                        Interpreter interpreter = new Interpreter();
                        DType dtype = o.x().tensorType().dtype();
                        NDArray yes = interpreter.evaluate(unary(op, scalar(dtype, 2)));
                        NDArray no = interpreter.evaluate(unary(op, scalar(dtype, -0.0)));
                        return select(o.c(), bits(o.x(), yes.bits(0)), bits(o.x(), no.bits(0)));
                    });
        });
    }
}
