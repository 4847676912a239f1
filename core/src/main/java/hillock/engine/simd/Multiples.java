package hillock.engine.simd;

/** A table of multiples of a distance, filled anew only where it has to be. */
final class Multiples {
    final int[] table;
    private int distance;
    private int filled;

    Multiples(int length) {
        table = new int[length];
    }

    int[] of(int distance, int count) {
        if (distance != this.distance || count > filled) {
            for (int i = 0; i < count; i++) {
                table[i] = i * distance;
            }
            this.distance = distance;
            filled = count;
        }
        return table;
    }
}
