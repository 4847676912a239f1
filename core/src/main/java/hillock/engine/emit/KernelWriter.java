package hillock.engine.emit;

import hillock.engine.emit.LaneCode.Code;
import hillock.engine.emit.LaneCode.Instruction;
import hillock.engine.emit.LaneCode.Kind;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Lane code as a class: a loop over the rows and in it one over the vectors of a row, by the Vector API. Elements that
 * serve a whole row are read before the inner one. Everything is read before anything is written, so a result may take
 * the place of an operand. The last vector of a row is read and written under a mask if the row does not fill it: in a
 * method of its own, for where vectors with and without a mask meet HotSpot keeps them as objects.
 *
 * <p>There are vector operands only and no helper methods that take vectors: scalar overloads and helpers make HotSpot
 * give up inlining.
 */
final class KernelWriter {
    private static final String VECTOR = "jdk.incubator.vector.";
    private static final ClassDesc SPECIES = ClassDesc.of(VECTOR + "VectorSpecies");
    private static final ClassDesc MASK = ClassDesc.of(VECTOR + "VectorMask");
    private static final ClassDesc ANY_VECTOR = ClassDesc.of(VECTOR + "Vector");
    private static final ClassDesc OPERATORS = ClassDesc.of(VECTOR + "VectorOperators");
    private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
    private static final ClassDesc BINARY = OPERATORS.nested("Binary");
    private static final ClassDesc ASSOCIATIVE = OPERATORS.nested("Associative");
    private static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
    private static final ClassDesc BYTES = ClassDesc.of(VECTOR + "ByteVector");

    private static final int ARRAYS = 1;
    private static final int OFFSETS = 2;
    private static final int STRIDES = 3;
    private static final int ROWS = 4;
    private static final int COUNT = 5;
    private static final int FIRST_LOCAL = 6;
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(
            ConstantDescs.CD_void,
            ConstantDescs.CD_Object.arrayType(),
            ConstantDescs.CD_int.arrayType(),
            ConstantDescs.CD_int.arrayType(),
            ConstantDescs.CD_int,
            ConstantDescs.CD_int);
    private static final MethodTypeDesc READ_TRUTHS = MethodTypeDesc.of(
            ConstantDescs.CD_long, ConstantDescs.CD_byte.arrayType(), ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc WRITE_TRUTHS = MethodTypeDesc.of(
            ConstantDescs.CD_void,
            ConstantDescs.CD_long,
            ConstantDescs.CD_byte.arrayType(),
            ConstantDescs.CD_int,
            ConstantDescs.CD_int);

    private final LaneCode code;
    private final List<Chain.Operand> operands;
    private final List<Integer> results;
    private final int lanes;
    private final ClassDesc home;
    private final ClassDesc vector;
    private final ClassDesc element;
    private final ClassDesc integers;
    private final ClassDesc integer;
    private final int[] arrayLocal;
    private final int[] valueLocal;
    private final int row;
    private final int index;
    private final int lastWhole;
    private final int there;
    private final int noBytes;
    private final int oneBytes;
    private final boolean truthsInBytes;

    /**
     * A writer.
     *
     * @param home the package the class is to live in, which has a class {@code TruthLanes} with their species
     * @param lanes how many lanes there are
     * @param truthsInBytes whether there are vectors of as many bytes
     * @param results the values that are written, whose arrays follow those of the operands
     */
    KernelWriter(
            LaneCode code,
            List<Chain.Operand> operands,
            List<Integer> results,
            String home,
            int lanes,
            boolean truthsInBytes) {
        this.code = code;
        this.operands = operands;
        this.results = results;
        this.lanes = lanes;
        this.home = ClassDesc.of(home + ".TruthLanes");
        boolean wide = code.wide();
        this.vector = ClassDesc.of(VECTOR + (wide ? "DoubleVector" : "FloatVector"));
        this.element = wide ? ConstantDescs.CD_double : ConstantDescs.CD_float;
        this.integers = ClassDesc.of(VECTOR + (wide ? "LongVector" : "IntVector"));
        this.integer = wide ? ConstantDescs.CD_long : ConstantDescs.CD_int;
        int local = FIRST_LOCAL;
        this.arrayLocal = new int[operands.size() + results.size()];
        for (int i = 0; i < arrayLocal.length; i++) {
            arrayLocal[i] = local;
            local += 3;
        }
        this.valueLocal = new int[code.instructions().size()];
        for (int i = 0; i < valueLocal.length; i++) {
            valueLocal[i] = local++;
        }
        this.row = local++;
        this.index = local++;
        this.lastWhole = local++;
        this.there = local++;
        this.noBytes = local++;
        this.oneBytes = local;
        this.truthsInBytes = truthsInBytes;
    }

    /** The bytes of a class with a public constructor that implements the interface of kernels. */
    byte[] write(ClassDesc kernel) {
        return ClassFile.of()
                .build(
                        ClassDesc.of(home.packageName() + ".Emitted"),
                        type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                                .withInterfaceSymbols(kernel)
                                .withMethodBody(
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void,
                                        ClassFile.ACC_PUBLIC,
                                        b -> b.aload(0)
                                                .invokespecial(
                                                        ConstantDescs.CD_Object,
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void)
                                                .return_())
                                .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::whole)
                                .withMethodBody("rest", RUN, ClassFile.ACC_PUBLIC, this::part));
    }

    /** All vectors that a row fills, then the rest. */
    private void whole(CodeBuilder b) {
        Values values = begin(b);
        b.iload(COUNT).loadConstant(lanes).isub().istore(lastWhole);
        rows(b, values, () -> {
            b.iconst_0().istore(index);
            Label top = b.newBoundLabel();
            Label endOfRow = b.newLabel();
            b.iload(index).iload(lastWhole).if_icmpgt(endOfRow);
            values.loads.forEach(value -> load(b, value));
            values.computed.forEach(value -> compute(b, value));
            store(b);
            b.iinc(index, lanes).goto_(top).labelBinding(endOfRow);
        });
        Label end = b.newLabel();
        b.iload(COUNT).loadConstant(lanes).irem().ifeq(end);
        b.aload(0).aload(ARRAYS).aload(OFFSETS).aload(STRIDES).iload(ROWS).iload(COUNT);
        b.invokevirtual(ClassDesc.of(home.packageName() + ".Emitted"), "rest", RUN);
        b.labelBinding(end).return_();
    }

    /** The last vector of each row, which the row does not fill, under a mask. */
    private void part(CodeBuilder b) {
        Values values = begin(b);
        b.iload(COUNT).iload(COUNT).loadConstant(lanes).irem().isub().istore(index);
        species(b);
        b.iload(index).iload(COUNT);
        b.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, ConstantDescs.CD_int, ConstantDescs.CD_int));
        b.astore(there);
        rows(b, values, () -> {
            values.loads.forEach(value -> loadPart(b, value));
            values.computed.forEach(value -> compute(b, value));
            storePart(b);
        });
        b.return_();
    }

    /** What is done once a row, once a vector by reading, and once a vector by computing. */
    private record Values(List<Integer> perRow, List<Integer> loads, List<Integer> computed) {}

    /** Arrays in locals. */
    private Values begin(CodeBuilder b) {
        for (int i = 0; i < arrayLocal.length; i++) {
            b.aload(ARRAYS).loadConstant(i).aaload().checkcast(arrayType(i)).astore(arrayLocal[i]);
            b.aload(OFFSETS).loadConstant(i).iaload().istore(arrayLocal[i] + 1);
            b.aload(STRIDES).loadConstant(i).iaload().istore(arrayLocal[i] + 2);
        }
        if (truthsInBytes) {
            bytes(b, 0, noBytes);
            bytes(b, 1, oneBytes);
        }
        Values values = new Values(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int value = 0; value < valueLocal.length; value++) {
            switch (code.at(value).code()) {
                case SPREAD -> values.perRow.add(value);
                case LOAD -> values.loads.add(value);
                case LOAD_MASK -> (isSingle(value) ? values.perRow : values.loads).add(value);
                default -> values.computed.add(value);
            }
        }
        return values;
    }

    private void rows(CodeBuilder b, Values values, Runnable vectors) {
        b.iconst_0().istore(row);
        Label nextRow = b.newBoundLabel();
        Label end = b.newLabel();
        b.iload(row).iload(ROWS).if_icmpge(end);
        values.perRow.forEach(value -> spread(b, value));
        vectors.run();
        for (int i = 0; i < arrayLocal.length; i++) {
            b.iload(arrayLocal[i] + 1).iload(arrayLocal[i] + 2).iadd().istore(arrayLocal[i] + 1);
        }
        b.iinc(row, 1).goto_(nextRow).labelBinding(end);
    }

    private boolean isSingle(int load) {
        return operands.get((int) code.at(load).bits()).single();
    }

    private ClassDesc arrayType(int array) {
        boolean truths = array < operands.size()
                ? !operands.get(array).dtype().isFloat()
                : code.at(results.get(array - operands.size())).code().kind == Kind.MASK;
        return (truths ? ConstantDescs.CD_byte : element).arrayType();
    }

    private void bytes(CodeBuilder b, int number, int local) {
        bytesSpecies(b);
        b.loadConstant(number).i2b();
        b.invokestatic(BYTES, "broadcast", MethodTypeDesc.of(BYTES, SPECIES, ConstantDescs.CD_byte));
        b.astore(local);
    }

    private void species(CodeBuilder b) {
        b.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
    }

    private void integerSpecies(CodeBuilder b) {
        b.getstatic(integers, "SPECIES_PREFERRED", SPECIES);
    }

    private void bytesSpecies(CodeBuilder b) {
        b.getstatic(home, code.wide() ? "OF_DOUBLES" : "OF_FLOATS", SPECIES);
    }

    private void position(CodeBuilder b, int array) {
        b.aload(arrayLocal[array]).iload(arrayLocal[array] + 1).iload(index).iadd();
    }

    /**
     * A constant, in the loop: HotSpot moves it before the loop. If it stood there already, in a local, HotSpot would
     * keep some of many as objects (measured: an array for each call).
     */
    private void constant(CodeBuilder b, int value) {
        long bits = code.at(value).bits();
        if (code.at(value).code() == Code.FLOAT_CONSTANT) {
            species(b);
            if (code.wide()) {
                b.loadConstant(Double.longBitsToDouble(bits));
            } else {
                b.loadConstant(Float.intBitsToFloat((int) bits));
            }
            b.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
        } else {
            integerSpecies(b);
            if (code.wide()) {
                b.loadConstant(bits);
            } else {
                b.loadConstant((int) bits);
            }
            b.invokestatic(integers, "broadcast", MethodTypeDesc.of(integers, SPECIES, integer));
        }
    }

    /** One element for all lanes. */
    private void spread(CodeBuilder b, int value) {
        int array = (int) code.at(value).bits();
        species(b);
        b.aload(arrayLocal[array]).iload(arrayLocal[array] + 1);
        if (code.at(value).code() == Code.LOAD_MASK) {
            b.baload();
            b.invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, ConstantDescs.CD_boolean));
        } else {
            if (code.wide()) {
                b.daload();
            } else {
                b.faload();
            }
            b.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
        }
        b.astore(valueLocal[value]);
    }

    private void load(CodeBuilder b, int value) {
        int array = (int) code.at(value).bits();
        if (code.at(value).code() == Code.LOAD) {
            species(b);
            position(b, array);
            b.invokestatic(
                    vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, element.arrayType(), ConstantDescs.CD_int));
        } else if (truthsInBytes) {
            bytesSpecies(b);
            position(b, array);
            b.invokestatic(
                    BYTES,
                    "fromArray",
                    MethodTypeDesc.of(BYTES, SPECIES, ConstantDescs.CD_byte.arrayType(), ConstantDescs.CD_int));
            b.getstatic(OPERATORS, "NE", COMPARISON).aload(noBytes);
            b.invokevirtual(BYTES, "compare", MethodTypeDesc.of(MASK, COMPARISON, ANY_VECTOR));
            species(b);
            b.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        } else {
            species(b);
            position(b, array);
            b.loadConstant(lanes);
            readTruths(b);
        }
        b.astore(valueLocal[value]);
    }

    private void loadPart(CodeBuilder b, int value) {
        int array = (int) code.at(value).bits();
        species(b);
        position(b, array);
        if (code.at(value).code() == Code.LOAD) {
            b.aload(there);
            b.invokestatic(
                    vector,
                    "fromArray",
                    MethodTypeDesc.of(vector, SPECIES, element.arrayType(), ConstantDescs.CD_int, MASK));
        } else {
            b.iload(COUNT).iload(index).isub();
            readTruths(b);
        }
        b.astore(valueLocal[value]);
    }

    /** A mask by way of a number: the stack holds species, array, position and count. */
    private void readTruths(CodeBuilder b) {
        b.invokestatic(home, "read", READ_TRUTHS);
        b.invokestatic(MASK, "fromLong", MethodTypeDesc.of(MASK, SPECIES, ConstantDescs.CD_long));
    }

    private void store(CodeBuilder b) {
        for (int i = 0; i < results.size(); i++) {
            int value = results.get(i);
            int array = operands.size() + i;
            if (code.at(value).code().kind != Kind.MASK) {
                b.aload(valueLocal[value]);
                position(b, array);
                b.invokevirtual(vector, "intoArray", intoArray(element));
            } else if (truthsInBytes) {
                b.aload(noBytes).aload(oneBytes).aload(valueLocal[value]);
                bytesSpecies(b);
                b.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
                b.invokevirtual(BYTES, "blend", MethodTypeDesc.of(BYTES, ANY_VECTOR, MASK));
                position(b, array);
                b.invokevirtual(BYTES, "intoArray", intoArray(ConstantDescs.CD_byte));
            } else {
                b.aload(valueLocal[value]).invokevirtual(MASK, "toLong", MethodTypeDesc.of(ConstantDescs.CD_long));
                position(b, array);
                b.loadConstant(lanes).invokestatic(home, "write", WRITE_TRUTHS);
            }
        }
    }

    private void storePart(CodeBuilder b) {
        for (int i = 0; i < results.size(); i++) {
            int value = results.get(i);
            int array = operands.size() + i;
            b.aload(valueLocal[value]);
            if (code.at(value).code().kind == Kind.MASK) {
                b.invokevirtual(MASK, "toLong", MethodTypeDesc.of(ConstantDescs.CD_long));
                position(b, array);
                b.iload(COUNT).iload(index).isub().invokestatic(home, "write", WRITE_TRUTHS);
            } else {
                position(b, array);
                b.aload(there);
                b.invokevirtual(
                        vector,
                        "intoArray",
                        MethodTypeDesc.of(ConstantDescs.CD_void, element.arrayType(), ConstantDescs.CD_int, MASK));
            }
        }
    }

    private static MethodTypeDesc intoArray(ClassDesc element) {
        return MethodTypeDesc.of(ConstantDescs.CD_void, element.arrayType(), ConstantDescs.CD_int);
    }

    private void compute(CodeBuilder b, int value) {
        Instruction instruction = code.at(value);
        int[] a = instruction.arguments().stream().mapToInt(v -> valueLocal[v]).toArray();
        switch (instruction.code()) {
            case FLOAT_CONSTANT, INTEGER_CONSTANT -> constant(b, value);
            case NEG -> unary(b, a, "neg");
            case ABS -> unary(b, a, "abs");
            case SQRT -> unary(b, a, "sqrt");
            case ADD -> binary(b, vector, a, "add");
            case SUB -> binary(b, vector, a, "sub");
            case MUL -> binary(b, vector, a, "mul");
            case DIV -> binary(b, vector, a, "div");
            case MAX -> binary(b, vector, a, "max");
            case MIN -> binary(b, vector, a, "min");
            case FMA -> {
                b.aload(a[0]).aload(a[1]).aload(a[2]);
                b.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, ANY_VECTOR, ANY_VECTOR));
            }
            case LESS -> compare(b, a, "LT");
            case LESS_EQUAL -> compare(b, a, "LE");
            case EQUAL -> compare(b, a, "EQ");
            case AND -> masks(b, a, "and");
            case OR -> masks(b, a, "or");
            case XOR -> masks(b, a, "xor");
            case NOT -> b.aload(a[0]).invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
            case SELECT -> {
                b.aload(a[2]).aload(a[1]).aload(a[0]);
                b.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, ANY_VECTOR, MASK));
            }
            case INTEGER_SELECT -> {
                b.aload(a[2]).aload(a[1]).aload(a[0]);
                integerSpecies(b);
                b.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
                b.invokevirtual(integers, "blend", MethodTypeDesc.of(integers, ANY_VECTOR, MASK));
            }
            case INTEGER_ADD -> binary(b, integers, a, "add");
            case INTEGER_SUB -> binary(b, integers, a, "sub");
            case INTEGER_MIN -> binary(b, integers, a, "min");
            case INTEGER_AND -> binary(b, integers, a, "and");
            case INTEGER_OR -> binary(b, integers, a, "or");
            case INTEGER_XOR -> lanewise(b, a, "XOR", ASSOCIATIVE);
            case SHIFT_LEFT -> lanewise(b, a, "LSHL", BINARY);
            case SHIFT_RIGHT -> lanewise(b, a, "ASHR", BINARY);
            case TO_BITS -> b.aload(a[0]).invokevirtual(vector, "viewAsIntegralLanes", MethodTypeDesc.of(integers));
            case FROM_BITS -> b.aload(a[0]).invokevirtual(integers, "viewAsFloatingLanes", MethodTypeDesc.of(vector));
            case CONVERT -> {
                b.aload(a[0]).getstatic(OPERATORS, "I2F", CONVERSION).iconst_0();
                b.invokevirtual(integers, "convert", MethodTypeDesc.of(ANY_VECTOR, CONVERSION, ConstantDescs.CD_int));
                b.checkcast(vector);
            }
            case LOAD, LOAD_MASK, SPREAD -> throw new AssertionError(instruction);
        }
        b.astore(valueLocal[value]);
    }

    private void unary(CodeBuilder b, int[] a, String method) {
        b.aload(a[0]).invokevirtual(vector, method, MethodTypeDesc.of(vector));
    }

    private static void binary(CodeBuilder b, ClassDesc type, int[] a, String method) {
        b.aload(a[0]).aload(a[1]).invokevirtual(type, method, MethodTypeDesc.of(type, ANY_VECTOR));
    }

    private void lanewise(CodeBuilder b, int[] a, String operator, ClassDesc operatorType) {
        b.aload(a[0]).getstatic(OPERATORS, operator, operatorType).aload(a[1]);
        b.invokevirtual(integers, "lanewise", MethodTypeDesc.of(integers, BINARY, ANY_VECTOR));
    }

    private void compare(CodeBuilder b, int[] a, String operator) {
        b.aload(a[0]).getstatic(OPERATORS, operator, COMPARISON).aload(a[1]);
        b.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, ANY_VECTOR));
    }

    private static void masks(CodeBuilder b, int[] a, String method) {
        b.aload(a[0]).aload(a[1]).invokevirtual(MASK, method, MethodTypeDesc.of(MASK, MASK));
    }
}
