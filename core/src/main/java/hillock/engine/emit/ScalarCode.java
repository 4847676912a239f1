package hillock.engine.emit;

import hillock.array.DType;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A straight-line program over single elements: what becomes of a plan with so little work that calling its steps would
 * cost more than computing them. Equal instructions are one value. Nothing in it can fail. Written out by
 * {@link ScalarWriter}.
 */
public final class ScalarCode {
    /** What an instruction does. */
    enum Kind {
        /** Reads element {@code (int) bits} of array {@code bits >>> 32}. */
        LOAD,
        /** The number with the raw bits {@code bits}, as in {@link Op.Scalar}. */
        CONSTANT,
        /** An elementwise operation. */
        APPLY,
        /** The first argument times the second plus the third, rounded once. */
        FMA
    }

    /** An instruction; its value has the number of its position. */
    record Instruction(Kind kind, @Nullable Op op, DType dtype, long bits, List<Integer> arguments) {}

    /** A value written to an element of an array. */
    record Store(int value, int array, int index) {}

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Instruction, Integer> numbers = new HashMap<>();
    private final List<Store> stores = new ArrayList<>();

    /** An empty program. */
    public ScalarCode() {}

    /**
     * Whether an operation on single elements can be part of a program.
     *
     * @param first the element type of its first operand
     */
    public static boolean knows(Op op, DType first) {
        return switch (op) {
            // Integer divisions may find a zero divisor.
            case Op.Binary binary -> first.isFloat() || binary != Op.Binary.DIV && binary != Op.Binary.REM;
            case Op.Unary _, Op.Select _, Op.Cast _ -> true;
            default -> false;
        };
    }

    /** An element of an array, as it is when the program starts. */
    public int load(int array, int index, DType dtype) {
        return number(new Instruction(Kind.LOAD, null, dtype, (long) array << 32 | index, List.of()));
    }

    /** A number by its raw bits, as in {@link Op.Scalar}. */
    public int constant(DType dtype, long bits) {
        return number(new Instruction(Kind.CONSTANT, null, dtype, bits, List.of()));
    }

    /** An elementwise operation. */
    public int apply(Op op, DType dtype, List<Integer> arguments) {
        return number(new Instruction(Kind.APPLY, op, dtype, 0, List.copyOf(arguments)));
    }

    /** {@code x * y + sum} of floats, rounded once. */
    public int fma(DType dtype, int x, int y, int sum) {
        return number(new Instruction(Kind.FMA, null, dtype, 0, List.of(x, y, sum)));
    }

    /** Writes a value to an element of an array that nothing is read from. */
    public void store(int value, int array, int index) {
        stores.add(new Store(value, array, index));
    }

    /** The number of instructions, needed or not. */
    public int size() {
        return instructions.size();
    }

    List<Instruction> instructions() {
        return instructions;
    }

    Instruction at(int value) {
        return instructions.get(value);
    }

    List<Store> stores() {
        return stores;
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
