package hillock.train;

import hillock.array.NDArray;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds where numbers went wrong, by computing a formula again with the interpreter. */
final class FirstBadOperation {
    private FirstBadOperation() {}

    /**
     * The first node before a program's guard, operands first, that is not finite although its operands are, in words;
     * with the first variable that would have become so.
     */
    static Optional<String> find(Program program, Map<Symbol, NDArray> inputs) {
        List<Node> roots = new ArrayList<>();
        program.guard().ifPresent(roots::add);
        roots.addAll(program.updates().values());
        Map<Node, NDArray> values = new Interpreter().trace(roots, inputs);
        String spoilt = program.updates().entrySet().stream()
                .filter(update -> !isGood(values.get(update.getValue())))
                .findFirst()
                .map(update -> " and would spoil '" + update.getKey().name() + "'")
                .orElse("");
        for (Map.Entry<Node, NDArray> entry : values.entrySet()) {
            Node node = entry.getKey();
            int bad = firstBad(entry.getValue());
            if (bad >= 0 && node.inputs().stream().allMatch(input -> isGood(values.get(input)))) {
                return Optional.of(describe(node, entry.getValue(), bad) + spoilt);
            }
        }
        return Optional.empty();
    }

    /** Tuples have no value of their own here and count as good: their parts are looked at. */
    private static boolean isGood(@org.jspecify.annotations.Nullable NDArray value) {
        return value == null || firstBad(value) < 0;
    }

    private static int firstBad(NDArray value) {
        if (value.dtype().isFloat()) {
            for (int i = 0; i < value.size(); i++) {
                if (!Double.isFinite(value.getDouble(i))) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static String describe(Node node, NDArray value, int bad) {
        String place = "%s at %s".formatted(value.getDouble(bad), index(value, bad));
        return switch (node.op()) {
            case Op.Input input -> "the batch itself holds %s in '%s'".formatted(place, input.symbol());
            case Op.Read read -> "the parameter '%s' holds %s".formatted(read.variable(), place);
            default -> {
                List<String> names = new ArrayList<>();
                for (Node input : node.inputs()) {
                    names.add(
                            input.op() instanceof Op.Read read
                                    ? read.variable().name()
                                    : input.op().label());
                }
                yield "'%s' of %s gives %s".formatted(node.op().label(), names, place);
            }
        };
    }

    private static List<Integer> index(NDArray value, int position) {
        List<Integer> index = new ArrayList<>();
        int rest = position;
        for (int stride : value.shape().strides()) {
            index.add(rest / stride);
            rest %= stride;
        }
        return index;
    }
}
