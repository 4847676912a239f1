package hillock.bench.gemm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** A native library with the C interface of BLAS. */
final class Blas {
    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    private final MethodHandle product;
    private final MethodHandle setThreads;

    /**
     * Loads a library.
     *
     * @param threadsFunction the C function that sets the number of threads
     */
    @SuppressWarnings("restricted") // native access is what this is for
    Blas(Path library, String threadsFunction) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        this.product = linker.downcallHandle(
                symbols.findOrThrow("cblas_sgemm"),
                FunctionDescriptor.ofVoid(
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_FLOAT,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_FLOAT,
                        ADDRESS,
                        JAVA_INT));
        this.setThreads =
                linker.downcallHandle(symbols.findOrThrow(threadsFunction), FunctionDescriptor.ofVoid(JAVA_INT));
    }

    void setThreads(int threads) {
        try {
            setThreads.invokeExact(threads);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** {@code c = a b} in memory of the library's liking. */
    void multiply(Product shape, MemorySegment a, MemorySegment b, MemorySegment c) {
        boolean transposed = shape.transposed();
        try {
            product.invokeExact(
                    ROW_MAJOR,
                    transposed ? TRANSPOSED : PLAIN,
                    PLAIN,
                    shape.m(),
                    shape.n(),
                    shape.k(),
                    1f,
                    a,
                    transposed ? shape.m() : shape.k(),
                    b,
                    shape.n(),
                    0f,
                    c,
                    shape.n());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
