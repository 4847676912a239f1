package hillock.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network makes of the plane: every pixel in the colour of the class the network sees there, the paler the less
 * sure it is, and the points it learns from on top. Without colours, a letter for each class.
 */
public final class BoundaryPicture {
    private static final int NO_POINT = -1;
    /** How much of its colour a region may have, so that points stand out. */
    private static final double STRONGEST = 0.6;

    private static final String REGIONS = ".:-=+~^;',";
    private static final String POINTS = "ox#%*@&$AB";

    private final Plane plane;
    private final int[] pointOf;

    /**
     * A picture of the plane.
     *
     * @param points x and y in turn
     * @param classes the class of each point
     */
    public BoundaryPicture(Plane plane, float[] points, int[] classes) {
        this.plane = plane;
        pointOf = new int[plane.columns() * plane.rows() * 2];
        Arrays.fill(pointOf, NO_POINT);
        for (int i = 0; i < classes.length; i++) {
            pointOf[plane.pixelOf(points[2 * i], points[2 * i + 1])] = classes[i];
        }
    }

    /** Its pixels. */
    public Plane plane() {
        return plane;
    }

    /**
     * The lines of the picture.
     *
     * @param probabilities of every class, for every pixel in the order of {@link Plane#centres}
     * @param classes the number of classes
     */
    public List<String> lines(double[] probabilities, int classes, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < plane.rows(); row++) {
            StringBuilder line = new StringBuilder();
            String last = "";
            for (int column = 0; column < plane.columns(); column++) {
                int upper = 2 * row * plane.columns() + column;
                int lower = upper + plane.columns();
                if (!terminal.hasColours()) {
                    line.append(letter(upper, lower, probabilities, classes));
                    continue;
                }
                String sequence = terminal.unicode()
                        ? halves(upper, lower, probabilities, classes, terminal)
                        : whole(upper, lower, probabilities, classes, terminal);
                line.append(sequence.equals(last) ? "" : sequence);
                line.append(terminal.unicode() ? "▀" : " ");
                last = sequence;
            }
            lines.add(line.append(terminal.hasColours() ? "\u001b[0m" : "").toString());
        }
        return lines;
    }

    private String halves(int upper, int lower, double[] probabilities, int classes, Terminal terminal) {
        Colour top = colour(upper, probabilities, classes);
        Colour bottom = colour(lower, probabilities, classes);
        return "\u001b[38;" + top.parameters(terminal.colours()) + ";48;" + bottom.parameters(terminal.colours()) + "m";
    }

    private String whole(int upper, int lower, double[] probabilities, int classes, Terminal terminal) {
        int pixel = pointOf[upper] != NO_POINT ? upper : lower;
        return "\u001b[48;" + colour(pixel, probabilities, classes).parameters(terminal.colours()) + "m";
    }

    private char letter(int upper, int lower, double[] probabilities, int classes) {
        int point = pointOf[upper] != NO_POINT ? pointOf[upper] : pointOf[lower];
        return point != NO_POINT
                ? POINTS.charAt(point % POINTS.length())
                : REGIONS.charAt(best(upper, probabilities, classes) % REGIONS.length());
    }

    private Colour colour(int pixel, double[] probabilities, int classes) {
        if (pointOf[pixel] != NO_POINT) {
            return Colour.ofClass(pointOf[pixel]);
        }
        int best = best(pixel, probabilities, classes);
        double chance = 1.0 / classes;
        double sureness = (probabilities[pixel * classes + best] - chance) / (1 - chance);
        // A network that has gone astray gives NaN.
        return Double.isNaN(sureness)
                ? Colour.GREY
                : Colour.ofClass(best).mixed(Colour.WHITE, STRONGEST * Math.clamp(sureness, 0, 1));
    }

    private static int best(int pixel, double[] probabilities, int classes) {
        int best = 0;
        for (int i = 1; i < classes; i++) {
            if (probabilities[pixel * classes + i] > probabilities[pixel * classes + best]) {
                best = i;
            }
        }
        return best;
    }
}
