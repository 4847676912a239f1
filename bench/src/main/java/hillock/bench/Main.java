package hillock.bench;

import java.io.IOException;
import java.util.List;

/** The command {@code ./bench/run}. */
public final class Main {
    private static final String HELP = """
            Measurements of Hillock, built from this checkout. Run them on a quiet machine.

              ./bench/run peers    workloads W1 to W9 and EPOCHS, a whole training, on Hillock and libtorch in turn;
                                   prints and saves a table
                --only W3,W6       only these workloads
                --runs 3           fresh JVMs for each side of each workload
                --threads 2        threads of both sides
                --ours             without libtorch: nothing is downloaded
                --no-plain         not our form without the vector module, which has a column for W1 to W4 and W8
                --best             the fastest batch of each JVM and not the median, for a machine that is not quiet
                --processor-time   processor time, not time on the wall, for a machine that is busy; needs --threads 1
                --classes FOLDER   measure other classes of Hillock than those of this checkout

              ./bench/run gemm     matrix products beside OpenBLAS, MKL and what the machine can do
                --threads 1,2      for each of these numbers of threads
                --runs, --ours, --processor-time, --classes as above

              ./bench/run self     workloads of Hillock under JMH, to compare revisions
                --quick            one JVM each and not three
                --only W2,W8       some of PRODUCT,W6_FORWARD,W6_SOFTMAX,W1,W2,W3_TRAIN,W3_ONE,W7,W8,W9 or other figures
                --threads, --classes as above

              ./bench/run cold     from the start of a JVM to the end of "train xor", and of the first step of W3
                --runs 10          of each

            What is measured and how to read it: bench/README.md. Results lie in bench/out.
            The first comparison downloads 275 MB from Maven Central, after saying so.
            """;

    private Main() {}

    /** Runs one command; exit code 2 for words that make no sense, 1 if something could not be measured. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
            System.out.print(HELP);
            System.exit(words.isEmpty() ? 2 : 0);
        }
        try {
            Words rest = new Words(words.subList(1, words.size()));
            boolean complete = switch (words.getFirst()) {
                case "peers" -> Peers.of(rest).run();
                case "gemm" -> Products.of(rest).run();
                case "self" -> Self.of(rest).run();
                case "cold" -> Cold.of(rest).run();
                default ->
                    throw new Words.WrongWordsException(
                            "There is no command '%s'; see ./bench/run --help.".formatted(words.getFirst()));
            };
            System.exit(complete ? 0 : 1);
        } catch (Words.WrongWordsException | Folders.UnavailableException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }
}
