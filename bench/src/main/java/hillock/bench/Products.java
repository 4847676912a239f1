package hillock.bench;

import hillock.bench.gemm.Product;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The comparison of matrix products with OpenBLAS and MKL, beside what the machine can do at all. */
final class Products {
    private final int runs;
    private final String threads;
    private final boolean alone;
    private final Clock clock;
    private final Path classes;
    /** What was found in each run, by kind, name and number of threads. */
    private final Map<String, List<Double>> found = new HashMap<>();

    private Products(Words words) {
        this.runs = words.number("--runs", 1, 100, 3);
        this.threads = words.value("--threads").orElse("1,2");
        if (!threads.matches("[1-9][0-9]{0,2}(,[1-9][0-9]{0,2})*")) {
            throw new Words.WrongWordsException("--threads takes numbers joined by commas, not '" + threads + "'.");
        }
        this.alone = words.flag("--ours");
        this.clock = new Clock(false, words.flag("--processor-time"));
        clock.check(threads);
        this.classes = Folders.classes(words);
        words.end();
    }

    static Products of(Words words) {
        return new Products(words);
    }

    /** Measures, prints and saves; whether everything could be measured. */
    boolean run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Folders.jdk("java"),
                clock.option(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes + File.pathSeparator + Folders.CLASSES,
                "hillock.bench.gemm.Gemm",
                threads));
        Map<String, String> environment = new HashMap<>();
        if (!alone) {
            Path libraries = Folders.libraries(Folders.jars("blas", "MKL and OpenBLAS", 180));
            Path openBlas = libraries.resolve("openblas");
            Path mkl = libraries.resolve("mkl");
            command.add(openBlas.resolve("libopenblas.so.0").toString());
            command.add(mkl.resolve("libmkl_rt.so.2").toString());
            environment.putAll(Machine.openBlasEnvironment());
            environment.put("LD_LIBRARY_PATH", mkl + File.pathSeparator + openBlas);
        }
        Machine machine = Machine.now();
        machine.warning().ifPresent(System.out::println);
        boolean complete = true;
        for (int run = 1; run <= runs; run++) {
            System.out.printf("run %d of %d, one to two minutes ... ", run, runs);
            System.out.flush();
            long start = System.nanoTime();
            Optional<String> failure = Child.run(command, environment, this::read);
            complete &= failure.isEmpty();
            System.out.println(failure.orElse(Folders.elapsed(start)));
        }
        StringBuilder text = new StringBuilder();
        text.append("%s Medians over %d JVM runs of the %s of each.\n"
                .formatted(machine.describe(), runs, clock.describe()));
        for (String number : threads.split(",")) {
            table(text, number);
        }
        System.out.print("\n" + text);
        Path file = Folders.save("gemm", ".md", text.toString());
        System.out.printf("%nSaved as %s%n", file);
        return complete;
    }

    private void read(String line) {
        String[] words = line.split("\t");
        if (words.length == 4) {
            found.computeIfAbsent(key(words[0], words[1], words[2]), _ -> new ArrayList<>())
                    .add(Double.valueOf(words[3]));
        }
    }

    private static String key(String kind, String name, String threads) {
        return String.join("\t", kind, name, threads);
    }

    private Optional<Double> median(String kind, String name, String number) {
        return Optional.ofNullable(found.get(key(kind, name, number))).map(Row::median);
    }

    private void table(StringBuilder text, String number) {
        double peak = median("limit", "fma", number).orElse(Double.NaN);
        text.append("\n%s. Fused multiply-adds on registers: %s GFLOP/s.\n\n"
                .formatted(number.equals("1") ? "1 thread" : number + " threads", Report.digits(peak * 1e-9)));
        text.append(
                "| m,n,k | unit | ours | OpenBLAS | MKL | of the limit | ours/OpenBLAS | ours/MKL | at least | |\n");
        text.append("|---|---|--:|--:|--:|--:|--:|--:|--:|---|\n");
        for (Product shape : Product.all()) {
            double work = shape.isRow() ? shape.bytes() : shape.operations();
            double limit =
                    shape.isRow() ? median("limit", "read " + shape, number).orElse(Double.NaN) : peak;
            Optional<Double> ours = median("product", "ours " + shape, number).map(s -> work / s);
            Optional<Double> openBlas =
                    median("product", "openblas " + shape, number).map(s -> work / s);
            Optional<Double> mkl = median("product", "mkl " + shape, number).map(s -> work / s);
            Optional<Double> byOpenBlas = ours.flatMap(o -> openBlas.map(other -> o / other));
            Optional<Double> byMkl = ours.flatMap(o -> mkl.map(other -> o / other));
            Optional<Double> share = ours.map(o -> o / limit);
            boolean reached = shape.isRow()
                    ? share.orElse(0.0) >= Product.LEAST_OF_READ
                    : byOpenBlas.orElse(1.0) >= 1 && byMkl.orElse(1.0) >= shape.leastOfMkl();
            text.append("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            shape,
                            shape.isRow() ? "GB/s" : "GFLOP/s",
                            ours.map(v -> Report.digits(v * 1e-9)).orElse(""),
                            openBlas.map(v -> Report.digits(v * 1e-9)).orElse(""),
                            mkl.map(v -> Report.digits(v * 1e-9)).orElse(""),
                            share.map(Products::percent).orElse(""),
                            byOpenBlas.map(Products::percent).orElse(""),
                            byMkl.map(Products::percent).orElse(""),
                            shape.target(),
                            verdict(shape, number, reached)));
        }
        Optional<Double> triad = median("limit", "triad", number);
        Optional<Double> ours = median("limit", "triad by ours", number);
        if (triad.isPresent() && ours.isPresent()) {
            text.append(("\n`b * 1.5 + c` on 16 million floats, 12 bytes each: %s GB/s by ours, %s GB/s by a loop: %s"
                            + " (at least 85 %%).\n")
                    .formatted(
                            Report.digits(ours.get() * 1e-9),
                            Report.digits(triad.get() * 1e-9),
                            percent(ours.get() / triad.get())));
        }
    }

    private String verdict(Product shape, String number, boolean reached) {
        return different(shape, number) ? "RESULTS DIFFER" : alone && !shape.isRow() ? "" : reached ? "ok" : "below";
    }

    /** Sums of up to 4096 products of standard normal numbers, in another order. */
    private boolean different(Product shape, String number) {
        return !(median("difference", "ours " + shape, number).orElse(0.0) <= 1e-5);
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
