package hillock.explain;

import hillock.array.NDArray;
import hillock.explain.Canvas.Style;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The list of steps: how every value is computed, and how every derivative is, {@code upstream x local = gradient}. */
final class Steps {
    private static final int MOST = 200;
    private static final int FIRST = 20;
    private static final int LAST = 20;

    private final Trace trace;
    private final int width;
    private final Map<Integer, TraceNode> nodes = new HashMap<>();
    /** The edges that bring a gradient back to a node, in the order in which they do. */
    private final Map<Integer, List<TraceEdge>> arriving = new HashMap<>();

    private final Canvas canvas = new Canvas();

    Steps(Trace trace, int width) {
        this.trace = trace;
        this.width = width;
        trace.nodes().forEach(node -> nodes.put(node.number(), node));
        for (TraceNode node : trace.nodes().reversed()) {
            for (TraceEdge edge : node.edges()) {
                if (edge.gradient() != null) {
                    arriving.computeIfAbsent(edge.from(), _ -> new ArrayList<>())
                            .add(edge);
                }
            }
        }
    }

    /** The name of a node where others use it: the label of a leaf that has one, else its number in brackets. */
    static String name(TraceNode node) {
        boolean labelled = Trace.isNamed(node.node().op()) || node.node().op() instanceof Op.Scalar;
        return labelled ? node.label() : "[" + node.number() + "]" + (node.isLeaf() ? " " + node.label() : "");
    }

    Canvas draw() {
        heading("Forward pass");
        each(
                trace.leaves().stream()
                        .filter(leaf -> !(leaf.node().op() instanceof Op.Scalar))
                        .toList(),
                this::given);
        each(trace.gates(), this::computed);
        blank();
        switch (trace.mode()) {
            case REVERSE -> backward();
            case FORWARD -> tangents();
        }
        return canvas;
    }

    // Values

    private void given(TraceNode leaf) {
        int row = canvas.height();
        String name = "  " + name(leaf) + " = ";
        canvas.append(row, name, Style.PLAIN);
        canvas.append(row, summary(leaf.value(), width - name.length()), Style.VALUE);
    }

    private void computed(TraceNode gate) {
        int row = canvas.height();
        Op op = gate.node().op();
        List<TraceNode> operands = operands(gate);
        String start = "  [%d] = %s"
                .formatted(
                        gate.number(),
                        Formula.of(op, operands.stream().map(Steps::name).toList()));
        canvas.append(row, start, Style.PLAIN);
        boolean scalars = isScalar(gate.value()) && operands.stream().allMatch(operand -> isScalar(operand.value()));
        boolean constants = operands.stream().allMatch(operand -> operand.node().op() instanceof Op.Scalar);
        if (scalars && !constants) {
            List<String> numbers = operands.stream()
                    .map(operand -> summary(operand.value(), width))
                    .toList();
            canvas.append(row, " = " + Formula.of(op, numbers), Style.PLAIN);
        }
        if (gate.value() == null) {
            canvas.append(row, ": " + gate.node().type(), Style.PLAIN);
        } else {
            canvas.append(row, " = ", Style.PLAIN);
            canvas.append(row, summary(gate.value(), Math.max(20, width - start.length() - 3)), Style.VALUE);
        }
    }

    // Gradients

    private void backward() {
        if (!trace.gates().isEmpty()) {
            heading("Backward pass: upstream × local = gradient");
            each(trace.gates().reversed().stream().filter(Steps::hasFlow).toList(), this::carriedBack);
            each(trace.leaves().stream().filter(leaf -> uses(leaf) > 1).toList(), this::copied);
            blank();
        }
        heading("Gradients of the output" + weighted(trace.output()));
        each(trace.leaves().stream().filter(leaf -> leaf.gradient() != null).toList(), this::result);
    }

    /** How the elements of the output are added up, unless it is one number that counts once. */
    private String weighted(TraceNode output) {
        return isOne(output.gradient()) ? "" : ", weighted by " + summary(output.gradient(), width - 40);
    }

    private static boolean isOne(@Nullable NDArray array) {
        return array == null || isScalar(array) && array.getDouble(0) == 1;
    }

    private static boolean hasFlow(TraceNode gate) {
        return gate.edges().stream().anyMatch(edge -> edge.gradient() != null);
    }

    private int uses(TraceNode node) {
        return arriving.getOrDefault(node.number(), List.of()).size();
    }

    private void carriedBack(TraceNode gate) {
        if (uses(gate) > 1 && gate.gradient() != null) {
            copied(gate);
        }
        int row = canvas.height();
        canvas.append(row, "  [%d] %s".formatted(gate.number(), gate.label()), Style.HEADING);
        canvas.append(row, " " + gate.gate().sentence(), Style.PLAIN);
        edges(gate, "to ", edge -> nodes.get(edge.from()), "upstream");
    }

    /** What a node with several users does: its value was copied, so their gradients are added. */
    private void copied(TraceNode node) {
        List<TraceEdge> edges = arriving.getOrDefault(node.number(), List.of());
        int row = canvas.height();
        canvas.append(row, "  copy of " + name(node), Style.HEADING);
        canvas.append(row, " adds the gradients of its %d uses".formatted(edges.size()), Style.PLAIN);
        if (isScalar(node.gradient())) {
            int sum = canvas.height();
            canvas.append(sum, "      ", Style.PLAIN);
            terms(sum, edges);
            canvas.append(sum, " = ", Style.PLAIN);
            canvas.append(sum, summary(node.gradient(), width), Style.GRADIENT);
        } else {
            tensorLine("sum ", node.gradient(), Style.GRADIENT);
        }
    }

    private void terms(int row, List<TraceEdge> edges) {
        int shown = Math.min(edges.size(), 8);
        for (int i = 0; i < shown; i++) {
            String term = summary(edges.get(i).gradient(), width);
            canvas.append(row, i == 0 ? "" : " + ", Style.PLAIN);
            canvas.append(row, i > 0 && term.startsWith("-") ? "(" + term + ")" : term, Style.GRADIENT);
        }
        if (shown < edges.size()) {
            canvas.append(row, " + ...", Style.PLAIN);
        }
    }

    private void result(TraceNode leaf) {
        int row = canvas.height();
        String name = "  by " + name(leaf) + " = ";
        canvas.append(row, name, Style.PLAIN);
        canvas.append(row, summary(leaf.gradient(), width - name.length()), Style.GRADIENT);
    }

    // Tangents

    private void tangents() {
        TraceNode origin = Objects.requireNonNull(nodes.get(trace.origin()));
        String input = name(origin) + (isOne(origin.gradient()) ? "" : " along " + summary(origin.gradient(), 40));
        heading("Tangents, the derivatives by %s: incoming × local = contribution".formatted(input));
        each(trace.leaves().stream().filter(leaf -> leaf.gradient() != null).toList(), this::seed);
        each(trace.gates().stream().filter(Steps::hasFlow).toList(), this::carriedForward);
        blank();
        heading("Derivative of the output");
        int row = canvas.height();
        canvas.append(row, "  by " + input + " = ", Style.PLAIN);
        NDArray tangent = trace.output().gradient();
        canvas.append(row, tangent == null ? "none" : summary(tangent, width), Style.GRADIENT);
    }

    private void seed(TraceNode leaf) {
        int row = canvas.height();
        String name = "  " + name(leaf) + " has ";
        canvas.append(row, name, Style.PLAIN);
        canvas.append(row, summary(leaf.gradient(), width - name.length()), Style.GRADIENT);
    }

    private void carriedForward(TraceNode gate) {
        int row = canvas.height();
        canvas.append(row, "  [%d] %s".formatted(gate.number(), gate.label()), Style.HEADING);
        canvas.append(row, " has ", Style.PLAIN);
        List<TraceEdge> flowing =
                gate.edges().stream().filter(edge -> edge.gradient() != null).toList();
        if (flowing.size() > 1 && isScalar(gate.gradient())) {
            terms(row, flowing);
            canvas.append(row, " = ", Style.PLAIN);
        }
        canvas.append(row, summary(gate.gradient(), Math.max(20, width - canvas.end(row))), Style.GRADIENT);
        edges(gate, "from ", edge -> nodes.get(edge.from()), "incoming");
    }

    // Edges

    private interface OtherEnd {
        @Nullable
        TraceNode of(TraceEdge edge);
    }

    private void edges(TraceNode gate, String preposition, OtherEnd other, String upstreamWord) {
        List<TraceEdge> edges =
                gate.edges().stream().filter(edge -> edge.gradient() != null).toList();
        int longest = edges.stream()
                .mapToInt(edge -> name(Objects.requireNonNull(other.of(edge))).length())
                .max()
                .orElse(0);
        for (TraceEdge edge : edges) {
            int row = canvas.height();
            String name = name(Objects.requireNonNull(other.of(edge)));
            canvas.append(row, "      " + preposition + name + ":" + " ".repeat(longest - name.length()), Style.PLAIN);
            NDArray upstream = edge.upstream();
            NDArray local = edge.local();
            if (isScalar(edge.gradient()) && isScalar(upstream) && local != null) {
                canvas.append(row, " " + upstreamWord + " ", Style.PLAIN);
                canvas.append(row, summary(upstream, width), Style.GRADIENT);
                canvas.append(row, " × local " + summary(local, width) + " = ", Style.PLAIN);
                canvas.append(row, summary(edge.gradient(), width), Style.GRADIENT);
            } else {
                tensorLine(upstreamWord + " ", upstream, Style.GRADIENT);
                if (local != null) {
                    tensorLine("× local ", local, Style.PLAIN);
                }
                tensorLine("gives ", edge.gradient(), Style.GRADIENT);
            }
        }
    }

    private void tensorLine(String word, @Nullable NDArray array, Style style) {
        if (array != null) {
            int row = canvas.height();
            String start = " ".repeat(19 - word.length()) + word;
            canvas.append(row, start, Style.PLAIN);
            canvas.append(row, summary(array, Math.max(20, width - start.length())), style);
        }
    }

    // Small parts

    private List<TraceNode> operands(TraceNode node) {
        return node.edges().stream()
                .map(edge -> Objects.requireNonNull(nodes.get(edge.from())))
                .toList();
    }

    private void heading(String text) {
        canvas.append(canvas.height(), text, Style.HEADING);
    }

    private void blank() {
        canvas.pad(canvas.height(), 1);
    }

    /** Does something for each of some nodes; of very many only for the first and last. */
    private void each(List<TraceNode> steps, Consumer<TraceNode> action) {
        int left = steps.size() <= MOST ? 0 : steps.size() - FIRST - LAST;
        for (int i = 0; i < steps.size(); i++) {
            if (left > 0 && i == FIRST) {
                canvas.append(canvas.height(), "  ... %d steps left out ...".formatted(left), Style.LINE);
                i += left;
            }
            action.accept(steps.get(i));
        }
    }

    private static boolean isScalar(@Nullable NDArray array) {
        return array != null && array.shape().rank() == 0;
    }

    private static String summary(@Nullable NDArray array, int width) {
        return array == null ? "" : Numbers.summary(array, width);
    }
}
