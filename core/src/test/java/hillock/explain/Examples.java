package hillock.explain;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.ExpressionParser;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The expressions of the lecture notes and a few larger ones; the names in brackets are rows of the inventory. */
final class Examples {
    private Examples() {}

    /** A formula of float64 scalars with {@code name, value, name, value, ...}. */
    static Explain formula(String text, Object... namesAndValues) {
        Map<String, Node> names = new LinkedHashMap<>();
        for (String name : ExpressionParser.names(text)) {
            names.put(name, Nodes.input(name, TensorType.of(DType.FLOAT64)));
        }
        Explain explain = Explain.of(ExpressionParser.parse(text, names, DType.FLOAT64));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            explain = explain.at((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
        }
        return explain;
    }

    /** [G25]. */
    static Explain productOfSum() {
        return formula("(x+y)*z", "x", -2, "y", 5, "z", -4);
    }

    /** [G27]. */
    static Explain sigmoidCircuit() {
        return formula("1/(1+exp(-(w0*x0+w1*x1+w2)))", "w0", 2, "x0", -1, "w1", -3, "x1", -2, "w2", -3);
    }

    /** [G28]. */
    static Explain sigmoidGate() {
        return formula("sigmoid(w0*x0+w1*x1+w2)", "w0", 2, "x0", -1, "w1", -3, "x1", -2, "w2", -3);
    }

    /** [G35]. */
    static Explain twoPaths() {
        return formula("(a+b)*(b+1)", "a", 2, "b", 1);
    }

    /** [G39]. */
    static Explain sineAndProduct() {
        return formula("sin(x) + x*y", "x", 1, "y", 2);
    }

    /** A layer of two sigmoid neurons on a batch of two, summed. */
    static Explain layer() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT64, 2, 3));
        Node w = Nodes.input("w", TensorType.of(DType.FLOAT64, 3, 2));
        Node b = Nodes.input("b", TensorType.of(DType.FLOAT64, 2));
        return Explain.of(Nodes.sumAll(Composed.sigmoid(Nodes.add(Nodes.matmul(x, w), b))))
                .at("x", NDArray.of(new double[][] {{1, 2, 3}, {-2, 0, 1}}))
                .at("w", NDArray.of(new double[][] {{0.1, 0.2}, {-0.3, 0.4}, {0.5, -0.6}}))
                .at("b", NDArray.of(0.1, -0.1));
    }

    /** The last and all partial products of c with the elements of s, by a loop. */
    static Explain loop() {
        TensorType scalar = TensorType.of(DType.FLOAT64);
        Node c = Nodes.input("c", scalar);
        Node s = Nodes.input("s", TensorType.of(DType.FLOAT64, 4));
        Function body = Function.of(List.of(scalar, scalar), p -> List.of(Nodes.mul(p.get(0), p.get(1)), p.getFirst()));
        Node loop = Node.of(new Op.Loop(body, 4, 1, 1, false, 0), List.of(c, s));
        return Explain.of(Nodes.add(Nodes.element(loop, 0), Nodes.sumAll(Nodes.element(loop, 1))))
                .at("c", 2)
                .at("s", NDArray.of(1.0, 2.0, 3.0, 4.0));
    }

    /** A chain of many gates. */
    static Explain chain(int gates) {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT64));
        Node node = x;
        for (int i = 0; i < gates; i++) {
            node = i % 2 == 0 ? Nodes.add(node, x) : Nodes.mul(node, 0.5);
        }
        return Explain.of(node).at("x", 1);
    }
}
