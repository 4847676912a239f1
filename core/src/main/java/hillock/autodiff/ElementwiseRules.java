package hillock.autodiff;

import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.cast;
import static hillock.graph.Nodes.div;
import static hillock.graph.Nodes.equal;
import static hillock.graph.Nodes.exp;
import static hillock.graph.Nodes.fillLike;
import static hillock.graph.Nodes.less;
import static hillock.graph.Nodes.lessEqual;
import static hillock.graph.Nodes.log;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.neg;
import static hillock.graph.Nodes.pow;
import static hillock.graph.Nodes.rsub;
import static hillock.graph.Nodes.select;
import static hillock.graph.Nodes.square;
import static hillock.graph.Nodes.sub;
import static hillock.graph.Nodes.zerosLike;

import hillock.array.DType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of operations that work element by element. Their Jacobians are diagonal, so one rule serves both
 * modes: it multiplies a cotangent of the result or a tangent of an operand by the same partial derivative.
 */
final class ElementwiseRules {
    private ElementwiseRules() {}

    /** Whether the derivative is other than zero somewhere. */
    static boolean isSmooth(Op.Unary op) {
        return switch (op) {
            case SIGN, FLOOR, ROUND, NOT -> false;
            case NEG, ABS, EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF -> true;
        };
    }

    /** {@code t} times the partial derivative of a node by one operand, or null where that is zero everywhere. */
    static @Nullable Node times(Op.Elementwise op, Node y, int operand, Node t) {
        return switch (op) {
            case Op.Unary unary -> unary(unary, y, y.input(0), t);
            case Op.Binary binary -> binary(binary, y, y.input(0), y.input(1), operand == 0, t);
            case Op.Select _ -> select(y.input(0), operand, t);
            case Op.Cast _ -> {
                // Towards the operand in reverse, towards the result in forward mode: to the type that t does not have.
                DType from = y.input(0).tensorType().dtype();
                yield cast(t, t.tensorType().dtype() == from ? y.tensorType().dtype() : from);
            }
        };
    }

    private static @Nullable Node select(Node condition, int operand, Node t) {
        return switch (operand) {
            case 1 -> Nodes.select(condition, t, zerosLike(t));
            case 2 -> Nodes.select(condition, zerosLike(t), t);
            default -> null;
        };
    }

    private static @Nullable Node unary(Op.Unary op, Node y, Node x, Node t) {
        return switch (op) {
            case NEG -> neg(t);
            case ABS -> mul(t, Nodes.unary(Op.Unary.SIGN, x));
            case EXP -> mul(t, y);
            // Not y + 1, which has no correct digits for large negative x.
            case EXPM1 -> mul(t, exp(x));
            case LOG -> div(t, x);
            case LOG1P -> div(t, add(x, 1));
            case SQRT -> div(t, mul(y, 2));
            case SIN -> mul(t, Nodes.unary(Op.Unary.COS, x));
            case COS -> neg(mul(t, Nodes.unary(Op.Unary.SIN, x)));
            case ATAN -> div(t, add(square(x), 1));
            case TANH -> mul(t, rsub(1, square(y)));
            case ERF -> mul(t, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)));
            case SIGN, FLOOR, ROUND, NOT -> null;
        };
    }

    private static @Nullable Node binary(Op.Binary op, Node y, Node a, Node b, boolean first, Node t) {
        return switch (op) {
            case ADD -> t;
            case SUB -> first ? t : neg(t);
            case MUL -> mul(t, first ? b : a);
            case DIV -> first ? div(t, b) : neg(mul(div(t, b), y));
            // a = quotient * b + y; (a - y) / b is the quotient up to rounding.
            case REM -> first ? t : neg(mul(t, Nodes.unary(Op.Unary.ROUND, div(sub(a, y), b))));
            case POW -> first ? powerByBase(a, b, t) : powerByExponent(y, a, b, t);
            case MAX -> first ? greater(a, b, t) : greater(b, a, t);
            case MIN -> first ? greater(b, a, t) : greater(a, b, t);
            case LESS, LESS_EQUAL, EQUAL, AND, OR -> null;
        };
    }

    /** {@code t} where the first is greater, half of it where both are equal, else 0. */
    private static Node greater(Node one, Node other, Node t) {
        return Nodes.select(equal(one, other), mul(t, 0.5), Nodes.select(less(other, one), t, zerosLike(t)));
    }

    /**
     * {@code t b x^(b-1)}. The exponent is kept at 0 where b is 0, so that 0 times infinity cannot arise, in no order
     * of derivative.
     */
    private static @Nullable Node powerByBase(Node x, Node b, Node t) {
        OptionalDouble known = uniform(b);
        if (known.isPresent()) {
            double exponent = known.getAsDouble();
            if (exponent == 0) {
                return null;
            }
            if (exponent == 1) {
                return t;
            }
            Node factor = exponent == 2 ? x : pow(x, fillLike(b, exponent - 1));
            return mul(t, mul(factor, exponent));
        }
        Node zero = zerosLike(b);
        return mul(t, mul(b, pow(x, Nodes.select(equal(b, zero), zero, add(b, -1)))));
    }

    /** {@code t y ln x}, and 0 where x is 0 and b is not negative. */
    private static Node powerByExponent(Node y, Node x, Node b, Node t) {
        Node zero = zerosLike(x);
        Node vanishes = Node.of(Op.Binary.AND, equal(x, zero), lessEqual(zero, b));
        return mul(t, mul(y, log(Nodes.select(vanishes, fillLike(x, 1), x))));
    }

    /** The number that a node consists of, if that can be seen. */
    static OptionalDouble uniform(Node node) {
        Node core = node;
        while (core.op() instanceof Op.Broadcast) {
            core = core.input(0);
        }
        return core.op() instanceof Op.Scalar scalar
                ? OptionalDouble.of(scalar.value().item())
                : OptionalDouble.empty();
    }
}
