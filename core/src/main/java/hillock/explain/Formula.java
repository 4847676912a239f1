package hillock.explain;

import hillock.graph.Op;
import java.util.List;

/** Operations as they are written in formulas. */
final class Formula {
    private Formula() {}

    /** The sign of an operation between its operands, or its name. */
    static String symbol(Op op) {
        return op instanceof Op.Binary binary ? infix(binary) : op.label();
    }

    /** Whether an operation has a sign that stands between its operands. */
    private static String infix(Op.Binary op) {
        return switch (op) {
            case ADD -> "+";
            case SUB -> "-";
            case MUL -> "*";
            case DIV -> "/";
            case POW -> "^";
            case LESS -> "<";
            case LESS_EQUAL -> "<=";
            case EQUAL -> "==";
            case REM, MAX, MIN, AND, OR -> op.label();
        };
    }

    /** An operation applied to operands that are names or numbers. */
    static String of(Op op, List<String> operands) {
        String symbol = symbol(op);
        if (op == Op.Unary.NEG) {
            // -(1) rather than -1, which would read as a number and not as an operation.
            String operand = operands.getFirst();
            return "-" + (Character.isDigit(operand.charAt(0)) ? "(" + operand + ")" : signed(operand));
        }
        if (op == Op.Binary.POW) {
            return signed(operands.getFirst()) + "^" + signed(operands.getLast());
        }
        if (op instanceof Op.Binary && !symbol.equals(op.label())) {
            return operands.getFirst() + " " + symbol + " " + signed(operands.getLast());
        }
        return symbol + "(" + String.join(", ", operands) + ")";
    }

    private static String signed(String operand) {
        return operand.startsWith("-") ? "(" + operand + ")" : operand;
    }
}
