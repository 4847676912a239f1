package hillock.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Random divisions of datasets. */
final class Splits {
    private Splits() {}

    @SuppressWarnings("ArrayRecordComponent")
    record Rows(int[] train, int[] test) {}

    static Split split(Dataset data, double fraction, long seed) {
        Rows rows = rows(data, fraction, seed);
        return data.parts(rows.train, rows.test);
    }

    static List<Split> folds(Dataset data, int count, long seed) {
        int size = data.size();
        if (count < 2 || count > size) {
            throw new IllegalArgumentException(
                    "%d samples can be divided into 2 to %d parts, not %d.".formatted(size, size, count));
        }
        int[] part = new int[size];
        int next = 0;
        int[] order = Draws.of(seed, "folds").permutation(size);
        int[] classes = hasClasses(data) ? data.targets().ints() : new int[size];
        int labels = hasClasses(data) ? data.task().labels().size() : 1;
        // Dealt like cards, one class after the other, so that no part has two more than another.
        for (int label = 0; label < labels; label++) {
            for (int row : order) {
                if (classes[row] == label) {
                    part[row] = next++ % count;
                }
            }
        }
        List<Split> folds = new ArrayList<>();
        for (int fold = 0; fold < count; fold++) {
            boolean[] test = new boolean[size];
            for (int row = 0; row < size; row++) {
                test[row] = part[row] == fold;
            }
            folds.add(data.parts(rows(test, false), rows(test, true)));
        }
        return List.copyOf(folds);
    }

    /** Whether every sample has one class. */
    private static boolean hasClasses(Dataset data) {
        return !(data.task() instanceof Task.Regression)
                && data.targetType().shape().rank() == 0;
    }

    /** The numbers of the samples of both parts, in order. */
    static Rows rows(Dataset data, double fraction, long seed) {
        int size = data.size();
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "The part kept back lies above 0 and below 1; " + fraction + " does not.");
        }
        int[] order = Draws.of(seed, "split").permutation(size);
        int kept = Math.clamp(Math.round(fraction * size), 0, size);
        boolean[] test = hasClasses(data) ? stratified(order, kept, data) : first(order, kept, size);
        int tested = 0;
        for (boolean one : test) {
            tested += one ? 1 : 0;
        }
        if (tested == 0 || tested == size) {
            throw new IllegalArgumentException(
                    "The part %s of %d samples keeps %d back and leaves %d for training; both need at least one."
                            .formatted(fraction, size, tested, size - tested));
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
        int[] classes = data.targets().ints();
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
