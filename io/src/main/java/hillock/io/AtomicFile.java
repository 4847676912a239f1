package hillock.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writing of files that are either wholly there or not at all, also when the process is killed or the power fails: the
 * content goes to a temporary file in the same folder, is forced to the disk, and takes the name of the target in one
 * step.
 *
 * <p>A temporary file is called {@code .NAME.PROCESS-NUMBER.hillock-tmp} and locked while it is written. What a killed
 * process left behind is therefore recognised, by its name and by nobody holding its lock, and removed by the next
 * write of the same target.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".hillock-tmp";
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_NAME = 100;
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Process numbers repeat, in containers at every start; this does not. */
    private static final String PROCESS =
            HexFormat.of().toHexDigits(new SecureRandom().nextLong()).toLowerCase(Locale.ROOT);

    private static final AtomicLong NUMBER = new AtomicLong();

    private AtomicFile() {}

    /** The making of a content. */
    @FunctionalInterface
    public interface Content {
        /** Writes the whole content; the stream is buffered and is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, replacing one that is there. If anything fails, the old file stays as it was and nothing else is
     * left behind. A symbolic link stays a link: what it points to is replaced.
     *
     * @throws FileSystemException naming the file and the reason if it cannot be written
     * @throws IOException what {@code content} throws
     */
    public static void write(Path file, Content content) throws IOException {
        Path target = target(file);
        removeStale(target);
        Temporary temporary = create(target);
        boolean done = false;
        try {
            try (FileOutputStream out = temporary.out) {
                OutputStream buffered = new BufferedOutputStream(out, BUFFER);
                content.writeTo(buffered);
                buffered.flush();
                out.getFD().sync();
                // While the lock is held, except on Windows, which renames only what is closed.
                if (!WINDOWS) {
                    move(temporary.path, target);
                }
            }
            if (WINDOWS) {
                move(temporary.path, target);
            }
            done = true;
        } catch (FormatException | FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw because(file, "it could not be written: " + e.getMessage(), e);
        } finally {
            if (!done) {
                Files.deleteIfExists(temporary.path);
            }
        }
        syncFolder(folder(target));
    }

    /**
     * Makes sure that a file can be written later, by making and deleting a temporary file in its folder.
     *
     * @throws FileSystemException naming the file and the reason if it cannot
     */
    public static void checkWritable(Path file) throws IOException {
        Path target = target(file);
        removeStale(target);
        Temporary temporary = create(target);
        temporary.out.close();
        Files.delete(temporary.path);
    }

    /**
     * Makes sure that files can be written into a folder later; makes the folder, with those around it, if it is not
     * there.
     *
     * @throws FileSystemException naming the folder and the reason if they cannot
     */
    public static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw because(
                    folder,
                    Files.exists(folder)
                            ? "this is not a folder; name one, or a path that does not exist yet"
                            : "the folder cannot be made: " + reason(e),
                    e);
        }
        checkWritable(folder.resolve(".probe"));
    }

    private record Temporary(Path path, FileOutputStream out) {}

    private static Path target(Path file) throws IOException {
        Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new FileSystemException(file.toString(), null, "this is a folder; name a file in it");
        }
        if (target.getFileName() == null) {
            throw new FileSystemException(file.toString(), null, "this does not name a file");
        }
        Path folder = folder(target);
        if (!Files.isDirectory(folder)) {
            String problem =
                    Files.exists(folder) ? "%s is not a folder" : "the folder %s does not exist; make it first";
            throw new FileSystemException(file.toString(), null, problem.formatted(folder));
        }
        return target;
    }

    private static Path folder(Path target) {
        Path folder = target.getParent();
        return folder == null ? target : folder;
    }

    /** Makes a temporary file and locks it, so that no other process takes it for one left behind. */
    private static Temporary create(Path target) throws IOException {
        try {
            while (true) {
                String name = prefix(target) + PROCESS + "-" + NUMBER.incrementAndGet() + SUFFIX;
                Path path = folder(target).resolve(name);
                Files.createFile(path);
                FileOutputStream out = openLocked(path);
                // If there is none, another process cleaned up between the making and the locking.
                if (out != null) {
                    return new Temporary(path, out);
                }
            }
        } catch (IOException e) {
            throw because(target, "no file can be written in its folder: " + reason(e), e);
        }
    }

    private static @Nullable FileOutputStream openLocked(Path path) throws IOException {
        boolean locked = false;
        // Not a channel: an interrupt would close it in the middle of a checkpoint.
        FileOutputStream out = null;
        try {
            out = new FileOutputStream(path.toFile());
            locked = lock(out.getChannel()) && Files.exists(path);
            return locked ? out : null;
        } finally {
            if (!locked) {
                if (out != null) {
                    out.close();
                }
                Files.deleteIfExists(path);
            }
        }
    }

    /** Whether the lock was taken or this file system has none. */
    private static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static String prefix(Path target) {
        String name = String.valueOf(target.getFileName());
        String head = name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME) + "~" + Integer.toHexString(name.hashCode());
        return "." + head + ".";
    }

    private static void removeStale(Path target) {
        String prefix = prefix(target);
        DirectoryStream.Filter<Path> stale = path -> {
            String name = String.valueOf(path.getFileName());
            return name.startsWith(prefix)
                    && name.endsWith(SUFFIX)
                    && !name.startsWith(prefix + PROCESS)
                    && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        };
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder(target), stale)) {
            for (Path path : paths) {
                removeUnlocked(path);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Cleaning is a courtesy; if the folder is unusable, the write that follows says so.
        }
    }

    private static void removeUnlocked(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Its owner is alive, or it is not ours to delete.
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes the new name itself last; Windows and some network file systems cannot, and need not. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The content is whole under either name, which is what was promised.
        }
    }

    private static FileSystemException because(Path file, String problem, IOException cause) {
        FileSystemException e = new FileSystemException(file.toString(), null, problem);
        e.initCause(cause);
        return e;
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "it does not exist";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
