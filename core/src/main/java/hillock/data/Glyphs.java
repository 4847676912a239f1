package hillock.data;

import hillock.arithmetic.Float64;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Digits drawn as strokes: grey images of 28 x 28 pixels in which every digit has another slant, size, place, width of
 * the pen and bend. They stand in for MNIST where nothing can be fetched, and are easier.
 *
 * <p>A digit is one of a few shapes of straight and curved strokes in the unit square. Each sample moves the points of
 * its shape, bends the plane by a slow sine wave, and turns, shears, scales and shifts the whole. A pixel is as dark as
 * the pen covers it.
 */
public final class Glyphs {
    /** The height and width of an image. */
    public static final int SIDE = 28;

    static final Task TASK = Task.classes(10);

    /** Steps between two points of a curve. */
    private static final int STEPS = 6;

    private static final double JITTER = 0.025;
    private static final double BEND = 0.045;
    private static final double TURN = 0.22;
    private static final double SHEAR = 0.22;
    private static final double SHIFT = 2;

    /** Points x, y, x, y ... of one line of the pen, from the upper left corner of the unit square. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Stroke(boolean curved, double[] points) {}

    private static final List<List<List<Stroke>>> SHAPES = List.of(
            List.of(
                    List.of(curve(.5, .03, .22, .18, .13, .5, .22, .83, .5, .97, .78, .83, .87, .5, .78, .18, .5, .03)),
                    List.of(curve(.55, .03, .3, .12, .18, .45, .25, .8, .5, .97, .75, .8, .8, .45, .72, .15, .5, .06))),
            List.of(
                    List.of(line(.5, .03, .5, .97)),
                    List.of(line(.28, .25, .52, .03, .52, .97)),
                    List.of(line(.3, .22, .5, .03, .5, .97), line(.25, .97, .75, .97))),
            List.of(
                    List.of(
                            curve(.15, .28, .3, .07, .55, .03, .8, .15, .82, .35, .6, .6, .15, .95),
                            line(.15, .95, .88, .95)),
                    List.of(curve(.15, .2, .45, .03, .78, .18, .7, .45, .4, .75, .15, .92, .3, .8, .5, .9, .88, .95))),
            List.of(
                    List.of(
                            curve(.15, .15, .45, .03, .78, .15, .72, .38, .42, .47),
                            curve(.42, .47, .8, .58, .82, .82, .5, .97, .15, .85)),
                    List.of(line(.15, .06, .8, .06, .45, .4), curve(.45, .4, .8, .52, .82, .8, .5, .97, .15, .85))),
            List.of(
                    List.of(line(.65, .03, .12, .65, .9, .65), line(.68, .35, .68, .97)),
                    List.of(line(.22, .05, .18, .5, .85, .52), line(.75, .05, .72, .97))),
            List.of(
                    List.of(
                            line(.82, .05, .25, .05, .2, .45),
                            curve(.2, .45, .5, .38, .82, .55, .78, .85, .45, .97, .15, .86)),
                    List.of(
                            line(.3, .08, .22, .45),
                            line(.3, .08, .85, .04),
                            curve(.22, .45, .6, .4, .8, .65, .65, .92, .2, .92))),
            List.of(List.of(
                    curve(.7, .05, .35, .3, .18, .65, .3, .93, .6, .95, .82, .75, .65, .53, .35, .57, .2, .72))),
            List.of(
                    List.of(line(.12, .06, .88, .06, .4, .96)),
                    List.of(line(.12, .06, .88, .06, .4, .96), line(.32, .5, .78, .5))),
            List.of(List.of(curve(
                    .5, .48, .22, .3, .3, .08, .55, .03, .78, .15, .72, .35, .5, .48, .22, .65, .2, .88, .5, .97, .8,
                    .87, .78, .63, .5, .48))),
            List.of(
                    List.of(
                            curve(.78, .3, .6, .05, .3, .1, .18, .32, .35, .5, .65, .45, .78, .28),
                            line(.78, .28, .74, .96)),
                    List.of(curve(
                            .8, .25, .55, .04, .25, .15, .22, .4, .5, .5, .78, .3, .8, .25, .78, .6, .6, .9, .3,
                            .96))));

    private Glyphs() {}

    private static Stroke line(double... points) {
        return new Stroke(false, points);
    }

    private static Stroke curve(double... points) {
        return new Stroke(true, points);
    }

    /**
     * Images with levels from 0 to 1, float32 [n, 784], and their digits. Sample i is the digit {@code i % 10} and
     * depends on the seed and i alone.
     */
    public static Dataset of(int size, long seed) {
        return of(size, seed, "glyphs");
    }

    /** Other images of the same kind as {@link #of}. */
    public static Dataset fresh(int size, long seed) {
        return of(size, seed, "glyphs-fresh");
    }

    private static Dataset of(int size, long seed, String purpose) {
        if (size < 1) {
            throw new IllegalArgumentException("A dataset has at least one sample, not %d.".formatted(size));
        }
        TensorType type = TensorType.of(DType.FLOAT32, size, SIDE * SIDE);
        float[] images = new float[type.size()];
        int[] digits = new int[size];
        for (int i = 0; i < size; i++) {
            digits[i] = i % 10;
            draw(SHAPES.get(digits[i]), Draws.of(seed, purpose, i), images, i * SIDE * SIDE);
        }
        return Dataset.of(NDArray.wrap(type, images), NDArray.wrap(TensorType.of(DType.INT32, size), digits), TASK);
    }

    private static void draw(List<List<Stroke>> shapes, Draws draws, float[] image, int offset) {
        List<Stroke> shape = shapes.get(draws.below(shapes.size()));
        double turn = draws.spread(TURN);
        double shear = draws.spread(SHEAR);
        double width = SIDE * (0.52 + 0.1 * draws.spread(1));
        double height = SIDE * (0.68 + 0.08 * draws.spread(1));
        double shiftX = SIDE / 2.0 + draws.spread(SHIFT);
        double shiftY = SIDE / 2.0 + draws.spread(SHIFT);
        double pen = 0.75 + 0.7 * draws.uniform();
        double bendX = draws.spread(BEND);
        double bendY = draws.spread(BEND);
        double phaseX = 2 * Math.PI * draws.uniform();
        double phaseY = 2 * Math.PI * draws.uniform();
        double sine = Float64.sin(turn);
        double cosine = Float64.cos(turn);
        List<double[]> lines = new ArrayList<>();
        for (Stroke stroke : shape) {
            double[] moved = stroke.points.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += JITTER * draws.normal();
            }
            double[] points = stroke.curved ? smoothed(moved) : moved;
            for (int i = 0; i < points.length; i += 2) {
                double x = points[i] - 0.5 + bendX * Float64.sin(4 * points[i + 1] + phaseX);
                double y = points[i + 1] - 0.5 + bendY * Float64.sin(4 * points[i] + phaseY);
                double sheared = x * width - shear * y * height;
                double tall = y * height;
                points[i] = cosine * sheared - sine * tall + shiftX;
                points[i + 1] = sine * sheared + cosine * tall + shiftY;
            }
            lines.add(points);
        }
        for (double[] points : lines) {
            for (int i = 0; i + 3 < points.length; i += 2) {
                segment(points[i], points[i + 1], points[i + 2], points[i + 3], pen, image, offset);
            }
        }
    }

    /** A curve through the points (E. Catmull, R. Rom, "A class of local interpolating splines", 1974). */
    private static double[] smoothed(double[] points) {
        int count = points.length / 2;
        double[] result = new double[2 * ((count - 1) * STEPS + 1)];
        int at = 0;
        for (int i = 0; i + 1 < count; i++) {
            int before = Math.max(i - 1, 0);
            int after = Math.min(i + 2, count - 1);
            for (int step = 0; step < STEPS; step++) {
                double t = (double) step / STEPS;
                for (int axis = 0; axis < 2; axis++) {
                    result[at++] = spline(
                            points[2 * before + axis],
                            points[2 * i + axis],
                            points[2 * i + 2 + axis],
                            points[2 * after + axis],
                            t);
                }
            }
        }
        result[at++] = points[2 * count - 2];
        result[at] = points[2 * count - 1];
        return result;
    }

    private static double spline(double a, double b, double c, double d, double t) {
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    /** Darkens the pixels near a straight line, whose centres are at whole numbers and a half. */
    private static void segment(double x0, double y0, double x1, double y1, double pen, float[] image, int offset) {
        double reach = pen + 1;
        int left = clamped(Math.min(x0, x1) - reach);
        int right = clamped(Math.max(x0, x1) + reach);
        int top = clamped(Math.min(y0, y1) - reach);
        int bottom = clamped(Math.max(y0, y1) + reach);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length2 = Math.max(dx * dx + dy * dy, 1e-12);
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x0;
                double py = row + 0.5 - y0;
                double along = Math.clamp((px * dx + py * dy) / length2, 0.0, 1.0);
                double ox = px - along * dx;
                double oy = py - along * dy;
                float level = (float) Math.clamp(pen + 0.5 - Float64.sqrt(ox * ox + oy * oy), 0.0, 1.0);
                int at = offset + row * SIDE + column;
                image[at] = Math.max(image[at], level);
            }
        }
    }

    private static int clamped(double place) {
        return (int) Math.clamp(Float64.floor(place), 0.0, SIDE - 1.0);
    }
}
