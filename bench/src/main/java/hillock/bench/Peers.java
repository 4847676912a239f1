package hillock.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The comparison with libtorch: every side of every workload in a fresh JVM, in turn, several times over. */
final class Peers {
    /** The workloads for which the form without the vector module has a column. */
    private static final Set<String> PLAIN = Set.of("W1", "W2", "W3", "W4", "W8");

    private final List<String> workloads;
    private final int runs;
    private final int threads;
    private final boolean alone;
    private final boolean plain;
    private final Clock clock;
    private final Path classes;

    private Peers(Words words) {
        this.workloads = words.some("--only", Figure.workloads());
        this.runs = words.number("--runs", 1, 100, 3);
        this.threads = words.number("--threads", 1, 1024, 2);
        this.alone = words.flag("--ours");
        this.plain = !words.flag("--no-plain");
        this.clock = new Clock(words.flag("--best"), words.flag("--processor-time"));
        clock.check(Integer.toString(threads));
        this.classes = Folders.classes(words);
        words.end();
    }

    static Peers of(Words words) {
        return new Peers(words);
    }

    /** Measures, prints and saves; whether everything could be measured. */
    boolean run() throws IOException, InterruptedException {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(Contestant.ours(classes));
        if (!alone) {
            contestants.add(Contestant.openBlas(threads));
            contestants.add(Contestant.mkl(threads));
        }
        if (plain) {
            contestants.add(Contestant.plain(classes));
        }
        Machine machine = Machine.now();
        machine.warning().ifPresent(System.out::println);
        Map<Contestant, List<Contestant.Found>> results = new LinkedHashMap<>();
        contestants.forEach(contestant -> results.put(contestant, new ArrayList<>()));
        boolean complete = true;
        for (int run = 1; run <= runs; run++) {
            for (String workload : workloads) {
                for (Contestant contestant : contestants) {
                    if (contestant.name().equals(Contestant.PLAIN) && !PLAIN.contains(workload)) {
                        continue;
                    }
                    long start = System.nanoTime();
                    System.out.printf("run %d of %d  %s  %s ... ", run, runs, workload, contestant.name());
                    System.out.flush();
                    Optional<Contestant.Found> found = contestant.measure(workload, threads, clock);
                    found.ifPresent(results.get(contestant)::add);
                    complete &= found.isPresent();
                    System.out.println(Folders.elapsed(start));
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        for (String workload : workloads) {
            for (Figure figure : Figure.of(workload)) {
                Row row = Row.of(figure, results);
                if (row.ours().isPresent()) {
                    rows.add(row);
                }
            }
        }
        save(new Report(machine, threads, runs, clock, rows));
        return complete;
    }

    private static void save(Report report) throws IOException {
        System.out.println();
        System.out.print(report.markdown());
        Path file = Folders.save("peers", ".md", report.markdown());
        Folders.save("peers", ".json", report.json());
        System.out.printf("%nSaved as %s and .json%n", file);
    }
}
