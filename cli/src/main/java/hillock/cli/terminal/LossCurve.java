package hillock.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Losses over time as columns of blocks, on a logarithmic scale. */
public final class LossCurve {
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final String LETTERS = "    ..::#";
    /** Eight digits and a space. */
    private static final int LABEL = 9;

    private LossCurve() {}

    /**
     * The lines of a picture, all of one width.
     *
     * @param losses one for each epoch that is over
     * @param epochs the number of epochs there will be
     * @param width the number of characters in a line, at least 20
     * @param height the number of lines, at least 3
     */
    public static List<String> lines(List<Double> losses, int epochs, int width, int height, boolean unicode) {
        int columns = width - LABEL;
        double[] logarithms = new double[columns];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < columns; i++) {
            logarithms[i] = Math.log(at(losses, i, columns, epochs));
            if (Double.isFinite(logarithms[i])) {
                low = Math.min(low, logarithms[i]);
                high = Math.max(high, logarithms[i]);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(padded(title(epochs, columns), width));
        int rows = height - 2;
        for (int row = 0; row < rows; row++) {
            boolean labelled = low <= high;
            String label = "";
            if (labelled && row == 0) {
                label = Texts.number(Math.exp(high));
            } else if (labelled && row == rows - 1) {
                label = Texts.number(Math.exp(low));
            }
            StringBuilder line = new StringBuilder(" ".repeat(LABEL - 1 - label.length()))
                    .append(label)
                    .append(' ');
            for (int i = 0; i < columns; i++) {
                double share = high > low ? (logarithms[i] - low) / (high - low) : 1;
                line.append(block(share * (rows - 0.125) + 0.125 - (rows - 1 - row), logarithms[i], unicode));
            }
            lines.add(line.toString());
        }
        String last = Integer.toString(epochs);
        lines.add(" ".repeat(LABEL) + padded("1", columns - last.length()) + last);
        return lines;
    }

    private static String title(int epochs, int columns) {
        int least = epochs / columns;
        int most = (epochs + columns - 1) / columns;
        return epochs <= columns
                ? "loss, by epoch"
                : "loss, each column the mean of %s epochs".formatted(least == most ? most : least + " or " + most);
    }

    /** The mean of the losses that fall into a column, NaN if there are none yet. */
    private static double at(List<Double> losses, int column, int columns, int epochs) {
        int from = (int) ((long) column * epochs / columns);
        int to = Math.max(from + 1, (int) ((long) (column + 1) * epochs / columns));
        double sum = 0;
        int count = 0;
        for (int i = from; i < Math.min(to, losses.size()); i++) {
            sum += losses.get(i);
            count++;
        }
        return sum / count;
    }

    private static char block(double filled, double logarithm, boolean unicode) {
        String blocks = unicode ? BLOCKS : LETTERS;
        return Double.isNaN(logarithm) ? ' ' : blocks.charAt((int) Math.clamp(Math.round(filled * 8), 0, 8));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
