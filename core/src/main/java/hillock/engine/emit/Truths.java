package hillock.engine.emit;

/** What Java has no instruction for; emitted scalar code calls it by name. Truth values are 0 and 1. */
final class Truths {
    private Truths() {}

    static int less(float x, float y) {
        return x < y ? 1 : 0;
    }

    static int less(double x, double y) {
        return x < y ? 1 : 0;
    }

    static int less(int x, int y) {
        return x < y ? 1 : 0;
    }

    static int less(long x, long y) {
        return x < y ? 1 : 0;
    }

    static int lessEqual(float x, float y) {
        return x <= y ? 1 : 0;
    }

    static int lessEqual(double x, double y) {
        return x <= y ? 1 : 0;
    }

    static int lessEqual(int x, int y) {
        return x <= y ? 1 : 0;
    }

    static int lessEqual(long x, long y) {
        return x <= y ? 1 : 0;
    }

    static int equal(float x, float y) {
        return x == y ? 1 : 0;
    }

    static int equal(double x, double y) {
        return x == y ? 1 : 0;
    }

    static int equal(int x, int y) {
        return x == y ? 1 : 0;
    }

    static int equal(long x, long y) {
        return x == y ? 1 : 0;
    }

    static float select(int truth, float yes, float no) {
        return truth != 0 ? yes : no;
    }

    static double select(int truth, double yes, double no) {
        return truth != 0 ? yes : no;
    }

    static int select(int truth, int yes, int no) {
        return truth != 0 ? yes : no;
    }

    static long select(int truth, long yes, long no) {
        return truth != 0 ? yes : no;
    }

    static int not(int truth) {
        return 1 - truth;
    }
}
