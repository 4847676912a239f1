package hillock.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of those that are measured: a command that is given a workload and the number of threads, and prints what
 * {@link Side} says.
 *
 * @param name what the column is called
 * @param command the command, without the workload
 * @param environment what is added to the environment
 * @param attempts how often a process may be started, because some crash now and then
 */
record Contestant(String name, List<String> command, Map<String, String> environment, int attempts) {
    static final String OURS = "ours";
    static final String PLAIN = "ours, plain";
    static final String OPEN_BLAS = "OpenBLAS";
    static final String MKL = "MKL";

    /**
     * What one process found.
     *
     * @param seconds of one unit of work, by figure
     * @param outcomes what was computed
     */
    record Found(Map<Figure, Double> seconds, Map<Figure, List<Double>> outcomes) {}

    /** Hillock with the vector module. */
    static Contestant ours(Path classes) {
        return hillock(OURS, classes, List.of("--add-modules", "jdk.incubator.vector"));
    }

    /** Hillock without it. */
    static Contestant plain(Path classes) {
        return hillock(PLAIN, classes, List.of());
    }

    private static Contestant hillock(String name, Path classes, List<String> options) {
        List<String> command = new ArrayList<>(List.of(Folders.jdk("java")));
        command.addAll(options);
        command.addAll(List.of("-cp", classes + File.pathSeparator + Folders.CLASSES, "hillock.bench.ours.Ours"));
        return new Contestant(name, command, Map.of(), 1);
    }

    /**
     * libtorch whose matrix products are those of OpenBLAS, on one thread: its own threads and those of libtorch would
     * fight for the processors.
     */
    static Contestant openBlas(int threads) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Machine.openBlasEnvironment());
        environment.put("OPENBLAS_NUM_THREADS", "1");
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        return torch(OPEN_BLAS, environment);
    }

    /** libtorch with the library MKL put over the names of its BLAS functions. */
    static Contestant mkl(int threads) throws IOException, InterruptedException {
        Path libraries =
                Folders.libraries(Folders.jars("blas", "MKL and OpenBLAS", 180)).resolve("mkl");
        String count = Integer.toString(threads);
        Path openMp;
        try (var files = Files.walk(cache())) {
            openMp = files.filter(f -> f.endsWith("libgomp.so.1"))
                    .findFirst()
                    .orElseThrow(() -> new Folders.UnavailableException("libtorch came without its libgomp.so.1."));
        }
        return torch(
                MKL,
                Map.of(
                        "MKL_THREADING_LAYER",
                        "GNU",
                        "MKL_NUM_THREADS",
                        count,
                        "OMP_NUM_THREADS",
                        count,
                        "LD_LIBRARY_PATH",
                        libraries.toString(),
                        "LD_PRELOAD",
                        openMp + " " + libraries.resolve("libmkl_rt.so.2")));
    }

    private static Path cache() {
        return Folders.OUT.resolve("cache");
    }

    /** libtorch has been seen to crash, when it was loaded for the first time and, rarely, in its convolutions. */
    private static Contestant torch(String name, Map<String, String> environment)
            throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            throw new Folders.UnavailableException(
                    "The peers are fetched for Linux on x86-64 only; --ours measures Hillock alone.");
        }
        Path jars = Folders.jars("peers", "libtorch for Java", 115);
        Folders.compile("torch", jars, "-proc:none");
        Contestant made = new Contestant(
                name,
                List.of(
                        Folders.jdk("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:ErrorFile=" + Folders.OUT.resolve("crash.log"),
                        "-Dorg.bytedeco.javacpp.cachedir=" + cache(),
                        "-cp",
                        Folders.CLASSES + File.pathSeparator + Folders.classPath(jars),
                        "hillock.bench.torch.Torch"),
                environment,
                3);
        unpack(new Contestant(name, made.command, Map.of(), made.attempts));
        return made;
    }

    private static void unpack(Contestant torch) throws IOException, InterruptedException {
        Path complete = cache().resolve("complete");
        if (!Files.exists(complete)) {
            System.out.println("Unpacking libtorch, 450 MB ...");
            if (torch.measure("none", 1, new Clock(false, false)).isEmpty()) {
                throw new Folders.UnavailableException("libtorch could not be loaded, the reason stands above.");
            }
            Files.writeString(complete, "");
        }
    }

    /** Measures a workload in a fresh process; empty, and the reason is printed, if that went wrong. */
    Optional<Found> measure(String workload, int threads, Clock clock) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.add(1, clock.option());
        words.add(workload);
        words.add(Integer.toString(threads));
        for (int attempt = 1; attempt <= attempts; attempt++) {
            Found found = new Found(new EnumMap<>(Figure.class), new EnumMap<>(Figure.class));
            Optional<String> failure = Child.run(words, environment, line -> read(line, clock.statistic(), found));
            if (failure.isEmpty()) {
                return Optional.of(found);
            }
            System.out.printf("%n%s failed on %s: %s%n", name, workload, failure.get());
        }
        return Optional.empty();
    }

    private static void read(String line, String statistic, Found found) {
        String[] words = line.split(" ");
        if (words.length == 3 && (words[0].equals(statistic) || words[0].equals("outcome"))) {
            Figure figure = Figure.named(words[1]).orElseThrow();
            double value = Double.parseDouble(words[2]);
            if (words[0].equals(statistic)) {
                found.seconds.put(figure, value);
            } else {
                found.outcomes.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
            }
        }
    }
}
