package hillock.engine.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A straight-line program over lanes: values of floating-point lanes, integer lanes of the same width, and masks. Equal
 * instructions are one value. Built by {@link Lowering} and {@link Lifter}, written out by {@link KernelWriter}.
 */
final class LaneCode {
    /** What lanes hold. */
    enum Kind {
        FLOAT,
        INTEGER,
        MASK
    }

    /** The instructions. Arguments are of the kinds that the name suggests. */
    enum Code {
        /** Operand {@code bits}, an element a lane. */
        LOAD(Kind.FLOAT),
        /** Operand {@code bits}, the same element in all lanes. */
        SPREAD(Kind.FLOAT),
        /** Operand {@code bits}, truth values, an element a lane. */
        LOAD_MASK(Kind.MASK),
        /** The number with the raw bits {@code bits}. */
        FLOAT_CONSTANT(Kind.FLOAT),
        INTEGER_CONSTANT(Kind.INTEGER),
        NEG(Kind.FLOAT),
        ABS(Kind.FLOAT),
        SQRT(Kind.FLOAT),
        ADD(Kind.FLOAT),
        SUB(Kind.FLOAT),
        MUL(Kind.FLOAT),
        DIV(Kind.FLOAT),
        MAX(Kind.FLOAT),
        MIN(Kind.FLOAT),
        /** The first times the second plus the third, rounded once. */
        FMA(Kind.FLOAT),
        LESS(Kind.MASK),
        LESS_EQUAL(Kind.MASK),
        EQUAL(Kind.MASK),
        AND(Kind.MASK),
        OR(Kind.MASK),
        XOR(Kind.MASK),
        NOT(Kind.MASK),
        /** Where the mask holds the second, elsewhere the third. */
        SELECT(Kind.FLOAT),
        INTEGER_SELECT(Kind.INTEGER),
        INTEGER_ADD(Kind.INTEGER),
        INTEGER_SUB(Kind.INTEGER),
        INTEGER_MIN(Kind.INTEGER),
        INTEGER_AND(Kind.INTEGER),
        INTEGER_OR(Kind.INTEGER),
        INTEGER_XOR(Kind.INTEGER),
        SHIFT_LEFT(Kind.INTEGER),
        SHIFT_RIGHT(Kind.INTEGER),
        /** The bits of a floating-point lane. */
        TO_BITS(Kind.INTEGER),
        FROM_BITS(Kind.FLOAT),
        /** The number nearest to an integer. */
        CONVERT(Kind.FLOAT);

        final Kind kind;

        Code(Kind kind) {
            this.kind = kind;
        }
    }

    /** An instruction; its number is its position. */
    record Instruction(Code code, long bits, List<Integer> arguments) {}

    private final boolean wide;
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Instruction, Integer> numbers = new HashMap<>();

    /**
     * An empty program.
     *
     * @param wide whether lanes hold float64 and int64, not float32 and int32
     */
    LaneCode(boolean wide) {
        this.wide = wide;
    }

    boolean wide() {
        return wide;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    Instruction at(int value) {
        return instructions.get(value);
    }

    /** The value of an instruction. */
    int add(Code code, int... arguments) {
        List<Integer> list = new ArrayList<>(arguments.length);
        for (int argument : arguments) {
            list.add(argument);
        }
        return number(new Instruction(code, 0, list));
    }

    /** An instruction on an operand or constant. */
    int leaf(Code code, long bits) {
        return number(new Instruction(code, bits, List.of()));
    }

    int constant(double number) {
        return leaf(
                Code.FLOAT_CONSTANT,
                wide ? Double.doubleToRawLongBits(number) : Float.floatToRawIntBits((float) number));
    }

    int integer(long number) {
        return leaf(Code.INTEGER_CONSTANT, number);
    }

    int not(int mask) {
        Instruction negated = at(mask);
        return negated.code() == Code.NOT ? negated.arguments().getFirst() : add(Code.NOT, mask);
    }

    /** The choice by a mask between two values of one kind. */
    int select(int mask, int yes, int no) {
        if (yes == no) {
            return yes;
        }
        if (at(mask).code() == Code.NOT) {
            return select(at(mask).arguments().getFirst(), no, yes);
        }
        return switch (at(yes).code().kind) {
            case FLOAT -> add(Code.SELECT, mask, yes, no);
            case INTEGER -> add(Code.INTEGER_SELECT, mask, yes, no);
            case MASK -> add(Code.OR, add(Code.AND, mask, yes), add(Code.AND, not(mask), no));
        };
    }

    private int number(Instruction instruction) {
        Integer known = numbers.putIfAbsent(instruction, instructions.size());
        if (known != null) {
            return known;
        }
        instructions.add(instruction);
        return instructions.size() - 1;
    }
}
