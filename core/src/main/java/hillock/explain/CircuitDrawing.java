package hillock.explain;

import hillock.array.NDArray;
import hillock.explain.Canvas.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a small graph of scalars as a circuit from the inputs on the left to the output on the right, the value
 * written into every wire and the derivative below it:
 *
 * <pre>
 * x ── -2 ──┐
 *      -4   ├─[1 +]── 3 ───┐
 * y ── 5 ───┘         -4   │
 *      -4                  ├─[2 *]── -12
 * z ── -4 ─────────────────┘         1
 *      3
 * </pre>
 *
 * <p>Every gate is drawn once; where it is used again stands its number. The subtree of a gate has the rows of its
 * leaves to itself, two for each, so no lines cross.
 */
final class CircuitDrawing {
    private static final int MOST_NODES = 60;
    private static final int MOST_ROWS = 40;
    private static final String WIRE = "─";

    private final Trace trace;
    private final Map<Integer, TraceNode> nodes = new HashMap<>();
    private final Set<Integer> drawn = new HashSet<>();
    private final List<Integer> columnEnds = new ArrayList<>();
    private final Canvas canvas = new Canvas();
    private int leaves;

    /** A wire and what it comes from. */
    private static final class Item {
        private final TraceNode node;
        private final @Nullable NDArray gradient;
        private final boolean reference;
        private final List<Item> operands = new ArrayList<>();
        private int column;
        private int row;

        Item(TraceNode node, @Nullable NDArray gradient, boolean reference) {
            this.node = node;
            this.gradient = gradient;
            this.reference = reference;
        }

        boolean isSource() {
            return operands.isEmpty();
        }

        String value() {
            return Numbers.text(Objects.requireNonNull(node.value()), 0);
        }

        String gradientText() {
            return gradient == null ? "" : Numbers.text(gradient, 0);
        }

        /** What stands in front of the number in the wire. */
        String head() {
            if (reference) {
                return "[" + node.number() + "] ── ";
            }
            if (node.isConstant()) {
                return "";
            }
            return isSource()
                    ? node.label() + " ── "
                    : "─[%d %s]── "
                            .formatted(node.number(), Formula.symbol(node.node().op()));
        }
    }

    private CircuitDrawing(Trace trace) {
        this.trace = trace;
        trace.nodes().forEach(node -> nodes.put(node.number(), node));
    }

    /** The picture, or nothing if the graph is too large for it or has other values than scalars. */
    static Optional<Canvas> draw(Trace trace, int width) {
        boolean scalars = trace.nodes().stream()
                .allMatch(node -> node.value() != null && node.value().shape().rank() == 0);
        if (trace.nodes().size() > MOST_NODES || !scalars || trace.gates().isEmpty()) {
            return Optional.empty();
        }
        CircuitDrawing drawing = new CircuitDrawing(trace);
        Item root = drawing.item(trace.output(), trace.output().gradient());
        drawing.placeColumns(root);
        drawing.draw(root);
        drawing.write(root, true);
        boolean fits = drawing.canvas.width() <= width && drawing.canvas.height() <= MOST_ROWS;
        return fits ? Optional.of(drawing.canvas) : Optional.empty();
    }

    /** The wires of a subtree, with rows and columns. The depth is bounded by the number of nodes, which is small. */
    private Item item(TraceNode node, @Nullable NDArray gradient) {
        boolean reference = !node.isLeaf() && !drawn.add(node.number());
        Item item = new Item(node, gradient, reference);
        if (!reference) {
            for (TraceEdge edge : node.edges()) {
                TraceNode from = Objects.requireNonNull(nodes.get(edge.from()));
                Item operand = item(from, trace.onEdge(edge, from));
                item.operands.add(operand);
                item.column = Math.max(item.column, operand.column + 1);
            }
        }
        item.row = item.isSource() ? 2 * leaves++ : (item.operands.getFirst().row + item.operands.getLast().row) / 2;
        return item;
    }

    /** Finds where each column ends: as far right as its longest wire needs. */
    private void placeColumns(Item root) {
        List<Integer> widths = new ArrayList<>();
        measure(root, widths);
        int end = 0;
        for (int width : widths) {
            end += width;
            columnEnds.add(end);
        }
    }

    private void measure(Item item, List<Integer> widths) {
        while (widths.size() <= item.column) {
            widths.add(0);
        }
        int number = Math.max(item.value().length(), item.gradientText().length());
        int head = item.head().codePointCount(0, item.head().length());
        // The junction in front of a gate, the number, and " ──" behind it.
        int width = (item.isSource() ? 0 : 1) + head + number + 3;
        widths.set(item.column, Math.max(widths.get(item.column), width));
        item.operands.forEach(operand -> measure(operand, widths));
    }

    private int start(Item item) {
        return item.column == 0 ? 0 : columnEnds.get(item.column - 1);
    }

    private void draw(Item item) {
        for (Item operand : item.operands) {
            draw(operand);
            write(operand, false);
            int at = canvas.end(operand.row);
            canvas.put(operand.row, at, WIRE.repeat(Math.max(0, start(item) - at)), Style.LINE);
        }
        if (!item.isSource()) {
            junction(item);
        }
    }

    /** The vertical line in front of a gate that gathers the wires of its operands. */
    private void junction(Item item) {
        int column = start(item);
        int first = item.operands.getFirst().row;
        int last = item.operands.getLast().row;
        for (int row = first; row <= last; row++) {
            int at = row;
            boolean left = item.operands.stream().anyMatch(operand -> operand.row == at);
            boolean right = row == item.row;
            String character;
            if (first == last) {
                character = WIRE;
            } else if (row == first) {
                character = right ? "┬" : "┐";
            } else if (row == last) {
                character = right ? "┴" : "┘";
            } else if (left) {
                character = right ? "┼" : "┤";
            } else {
                character = right ? "├" : "│";
            }
            canvas.put(row, column, character, Style.LINE);
        }
    }

    /** Writes the head of a wire, its value and, below, its derivative. */
    private void write(Item item, boolean last) {
        int at = start(item) + (item.isSource() ? 0 : 1);
        String head = item.head();
        boolean gate = !item.isSource();
        int number = canvas.put(item.row, at, head, gate ? Style.LINE : Style.PLAIN);
        if (gate) {
            int label = head.indexOf('[');
            canvas.put(item.row, at + label, head.substring(label, head.indexOf(']') + 1), Style.HEADING);
        }
        int end = canvas.put(item.row, number, item.value(), Style.VALUE);
        if (!last) {
            canvas.put(item.row, end, " ──", Style.LINE);
        }
        if (item.gradient != null) {
            canvas.put(item.row + 1, number, item.gradientText(), Style.GRADIENT);
        }
    }
}
