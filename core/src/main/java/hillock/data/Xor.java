package hillock.data;

/** Exclusive or, the smallest set no linear model learns (Minsky and Papert, 1969). */
public final class Xor {
    static final Task TASK = Task.binary("0", "1");

    private Xor() {}

    /** The truth table: (0,0) 0, (0,1) 1, (1,0) 1, (1,1) 0. */
    public static Dataset table() {
        Points points = new Points(4);
        for (int x = 0; x < 2; x++) {
            for (int y = 0; y < 2; y++) {
                points.add(x, y, x ^ y);
            }
        }
        return points.dataset(TASK);
    }

    /** Points uniform in [-1, 1)^2; class 1 where the signs differ. */
    public static Dataset quadrants(int size, long seed) {
        return quadrants(size, Draws.of(seed, "xor"));
    }

    /** Points of the same kind as {@link #quadrants}, and others. */
    public static Dataset quadrantsFresh(int size, long seed) {
        return quadrants(size, Draws.of(seed, "xor-fresh"));
    }

    private static Dataset quadrants(int size, Draws draws) {
        Points points = new Points(size);
        for (int i = 0; i < size; i++) {
            double x = draws.spread(1);
            double y = draws.spread(1);
            points.add(x, y, x < 0 != y < 0 ? 1 : 0);
        }
        return points.dataset(TASK);
    }
}
