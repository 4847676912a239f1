package hillock.bench;

/**
 * What is taken for the time of a JVM's batches.
 *
 * @param best the fastest batch and not the median, which others at work on the machine disturb more
 * @param processor the processor time of the calling thread and not the time on the wall
 */
record Clock(boolean best, boolean processor) {
    /** The name under which {@link Side} prints it. */
    String statistic() {
        return best ? "best" : "median";
    }

    /** The option of a JVM by which {@link Stopwatch} knows. */
    String option() {
        return "-D" + Stopwatch.PROCESSOR_PROPERTY + "=" + processor;
    }

    /** Complains if processor time was asked for with several threads, of which one alone would be counted. */
    void check(String threads) {
        if (processor && !threads.equals("1")) {
            throw new Words.WrongWordsException("--processor-time counts one thread and needs --threads 1.");
        }
    }

    String describe() {
        return (best ? "fastest batch" : "median batch") + (processor ? ", processor time," : "");
    }
}
