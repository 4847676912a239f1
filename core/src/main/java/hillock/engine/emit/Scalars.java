package hillock.engine.emit;

import hillock.engine.simd.Kernel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * Scalar code, compiled.
 *
 * @param program what runs
 * @param memory how many elements of each kind of number it keeps between its parts
 */
public record Scalars(ScalarProgram program, List<Integer> memory) {
    static final List<TypeKind> MEMORY_KINDS = List.of(TypeKind.FLOAT, TypeKind.DOUBLE, TypeKind.INT, TypeKind.LONG);

    /** Copies the list. */
    public Scalars {
        memory = List.copyOf(memory);
    }

    /** Makes a class of some code; it is unloaded when nobody holds the result any more. */
    public static Scalars emit(ScalarCode code) {
        ScalarWriter writer = new ScalarWriter(code);
        List<Integer> memory = MEMORY_KINDS.stream().map(writer::memorySize).toList();
        return new Scalars(
                (ScalarProgram)
                        instance(Emitted.told(writer.write(), "program", () -> "a whole plan of single elements")),
                memory);
    }

    /** A chain as a plain loop, for JVMs without vectors. */
    static Kernel loop(Chain chain) {
        return (Kernel) instance(Emitted.told(new LoopWriter(chain).write(), "loop", () -> Kernels.describe(chain)));
    }

    /** The body of a constructor without arguments. */
    static void constructor(CodeBuilder b) {
        b.aload(0)
                .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_();
    }

    private static Object instance(byte[] emitted) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(emitted, true);
            return lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("Emitted scalar code could not be loaded.", e);
        }
    }

    /** Memory for one run at a time. */
    public Object[] newMemory() {
        return new Object[] {
            new float[memory.get(0)], new double[memory.get(1)], new int[memory.get(2)], new long[memory.get(3)]
        };
    }
}
