package hillock.explain;

import hillock.array.NDArray;
import hillock.explain.Canvas.Style;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A picture of any graph as a tree from the output down to the inputs, one row for every edge with its value and its
 * derivative:
 *
 * <pre>
 *               value  gradient
 * [2] mul       -12    1
 * ├─ [1] add    3      -4
 * │  ├─ x       -2     -4
 * │  └─ y       5      -4
 * └─ z          -4     3
 * </pre>
 *
 * <p>Every gate is drawn once; where it is used again stands its number. What lies deep is drawn as a tree of its own
 * below, and of a large graph the first and last rows are shown.
 */
final class TreeDrawing {
    private static final int DEEPEST = 12;
    private static final int MOST_ROWS = 200;
    private static final int FIRST_ROWS = 60;
    private static final int LAST_ROWS = 20;
    private static final int GAP = 2;

    private final Trace trace;
    private final Map<Integer, TraceNode> nodes = new HashMap<>();
    private final Set<Integer> drawn = new HashSet<>();
    private final ArrayDeque<TraceNode> postponed = new ArrayDeque<>();
    private final List<Row> rows = new ArrayList<>();

    private record Row(
            String lines,
            TraceNode node,
            String remark,
            @Nullable NDArray gradient) {
        String label() {
            return (node.isLeaf() ? Steps.name(node) : "[" + node.number() + "] " + node.label()) + remark;
        }

        int labelWidth() {
            String label = label();
            return lines.length() + label.codePointCount(0, label.length());
        }

        /** The label, cut where its column ends. */
        String labelWithin(int columns) {
            String label = label();
            int room = columns - lines.length();
            return labelWidth() <= columns
                    ? label
                    : label.substring(0, label.offsetByCodePoints(0, Math.max(0, room - 3))) + "...";
        }
    }

    /** A node to be drawn; {@code below} are the lines in front of its operands. */
    private record Pending(TraceNode node, @Nullable NDArray gradient, String lines, String below, int depth) {}

    private TreeDrawing(Trace trace) {
        this.trace = trace;
        trace.nodes().forEach(node -> nodes.put(node.number(), node));
        postponed.add(trace.output());
        while (!postponed.isEmpty()) {
            TraceNode top = postponed.remove();
            if (!drawn.contains(top.number())) {
                walk(top);
            }
        }
    }

    static Canvas draw(Trace trace, int width) {
        return new TreeDrawing(trace).canvas(width);
    }

    private void walk(TraceNode top) {
        ArrayDeque<Pending> stack = new ArrayDeque<>();
        stack.push(new Pending(top, top.gradient(), "", "", 0));
        while (!stack.isEmpty()) {
            Pending next = stack.pop();
            TraceNode node = next.node;
            String remark = "";
            if (!node.isLeaf()) {
                if (drawn.contains(node.number())) {
                    remark = " (above)";
                } else if (next.depth == DEEPEST) {
                    remark = " (below)";
                    postponed.add(node);
                } else {
                    drawn.add(node.number());
                    pushOperands(next, stack);
                }
            }
            rows.add(new Row(next.lines, node, remark, next.gradient));
        }
    }

    private void pushOperands(Pending parent, ArrayDeque<Pending> stack) {
        List<TraceEdge> edges = parent.node.edges();
        for (int i = edges.size() - 1; i >= 0; i--) {
            boolean last = i == edges.size() - 1;
            TraceEdge edge = edges.get(i);
            TraceNode operand = Objects.requireNonNull(nodes.get(edge.from()));
            stack.push(new Pending(
                    operand,
                    trace.onEdge(edge, operand),
                    parent.below + (last ? "└─ " : "├─ "),
                    parent.below + (last ? "   " : "│  "),
                    parent.depth + 1));
        }
    }

    private Canvas canvas(int width) {
        int left = rows.size() <= MOST_ROWS ? 0 : rows.size() - FIRST_ROWS - LAST_ROWS;
        List<Row> shown = new ArrayList<>(rows.subList(0, left == 0 ? rows.size() : FIRST_ROWS));
        shown.addAll(left == 0 ? List.of() : rows.subList(rows.size() - LAST_ROWS, rows.size()));

        int labels = Math.min(shown.stream().mapToInt(Row::labelWidth).max().orElse(0), width * 6 / 10);
        int cell = Math.max(8, (width - labels - 2 * GAP) / 2);
        List<String> values =
                shown.stream().map(row -> summary(row.node.value(), cell)).toList();
        List<String> gradients =
                shown.stream().map(row -> summary(row.gradient, cell)).toList();
        int valueColumn = labels + GAP;
        int gradientColumn = valueColumn
                + Math.max(5, values.stream().mapToInt(String::length).max().orElse(0))
                + GAP;

        Canvas canvas = new Canvas();
        canvas.put(0, valueColumn, "value", Style.VALUE);
        canvas.put(0, gradientColumn, trace.mode() == Trace.Mode.REVERSE ? "gradient" : "tangent", Style.GRADIENT);
        for (int i = 0; i < shown.size(); i++) {
            if (left > 0 && i == FIRST_ROWS) {
                canvas.put(canvas.height(), 0, "... %d rows left out ...".formatted(left), Style.LINE);
            }
            Row row = shown.get(i);
            int at = canvas.height();
            canvas.put(at, 0, row.lines, Style.LINE);
            canvas.append(at, row.labelWithin(labels), row.node.isLeaf() ? Style.PLAIN : Style.HEADING);
            canvas.put(at, valueColumn, values.get(i), Style.VALUE);
            canvas.put(at, gradientColumn, gradients.get(i), Style.GRADIENT);
        }
        return canvas;
    }

    private static String summary(@Nullable NDArray array, int width) {
        return array == null ? "" : Numbers.summary(array, width);
    }
}
