package hillock.cli;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.cli.terminal.BoundaryPicture;
import hillock.cli.terminal.LossCurve;
import hillock.cli.terminal.Plane;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Terminal;
import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.train.EpochReport;
import hillock.train.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the network makes of the plane while it learns, redrawn in place, with the loss beside or below it. Training
 * that would be over at a glance is slowed down; the time this takes is not counted as training.
 */
final class PlaneProgress implements Progress {
    private static final double SHOW_SECONDS = 2;
    private static final double FRAMES_PER_SECOND = 25;
    private static final int MOST_ROWS = 24;
    private static final int FEWEST_ROWS = 8;
    /** Characters are about twice as high as wide, so this picture is a little wider than high. */
    private static final double COLUMNS_PER_ROW = 2.5;

    private static final int PANEL_WIDTH = 30;
    private static final int WIDEST_PANEL = 50;
    private static final int CURVE_ROWS = 8;
    private static final String GAP = "  ";

    private final Screen screen;
    private final Layout layout;
    private final Task task;
    private final Engine engine;
    private final float[] points;
    private final int[] classes;
    private final BoundaryPicture picture;
    private final List<Double> losses = new ArrayList<>();
    private final long start = System.nanoTime();
    private int firstEpoch;
    private double lastFrame = Double.NEGATIVE_INFINITY;

    /**
     * How the screen is divided.
     *
     * @param rows of the picture
     * @param columns of the picture
     * @param beside whether the loss stands beside the picture, or else below
     * @param panel the width of the loss
     */
    record Layout(int rows, int columns, boolean beside, int panel) {
        /** The largest that fits; empty if the terminal is too small for any. */
        static Optional<Layout> of(Terminal terminal) {
            // One row is the title, one is where the cursor waits.
            int rows = Math.min(MOST_ROWS, terminal.rows() - 2);
            int columns = columns(rows);
            if (terminal.columns() < columns + GAP.length() + PANEL_WIDTH) {
                if (terminal.rows() - 2 >= rows + CURVE_ROWS && terminal.columns() >= columns) {
                    return Optional.of(new Layout(rows, columns, false, columns));
                }
                columns = Math.min(columns, terminal.columns() - GAP.length() - PANEL_WIDTH);
                rows = (int) (columns / COLUMNS_PER_ROW);
            }
            int panel = Math.min(WIDEST_PANEL, terminal.columns() - columns - GAP.length());
            return rows < FEWEST_ROWS ? Optional.empty() : Optional.of(new Layout(rows, columns, true, panel));
        }

        private static int columns(int rows) {
            return (int) (rows * COLUMNS_PER_ROW);
        }
    }

    private PlaneProgress(Screen screen, Layout layout, Dataset data, Engine engine) {
        this.screen = screen;
        this.layout = layout;
        this.task = data.task();
        this.engine = engine;
        this.points = data.all().features().floats();
        this.classes = data.all().targets().ints();
        Plane plane = Plane.around(points, layout.columns(), layout.rows());
        this.picture = new BoundaryPicture(plane, points, classes);
    }

    /** The progress for data that are points of the plane in classes, on a terminal that is large enough. */
    static Optional<Progress> of(Screen screen, Dataset data, Engine engine) {
        boolean plane = data.sampleType().shape().equals(Shape.of(2)) && !(data.task() instanceof Task.Regression);
        return plane && screen.terminal().interactive()
                ? Layout.of(screen.terminal()).map(layout -> new PlaneProgress(screen, layout, data, engine))
                : Optional.empty();
    }

    @Override
    public void epochEnded(EpochReport report) {
        if (losses.isEmpty()) {
            firstEpoch = report.epoch() - 1;
        }
        losses.add(report.loss());
        boolean last = report.epoch() == report.epochs();
        double due = SHOW_SECONDS * losses.size() / (report.epochs() - firstEpoch);
        if (last || seconds() - lastFrame >= 1 / FRAMES_PER_SECOND || due - lastFrame >= 1 / FRAMES_PER_SECOND) {
            screen.draw(frame(report));
            lastFrame = Math.max(due, seconds());
            sleep(due - seconds());
        }
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void sleep(double seconds) {
        try {
            if (seconds > 0 && !Thread.currentThread().isInterrupted()) {
                Thread.sleep((long) (seconds * 1000));
            }
        } catch (InterruptedException e) {
            // Training looks at this and stops.
            Thread.currentThread().interrupt();
        }
    }

    private List<String> frame(EpochReport report) {
        Terminal terminal = screen.terminal();
        Predictor predictor = Predictor.of(report.snapshot(), task, engine);
        int labels = task.labels().size();
        List<String> plane =
                picture.lines(probabilities(predictor, picture.plane().centres()), labels, terminal);
        List<String> lines = new ArrayList<>();
        lines.add("epoch %d/%d".formatted(report.epoch(), report.epochs()));
        List<String> curve =
                LossCurve.lines(losses, report.epochs() - firstEpoch, layout.panel(), CURVE_ROWS, terminal.unicode());
        if (!layout.beside()) {
            lines.addAll(plane);
            lines.addAll(curve);
            return lines;
        }
        List<String> panel = new ArrayList<>(facts(report, predictor));
        panel.addAll(curve);
        for (int row = 0; row < plane.size(); row++) {
            lines.add(plane.get(row) + (row < panel.size() ? GAP + panel.get(row) : ""));
        }
        return lines;
    }

    private List<String> facts(EpochReport report, Predictor predictor) {
        return List.of(
                "loss      " + Texts.number(report.loss()),
                "accuracy  " + Texts.percent(accuracy(predictor)) + " of these points",
                "rate      " + Texts.number(report.record().learningRate()),
                "speed     " + Texts.rate(report.samplesPerSecond(), "samples"),
                "");
    }

    private double accuracy(Predictor predictor) {
        double[] probabilities = probabilities(predictor, points);
        int labels = task.labels().size();
        int right = 0;
        for (int i = 0; i < classes.length; i++) {
            int best = 0;
            for (int label = 1; label < labels; label++) {
                best = probabilities[i * labels + label] > probabilities[i * labels + best] ? label : best;
            }
            right += best == classes[i] ? 1 : 0;
        }
        return (double) right / classes.length;
    }

    private static double[] probabilities(Predictor predictor, float[] places) {
        NDArray found = predictor.probabilities(NDArray.of(Shape.of(places.length / 2, 2), places));
        double[] probabilities = new double[found.size()];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = found.getDouble(i);
        }
        return probabilities;
    }

    @Override
    public void end() {
        screen.keep();
    }
}
