package hillock.io;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.array.TupleType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Writing of programs, see {@link GraphJson}. One use each. */
final class GraphWriter {
    private final Program program;
    private final int inline;
    private final IdentityHashMap<NDArray, Integer> constants = new IdentityHashMap<>();
    private final List<NDArray> constantList = new ArrayList<>();
    private final Map<Symbol, Integer> inputs = new HashMap<>();
    private final SequencedMap<Variable, Integer> variables = new LinkedHashMap<>();
    private final Set<String> variableNames = new HashSet<>();
    private final IdentityHashMap<Function, Integer> functions = new IdentityHashMap<>();

    /** Equal functions have equal texts, as those they use have the same numbers: this keeps one of each. */
    private final SequencedMap<String, Integer> functionTexts = new LinkedHashMap<>();

    GraphWriter(Program program, int inline) {
        this.program = program;
        this.inline = inline;
    }

    GraphJson.Written write() {
        program.inputs().forEach(symbol -> inputs.put(symbol, inputs.size()));
        program.updates().keySet().forEach(this::variable);
        List<Node> order = Walk.topological(program.roots());
        for (Function function : NestedFunctions.innermostFirst(order)) {
            functions.put(function, functionTexts.computeIfAbsent(function(function), _ -> functionTexts.size()));
        }
        Map<Node, Integer> numbers = number(order);
        String nodes = text(json -> nodes(order, numbers, json));

        SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
        String text = text(json -> {
            json.writeStartObject();
            json.writeStringProperty("format", GraphJson.FORMAT);
            json.writeNumberProperty("version", GraphJson.VERSION);
            json.writeArrayPropertyStart("constants");
            constantList.forEach(constant -> constant(constant, tensors, json));
            json.writeEndArray();
            json.writeArrayPropertyStart("inputs");
            program.inputs().forEach(symbol -> named(symbol.name(), symbol.type(), json));
            json.writeEndArray();
            json.writeArrayPropertyStart("variables");
            variables.keySet().forEach(variable -> named(variable.name(), variable.type(), json));
            json.writeEndArray();
            json.writeArrayPropertyStart("functions");
            functionTexts.keySet().forEach(json::writeRawValue);
            json.writeEndArray();
            json.writeName("nodes");
            json.writeRawValue(nodes);
            json.writeObjectPropertyStart("outputs");
            program.outputs().forEach((name, node) -> json.writeNumberProperty(name, number(node, numbers)));
            json.writeEndObject();
            json.writeArrayPropertyStart("updates");
            program.updates().forEach((variable, node) -> {
                json.writeStartObject();
                json.writeNumberProperty("variable", variable(variable));
                json.writeNumberProperty("node", number(node, numbers));
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeArrayPropertyStart("guard");
            program.guard().ifPresent(node -> json.writeNumber(number(node, numbers)));
            json.writeEndArray();
            json.writeEndObject();
        });
        return new GraphJson.Written(text, tensors);
    }

    private static String text(Consumer<JsonGenerator> content) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JsonScanner.generator(out)) {
            content.accept(json);
        }
        return out.toString();
    }

    private String function(Function function) {
        List<Node> order = function.nodes().toList();
        Map<Node, Integer> numbers = number(order);
        return text(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("parameters");
            for (TensorType type : function.parameters()) {
                json.writeStartObject();
                type(type, json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeName("nodes");
            nodes(order, numbers, json);
            json.writeArrayPropertyStart("results");
            function.results().forEach(node -> json.writeNumber(number(node, numbers)));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static Map<Node, Integer> number(List<Node> order) {
        Map<Node, Integer> numbers = HashMap.newHashMap(order.size());
        order.forEach(node -> numbers.put(node, numbers.size()));
        return numbers;
    }

    private static int number(Node node, Map<Node, Integer> numbers) {
        Integer number = numbers.get(node);
        if (number == null) {
            throw new AssertionError(node);
        }
        return number;
    }

    private void nodes(List<Node> order, Map<Node, Integer> numbers, JsonGenerator json) {
        json.writeStartArray();
        for (Node node : order) {
            json.writeStartObject();
            op(node, json);
            if (!node.inputs().isEmpty()) {
                json.writeArrayPropertyStart("in");
                node.inputs().forEach(input -> json.writeNumber(number(input, numbers)));
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void op(Node node, JsonGenerator json) {
        switch (node.type()) {
            case TensorType type -> checkRank(type, node);
            case TupleType tuple -> tuple.parts().forEach(type -> checkRank(type, node));
        }
        switch (node.op()) {
            case Op.Constant constant -> {
                name("constant", json);
                json.writeNumberProperty("value", constant(constant.value()));
            }
            case Op.Scalar scalar -> {
                name("scalar", json);
                json.writeStringProperty("dtype", scalar.dtype().toString());
                bits(GraphJson.canonicalBits(scalar.dtype(), scalar.bits()), json);
            }
            case Op.Input input -> {
                name("input", json);
                json.writeNumberProperty("symbol", inputs.getOrDefault(input.symbol(), -1));
            }
            case Op.Parameter parameter -> {
                name("parameter", json);
                json.writeNumberProperty("index", parameter.index());
            }
            case Op.Read read -> {
                name("variable", json);
                json.writeNumberProperty("variable", variable(read.variable()));
            }
            case Op.Iota iota -> {
                name("iota", json);
                type(iota.type(), json);
                json.writeNumberProperty("axis", iota.axis());
            }
            case Op.Random random -> {
                name("random", json);
                type(random.type(), json);
            }
            case Op.Unary unary -> name(unary.label(), json);
            case Op.Binary binary -> name(binary.label(), json);
            case Op.Select _ -> name("select", json);
            case Op.Cast cast -> {
                name("cast", json);
                json.writeStringProperty("dtype", cast.dtype().toString());
            }
            case Op.Reshape reshape -> {
                name("reshape", json);
                shape(reshape.shape().toArray(), json);
            }
            case Op.Permute permute -> {
                name("permute", json);
                list("order", permute.order(), json);
            }
            case Op.Broadcast broadcast -> {
                name("broadcast", json);
                shape(broadcast.shape().toArray(), json);
            }
            case Op.Slice slice -> {
                name("slice", json);
                list("starts", slice.starts(), json);
                list("sizes", slice.sizes(), json);
                list("steps", slice.steps(), json);
            }
            case Op.Pad pad -> {
                name("pad", json);
                list("before", pad.before(), json);
                list("between", pad.between(), json);
                list("after", pad.after(), json);
                bits(GraphJson.canonicalBits(node.tensorType().dtype(), pad.bits()), json);
            }
            case Op.Concat concat -> {
                name("concat", json);
                json.writeNumberProperty("axis", concat.axis());
            }
            case Op.Gather gather -> {
                name("gather", json);
                json.writeNumberProperty("axis", gather.axis());
            }
            case Op.ScatterAdd scatter -> {
                name("scatter_add", json);
                json.writeNumberProperty("axis", scatter.axis());
            }
            case Op.Reduce reduce -> {
                name("reduce", json);
                json.writeStringProperty("kind", reduce.kind().name().toLowerCase(Locale.ROOT));
                list("axes", reduce.axes(), json);
            }
            case Op.ArgMax argMax -> {
                name("argmax", json);
                json.writeNumberProperty("axis", argMax.axis());
            }
            case Op.CumSum cumSum -> {
                name("cumsum", json);
                json.writeNumberProperty("axis", cumSum.axis());
                json.writeBooleanProperty("reversed", cumSum.reversed());
                json.writeBooleanProperty("exclusive", cumSum.exclusive());
            }
            case Op.MatMul _ -> name("matmul", json);
            case Op.Conv conv -> {
                name("conv", json);
                list("strides", conv.strides(), json);
                list("dilations", conv.dilations(), json);
                json.writeNumberProperty("groups", conv.groups());
            }
            case Op.Loop loop -> {
                name("loop", json);
                json.writeNumberProperty("body", functionNumber(loop.body()));
                json.writeNumberProperty("count", loop.count());
                json.writeNumberProperty("carries", loop.carries());
                json.writeNumberProperty("scanned", loop.scanned());
                json.writeBooleanProperty("reversed", loop.reversed());
                json.writeNumberProperty("recompute", loop.recompute());
            }
            case Op.Call call -> {
                if (call.partials().size() > GraphJson.MOST_PARTIALS) {
                    throw new IllegalArgumentException(
                            "'%s' has %d partial derivatives, more than the %d that can be stored."
                                    .formatted(call.name(), call.partials().size(), GraphJson.MOST_PARTIALS));
                }
                name("call", json);
                json.writeStringProperty("name", call.name());
                json.writeNumberProperty("body", functionNumber(call.body()));
                list(
                        "partials",
                        call.partials().stream().map(this::functionNumber).toList(),
                        json);
            }
            case Op.Element element -> {
                name("element", json);
                json.writeNumberProperty("index", element.index());
            }
        }
    }

    private static void checkRank(TensorType type, Node node) {
        if (type.rank() > Safetensors.MOST_AXES) {
            throw new IllegalArgumentException(
                    "%s has more than the %d axes that can be stored.".formatted(node, Safetensors.MOST_AXES));
        }
    }

    private static void name(String op, JsonGenerator json) {
        json.writeStringProperty("op", op);
    }

    private static void bits(long bits, JsonGenerator json) {
        json.writeStringProperty("bits", Long.toHexString(bits));
    }

    private static void list(String name, List<Integer> numbers, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        numbers.forEach(json::writeNumber);
        json.writeEndArray();
    }

    private static void type(TensorType type, JsonGenerator json) {
        json.writeStringProperty("dtype", type.dtype().toString());
        shape(type.shape().toArray(), json);
    }

    private static void shape(int[] extents, JsonGenerator json) {
        json.writeName("shape");
        json.writeArray(extents, 0, extents.length);
    }

    private static void named(String name, TensorType type, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        type(type, json);
        json.writeEndObject();
    }

    private int functionNumber(Function function) {
        return functions.getOrDefault(function, -1);
    }

    private int constant(NDArray array) {
        return constants.computeIfAbsent(array, _ -> {
            constantList.add(array);
            return constantList.size() - 1;
        });
    }

    private int variable(Variable variable) {
        Integer known = variables.get(variable);
        if (known == null && !variableNames.add(variable.name())) {
            throw new IllegalArgumentException(
                    "Two variables are named '%s'; in a file a variable is known by its name, so give each its own."
                            .formatted(variable.name()));
        }
        return variables.computeIfAbsent(variable, _ -> variables.size());
    }

    private void constant(NDArray array, SequencedMap<String, NDArray> tensors, JsonGenerator json) {
        json.writeStartObject();
        type(array.type(), json);
        if (ArrayBytes.length(array) <= inline) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                ArrayBytes.write(array, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            json.writeStringProperty("base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        } else {
            String name = GraphJson.CONSTANT_PREFIX + tensors.size();
            tensors.put(name, array);
            json.writeStringProperty("tensor", name);
        }
        json.writeEndObject();
    }
}
