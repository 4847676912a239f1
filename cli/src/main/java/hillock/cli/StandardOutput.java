package hillock.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;

/** A stream for results that knows whether its reader has left, as {@code head -1} does after a line. */
final class StandardOutput extends PrintStream {
    private final Watched watched;

    private StandardOutput(Watched watched) {
        super(new BufferedOutputStream(watched), false, System.out.charset());
        this.watched = watched;
    }

    /** That of this process. */
    static StandardOutput ofProcess() {
        return of(new FileOutputStream(FileDescriptor.out));
    }

    /** One that ends in another stream. */
    static StandardOutput of(OutputStream end) {
        return new StandardOutput(new Watched(end));
    }

    /** Whether nobody reads any longer; there is nothing wrong with that. */
    boolean isAbandoned() {
        return watched.abandoned;
    }

    private static final class Watched extends OutputStream {
        private final OutputStream end;
        private volatile boolean abandoned;

        Watched(OutputStream end) {
            this.end = end;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                end.write(bytes, from, length);
            } catch (IOException e) {
                // There is no other sign of it: "Broken pipe", and "The pipe is being closed" on Windows.
                abandoned |=
                        String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            end.flush();
        }
    }
}
