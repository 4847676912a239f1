package hillock.engine.emit;

import hillock.array.DType;
import hillock.engine.emit.LaneCode.Code;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;

/** Chains as lane code: every operation with the bits of its definition in {@code hillock.arithmetic}. */
final class Lowering {
    private final LaneCode code;
    private final List<Integer> values = new ArrayList<>();

    private Lowering(LaneCode code) {
        this.code = code;
    }

    /**
     * Whether kernels know an operation.
     *
     * @param first the element type of its first operand
     * @param result the element type of its value
     */
    static boolean knows(Op op, DType first, DType result) {
        return switch (op) {
            case Op.Unary unary ->
                switch (unary) {
                    case NEG, ABS, SIGN, SQRT -> first.isFloat();
                    case NOT -> true;
                    case EXP, EXPM1, LOG, LOG1P, ATAN, TANH, ERF -> first.isFloat();
                    case SIN, COS, FLOOR, ROUND -> false;
                };
            case Op.Binary binary ->
                switch (binary) {
                    case ADD, SUB, MUL, DIV, MAX, MIN, LESS, LESS_EQUAL -> first.isFloat();
                    case EQUAL -> first.isFloat() || first == DType.BOOL;
                    case AND, OR -> true;
                    case REM, POW -> false;
                };
            case Op.Select _ -> result.isFloat() || result == DType.BOOL;
            case Op.Cast _ -> first == DType.BOOL && result.isFloat();
            default -> false;
        };
    }

    /** The values of a chain that are written, after the code that computes them. */
    static List<Integer> lower(Chain chain, LaneCode code) {
        Lowering lowering = new Lowering(code);
        for (int i = 0; i < chain.operands().size(); i++) {
            Chain.Operand operand = chain.operands().get(i);
            Code load = operand.dtype() == DType.BOOL ? Code.LOAD_MASK : operand.single() ? Code.SPREAD : Code.LOAD;
            lowering.values.add(code.leaf(load, i));
        }
        for (Chain.Step step : chain.steps()) {
            int[] arguments =
                    step.arguments().stream().mapToInt(lowering.values::get).toArray();
            lowering.values.add(lowering.apply(step.op(), arguments));
        }
        return chain.outputs().stream().map(lowering.values::get).toList();
    }

    private int apply(Op op, int[] a) {
        return switch (op) {
            case Op.Unary unary -> unary(unary, a[0]);
            case Op.Binary binary -> binary(binary, a[0], a[1]);
            case Op.Select _ -> code.select(a[0], a[1], a[2]);
            case Op.Cast _ -> code.select(a[0], code.constant(1), code.constant(0));
            default -> throw new AssertionError(op);
        };
    }

    private int unary(Op.Unary op, int x) {
        return switch (op) {
            case NEG -> code.add(Code.NEG, x);
            case ABS -> code.add(Code.ABS, x);
            case SQRT -> code.add(Code.SQRT, x);
            case NOT -> code.not(x);
            case SIGN -> {
                int zero = code.constant(0);
                int below = code.select(code.add(Code.LESS, x, zero), code.constant(-1), x);
                yield code.select(code.add(Code.LESS, zero, x), code.constant(1), below);
            }
            case EXP, EXPM1, LOG, LOG1P, ATAN, TANH, ERF -> Lifter.call(op.label(), code, x);
            case SIN, COS, FLOOR, ROUND -> throw new AssertionError(op);
        };
    }

    private int binary(Op.Binary op, int x, int y) {
        if (op == Op.Binary.EQUAL && code.at(x).code().kind == LaneCode.Kind.MASK) {
            return code.not(code.add(Code.XOR, x, y));
        }
        return code.add(
                switch (op) {
                    case ADD -> Code.ADD;
                    case SUB -> Code.SUB;
                    case MUL -> Code.MUL;
                    case DIV -> Code.DIV;
                    case MAX -> Code.MAX;
                    case MIN -> Code.MIN;
                    case LESS -> Code.LESS;
                    case LESS_EQUAL -> Code.LESS_EQUAL;
                    case EQUAL -> Code.EQUAL;
                    case AND -> Code.AND;
                    case OR -> Code.OR;
                    case REM, POW -> throw new AssertionError(op);
                },
                x,
                y);
    }
}
