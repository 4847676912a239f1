package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same bits with every number of threads and lanes, compiled or not, and however Hillock is started. */
class JvmMatrixTest {
    /**
     * A way of starting Java.
     *
     * @param options of the JVM
     * @param form what it then says of its vectors, on any machine
     */
    record Jvm(String name, List<String> options, String form) {
        static Jvm of(String form, String... options) {
            List<String> all = new ArrayList<>(ChildJvm.VECTORS);
            all.addAll(List.of(options));
            return new Jvm(String.join(" ", options), all, form);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Map<String, Integer> EXPECTED =
            BitsProbe.hashes(Engine.standard().withThreads(1));

    private static void check(String name, String output, String form) {
        List<String> lines = output.lines().toList();
        assertThat(lines).as(name).anyMatch(line -> line.startsWith(form));
        List<String> expected = new ArrayList<>();
        EXPECTED.forEach((program, hash) -> expected.add(BitsProbe.line(program, hash)));
        assertThat(lines).as(name).containsAll(expected);
    }

    @Test
    void everyNumberOfThreadsGivesTheBitsOfOne() {
        Map<String, Integer> one = split(1);
        for (int threads : new int[] {2, 3, 8}) {
            assertThat(BitsProbe.hashes(Engine.standard().withThreads(threads)))
                    .as("%d threads", threads)
                    .isEqualTo(EXPECTED);
            assertThat(split(threads)).as("%d threads", threads).isEqualTo(one);
        }
    }

    /** The hashes of programs of which most steps are spread over the threads there are. */
    private static Map<String, Integer> split(int threads) {
        Map<String, Integer> hashes = new LinkedHashMap<>();
        BitsProbe.training(TrainingStep.Size.SPLIT, Engine.standard().withThreads(threads), hashes);
        return hashes;
    }

    /** On processors with shorter vectors than these, the longest there are. */
    static List<Jvm> widths() {
        return List.of(
                Jvm.of("Vector API, ", "-XX:MaxVectorSize=16"),
                Jvm.of("Vector API, ", "-XX:MaxVectorSize=32"),
                Jvm.of("Vector API, ", "-XX:UseAVX=2"));
    }

    static List<Jvm> others() {
        return List.of(
                new Jvm("class path without the flag", List.of(), "plain loops"),
                Jvm.of("Vector API, ", "-XX:MaxVectorSize=64"),
                Jvm.of("Vector API, ", "-XX:UseAVX=0"),
                Jvm.of("Vector API, ", "-XX:UseAVX=1"),
                Jvm.of("Vector API, ", "-XX:UseAVX=3"),
                Jvm.of("Vector API, ", "-Xint"),
                Jvm.of("Vector API, ", "-XX:TieredStopAtLevel=1"),
                Jvm.of("Vector API, ", "-XX:-TieredCompilation"),
                Jvm.of("Vector API, ", "-XX:-UseFMA"));
    }

    @ParameterizedTest
    @MethodSource("widths")
    void everyNumberOfLanesGivesTheSameBits(Jvm jvm) throws IOException, InterruptedException {
        check(jvm.name(), ChildJvm.run(jvm.options(), BitsProbe.class), jvm.form());
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("others")
    void everyJvmGivesTheSameBits(Jvm jvm) throws IOException, InterruptedException {
        check(jvm.name(), ChildJvm.run(jvm.options(), BitsProbe.class), jvm.form());
    }

    /** Hillock as a module needs no flag. */
    @Tag("thorough")
    @Test
    void theModulePathGivesTheSameBits() throws IOException, InterruptedException {
        String java = ChildJvm.java(Path.of(System.getProperty("java.home")));
        String hillock = ChildJvm.folder(Engine.class).toString();
        check("module path", ChildJvm.output(asModule(List.of(java, "--module-path", hillock))), "Vector API, ");
    }

    @Tag("thorough")
    @Test
    void aRuntimeImageGivesTheSameBits(@TempDir Path folder) throws IOException, InterruptedException {
        Path image = folder.resolve("image");
        ChildJvm.output(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                "--module-path",
                ChildJvm.folder(Engine.class).toString(),
                "--add-modules",
                "hillock",
                "--output",
                image.toString()));
        check("run-time image", ChildJvm.output(asModule(List.of(ChildJvm.java(image)))), "Vector API, ");
    }

    /** The probe becomes a part of the module, for it uses what only the engine's own package may. */
    private static List<String> asModule(List<String> launch) {
        List<String> command = new ArrayList<>(launch);
        command.addAll(List.of(
                "--patch-module",
                "hillock=" + ChildJvm.folder(BitsProbe.class),
                "--module",
                "hillock/" + BitsProbe.class.getName()));
        return command;
    }
}
