package hillock.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where and when a measurement was made.
 *
 * @param load the load average of the last minute before it, negative where the system does not tell
 */
record Machine(String processor, int cores, String java, String system, String commit, Instant time, double load) {
    private static final String CORE_TYPE = "OPENBLAS_CORETYPE";

    static Machine now() throws IOException, InterruptedException {
        return new Machine(
                model(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                revision(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String model() throws IOException {
        return information("model name").orElse("unknown processor");
    }

    /** What Linux says of the first processor. */
    private static Optional<String> information(String name) throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    /**
     * The environment in which OpenBLAS shows its best: on AMD's processors with AVX-512 it takes its kernels for AVX2
     * unless told otherwise, which halves its speed.
     */
    static Map<String, String> openBlasEnvironment() throws IOException {
        boolean amd = information("vendor_id").equals(Optional.of("AuthenticAMD"));
        List<String> flags = List.of(information("flags").orElse("").split(" "));
        boolean wide = flags.containsAll(List.of("avx512f", "avx512dq", "avx512bw", "avx512vl"));
        return amd && wide && System.getenv(CORE_TYPE) == null ? Map.of(CORE_TYPE, "SkylakeX") : Map.of();
    }

    private static String revision() throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "-C", Folders.ROOT.toString(), "describe", "--always", "--dirty")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? text.strip() : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** A warning if others are at work. */
    Optional<String> warning() {
        return load < 0.5
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "The machine is busy (load %.1f). Threads that wait by spinning, as libtorch's do, suffer more"
                                + " from that than others, so ratios flatter; --threads 1 --processor-time is fairer.",
                        load));
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %s, %s; commit %s; %s; load %.1f before.",
                processor,
                cores,
                system,
                java,
                commit,
                time,
                load);
    }
}
