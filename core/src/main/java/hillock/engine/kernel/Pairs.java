package hillock.engine.kernel;

/** Taking apart rows whose elements belong in turns to two tensors, and putting them together. */
public final class Pairs {
    private Pairs() {}

    /**
     * Moves the elements of some rows between three float arrays of one type.
     *
     * @param apart whether pairs are taken apart, not put together
     * @param rows how many rows
     * @param n how many pairs a row has
     * @param both where the pairs are
     * @param b where the first row of pairs begins
     * @param bRow from one row of pairs to the next
     * @param first where the first elements of all pairs are, one behind the other
     * @param second where the second elements are
     * @param at where both begin
     */
    public static void move(
            boolean apart, int rows, int n, Object both, int b, int bRow, Object first, Object second, int at) {
        switch (both) {
            case float[] pairs -> {
                if (apart) {
                    apart(rows, n, pairs, b, bRow, (float[]) first, (float[]) second, at);
                } else {
                    together(rows, n, pairs, b, bRow, (float[]) first, (float[]) second, at);
                }
            }
            default -> {
                if (apart) {
                    apart(rows, n, (double[]) both, b, bRow, (double[]) first, (double[]) second, at);
                } else {
                    together(rows, n, (double[]) both, b, bRow, (double[]) first, (double[]) second, at);
                }
            }
        }
    }

    private static void apart(int rows, int n, float[] both, int b, int bRow, float[] first, float[] second, int at) {
        for (int row = 0; row < rows; row++) {
            int from = b + row * bRow;
            int to = at + row * n;
            for (int i = 0; i < n; i++) {
                first[to + i] = both[from + 2 * i];
                second[to + i] = both[from + 2 * i + 1];
            }
        }
    }

    private static void together(
            int rows, int n, float[] both, int b, int bRow, float[] first, float[] second, int at) {
        for (int row = 0; row < rows; row++) {
            int to = b + row * bRow;
            int from = at + row * n;
            for (int i = 0; i < n; i++) {
                both[to + 2 * i] = first[from + i];
                both[to + 2 * i + 1] = second[from + i];
            }
        }
    }

    private static void apart(
            int rows, int n, double[] both, int b, int bRow, double[] first, double[] second, int at) {
        for (int row = 0; row < rows; row++) {
            int from = b + row * bRow;
            int to = at + row * n;
            for (int i = 0; i < n; i++) {
                first[to + i] = both[from + 2 * i];
                second[to + i] = both[from + 2 * i + 1];
            }
        }
    }

    private static void together(
            int rows, int n, double[] both, int b, int bRow, double[] first, double[] second, int at) {
        for (int row = 0; row < rows; row++) {
            int to = b + row * bRow;
            int from = at + row * n;
            for (int i = 0; i < n; i++) {
                both[to + 2 * i] = first[from + i];
                both[to + 2 * i + 1] = second[from + i];
            }
        }
    }
}
