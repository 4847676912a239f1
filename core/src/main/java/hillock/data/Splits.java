package hillock.data;

import java.util.Arrays;

/** Random divisions of datasets. */
final class Splits {
    private Splits() {}

    @SuppressWarnings("ArrayRecordComponent")
    record Rows(int[] train, int[] test) {}

    static Split split(Dataset data, double fraction, long seed) {
        Rows rows = rows(data, fraction, seed);
        return new Split(data.select(rows.train), data.select(rows.test));
    }

    /** The numbers of the samples of both parts, in order. */
    static Rows rows(Dataset data, double fraction, long seed) {
        int size = data.size();
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "The part kept for testing lies between 0 and 1; " + fraction + " does not.");
        }
        int[] order = Draws.of(seed, "split").permutation(size);
        int kept = Math.clamp(Math.round(fraction * size), 0, size);
        boolean[] test =
                data.task() instanceof Task.Regression ? first(order, kept, size) : stratified(order, kept, data);
        int tested = 0;
        for (boolean one : test) {
            tested += one ? 1 : 0;
        }
        if (tested == 0 || tested == size) {
            throw new IllegalArgumentException("The part " + fraction
                    + " of %d samples leaves %d for training and %d for ".formatted(size, size - tested, tested)
                    + "testing; both need at least one.");
        }
        return new Rows(rows(test, false), rows(test, true));
    }

    private static boolean[] first(int[] order, int kept, int size) {
        boolean[] test = new boolean[size];
        for (int i = 0; i < kept; i++) {
            test[order[i]] = true;
        }
        return test;
    }

    /** From each class its share of the test part, rounded so that the whole is met exactly. */
    private static boolean[] stratified(int[] order, int kept, Dataset data) {
        int[] classes = data.all().targets().ints();
        int[] members = new int[data.task().labels().size()];
        for (int label : classes) {
            members[label]++;
        }
        int[] quota = new int[members.length];
        long before = 0;
        for (int label = 0; label < members.length; label++) {
            // The differences of rounded running sums differ from the exact shares by less than one.
            long now = before + members[label];
            quota[label] = (int) (share(now, kept, data.size()) - share(before, kept, data.size()));
            before = now;
        }
        boolean[] test = new boolean[data.size()];
        for (int row : order) {
            if (quota[classes[row]]-- > 0) {
                test[row] = true;
            }
        }
        return test;
    }

    private static long share(long count, int kept, int size) {
        return (2 * count * kept + size) / (2L * size);
    }

    private static int[] rows(boolean[] test, boolean wanted) {
        int[] rows = new int[test.length];
        int count = 0;
        for (int row = 0; row < test.length; row++) {
            if (test[row] == wanted) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
