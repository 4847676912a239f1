package hillock.io;

import hillock.data.Table;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Rows of a table in a file that is gone when it is closed or the process ends. Safe for use by many threads. */
final class RowFile implements Closeable {
    private final RowLayout layout;
    private final Path path;
    // No channel, which an interrupt of a training thread would close.
    private final RandomAccessFile file;
    private int size;

    RowFile(Path folder, RowLayout layout) throws IOException {
        this.layout = layout;
        Files.createDirectories(folder);
        this.path = Files.createTempFile(folder, "stream", ".rows");
        try {
            this.file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
        if (path.toFile().delete()) {
            return; // Only its name is gone: the file itself goes with the process, however that ends.
        }
        path.toFile().deleteOnExit();
    }

    /** Appends rows. */
    synchronized void add(Table rows) throws IOException {
        if ((long) size + rows.size() > Integer.MAX_VALUE - 8) {
            throw new IOException("The table has more than %d rows.".formatted(Integer.MAX_VALUE - 8));
        }
        file.write(layout.write(rows));
        size += rows.size();
    }

    /** The number of rows. */
    synchronized int size() {
        return size;
    }

    /** The number of bytes. */
    synchronized long bytes() {
        return (long) size * layout.width();
    }

    /** Some rows that follow each other. */
    Table read(int from, int count) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(count, layout.width())];
        read(from, count, bytes, 0);
        return layout.read(ByteBuffer.wrap(bytes));
    }

    /** Any rows. */
    Table read(int[] rows) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(rows.length, layout.width())];
        for (int i = 0; i < rows.length; i++) {
            read(rows[i], 1, bytes, i * layout.width());
        }
        return layout.read(ByteBuffer.wrap(bytes));
    }

    private synchronized void read(int from, int count, byte[] into, int at) throws IOException {
        file.seek((long) from * layout.width());
        file.readFully(into, at, count * layout.width());
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
