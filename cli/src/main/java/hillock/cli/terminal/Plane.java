package hillock.cli.terminal;

/**
 * A rectangle of the plane divided into pixels, two above each other for every character. Pixels are square.
 *
 * @param columns the number of characters in a line, and of pixels across
 * @param rows the number of lines; there are twice as many pixels down
 * @param left the smallest x
 * @param top the greatest y
 * @param pixel the side of a pixel
 */
public record Plane(int columns, int rows, double left, double top, double pixel) {
    /** The share of the picture around the points. */
    private static final double MARGIN = 1.15;

    /** The plane in which points, x and y in turn, lie in the middle. */
    public static Plane around(float[] points, int columns, int rows) {
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.POSITIVE_INFINITY;
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.length; i += 2) {
            left = Math.min(left, points[i]);
            right = Math.max(right, points[i]);
            bottom = Math.min(bottom, points[i + 1]);
            top = Math.max(top, points[i + 1]);
        }
        double pixel = Math.max((right - left) / columns, (top - bottom) / (2 * rows)) * MARGIN;
        pixel = pixel > 0 ? pixel : 1;
        return new Plane(
                columns, rows, (left + right - pixel * columns) / 2, (top + bottom + pixel * 2 * rows) / 2, pixel);
    }

    /** The centres of all pixels, x and y in turn, from the top line to the bottom, each from the left. */
    public float[] centres() {
        float[] centres = new float[columns * rows * 4];
        for (int row = 0; row < 2 * rows; row++) {
            for (int column = 0; column < columns; column++) {
                int i = 2 * (row * columns + column);
                centres[i] = (float) (left + (column + 0.5) * pixel);
                centres[i + 1] = (float) (top - (row + 0.5) * pixel);
            }
        }
        return centres;
    }

    /** The number of the pixel in which a point lies, in the order of {@link #centres}. */
    public int pixelOf(double x, double y) {
        int column = Math.clamp((long) Math.floor((x - left) / pixel), 0, columns - 1);
        int row = Math.clamp((long) Math.floor((top - y) / pixel), 0, 2 * rows - 1);
        return row * columns + column;
    }
}
