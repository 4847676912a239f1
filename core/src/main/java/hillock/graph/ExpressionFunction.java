package hillock.graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A function that may be called in the text of an expression. A new composed function becomes known to the parser by a
 * line here; unary operations are known by their labels without one.
 *
 * @param name its name in the text
 * @param operands how many operands it takes
 * @param builder makes the node from them
 */
record ExpressionFunction(String name, int operands, Function<List<Node>, Node> builder) {
    /** All functions by name. */
    static final Map<String, ExpressionFunction> ALL = Collections.unmodifiableMap(table());

    private static Map<String, ExpressionFunction> table() {
        Map<String, ExpressionFunction> table = new TreeMap<>();
        for (Op.Unary op : Op.Unary.values()) {
            unary(table, op.label(), x -> Nodes.unary(op, x));
        }
        unary(table, "ln", Nodes::log);
        unary(table, "square", Nodes::square);
        unary(table, "tan", Composed::tan);
        unary(table, "relu", Composed::relu);
        unary(table, "sigmoid", Composed::sigmoid);
        unary(table, "log_sigmoid", Composed::logSigmoid);
        unary(table, "softplus", Composed::softplus);
        unary(table, "silu", Composed::silu);
        unary(table, "gelu", Composed::gelu);
        unary(table, "detach", Composed::detach);
        unary(table, "flushed", Composed::flushed);
        unary(table, "softmax", x -> Composed.softmax(x, -1));
        unary(table, "log_softmax", x -> Composed.logSoftmax(x, -1));
        unary(table, "log_sum_exp", x -> Composed.logSumExp(x, -1));
        unary(table, "sum", Nodes::sumAll);
        unary(table, "mean", x -> Composed.mean(x, axes(x)));
        unary(table, "transpose", Nodes::transpose);
        binary(table, "max", Nodes::max);
        binary(table, "min", Nodes::min);
        binary(table, "pow", Nodes::pow);
        binary(table, "rem", (a, b) -> Nodes.binary(Op.Binary.REM, a, b));
        binary(table, "matmul", Nodes::matmul);
        return table;
    }

    private static int[] axes(Node x) {
        return IntStream.range(0, x.tensorType().rank()).toArray();
    }

    private static void unary(Map<String, ExpressionFunction> table, String name, UnaryOperator<Node> builder) {
        table.put(name, new ExpressionFunction(name, 1, x -> builder.apply(x.getFirst())));
    }

    private static void binary(Map<String, ExpressionFunction> table, String name, BinaryOperator<Node> builder) {
        table.put(name, new ExpressionFunction(name, 2, x -> builder.apply(x.getFirst(), x.getLast())));
    }

    /** How a call is written, for messages. */
    String example() {
        return operands == 1 ? name + "(x)" : name + "(a, b)";
    }
}
