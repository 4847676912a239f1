package hillock.engine.emit;

import hillock.array.DType;
import hillock.engine.emit.ScalarCode.Instruction;
import hillock.engine.emit.ScalarCode.Kind;
import hillock.engine.emit.ScalarCode.Store;
import hillock.graph.Op;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Scalar code as a class. A value that is used once is computed where it is used, others stand in locals. HotSpot
 * compiles no method of more than 8000 bytes, so the code is cut into parts; a value that another part needs goes
 * through memory.
 */
final class ScalarWriter {
    private static final String NAME = ScalarWriter.class.getPackageName() + ".EmittedScalars";
    private static final ClassDesc SELF = ClassDesc.of(NAME);
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(
            ConstantDescs.CD_void, ConstantDescs.CD_Object.arrayType(), ConstantDescs.CD_Object.arrayType());

    /** The bytes of a part, elementary functions counted as if they stood in it: HotSpot puts them there. */
    private static final int MOST_BYTES = 6000;

    private static final int FUNCTION_BYTES = 150;

    /** Larger formulas are cut by a local, so that parts can be, and the stack stays low. */
    private static final int MOST_FORMULA_BYTES = 400;

    private static final int MOST_FORMULA_DEPTH = 40;
    private static final int CALL_BYTES = 3;
    private static final int LOCAL_BYTES = 2;
    private static final int ELEMENT_BYTES = 6;

    private final ScalarCode code;
    private final int[] uses;
    private final boolean[] named;
    /** What a value adds to the bytes of a formula it stands in. */
    private final int[] bytes;

    private final int[] depth;
    /** The number of the part that computes a value that has a name. */
    private final int[] partOf;
    /** Where in memory a value that other parts need is, or -1. */
    private final int[] memory;

    private final Map<TypeKind, Integer> memorySizes = new EnumMap<>(TypeKind.class);
    private final List<List<Statement>> parts = new ArrayList<>();

    /** One formula whose value gets a name or is written to arrays, or both. */
    private record Statement(int value, List<Store> stores) {}

    ScalarWriter(ScalarCode code) {
        this.code = code;
        int size = code.size();
        this.uses = new int[size];
        this.named = new boolean[size];
        this.bytes = new int[size];
        this.depth = new int[size];
        this.partOf = new int[size];
        this.memory = new int[size];
        countUses();
        cut(statements());
        placeInMemory();
    }

    /** How many elements of a kind the memory has. */
    int memorySize(TypeKind kind) {
        return memorySizes.getOrDefault(kind, 0);
    }

    private void countUses() {
        for (Store store : code.stores()) {
            uses[store.value()]++;
        }
        for (int value = uses.length - 1; value >= 0; value--) {
            if (uses[value] > 0) {
                for (int argument : code.at(value).arguments()) {
                    uses[argument]++;
                }
            }
        }
    }

    private List<Statement> statements() {
        Map<Integer, List<Store>> stores = new HashMap<>();
        for (Store store : code.stores()) {
            stores.computeIfAbsent(store.value(), _ -> new ArrayList<>(1)).add(store);
        }
        List<Statement> statements = new ArrayList<>();
        for (int value = 0; value < uses.length; value++) {
            if (uses[value] == 0) {
                continue;
            }
            Instruction instruction = code.at(value);
            bytes[value] = ownBytes(instruction);
            for (int argument : instruction.arguments()) {
                bytes[value] += named[argument] ? LOCAL_BYTES : bytes[argument];
                depth[value] = Math.max(depth[value], named[argument] ? 1 : depth[argument] + 1);
            }
            named[value] = isComputed(instruction)
                    && (uses[value] > 1 || bytes[value] > MOST_FORMULA_BYTES || depth[value] > MOST_FORMULA_DEPTH);
            List<Store> written = stores.getOrDefault(value, List.of());
            if (named[value] || !written.isEmpty()) {
                statements.add(new Statement(value, written));
            }
        }
        return statements;
    }

    private static boolean isComputed(Instruction instruction) {
        return instruction.kind() == Kind.APPLY || instruction.kind() == Kind.FMA;
    }

    private static int ownBytes(Instruction instruction) {
        return switch (instruction.kind()) {
            case LOAD -> ELEMENT_BYTES;
            case CONSTANT -> LOCAL_BYTES;
            case FMA -> CALL_BYTES;
            case APPLY ->
                switch (instruction.op()) {
                    case Op.Unary unary ->
                        switch (unary) {
                            case NEG, ABS, SIGN, SQRT, FLOOR, ROUND, NOT -> CALL_BYTES;
                            case EXP, EXPM1, LOG, LOG1P, SIN, COS, ATAN -> FUNCTION_BYTES;
                            case TANH, ERF -> 2 * FUNCTION_BYTES;
                        };
                    case Op.Binary binary -> binary == Op.Binary.POW ? 2 * FUNCTION_BYTES : CALL_BYTES;
                    case null, default -> 2 * CALL_BYTES;
                };
        };
    }

    private void cut(List<Statement> statements) {
        List<Statement> part = new ArrayList<>();
        int length = 0;
        for (Statement statement : statements) {
            int more = bytes[statement.value()]
                    + 2 * LOCAL_BYTES
                    + statement.stores().size() * (ELEMENT_BYTES + LOCAL_BYTES);
            if (length + more > MOST_BYTES && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                length = 0;
            }
            partOf[statement.value()] = parts.size();
            part.add(statement);
            length += more;
        }
        parts.add(part);
    }

    /** A place for each value with a name that another part than its own needs. */
    private void placeInMemory() {
        java.util.Arrays.fill(memory, -1);
        for (int part = 0; part < parts.size(); part++) {
            for (Statement statement : parts.get(part)) {
                if (isComputed(code.at(statement.value()))) {
                    placeArguments(statement.value(), part);
                }
            }
        }
    }

    private void placeArguments(int value, int part) {
        for (int argument : code.at(value).arguments()) {
            if (!named[argument]) {
                placeArguments(argument, part);
            } else if (partOf[argument] != part && memory[argument] < 0) {
                TypeKind kind = ScalarOps.kind(code.at(argument).dtype());
                memory[argument] = memorySizes.merge(kind, 1, Integer::sum) - 1;
            }
        }
    }

    /** The bytes of a class with a public constructor that implements {@link ScalarProgram}. */
    byte[] write() {
        return ClassFile.of().build(SELF, type -> {
            type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(ClassDesc.of(ScalarProgram.class.getName()))
                    .withMethodBody(
                            ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, Scalars::constructor)
                    .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, b -> {
                        for (int part = 0; part < parts.size(); part++) {
                            b.aload(1).aload(2).invokestatic(SELF, "part" + part, RUN);
                        }
                        b.return_();
                    });
            for (int part = 0; part < parts.size(); part++) {
                int number = part;
                type.withMethodBody(
                        "part" + part,
                        RUN,
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                        b -> new Part(b, number).write());
            }
        });
    }

    /** The writing of one part. */
    private final class Part {
        private static final int ARRAYS = 0;
        private static final int MEMORY = 1;

        private final CodeBuilder b;
        private final int number;
        /** How often a value that is not computed in place is still needed in this part. */
        private final Map<Integer, Integer> needed = new HashMap<>();

        private final Map<Integer, Integer> locals = new HashMap<>();
        private final SequencedMap<Integer, Integer> arrayLocals = new LinkedHashMap<>();
        private final Map<TypeKind, Integer> memoryLocals = new EnumMap<>(TypeKind.class);
        private final Map<Integer, ArrayDeque<Integer>> free = new HashMap<>();
        private int nextLocal = 2;

        Part(CodeBuilder b, int number) {
            this.b = b;
            this.number = number;
        }

        void write() {
            for (Statement statement : parts.get(number)) {
                if (isComputed(code.at(statement.value()))) {
                    code.at(statement.value()).arguments().forEach(this::need);
                } else {
                    need(statement.value());
                }
                for (Store store : statement.stores()) {
                    array(store.array(), code.at(store.value()).dtype());
                }
                if (memory[statement.value()] >= 0) {
                    memory(ScalarOps.kind(code.at(statement.value()).dtype()));
                }
            }
            for (Statement statement : parts.get(number)) {
                write(statement);
            }
            b.return_();
        }

        private void need(int value) {
            Instruction instruction = code.at(value);
            if (named[value] || !isComputed(instruction)) {
                needed.merge(value, 1, Integer::sum);
                if (instruction.kind() == Kind.LOAD) {
                    array((int) (instruction.bits() >> 32), instruction.dtype());
                } else if (named[value] && partOf[value] != number) {
                    memory(ScalarOps.kind(instruction.dtype()));
                }
            } else {
                instruction.arguments().forEach(this::need);
            }
        }

        /** The local of an array, fetched at the beginning. */
        private int array(int array, DType dtype) {
            Integer known = arrayLocals.get(array);
            if (known != null) {
                return known;
            }
            int local = nextLocal++;
            b.aload(ARRAYS)
                    .loadConstant(array)
                    .aaload()
                    .checkcast(ScalarOps.arrayType(dtype))
                    .astore(local);
            arrayLocals.put(array, local);
            return local;
        }

        private int memory(TypeKind kind) {
            Integer known = memoryLocals.get(kind);
            if (known != null) {
                return known;
            }
            int local = nextLocal++;
            b.aload(MEMORY)
                    .loadConstant(Scalars.MEMORY_KINDS.indexOf(kind))
                    .aaload()
                    .checkcast(kind.upperBound().arrayType())
                    .astore(local);
            memoryLocals.put(kind, local);
            return local;
        }

        private void write(Statement statement) {
            int value = statement.value();
            DType dtype = code.at(value).dtype();
            TypeKind kind = ScalarOps.kind(dtype);
            if (!named[value] && statement.stores().size() == 1) {
                Store store = statement.stores().getFirst();
                b.aload(array(store.array(), dtype)).loadConstant(store.index());
                push(value);
                b.arrayStore(ScalarOps.stored(dtype));
                return;
            }
            if (isComputed(code.at(value))) {
                compute(value);
            } else {
                push(value);
            }
            int local = newLocal(kind);
            b.storeLocal(kind, local);
            if (memory[value] >= 0) {
                b.aload(memory(kind))
                        .loadConstant(memory[value])
                        .loadLocal(kind, local)
                        .arrayStore(kind);
            }
            for (Store store : statement.stores()) {
                b.aload(array(store.array(), dtype))
                        .loadConstant(store.index())
                        .loadLocal(kind, local)
                        .arrayStore(ScalarOps.stored(dtype));
            }
            if (named[value] && needed.containsKey(value)) {
                locals.put(value, local);
            } else {
                release(kind, local);
            }
        }

        private void push(int value) {
            Instruction instruction = code.at(value);
            if (!named[value] && isComputed(instruction)) {
                compute(value);
                return;
            }
            TypeKind kind = ScalarOps.kind(instruction.dtype());
            if (instruction.kind() == Kind.CONSTANT) {
                ScalarOps.constant(b, instruction.dtype(), instruction.bits());
                return;
            }
            int left = needed.merge(value, -1, Integer::sum);
            Integer local = locals.get(value);
            if (local == null) {
                if (instruction.kind() == Kind.LOAD) {
                    b.aload(array((int) (instruction.bits() >> 32), instruction.dtype()))
                            .loadConstant((int) instruction.bits())
                            .arrayLoad(ScalarOps.stored(instruction.dtype()));
                } else {
                    b.aload(memory(kind)).loadConstant(memory[value]).arrayLoad(kind);
                }
                if (left > 0) {
                    int fresh = newLocal(kind);
                    b.storeLocal(kind, fresh).loadLocal(kind, fresh);
                    locals.put(value, fresh);
                }
                return;
            }
            b.loadLocal(kind, local);
            if (left == 0) {
                locals.remove(value);
                release(kind, local);
            }
        }

        private void compute(int value) {
            Instruction instruction = code.at(value);
            List<Integer> arguments = instruction.arguments();
            arguments.forEach(this::push);
            if (instruction.kind() == Kind.FMA) {
                ScalarOps.fma(b, instruction.dtype());
            } else {
                ScalarOps.apply(
                        b,
                        java.util.Objects.requireNonNull(instruction.op()),
                        code.at(arguments.getFirst()).dtype(),
                        instruction.dtype());
            }
        }

        private int newLocal(TypeKind kind) {
            ArrayDeque<Integer> available = free.get(kind.slotSize());
            if (available != null && !available.isEmpty()) {
                return available.pop();
            }
            int local = nextLocal;
            nextLocal += kind.slotSize();
            return local;
        }

        private void release(TypeKind kind, int local) {
            free.computeIfAbsent(kind.slotSize(), _ -> new ArrayDeque<>()).push(local);
        }
    }
}
