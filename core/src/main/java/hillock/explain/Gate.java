package hillock.explain;

import hillock.graph.Op;

/** What an operation does to the gradient that comes back to it. */
public enum Gate {
    /** An input, a variable or a constant: gradients end here. */
    LEAF("collects the gradient"),
    /** Addition. */
    ADD("distributes the gradient"),
    /** Subtraction. */
    SUBTRACT("distributes the gradient, with the sign changed for the second operand"),
    /** Multiplication. */
    MULTIPLY("swaps: each operand gets the gradient times the other operand"),
    /** Maximum or minimum. */
    ROUTE("routes the gradient to the operand that was taken"),
    /** A function whose local derivative is one number per element. */
    SCALE("scales the gradient by its slope"),
    /** A choice by a condition. */
    SELECT("routes the gradient to the side that the condition chose"),
    /** A value used in several places, or stretched over them. */
    COPY("copies forward, so it adds backward"),
    /** A sum over elements. */
    SUM("adds forward, so it copies the gradient back to every term"),
    /** Elements in other places. */
    MOVE("moves every element's gradient back to its place"),
    /** A matrix product or convolution. */
    PRODUCT("swaps: each operand gets the gradient times the other, transposed"),
    /** A named function or loop. */
    FUNCTION("applies the derivative of the function"),
    /** Comparisons, integers, random numbers. */
    STOP("passes no gradient");

    private final String sentence;

    Gate(String sentence) {
        this.sentence = sentence;
    }

    /** What it does to a gradient, to be read after the name of the operation. */
    public String sentence() {
        return sentence;
    }

    /** The kind of an operation. */
    public static Gate of(Op op) {
        return switch (op) {
            case Op.Leaf _ -> LEAF;
            case Op.Unary unary -> unary(unary);
            case Op.Binary binary -> binary(binary);
            case Op.Select _ -> SELECT;
            case Op.Cast _, Op.Reshape _, Op.Permute _, Op.Slice _, Op.Pad _, Op.Concat _, Op.Element _ -> MOVE;
            case Op.Broadcast _, Op.Gather _ -> COPY;
            case Op.ScatterAdd _, Op.CumSum _ -> SUM;
            case Op.Reduce reduce ->
                switch (reduce.kind()) {
                    case SUM -> SUM;
                    case MAX, MIN -> ROUTE;
                };
            case Op.MatMul _, Op.Conv _ -> PRODUCT;
            case Op.Call _, Op.Loop _ -> FUNCTION;
            case Op.Random _, Op.ArgMax _ -> STOP;
        };
    }

    private static Gate unary(Op.Unary op) {
        return switch (op) {
            case NEG, ABS, EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF -> SCALE;
            case SIGN, FLOOR, ROUND, NOT -> STOP;
        };
    }

    private static Gate binary(Op.Binary op) {
        return switch (op) {
            case ADD -> ADD;
            case SUB -> SUBTRACT;
            case MUL -> MULTIPLY;
            case DIV, REM, POW -> SCALE;
            case MAX, MIN -> ROUTE;
            case LESS, LESS_EQUAL, EQUAL, AND, OR -> STOP;
        };
    }
}
