package hillock.train;

import java.util.function.Function;

/**
 * A search along a line for a step that fulfils the strong Wolfe conditions: enough descent, and a slope well below the
 * first one (Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6, with cubic interpolation).
 */
final class LineSearch {
    private static final double DESCENT = 1e-4;
    private static final double FLATNESS = 0.9;
    private static final int MOST = 60;

    private LineSearch() {}

    /** Where a function was evaluated, and what it was there. */
    record Point(double[] x, double value, double[] gradient) {
        boolean isFinite() {
            return Double.isFinite(value) && Double.isFinite(Coordinates.greatest(gradient));
        }
    }

    /** A point on the line: the length of the step, and the slope along the line. */
    private record Trial(double length, Point point, double slope) {
        double value() {
            // What is not finite is uphill.
            return point.isFinite() ? point.value : Double.POSITIVE_INFINITY;
        }
    }

    /** What is searched, for the time of one search. */
    private record Line(Function<double[], Point> function, Point start, double[] direction) {
        Trial at(double length) {
            Point point = function.apply(Coordinates.along(start.x, length, direction));
            return new Trial(length, point, Coordinates.dot(point.gradient, direction));
        }

        double slope() {
            return Coordinates.dot(start.gradient, direction);
        }

        boolean descends(Trial trial) {
            return trial.value() <= start.value + DESCENT * trial.length * slope();
        }

        boolean isFlat(Trial trial) {
            return Math.abs(trial.slope) <= -FLATNESS * slope();
        }
    }

    /** The next point; the start itself if none that is lower can be found. */
    static Point search(Function<double[], Point> function, Point start, double[] direction, double first) {
        Line line = new Line(function, start, direction);
        Trial before = new Trial(0, start, line.slope());
        double length = first;
        for (int i = 0; i < MOST; i++) {
            Trial trial = line.at(length);
            if (!line.descends(trial) || i > 0 && trial.value() >= before.value()) {
                return zoom(line, before, trial);
            }
            if (line.isFlat(trial)) {
                return trial.point;
            }
            if (trial.slope >= 0) {
                return zoom(line, trial, before);
            }
            before = trial;
            length *= 2;
        }
        return before.point;
    }

    /** Between a step that descends and one that brackets a flat place with it. */
    private static Point zoom(Line line, Trial from, Trial to) {
        Trial low = from;
        Trial high = to;
        for (int i = 0; i < MOST; i++) {
            Trial trial = line.at(between(low, high));
            if (trial.length == low.length || trial.length == high.length) {
                break;
            }
            if (!line.descends(trial) || trial.value() >= low.value()) {
                high = trial;
            } else {
                if (line.isFlat(trial)) {
                    return trial.point;
                }
                if (trial.slope * (high.length - low.length) >= 0) {
                    high = low;
                }
                low = trial;
            }
        }
        return low.value() < line.start.value ? low.point : line.start;
    }

    /** The lowest point of the cubic through both ends, kept off the ends. */
    private static double between(Trial low, Trial high) {
        double width = high.length - low.length;
        double middle = low.length + width / 2;
        if (!Double.isFinite(high.value()) || !Double.isFinite(high.slope)) {
            return low.length + width / 10;
        }
        double a = low.slope + high.slope - 3 * (low.value() - high.value()) / (low.length - high.length);
        double root = Math.sqrt(a * a - low.slope * high.slope) * Math.signum(width);
        double cubic = high.length - width * (high.slope + root - a) / (high.slope - low.slope + 2 * root);
        double part = (cubic - low.length) / width;
        return part > 0.1 && part < 0.9 ? cubic : part <= 0.1 ? low.length + width / 10 : middle;
    }
}
