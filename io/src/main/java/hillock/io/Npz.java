package hillock.io;

import hillock.array.NDArray;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Named arrays in NumPy's npz format: a zip archive of {@link Npy} files, plain or compressed. */
public final class Npz {
    private static final String SUFFIX = ".npy";
    private static final int MOST_ARRAYS = 100_000;

    /** Deflate gives at most 1032 bytes for one (zlib, "Technical details"). */
    private static final long MOST_EXPANSION = 1032;

    /** The earliest time a zip archive can hold; the time of writing would make equal arrays different files. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /**
     * The arrays in a file by name, in the order of the archive.
     *
     * @throws FormatException if the file is missing or no archive, or an entry is not an array in npy format
     */
    public static SequencedMap<String, NDArray> read(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            if (channel.size() == 0) {
                throw new FormatException(file, "the file is empty");
            }
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_ARRAYS) {
                throw new FormatException(file, "%d entries; at most %d are read".formatted(zip.size(), MOST_ARRAYS));
            }
            SequencedMap<String, NDArray> arrays = new LinkedHashMap<>();
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!name.endsWith(SUFFIX)) {
                    throw new FormatException(file, "entry '%s' is not called .npy, so it is no array".formatted(name));
                }
                String key = name.substring(0, name.length() - SUFFIX.length());
                if (arrays.put(key, array(file, zip, entry)) != null) {
                    throw new FormatException(file, "two entries are called '%s'".formatted(name));
                }
            }
            return arrays;
        } catch (ZipException e) {
            FormatException problem = new FormatException(file, "this is no intact zip archive: " + e.getMessage());
            problem.initCause(e);
            throw problem;
        }
    }

    private static NDArray array(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        String where = file + ", entry '" + entry.getName() + "'";
        // What the archive says of its sizes may be a lie; what is there bounds the memory that is taken.
        if (entry.getSize() < 0
                || entry.getSize() / MOST_EXPANSION > Math.min(entry.getCompressedSize(), Files.size(file))) {
            throw new FormatException(
                    where,
                    "%d bytes cannot come out of %d compressed ones"
                            .formatted(entry.getSize(), entry.getCompressedSize()));
        }
        try (InputStream in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16)) {
            return new NpyReader(in, where, entry.getSize()).read();
        }
    }

    /**
     * Writes arrays, wholly or not at all, compressed. The same arrays give the same bytes.
     *
     * @throws IllegalArgumentException if a name is empty
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, SequencedMap<String, NDArray> arrays) throws IOException {
        if (arrays.containsKey("")) {
            throw new IllegalArgumentException("An array in an npz file needs a name.");
        }
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                Npy.write(zip, array.getValue());
                zip.closeEntry();
            }
            zip.finish();
        });
    }
}
