package hillock.explain;

import hillock.explain.Canvas.Style;
import java.util.Optional;

/**
 * The text of an explanation: a picture, as a circuit if the graph is small enough and else as a tree, and the steps.
 */
final class TextForm {
    private TextForm() {}

    static Canvas of(Trace trace, int width) {
        Canvas canvas = new Canvas();
        Optional<Canvas> circuit = CircuitDrawing.draw(trace, width);
        if (circuit.isPresent()) {
            legend(canvas, trace);
            canvas.addBelow(circuit.get());
        } else {
            canvas.addBelow(TreeDrawing.draw(trace, width));
        }
        canvas.pad(canvas.height(), 1);
        canvas.addBelow(new Steps(trace, width).draw());
        return canvas;
    }

    private static void legend(Canvas canvas, Trace trace) {
        canvas.append(0, "In each wire its ", Style.PLAIN);
        canvas.append(0, "value", Style.VALUE);
        canvas.append(0, ", below it the ", Style.PLAIN);
        switch (trace.mode()) {
            case REVERSE -> canvas.append(0, "gradient of the output", Style.GRADIENT);
            case FORWARD -> canvas.append(0, "derivative by " + Steps.name(trace.node(trace.origin())), Style.GRADIENT);
        }
        canvas.pad(1, 1);
    }
}
