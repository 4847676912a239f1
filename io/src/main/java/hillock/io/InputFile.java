package hillock.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opening of files that users name, with errors they can act on. */
final class InputFile {
    private InputFile() {}

    /**
     * A regular file opened for reading.
     *
     * @throws FormatException if it is missing, a folder, something else without a size, or may not be read
     */
    static FileChannel open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FormatException(file, "this is a folder; a file was expected");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FormatException(file, "this is a device or pipe; a regular file was expected");
        }
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw because(file, "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw because(file, "no permission to read it", e);
        }
    }

    private static FormatException because(Path file, String problem, IOException cause) {
        FormatException e = new FormatException(file, problem);
        e.initCause(cause);
        return e;
    }
}
