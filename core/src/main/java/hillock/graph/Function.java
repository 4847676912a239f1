package hillock.graph;

import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A closed function from tensors to tensors: the body of a {@link Op.Loop} or {@link Op.Call}. It depends on its
 * numbered parameters and on constants only. Two functions are equal if their bodies are equal up to the names of
 * parameters.
 */
public final class Function {
    private final List<TensorType> parameters;
    private final List<Node> results;
    private final int hash;

    private Function(List<TensorType> parameters, List<Node> results) {
        this.parameters = List.copyOf(parameters);
        this.results = List.copyOf(results);
        int code = this.parameters.hashCode();
        for (Node result : results) {
            code = code * 31 + result.structuralHash();
        }
        this.hash = code;
    }

    /**
     * The function whose body a Java lambda builds from the parameters.
     *
     * @throws IllegalArgumentException if the body uses a variable, an input or another function's parameter: pass them
     *     as operands
     */
    public static Function of(List<TensorType> parameters, java.util.function.Function<List<Node>, List<Node>> body) {
        Object scope = new Object();
        List<Node> nodes = new ArrayList<>(parameters.size());
        for (TensorType type : parameters) {
            nodes.add(Node.of(new Op.Parameter(nodes.size(), type, scope)));
        }
        List<Node> results = body.apply(List.copyOf(nodes));
        for (Node node : Walk.topological(results)) {
            boolean foreign = switch (node.op()) {
                case Op.Read _, Op.Input _ -> true;
                case Op.Parameter parameter -> parameter.scope() != scope;
                default -> false;
            };
            if (foreign) {
                throw new IllegalArgumentException(
                        "The body of a function uses %s from outside; a function is closed: pass it as an operand."
                                .formatted(node));
            }
        }
        results.forEach(Node::tensorType);
        return new Function(parameters, results);
    }

    /** The types of the parameters. */
    public List<TensorType> parameters() {
        return parameters;
    }

    /** The results, in terms of {@link Op.Parameter} leaves. */
    public List<Node> results() {
        return results;
    }

    /** The types of the results. */
    public List<TensorType> resultTypes() {
        return results.stream().map(Node::tensorType).toList();
    }

    /** The results with arguments put in place of the parameters. */
    public List<Node> inline(List<Node> arguments) {
        if (!arguments.stream().map(Node::tensorType).toList().equals(parameters)) {
            throw new IllegalArgumentException("A function of %s was given %s."
                    .formatted(parameters, arguments.stream().map(Node::type).toList()));
        }
        Map<Node, Node> images = new HashMap<>();
        for (Node node : Walk.topological(results)) {
            if (node.op() instanceof Op.Parameter parameter) {
                images.put(node, arguments.get(parameter.index()));
            } else {
                images.put(
                        node,
                        node.withInputs(node.inputs().stream().map(images::get).toList()));
            }
        }
        return results.stream().map(images::get).toList();
    }

    /** All nodes of the body, operands first. */
    public Stream<Node> nodes() {
        return Walk.topological(results).stream();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Function function
                        && hash == function.hash
                        && parameters.equals(function.parameters)
                        && Structure.equal(results, function.results);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return parameters + " -> " + resultTypes();
    }
}
