package hillock.data;

import hillock.arithmetic.Float64;
import java.util.List;

/**
 * Two interlocking spirals. With {@code u} from 0 to 1 along an arm, a point is {@code (r sin t, r cos t)} with radius
 * {@code r = 5 u}; the second class is turned by pi.
 *
 * <p>The formulas are those of the TensorFlow Playground ({@code t = 3.5 pi u}, noise added to the coordinates) and of
 * the ConvNetJS demonstration ({@code t = 2.5 pi u}, noise of 0.1 added to radius and angle).
 */
public final class Spiral {
    /**
     * The accuracy no classifier exceeds on {@link #convnet} data with 100 points per arm: near the centre the noise
     * carries points over to the other arm. The mean of the greater of the two posterior probabilities, which follow
     * exactly from the uniform noise, over four million points is 0.99249 with a standard error of 0.00003. (With
     * places anywhere along the arm it would be 0.9950.)
     */
    public static final double CONVNET_BAYES_ACCURACY = 0.9925;

    static final Task TASK = Task.classes(List.of("blue", "orange"));
    private static final double CONVNET_NOISE = 0.1;

    private Spiral() {}

    /**
     * The Playground's spiral, evenly spaced: {@code u = i / perClass}. Without noise the two points with {@code u = 0}
     * fall together in the origin.
     *
     * @param noise the greatest distance added to each coordinate
     */
    public static Dataset playground(int perClass, double noise, long seed) {
        return playground(perClass, noise, Draws.of(seed, "spiral"), false);
    }

    /** New points of the Playground's spiral: {@code u} is random. */
    public static Dataset playgroundFresh(int perClass, double noise, long seed) {
        return playground(perClass, noise, Draws.of(seed, "spiral-fresh"), true);
    }

    /** The spiral of ConvNetJS, evenly spaced: {@code u = i / perClass}, noisy in radius and angle. */
    public static Dataset convnet(int perClass, long seed) {
        return convnet(perClass, 1, Draws.of(seed, "convnet"));
    }

    /**
     * New points of the spiral of ConvNetJS: at the same places as {@link #convnet}, several times, with other noise.
     */
    public static Dataset convnetFresh(int perClass, int times, long seed) {
        return convnet(perClass, times, Draws.of(seed, "convnet-fresh"));
    }

    private static Dataset playground(int perClass, double noise, Draws draws, boolean fresh) {
        Points points = new Points(2 * perClass);
        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < perClass; i++) {
                double u = fresh ? draws.uniform() : (double) i / perClass;
                double t = 3.5 * Math.PI * u + Math.PI * label;
                double x = 5 * u * Float64.sin(t) + draws.spread(noise);
                double y = 5 * u * Float64.cos(t) + draws.spread(noise);
                points.add(x, y, label);
            }
        }
        return points.dataset(TASK);
    }

    private static Dataset convnet(int perClass, int times, Draws draws) {
        Points points = new Points(Math.multiplyExact(2 * perClass, times));
        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < perClass * times; i++) {
                double u = (double) (i % perClass) / perClass;
                double r = 5 * u + draws.spread(CONVNET_NOISE);
                double t = 2.5 * Math.PI * u + draws.spread(CONVNET_NOISE) + Math.PI * label;
                points.add(r * Float64.sin(t), r * Float64.cos(t), label);
            }
        }
        return points.dataset(TASK);
    }
}
