package hillock.engine.emit;

import java.lang.classfile.TypeKind;
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
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup()
                    .defineHiddenClass(
                            Emitted.told(writer.write(), "program", () -> "a whole plan of single elements"), true);
            Object program = lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
            return new Scalars((ScalarProgram) program, memory);
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
