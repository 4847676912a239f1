package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import hillock.array.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MNIST in miniature: four small files with checksums of their own, and a server on this machine. */
class MnistTest {
    private static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    @TempDir
    Path folder;

    private final SequencedMap<String, byte[]> contents = new LinkedHashMap<>();
    private final SequencedMap<String, String> checksums = new LinkedHashMap<>();
    private final Map<String, byte[]> served = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        contents.put(NAMES.get(0), bytes(IdxTest.random(1, 6, 2, 2)));
        contents.put(NAMES.get(1), bytes(labels(6)));
        contents.put(NAMES.get(2), bytes(IdxTest.random(2, 3, 2, 2)));
        contents.put(NAMES.get(3), bytes(labels(3)));
        for (String name : NAMES) {
            checksums.put(name, HexFormat.of().formatHex(Hashes.sha256().digest(contents.get(name))));
            served.put("/mnist/" + name + ".gz", IdxTest.gzip(contents.get(name)));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            byte[] content = served.get(path);
            if (path.startsWith("/silent")) {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            } else if (path.startsWith("/endless")) {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 100; i++) {
                        out.write(new byte[1 << 20]);
                    }
                }
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private static Idx labels(int count) {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++) {
            values[i] = (byte) (i % 10);
        }
        return new Idx(Shape.of(count), values);
    }

    private byte[] bytes(Idx idx) throws IOException {
        Path file = folder.resolve("scratch");
        idx.write(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private String address(String path) {
        return "http://%s:%d%s"
                .formatted(
                        InetAddress.getLoopbackAddress().getHostAddress(),
                        server.getAddress().getPort(),
                        path);
    }

    private Path cache() {
        return folder.resolve("cache").resolve("mnist");
    }

    private MnistSource source(String address) {
        return new MnistSource(Optional.empty(), cache(), address, Duration.ofSeconds(20), (_, _, _) -> {}, checksums);
    }

    private void put(Path place, boolean packed) throws IOException {
        Files.createDirectories(place);
        for (String name : NAMES) {
            Path file = place.resolve(packed ? name + ".gz" : name);
            Files.write(file, packed ? served.get("/mnist/" + name + ".gz") : contents.get(name));
        }
    }

    @Test
    void folderComesFirstThenCacheThenTheNet() throws IOException {
        MnistSource source = source(address("/mnist"));
        Path given = Files.createDirectory(folder.resolve("data"));
        MnistSource.Files fetched = source.withFolder(given).find();
        assertThat(fetched.trainImages()).isEqualTo(cache().resolve(NAMES.get(0) + ".gz"));
        assertThat(requests).hasSize(4);

        assertThat(source.withFolder(given).find()).isEqualTo(fetched);
        assertThat(requests).as("the second time from the cache").hasSize(4);

        put(given, true);
        assertThat(source.withFolder(given).find().trainImages()).isEqualTo(given.resolve(NAMES.get(0) + ".gz"));

        put(given.resolve("mnist"), false);
        assertThat(source.withFolder(given).find().testLabels())
                .isEqualTo(given.resolve("mnist").resolve(NAMES.get(3)));
        assertThat(requests).hasSize(4);
    }

    @Test
    void valuesArriveWhole() throws IOException {
        List<String> progress = new CopyOnWriteArrayList<>();
        Mnist mnist = Mnist.load(source(address("/mnist/"))
                .withProgress((file, bytes, total) -> progress.add(file + " " + bytes + " of " + total)));
        assertThat(mnist.trainImages().shape()).isEqualTo(Shape.of(6, 4));
        assertThat(mnist.testImages().shape()).isEqualTo(Shape.of(3, 4));
        assertThat(mnist.trainLabels().ints()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(mnist.testLabels().ints()).containsExactly(0, 1, 2);
        List<String> last = new ArrayList<>();
        served.forEach((path, content) ->
                last.add(path.substring("/mnist/".length()) + " " + content.length + " of " + content.length));
        assertThat(progress).containsAll(last);
    }

    @Test
    void interruptedDownloadGoesOnWhereItStopped() throws IOException {
        byte[] removed = served.remove("/mnist/" + NAMES.get(2) + ".gz");
        assertThatThrownBy(() -> source(address("/mnist")).find())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the server answered 404");
        served.put("/mnist/" + NAMES.get(2) + ".gz", removed);
        source(address("/mnist")).find();
        assertThat(requests).hasSize(5).last().asString().contains("t10k-labels");
    }

    @Test
    void wrongContentIsNotKept() throws IOException {
        served.put("/mnist/" + NAMES.get(0) + ".gz", IdxTest.gzip(contents.get(NAMES.get(2))));
        assertThatThrownBy(() -> source(address("/mnist")).find())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("unpacks to the SHA-256 " + checksums.get(NAMES.get(2)))
                .hasMessageContaining("not to the expected " + checksums.get(NAMES.get(0)));
        served.put("/mnist/" + NAMES.get(0) + ".gz", "<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> source(address("/mnist")).find())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("what came is not the expected gzip file");
        assertThat(cache()).isEmptyDirectory();
    }

    @Test
    void silenceAndEndlessTalkAreCutOff() {
        MnistSource impatient = new MnistSource(
                Optional.empty(), cache(), address("/silent"), Duration.ofSeconds(1), (_, _, _) -> {}, checksums);
        assertThatThrownBy(impatient::find).hasMessageContaining("the server was silent for 1 seconds");
        assertThatThrownBy(() -> source(address("/endless")).find())
                .hasMessageContaining("more than the expected 67108864 bytes came");
        assertThat(cache()).isEmptyDirectory();
    }

    @Test
    void withoutNetTheMessageNamesAllPlacesAndWhatToDo() throws IOException {
        Path given = Files.createDirectory(folder.resolve("data"));
        Files.write(given.resolve(NAMES.get(1)), contents.get(NAMES.get(1)));
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThatThrownBy(() ->
                        source("http://127.0.0.1:" + port).withFolder(given).find())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(given.resolve("mnist") + " (nothing), ")
                .hasMessageContaining(
                        given + " (without train-images-idx3-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte), ")
                .hasMessageContaining(cache() + " (nothing) and could not be fetched from http://127.0.0.1:" + port)
                .hasMessageContaining("could not be fetched from http://127.0.0.1:" + port + "/" + NAMES.get(0) + ".gz")
                .hasMessageContaining("Put the four files")
                .hasMessageContaining("HILLOCK_MNIST_URL");
    }

    @Test
    void nonsenseIsRefused() throws IOException {
        for (String address : List.of("file:///etc", "no address at all", "ftp://example.org/")) {
            assertThatThrownBy(() -> source(address).find())
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining(address)
                    .hasMessageContaining("address");
        }
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> source(address("/mnist")).withFolder(missing).find())
                .isInstanceOf(FormatException.class)
                .hasMessage(missing + ": there is no such folder; name the one with the MNIST files");
        Path given = folder.resolve("given");
        put(given, false);
        Path labels = given.resolve(NAMES.get(3));
        new Idx(Shape.of(3), new byte[] {1, 10, 2}).write(labels);
        assertThatThrownBy(() -> Mnist.load(source(address("/mnist")).withFolder(given)))
                .isInstanceOf(FormatException.class)
                .hasMessage(labels + ", byte 9: label 10 of example 1; a digit is 0 to 9");
    }

    @Test
    void cacheIsWhereTheSystemKeepsCaches() {
        Path home = folder.toAbsolutePath();
        Path other = home.resolve("other");
        assertThat(CacheFolder.of(Map.of(), "Linux", home)).isEqualTo(home.resolve(".cache/hillock"));
        assertThat(CacheFolder.of(Map.of(), "Mac OS X", home)).isEqualTo(home.resolve("Library/Caches/hillock"));
        assertThat(CacheFolder.of(Map.of(), "Windows 11", home)).isEqualTo(home.resolve("AppData/Local/hillock/cache"));
        assertThat(CacheFolder.of(Map.of("LOCALAPPDATA", other.toString()), "Windows 11", home))
                .isEqualTo(other.resolve("hillock/cache"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", other.toString()), "Linux", home))
                .isEqualTo(other.resolve("hillock"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", home))
                .as("the specification: relative paths are to be ignored")
                .isEqualTo(home.resolve(".cache/hillock"));
    }
}
