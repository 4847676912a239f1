package hillock.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.GZIPInputStream;

/**
 * Where the files of MNIST are looked for: a folder the user names (its subfolder {@code mnist} first), then the user's
 * cache, then an address they are fetched from into the cache. The first place that has all four, plain or as
 * {@code .gz}, is taken. Immutable.
 *
 * <p>The address is, in this order: that of {@link #withAddress}, the system property {@code hillock.mnist.url}, the
 * environment variable {@code HILLOCK_MNIST_URL}, a public copy. What is fetched must have the SHA-256 checksums of the
 * original data; what lies in a folder is taken as it is.
 */
public final class MnistSource {
    private static final String PROPERTY = "hillock.mnist.url";
    private static final String ENVIRONMENT = "HILLOCK_MNIST_URL";
    private static final String PUBLIC = "https://storage.googleapis.com/cvdf-datasets/mnist/";
    private static final long LARGEST_FILE = 64L << 20;

    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    /** Of the uncompressed content, because copies differ in how they are compressed. */
    private static final SequencedMap<String, String> CHECKSUMS = new LinkedHashMap<>();

    static {
        CHECKSUMS.put(TRAIN_IMAGES, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
        CHECKSUMS.put(TRAIN_LABELS, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");
        CHECKSUMS.put(TEST_IMAGES, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7");
        CHECKSUMS.put(TEST_LABELS, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
    }

    private final Optional<Path> folder;
    private final Path cache;
    private final String address;
    private final Duration patience;
    private final Progress progress;
    private final Map<String, String> checksums;

    /** Something that shows how far a download is. It is called from a thread of the download. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after every piece received.
         *
         * @param file the name of the file
         * @param bytes how many of its bytes have come
         * @param total how many it has, or -1 if the server did not say
         */
        void received(String file, long bytes, long total);
    }

    /** The four files. */
    record Files(Path trainImages, Path trainLabels, Path testImages, Path testLabels) {}

    MnistSource(
            Optional<Path> folder,
            Path cache,
            String address,
            Duration patience,
            Progress progress,
            Map<String, String> checksums) {
        this.folder = folder;
        this.cache = cache;
        this.address = address;
        this.patience = patience;
        this.progress = progress;
        this.checksums = checksums;
    }

    /** The cache of the user who runs this process, and the address configured for this process. */
    public static MnistSource standard() {
        String fallback = System.getenv().getOrDefault(ENVIRONMENT, PUBLIC);
        return new MnistSource(
                Optional.empty(),
                CacheFolder.ofUser().resolve("mnist"),
                System.getProperty(PROPERTY, fallback),
                Duration.ofSeconds(30),
                (_, _, _) -> {},
                CHECKSUMS);
    }

    /** The same with a folder that is looked at first; it must exist. */
    public MnistSource withFolder(Path other) {
        return new MnistSource(Optional.of(other), cache, address, patience, progress, checksums);
    }

    /** The same with another folder for what is fetched; it need not exist. */
    public MnistSource withCache(Path other) {
        return new MnistSource(folder, other, address, patience, progress, checksums);
    }

    /** The same with another address, to which the names of the {@code .gz} files are appended. */
    public MnistSource withAddress(String other) {
        return new MnistSource(folder, cache, other, patience, progress, checksums);
    }

    /** The same with someone who is told how far a download is. */
    public MnistSource withProgress(Progress other) {
        return new MnistSource(folder, cache, address, patience, other, checksums);
    }

    /** The four files, fetched if need be. */
    Files find() throws IOException {
        List<Path> places = new ArrayList<>();
        if (folder.isPresent()) {
            Path given = folder.get();
            if (!java.nio.file.Files.isDirectory(given)) {
                throw new FormatException(
                        given,
                        java.nio.file.Files.exists(given)
                                ? "this is not a folder; name the one with the MNIST files"
                                : "there is no such folder; name the one with the MNIST files");
            }
            places.add(given.resolve("mnist"));
            places.add(given);
        }
        places.add(cache);
        List<String> looked = new ArrayList<>();
        for (Path place : places) {
            List<String> missing = new ArrayList<>();
            SequencedMap<String, Path> found = new LinkedHashMap<>();
            for (String name : checksums.keySet()) {
                existing(place, name).ifPresentOrElse(path -> found.put(name, path), () -> missing.add(name));
            }
            if (missing.isEmpty()) {
                return files(found);
            }
            looked.add(place + " (" + (found.isEmpty() ? "nothing" : "without " + String.join(", ", missing)) + ")");
        }
        return fetch(String.join(", ", looked));
    }

    private Files fetch(String looked) throws IOException {
        SequencedMap<String, Path> paths = new LinkedHashMap<>();
        for (String name : checksums.keySet()) {
            Optional<Path> existing = existing(cache, name);
            paths.put(name, existing.isPresent() ? existing.get() : fetch(name, looked));
        }
        return files(paths);
    }

    private Path fetch(String name, String looked) throws IOException {
        String file = name + ".gz";
        String from = address.endsWith("/") ? address + file : address + "/" + file;
        Path path = cache.resolve(file);
        try {
            AtomicFile.makeFolder(cache);
            byte[] content = Download.fetch(
                    URI.create(from), LARGEST_FILE, patience, (bytes, total) -> progress.received(file, bytes, total));
            check(name, content);
            AtomicFile.write(path, out -> out.write(content));
            return path;
        } catch (IllegalArgumentException e) {
            throw missing(looked, from, "this is no address", e);
        } catch (IOException e) {
            throw missing(looked, from, String.valueOf(e.getMessage()), e);
        }
    }

    private static FormatException missing(String looked, String from, String reason, Exception cause) {
        FormatException e = new FormatException(
                "MNIST",
                ("the files are not in %s and could not be fetched from %s: %s. Put the four files (%s, plain or .gz) "
                                + "into one of these folders, or set %s to an address that can be reached.")
                        .formatted(looked, from, reason, String.join(", ", CHECKSUMS.keySet()), ENVIRONMENT));
        e.initCause(cause);
        return e;
    }

    private void check(String name, byte[] content) throws IOException {
        MessageDigest digest = Hashes.sha256();
        long length = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                length += n;
                if (length > LARGEST_FILE) {
                    throw new IOException("it unpacks to more than %d bytes".formatted(LARGEST_FILE));
                }
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new IOException("what came is not the expected gzip file: " + e.getMessage(), e);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        String expected = checksums.get(name);
        if (!found.equals(expected)) {
            throw new IOException(
                    "what came unpacks to the SHA-256 %s, not to the expected %s".formatted(found, expected));
        }
    }

    private static Optional<Path> existing(Path place, String name) {
        Path plain = place.resolve(name);
        Path packed = place.resolve(name + ".gz");
        return java.nio.file.Files.isRegularFile(plain)
                ? Optional.of(plain)
                : Optional.of(packed).filter(java.nio.file.Files::isRegularFile);
    }

    private static Files files(Map<String, Path> paths) {
        return new Files(
                path(paths, TRAIN_IMAGES),
                path(paths, TRAIN_LABELS),
                path(paths, TEST_IMAGES),
                path(paths, TEST_LABELS));
    }

    private static Path path(Map<String, Path> paths, String name) {
        Path path = paths.get(name);
        if (path == null) {
            throw new IllegalStateException("No path for " + name);
        }
        return path;
    }
}
