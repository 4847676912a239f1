package hillock.engine.emit;

import hillock.arithmetic.Float32;
import hillock.arithmetic.Float64;
import hillock.engine.emit.LaneCode.Code;
import hillock.engine.emit.LaneCode.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Elementary functions as lane code, read from the bytecode of {@link Float32} and {@link Float64}: there is one
 * definition of every number, and kernels run that definition lane by lane.
 *
 * <p>The bytecode is followed in order. Where it forks, both ways are computed, each under its condition; where they
 * meet again, values that differ become choices by the condition. Loops and anything that is not arithmetic are not
 * understood; the functions that have them have no kernels.
 */
final class Lifter {
    /** The condition of what is always reached. */
    private static final int ALWAYS = -1;

    private final LaneCode code;
    private final Map<Label, List<State>> pending = new HashMap<>();
    private final List<Way> results = new ArrayList<>();
    private @Nullable State state;

    private Lifter(LaneCode code, State state) {
        this.code = code;
        this.state = state;
    }

    /** What is known at one place, and under which condition (a mask) it is reached. */
    private record State(int condition, Deque<Object> stack, Map<Integer, Integer> locals) {
        State under(int newCondition) {
            return new State(newCondition, new ArrayDeque<>(stack), new HashMap<>(locals));
        }
    }

    /** A result and the condition under which it is given. */
    private record Way(int condition, int value) {}

    /** What {@code fcmpl} and its like leave on the stack, until a branch asks about it. */
    private record Comparison(Opcode opcode, int first, int second) {}

    /** The value of a function of this name in {@link Float32} or {@link Float64}. */
    static int call(String name, LaneCode code, int x) {
        ClassModel definitions = Definitions.of(code.wide());
        ClassDesc number = (code.wide() ? TypeKind.DOUBLE : TypeKind.FLOAT).upperBound();
        String type = "(%1$s)%1$s".formatted(number.descriptorString());
        return call(definitions, name, type, code, List.of(x));
    }

    private static int call(ClassModel owner, String name, String type, LaneCode code, List<Integer> arguments) {
        MethodModel method = owner.methods().stream()
                .filter(m -> m.methodName().equalsString(name) && m.methodType().equalsString(type))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no definition of " + name + type));
        Map<Integer, Integer> locals = new HashMap<>();
        List<ClassDesc> types = method.methodTypeSymbol().parameterList();
        int slot = 0;
        for (int i = 0; i < types.size(); i++) {
            locals.put(slot, arguments.get(i));
            slot += TypeKind.from(types.get(i)).slotSize();
        }
        Lifter lifter = new Lifter(code, new State(ALWAYS, new ArrayDeque<>(), locals));
        for (CodeElement element : method.code().orElseThrow()) {
            lifter.follow(owner, element);
        }
        return lifter.result();
    }

    private int result() {
        Way last = results.getLast();
        int value = last.value();
        for (int i = results.size() - 2; i >= 0; i--) {
            value = code.select(results.get(i).condition(), results.get(i).value(), value);
        }
        return value;
    }

    private void follow(ClassModel owner, CodeElement element) {
        if (element instanceof LabelTarget target) {
            for (State arriving : pending.getOrDefault(target.label(), List.of())) {
                state = state == null ? arriving : meet(arriving, state);
            }
            return;
        }
        State now = state;
        if (now == null) {
            return;
        }
        switch (element) {
            case LoadInstruction load ->
                now.stack().push(Objects.requireNonNull(now.locals().get(load.slot())));
            case StoreInstruction store -> now.locals().put(store.slot(), pop());
            case ConstantInstruction constant -> now.stack().push(constant((Number) constant.constantValue()));
            case ConvertInstruction convert -> convert(convert);
            case OperatorInstruction operator -> operate(operator.opcode());
            case BranchInstruction branch -> branch(branch);
            case InvokeInstruction invoke -> invoke(owner, invoke);
            case ReturnInstruction _ -> {
                results.add(new Way(now.condition(), pop()));
                state = null;
            }
            default -> {
                if (element instanceof java.lang.classfile.Instruction) {
                    throw new IllegalArgumentException("cannot lift " + element);
                }
            }
        }
    }

    private Deque<Object> stack() {
        return Objects.requireNonNull(state).stack();
    }

    private int pop() {
        return (Integer) stack().pop();
    }

    private void push(int value) {
        stack().push(value);
    }

    private int constant(Number number) {
        return switch (number) {
            case Float f -> code.leaf(Code.FLOAT_CONSTANT, Float.floatToRawIntBits(f));
            case Double d -> code.leaf(Code.FLOAT_CONSTANT, Double.doubleToRawLongBits(d));
            default -> code.integer(number.longValue());
        };
    }

    private void convert(ConvertInstruction convert) {
        switch (convert.opcode()) {
            case I2L -> {} // integer lanes are as wide as the numbers anyway
            case I2F -> push(code.add(Code.CONVERT, pop()));
            case L2D -> push(small(pop()));
            default -> throw new IllegalArgumentException("cannot lift " + convert);
        }
    }

    /**
     * An int64 as float64 if its magnitude is below 2^51, as that of exponents is: in the bits of 1.5 * 2^52 it counts
     * units. Without AVX-512 there is no instruction for the conversion, and HotSpot would box every vector.
     */
    private int small(int integer) {
        double units = 0x1.8p52;
        int bits = code.add(Code.INTEGER_ADD, integer, code.integer(Double.doubleToRawLongBits(units)));
        return code.add(Code.SUB, code.add(Code.FROM_BITS, bits), code.constant(units));
    }

    private void operate(Opcode opcode) {
        if (opcode == Opcode.FNEG || opcode == Opcode.DNEG) {
            push(code.add(Code.NEG, pop()));
            return;
        }
        int second = pop();
        int first = pop();
        switch (opcode) {
            case FADD, DADD -> push(code.add(Code.ADD, first, second));
            case FSUB, DSUB -> push(code.add(Code.SUB, first, second));
            case FMUL, DMUL -> push(code.add(Code.MUL, first, second));
            case FDIV, DDIV -> push(code.add(Code.DIV, first, second));
            case IADD, LADD -> push(code.add(Code.INTEGER_ADD, first, second));
            case ISUB, LSUB -> push(code.add(Code.INTEGER_SUB, first, second));
            case IAND, LAND -> push(code.add(Code.INTEGER_AND, first, second));
            case IOR, LOR -> push(code.add(Code.INTEGER_OR, first, second));
            case IXOR, LXOR -> push(code.add(Code.INTEGER_XOR, first, second));
            case ISHL, LSHL -> push(code.add(Code.SHIFT_LEFT, first, second));
            case ISHR, LSHR -> push(code.add(Code.SHIFT_RIGHT, first, second));
            case FCMPL, FCMPG, DCMPL, DCMPG -> stack().push(new Comparison(opcode, first, second));
            default -> throw new IllegalArgumentException("cannot lift " + opcode);
        }
    }

    private void branch(BranchInstruction branch) {
        State now = Objects.requireNonNull(state);
        if (branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W) {
            pend(branch.target(), now);
            state = null;
            return;
        }
        int taken = switch (now.stack().pop()) {
            case Comparison comparison -> holds(branch.opcode(), comparison);
            case Object value -> isNot(branch.opcode(), (Integer) value);
        };
        pend(branch.target(), now.under(both(now.condition(), taken)));
        state = now.under(both(now.condition(), code.not(taken)));
    }

    private void pend(Label target, State arriving) {
        pending.computeIfAbsent(target, _ -> new ArrayList<>()).add(arriving);
    }

    /** When a branch on a comparison is taken: a NaN counts as less for the one form, as greater for the other. */
    private int holds(Opcode branch, Comparison comparison) {
        boolean nanIsLess = comparison.opcode() == Opcode.FCMPL || comparison.opcode() == Opcode.DCMPL;
        int x = comparison.first();
        int y = comparison.second();
        return switch (branch) {
            case IFLT -> nanIsLess ? code.not(code.add(Code.LESS_EQUAL, y, x)) : code.add(Code.LESS, x, y);
            case IFLE -> nanIsLess ? code.not(code.add(Code.LESS, y, x)) : code.add(Code.LESS_EQUAL, x, y);
            case IFGT -> nanIsLess ? code.add(Code.LESS, y, x) : code.not(code.add(Code.LESS_EQUAL, x, y));
            case IFGE -> nanIsLess ? code.add(Code.LESS_EQUAL, y, x) : code.not(code.add(Code.LESS, x, y));
            case IFEQ -> code.add(Code.EQUAL, x, y);
            case IFNE -> code.not(code.add(Code.EQUAL, x, y));
            default -> throw new IllegalArgumentException("cannot lift " + branch);
        };
    }

    /** When a branch on a truth value, which bytecode knows as 1 and 0, is taken. */
    private int isNot(Opcode branch, int value) {
        LaneCode.Instruction chosen = code.at(value);
        int mask;
        if (chosen.code().kind == Kind.MASK) {
            mask = value;
        } else if (chosen.code() == Code.INTEGER_SELECT
                && chosen.arguments().get(1) == code.integer(1)
                && chosen.arguments().get(2) == code.integer(0)) {
            mask = chosen.arguments().getFirst();
        } else {
            throw new IllegalArgumentException("cannot lift a branch on " + chosen);
        }
        return switch (branch) {
            case IFNE -> mask;
            case IFEQ -> code.not(mask);
            default -> throw new IllegalArgumentException("cannot lift " + branch);
        };
    }

    private int both(int condition, int mask) {
        return condition == ALWAYS ? mask : code.add(Code.AND, condition, mask);
    }

    private State meet(State one, State other) {
        Deque<Object> stack = new ArrayDeque<>();
        var others = other.stack().descendingIterator();
        one.stack()
                .descendingIterator()
                .forEachRemaining(
                        value -> stack.push(code.select(one.condition(), (Integer) value, (Integer) others.next())));
        Map<Integer, Integer> locals = new HashMap<>();
        one.locals().forEach((slot, value) -> {
            Integer otherValue = other.locals().get(slot);
            // A slot reused for another kind of value is dead where both ways meet.
            if (otherValue != null
                    && code.at(value).code().kind == code.at(otherValue).code().kind) {
                locals.put(slot, code.select(one.condition(), value, otherValue));
            }
        });
        return new State(either(one.condition(), other.condition()), stack, locals);
    }

    private int either(int one, int other) {
        if (code.not(one) == other) {
            return ALWAYS;
        }
        LaneCode.Instruction first = code.at(one);
        LaneCode.Instruction second = code.at(other);
        if (first.code() == Code.AND
                && second.code() == Code.AND
                && first.arguments().get(0).equals(second.arguments().get(0))
                && code.not(first.arguments().get(1)) == second.arguments().get(1)) {
            return first.arguments().getFirst();
        }
        return code.add(Code.OR, one, other);
    }

    private ClassDesc ofIntegers() {
        return (code.wide() ? TypeKind.LONG : TypeKind.INT).upperBound();
    }

    private void invoke(ClassModel owner, InvokeInstruction invoke) {
        String name = invoke.name().stringValue();
        if (invoke.owner().name().equals(owner.thisClass().name())) {
            List<Integer> arguments = new ArrayList<>();
            for (int i = 0; i < invoke.typeSymbol().parameterCount(); i++) {
                arguments.addFirst(pop());
            }
            push(call(owner, name, invoke.type().stringValue(), code, arguments));
            return;
        }
        switch (name) {
            case "fma" -> {
                int addend = pop();
                int factor = pop();
                push(code.add(Code.FMA, pop(), factor, addend));
            }
            case "abs" -> push(code.add(Code.ABS, pop()));
            case "min" -> {
                if (!invoke.typeSymbol().returnType().equals(ofIntegers())) {
                    throw new IllegalArgumentException("cannot lift " + invoke);
                }
                push(code.add(Code.INTEGER_MIN, pop(), pop()));
            }
            case "isNaN" -> {
                int x = pop();
                push(code.not(code.add(Code.EQUAL, x, x)));
            }
            case "floatToRawIntBits", "doubleToRawLongBits" -> push(code.add(Code.TO_BITS, pop()));
            case "intBitsToFloat", "longBitsToDouble" -> push(code.add(Code.FROM_BITS, pop()));
            case "copySign" -> {
                int sign = code.integer(code.wide() ? Long.MIN_VALUE : Integer.MIN_VALUE);
                int rest = code.integer(code.wide() ? Long.MAX_VALUE : Integer.MAX_VALUE);
                int from = code.add(Code.INTEGER_AND, code.add(Code.TO_BITS, pop()), sign);
                int magnitude = code.add(Code.INTEGER_AND, code.add(Code.TO_BITS, pop()), rest);
                push(code.add(Code.FROM_BITS, code.add(Code.INTEGER_OR, magnitude, from)));
            }
            default -> throw new IllegalArgumentException("cannot lift " + invoke);
        }
    }

    /** The class files, read once. */
    private static final class Definitions {
        private static final ClassModel FLOATS = read(Float32.class);
        private static final ClassModel DOUBLES = read(Float64.class);

        static ClassModel of(boolean wide) {
            return wide ? DOUBLES : FLOATS;
        }

        private static ClassModel read(Class<?> type) {
            try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(type.getSimpleName() + ".class"))) {
                return ClassFile.of().parse(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
