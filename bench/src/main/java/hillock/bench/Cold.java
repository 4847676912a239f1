package hillock.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How long a JVM takes from its start: the command that trains XOR, from jars, and the first step of W3. */
final class Cold {
    private final int runs;

    private Cold(Words words) {
        this.runs = words.number("--runs", 1, 1000, 10);
        words.end();
    }

    static Cold of(Words words) {
        return new Cold(words);
    }

    /** Measures, prints and saves; whether everything could be measured. */
    boolean run() throws IOException, InterruptedException {
        String modules = modules();
        List<String> train =
                List.of(Folders.jdk("java"), "-p", modules, "-m", "hillock.cli/hillock.cli.Main", "train", "xor");
        List<String> launched = List.of(Folders.ROOT.resolve("hillock").toString(), "train", "xor");
        List<String> step = List.of(
                Folders.jdk("java"),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                Folders.OUT.resolve("jars/hillock.jar") + File.pathSeparator + Folders.CLASSES,
                "hillock.bench.ours.FirstStep");
        Machine machine = Machine.now();
        machine.warning().ifPresent(System.out::println);
        System.out.printf("%d runs of each, in turn, about %d s ...%n", runs, 2 * runs);
        List<Double> trained = new ArrayList<>();
        List<Double> started = new ArrayList<>();
        List<Double> stepped = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Optional<Double> whole = seconds(train, false);
            Optional<Double> script = seconds(launched, false);
            Optional<Double> first = seconds(step, true);
            if (whole.isEmpty() || script.isEmpty() || first.isEmpty()) {
                return false;
            }
            trained.add(whole.get());
            started.add(script.get());
            stepped.add(first.get());
        }
        String text = machine.describe() + " Medians of " + runs + " JVM runs.\n\n"
                + "| what | seconds | fastest | at most |\n|---|--:|--:|--:|\n"
                + row("`hillock train xor` from jars, to its end", trained, 0.7)
                + row("the same by `./hillock`, which has an archive of loaded classes", started, 0.7)
                + row("from the start of the JVM to the end of the first step of W3", stepped, 1.5);
        System.out.print("\n" + text);
        System.out.printf("%nSaved as %s%n", Folders.save("cold", ".md", text));
        return true;
    }

    private static String row(String what, List<Double> seconds, double most) {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.1f |%n",
                what,
                Row.median(seconds),
                seconds.stream().min(Double::compare).orElseThrow(),
                most);
    }

    /** The time from the start of a process to its end, or to the first line it prints. */
    private static Optional<Double> seconds(List<String> command, boolean toFirstLine)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long[] end = {0};
        Optional<String> failure = Child.run(command, Map.of("NO_COLOR", "1"), _ -> {
            if (end[0] == 0) {
                end[0] = System.nanoTime();
            }
        });
        failure.ifPresent(reason -> System.out.println(String.join(" ", command) + " failed: " + reason));
        long stop = toFirstLine ? end[0] : System.nanoTime();
        return failure.isPresent() ? Optional.empty() : Optional.of((stop - start) * 1e-9);
    }

    /** Jars of the three modules and what they need, as a module path. */
    private static String modules() throws IOException, InterruptedException {
        Path jars = Files.createDirectories(Folders.OUT.resolve("jars"));
        List<String> path = new ArrayList<>();
        for (Map.Entry<String, String> module : Map.of("core", "hillock", "io", "hillock-io", "cli", "hillock-cli")
                .entrySet()) {
            Path jar = jars.resolve(module.getValue() + ".jar");
            Path content = Folders.ROOT.resolve(module.getKey()).resolve("target/quick/classes");
            Optional<String> failure = Child.run(
                    List.of(Folders.jdk("jar"), "--create", "--file", jar.toString(), "-C", content.toString(), "."),
                    Map.of(),
                    System.out::println);
            if (failure.isPresent()) {
                throw new Folders.UnavailableException("No jar could be made: " + failure.get());
            }
            path.add(jar.toString());
        }
        path.add(Folders.ROOT.resolve("cli/target/quick/lib").toString());
        return String.join(File.pathSeparator, path);
    }
}
