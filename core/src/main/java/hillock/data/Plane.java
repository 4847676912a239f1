package hillock.data;

import hillock.arithmetic.Float64;
import java.util.List;
import java.util.stream.IntStream;

/** Labelled points of the plane: circles, moons, blobs, and a set whose probabilities are known. */
public final class Plane {
    static final Task TWO = Task.binary("blue", "orange");
    static final Task CIRCLES = Task.binary("outer", "inner");

    /**
     * The accuracy no classifier exceeds on {@link #radial} data: the mean over the unit square of the greater of the
     * two probabilities.
     */
    public static final double RADIAL_BAYES_ACCURACY = 0.8807;

    private Plane() {}

    /**
     * A disc inside a ring, as in the ConvNetJS demonstration: radius and angle uniform, the radius below 2 for class 1
     * and from 3 to 5 for class 0.
     */
    public static Dataset circles(int perClass, long seed) {
        return circles(perClass, Draws.of(seed, "circles"));
    }

    /** Other points of the same kind as {@link #circles}. */
    public static Dataset circlesFresh(int perClass, long seed) {
        return circles(perClass, Draws.of(seed, "circles-fresh"));
    }

    private static Dataset circles(int perClass, Draws draws) {
        Points points = new Points(Math.multiplyExact(2, perClass));
        for (int i = 0; i < 2 * perClass; i++) {
            int label = i < perClass ? 1 : 0;
            double r = label == 1 ? 2 * draws.uniform() : 3 + 2 * draws.uniform();
            double t = 2 * Math.PI * draws.uniform();
            points.add(r * Float64.sin(t), r * Float64.cos(t), label);
        }
        return points.dataset(CIRCLES);
    }

    /**
     * Two half circles that reach into each other, as in scikit-learn: {@code (cos t, sin t)} and {@code (1 - cos t,
     * 1/2 - sin t)} with t uniform in [0, pi).
     *
     * @param noise the standard deviation of what is added to each coordinate
     */
    public static Dataset moons(int perClass, double noise, long seed) {
        return moons(perClass, noise, Draws.of(seed, "moons"));
    }

    /** Other points of the same kind as {@link #moons}. */
    public static Dataset moonsFresh(int perClass, double noise, long seed) {
        return moons(perClass, noise, Draws.of(seed, "moons-fresh"));
    }

    private static Dataset moons(int perClass, double noise, Draws draws) {
        Points points = new Points(Math.multiplyExact(2, perClass));
        for (int i = 0; i < 2 * perClass; i++) {
            int label = i < perClass ? 0 : 1;
            double t = Math.PI * draws.uniform();
            double x = label == 0 ? Float64.cos(t) : 1 - Float64.cos(t);
            double y = label == 0 ? Float64.sin(t) : 0.5 - Float64.sin(t);
            points.add(x + noise * draws.normal(), y + noise * draws.normal(), label);
        }
        return points.dataset(TWO);
    }

    /**
     * Clusters with normal distributions of equal width, their centres evenly spaced on the unit circle.
     *
     * @param clusters how many, at least two
     * @param deviation the standard deviation of each coordinate
     */
    public static Dataset blobs(int clusters, int perCluster, double deviation, long seed) {
        return blobs(clusters, perCluster, deviation, Draws.of(seed, "blobs"));
    }

    /** Other points of the same kind as {@link #blobs}. */
    public static Dataset blobsFresh(int clusters, int perCluster, double deviation, long seed) {
        return blobs(clusters, perCluster, deviation, Draws.of(seed, "blobs-fresh"));
    }

    static Task blobs(int clusters) {
        List<String> names =
                IntStream.range(0, clusters).mapToObj(i -> "cluster " + i).toList();
        return Task.classes(names);
    }

    private static Dataset blobs(int clusters, int perCluster, double deviation, Draws draws) {
        Points points = new Points(Math.multiplyExact(clusters, perCluster));
        for (int label = 0; label < clusters; label++) {
            double t = 2 * Math.PI * label / clusters;
            for (int i = 0; i < perCluster; i++) {
                points.add(
                        Float64.cos(t) + deviation * draws.normal(),
                        Float64.sin(t) + deviation * draws.normal(),
                        label);
            }
        }
        return points.dataset(blobs(clusters));
    }

    /**
     * Points uniform in the unit square, of class 1 with the probability {@link #radialProbability}: the synthetic data
     * of S. Rangan's course on machine learning. The best boundary is the circle {@code r^2 = ln 2 / 8}.
     */
    public static Dataset radial(int size, long seed) {
        return radial(size, Draws.of(seed, "radial"));
    }

    /** Other points of the same kind as {@link #radial}. */
    public static Dataset radialFresh(int size, long seed) {
        return radial(size, Draws.of(seed, "radial-fresh"));
    }

    private static Dataset radial(int size, Draws draws) {
        Points points = new Points(size);
        for (int i = 0; i < size; i++) {
            double x = draws.uniform();
            double y = draws.uniform();
            points.add(x, y, draws.uniform() < radialProbability(x, y) ? 1 : 0);
        }
        return points.dataset(TWO);
    }

    /** The probability of class 1: {@code sigmoid(10 (exp(-8 r^2) - 1/2))}, r the distance from (1/2, 1/2). */
    public static double radialProbability(double x, double y) {
        double r2 = (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5);
        return 1 / (1 + Float64.exp(-10 * (Float64.exp(-8 * r2) - 0.5)));
    }
}
