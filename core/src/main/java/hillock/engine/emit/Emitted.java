package hillock.engine.emit;

import hillock.graph.Debug;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Classes written at run time, told and kept in files where {@link Debug} asks for it. */
final class Emitted {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Emitted() {}

    /**
     * The bytes themselves, after they were told.
     *
     * @param name of files, a word
     * @param what what the class computes
     */
    static byte[] told(byte[] bytes, String name, Supplier<String> what) {
        if (Debug.KERNELS || Debug.DUMP.isPresent()) {
            int number = COUNT.incrementAndGet();
            String where = Debug.DUMP
                    .map(folder -> ", kept in " + keep(bytes, folder.resolve(name + number + ".class")))
                    .orElse("");
            if (Debug.KERNELS) {
                Debug.tell("Class %d, a %s of %d bytes%s: %s".formatted(number, name, bytes.length, where, what.get()));
            }
        }
        return bytes;
    }

    private static Path keep(byte[] bytes, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A class cannot be kept, as -D" + Debug.PROPERTY + " asks for.", e);
        }
    }
}
