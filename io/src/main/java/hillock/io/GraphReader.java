package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.array.TupleType;
import hillock.array.Type;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reading of programs, see {@link GraphJson}. One use each. */
final class GraphReader {
    private static final Map<String, Op> WITHOUT_ATTRIBUTES = new HashMap<>();

    static {
        for (Op op : Op.Unary.values()) {
            WITHOUT_ATTRIBUTES.put(op.label(), op);
        }
        for (Op op : Op.Binary.values()) {
            WITHOUT_ATTRIBUTES.put(op.label(), op);
        }
        WITHOUT_ATTRIBUTES.put("select", new Op.Select());
        WITHOUT_ATTRIBUTES.put("matmul", new Op.MatMul());
    }

    private final JsonScanner scanner;
    private final java.util.function.Function<String, Optional<Variable>> resolver;
    private final Map<String, NDArray> tensors;

    private final List<Op.Constant> constants = new ArrayList<>();
    private final List<Symbol> inputs = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private final List<Function> functions = new ArrayList<>();
    private long results;

    GraphReader(
            String text,
            String where,
            java.util.function.Function<String, Optional<Variable>> resolver,
            Map<String, NDArray> tensors) {
        this.scanner = JsonScanner.ofText(text, where);
        this.resolver = resolver;
        this.tensors = tensors;
    }

    Program read() throws FormatException {
        try (scanner) {
            scanner.begin();
            scanner.enterObject("the graph");
            scanner.expectName("format");
            String format = scanner.string("'format'");
            if (!format.equals(GraphJson.FORMAT)) {
                throw scanner.error("'format' is '%s'; expected '%s'".formatted(format, GraphJson.FORMAT));
            }
            scanner.expectName("version");
            long version = scanner.integer("'version'", 1, Integer.MAX_VALUE);
            if (version != GraphJson.VERSION) {
                throw scanner.error("version %d was written by a newer Hillock; this one reads version %d"
                        .formatted(version, GraphJson.VERSION));
            }
            readTables();
            scanner.expectName("nodes");
            return program(nodes(null));
        }
    }

    private void readTables() throws FormatException {
        scanner.expectName("constants");
        scanner.enterArray("'constants'");
        while (scanner.nextElement()) {
            constants.add(new Op.Constant(constant(new NodeFields(scanner, "constant", constants.size()))));
        }
        scanner.expectName("inputs");
        scanner.enterArray("'inputs'");
        while (scanner.nextElement()) {
            NodeFields fields = new NodeFields(scanner, "input", inputs.size());
            inputs.add(new Symbol(fields.text("name"), fields.type()));
            fields.done();
        }
        scanner.expectName("variables");
        scanner.enterArray("'variables'");
        Set<String> names = new HashSet<>();
        while (scanner.nextElement()) {
            NodeFields fields = new NodeFields(scanner, "variable", variables.size());
            variables.add(variable(fields, names));
            fields.done();
        }
        scanner.expectName("functions");
        scanner.enterArray("'functions'");
        while (scanner.nextElement()) {
            functions.add(function());
        }
    }

    private NDArray constant(NodeFields fields) throws FormatException {
        TensorType type = fields.type();
        NDArray array;
        if (fields.has("tensor")) {
            String name = fields.text("tensor");
            array = tensors.get(name);
            if (array == null) {
                throw fields.error("there is no tensor '%s' beside the graph".formatted(name));
            }
            if (!array.type().equals(type)) {
                throw fields.error("it is %s, but the tensor '%s' is %s".formatted(type, name, array.type()));
            }
        } else {
            array = inline(type, fields);
        }
        fields.done();
        return array;
    }

    private static NDArray inline(TensorType type, NodeFields fields) throws FormatException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(fields.text("base64"));
        } catch (IllegalArgumentException e) {
            throw fields.error("'base64' is not in that notation: " + e.getMessage());
        }
        long needed = (long) type.size() * type.dtype().bytes();
        if (bytes.length != needed) {
            throw fields.error("%s takes %d bytes, but 'base64' has %d".formatted(type, needed, bytes.length));
        }
        Object data = type.dtype().newArray(type.size());
        ArrayBytes.get(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), data, 0, type.size());
        if (data instanceof byte[] truths) {
            for (byte truth : truths) {
                if (truth != 0 && truth != 1) {
                    throw fields.error("a truth value is %d; expected 0 or 1".formatted(truth & 0xff));
                }
            }
        }
        return NDArray.wrap(type, data);
    }

    private Variable variable(NodeFields fields, Set<String> names) throws FormatException {
        String name = fields.text("name");
        TensorType type = fields.type();
        if (!names.add(name)) {
            throw fields.error("a second variable named '%s'".formatted(name));
        }
        Variable variable = resolver.apply(name)
                .orElseThrow(() -> fields.error("there are no values for the variable '%s'".formatted(name)));
        if (!variable.type().equals(type)) {
            throw fields.error("'%s' is %s in the graph, but its values are %s".formatted(name, type, variable.type()));
        }
        return variable;
    }

    private Function function() throws FormatException {
        long position = scanner.position();
        String what = "function " + functions.size();
        scanner.enterObject(what);
        scanner.expectName("parameters");
        scanner.enterArray("'parameters'");
        List<TensorType> parameters = new ArrayList<>();
        while (scanner.nextElement()) {
            NodeFields fields = new NodeFields(scanner, "parameter", parameters.size());
            parameters.add(fields.type());
            fields.done();
        }
        scanner.expectName("nodes");
        try {
            Function function = Function.of(parameters, this::body);
            scanner.expectEnd();
            return function;
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof FormatException cause ? cause : scanner.error(position, what + ": " + e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw because(scanner.error(position, what + ": " + e.getMessage()), e);
        }
    }

    /** The results of the function being read, in the form that its constructor asks for. */
    private List<Node> body(List<Node> parameters) {
        try {
            List<Node> nodes = nodes(parameters);
            scanner.expectName("results");
            scanner.enterArray("'results'");
            List<Node> results = new ArrayList<>();
            while (scanner.nextElement()) {
                results.add(pick(nodes, "a result"));
            }
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Node pick(List<Node> nodes, String what) throws FormatException {
        return nodes.get((int) scanner.integer(what, 0, nodes.size() - 1L));
    }

    /** The nodes of a function of the given parameters, or, if there are none, of the program. */
    private List<Node> nodes(@Nullable List<Node> parameters) throws FormatException {
        scanner.enterArray("'nodes'");
        List<Node> nodes = new ArrayList<>();
        while (scanner.nextElement()) {
            NodeFields fields = new NodeFields(scanner, "node", nodes.size());
            nodes.add(node(fields, nodes, parameters == null ? List.of() : parameters));
        }
        return nodes;
    }

    private Node node(NodeFields fields, List<Node> nodes, List<Node> parameters) throws FormatException {
        String name = fields.text("op");
        if (name.equals("parameter")) {
            Node parameter = fields.pick("index", parameters);
            fields.done();
            return parameter;
        }
        List<Node> operands = fields.picks("in", nodes);
        Op op = op(name, fields, operands);
        fields.done();
        if (op instanceof Op.Loop || op instanceof Op.Call) {
            results += (op instanceof Op.Loop loop ? loop.body() : ((Op.Call) op).body())
                    .results()
                    .size();
            if (results > GraphJson.MOST_RESULTS) {
                throw fields.error("loops and calls have more than %d results".formatted(GraphJson.MOST_RESULTS));
            }
        }
        Node node;
        try {
            node = Node.of(op, operands);
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | ArithmeticException e) {
            throw because(fields.error(String.valueOf(e.getMessage())), e);
        }
        Type type = node.type();
        boolean storable = switch (type) {
            case TensorType tensor -> tensor.rank() <= Safetensors.MOST_AXES;
            case TupleType tuple -> tuple.parts().stream().allMatch(part -> part.rank() <= Safetensors.MOST_AXES);
        };
        if (!storable) {
            throw fields.error("the result has more than %d axes".formatted(Safetensors.MOST_AXES));
        }
        return node;
    }

    private Op op(String name, NodeFields fields, List<Node> operands) throws FormatException {
        Op plain = WITHOUT_ATTRIBUTES.get(name);
        if (plain != null) {
            return plain;
        }
        return switch (name) {
            case "constant" -> fields.pick("value", constants);
            case "scalar" -> {
                DType dtype = fields.dtype();
                yield new Op.Scalar(dtype, fields.bits(dtype));
            }
            case "input" -> new Op.Input(fields.pick("symbol", inputs));
            case "variable" -> new Op.Read(fields.pick("variable", variables));
            case "iota" -> new Op.Iota(fields.type(), fields.integer("axis"));
            case "random" -> new Op.Random(fields.type());
            case "cast" -> new Op.Cast(fields.dtype());
            case "reshape" -> new Op.Reshape(fields.shape());
            case "permute" -> new Op.Permute(fields.integers("order"));
            case "broadcast" -> new Op.Broadcast(fields.shape());
            case "slice" -> new Op.Slice(fields.integers("starts"), fields.integers("sizes"), fields.integers("steps"));
            case "pad" ->
                new Op.Pad(
                        fields.integers("before"),
                        fields.integers("between"),
                        fields.integers("after"),
                        fields.bits(dtype(fields, operands)));
            case "concat" -> new Op.Concat(fields.integer("axis"));
            case "gather" -> new Op.Gather(fields.integer("axis"));
            case "scatter_add" -> new Op.ScatterAdd(fields.integer("axis"));
            case "reduce" -> new Op.Reduce(reduction(fields), fields.integers("axes"));
            case "argmax" -> new Op.ArgMax(fields.integer("axis"));
            case "cumsum" -> new Op.CumSum(fields.integer("axis"), fields.truth("reversed"), fields.truth("exclusive"));
            case "conv" ->
                new Op.Conv(fields.integers("strides"), fields.integers("dilations"), fields.integer("groups"));
            case "loop" ->
                new Op.Loop(
                        fields.pick("body", functions),
                        fields.integer("count"),
                        fields.integer("carries"),
                        fields.integer("scanned"),
                        fields.truth("reversed"),
                        fields.integer("recompute"));
            case "call" -> {
                List<Function> partials = fields.picks("partials", functions);
                if (partials.size() > GraphJson.MOST_PARTIALS) {
                    throw fields.error("%d partial derivatives; expected at most %d"
                            .formatted(partials.size(), GraphJson.MOST_PARTIALS));
                }
                yield new Op.Call(fields.text("name"), fields.pick("body", functions), partials);
            }
            case "element" -> new Op.Element(fields.integer("index"));
            default -> throw fields.error("unknown operation '%s'".formatted(name));
        };
    }

    private static DType dtype(NodeFields fields, List<Node> operands) throws FormatException {
        if (operands.size() == 1 && operands.getFirst().type() instanceof TensorType type) {
            return type.dtype();
        }
        throw fields.error("it takes one tensor");
    }

    private static Op.Reduction reduction(NodeFields fields) throws FormatException {
        String kind = fields.text("kind");
        for (Op.Reduction reduction : Op.Reduction.values()) {
            if (reduction.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return reduction;
            }
        }
        throw fields.error("unknown kind '%s'; known are sum, max, min".formatted(kind));
    }

    private Program program(List<Node> nodes) throws FormatException {
        Program.Builder builder = Program.builder();
        inputs.forEach(builder::input);
        scanner.expectName("outputs");
        scanner.enterObject("'outputs'");
        try {
            for (String name = scanner.nextName(); name != null; name = scanner.nextName()) {
                builder.output(name, pick(nodes, "output '%s'".formatted(name)));
            }
            scanner.expectName("updates");
            scanner.enterArray("'updates'");
            for (int i = 0; scanner.nextElement(); i++) {
                NodeFields fields = new NodeFields(scanner, "update", i);
                builder.update(fields.pick("variable", variables), fields.pick("node", nodes));
                fields.done();
            }
            scanner.expectName("guard");
            scanner.enterArray("'guard'");
            while (scanner.nextElement()) {
                builder.guard(pick(nodes, "the guard"));
            }
            scanner.expectEnd();
            scanner.end();
            return builder.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw because(scanner.error(String.valueOf(e.getMessage())), e);
        }
    }

    private static FormatException because(FormatException e, RuntimeException cause) {
        e.initCause(cause);
        return e;
    }
}
