package hillock.engine.plan;

import hillock.engine.emit.Chain;
import hillock.engine.emit.Kernels;
import hillock.graph.Op;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What steps say about themselves: one exhaustive switch for each question. */
final class StepFacts {
    /** In a message. */
    private static final int MOST_TYPES = 6;

    private StepFacts() {}

    /** The steps of a band, or the step itself. */
    static List<Step> parts(Step step) {
        return step instanceof Band band ? band.steps() : List.of(step);
    }

    /** What kind of work it is, in one word or two. */
    static String kind(Step step) {
        return switch (step) {
            case Step.Copy _, Turns _ -> "copy";
            case Step.Fill _ -> "fill";
            case Step.Map _ -> "elementwise";
            case Step.Fused _ -> "fused";
            case Step.Fold _ -> "reduction";
            case Step.Indexed _ -> "indexed";
            case Step.Defined _ -> "interpreted";
            case Step.Draw _ -> "random";
            case Step.Pack _ -> "pack";
            case Step.Product _, ProductSum _, BlockSum _ -> "product";
            case Step.Convolution _ -> "convolution";
            case Step.Repeat _ -> "loop";
            case Band _ -> "band";
        };
    }

    /** The operations it computes, by their labels. */
    static List<String> operations(Step step) {
        return switch (step) {
            case Step.Copy _ -> List.of("copy");
            case Turns turns -> List.of(turns.apart() ? "pairs apart" : "pairs together");
            case Step.Fill _ -> List.of("fill");
            case Step.Map map -> List.of(map.op().label());
            case Step.Fused fused ->
                fused.chain().steps().stream().map(each -> each.op().label()).toList();
            case Step.Fold fold -> List.of("reduce_" + fold.kind().name().toLowerCase(Locale.ROOT));
            case Step.Indexed indexed -> List.of(indexed.op().label());
            case Step.Defined defined -> List.of(defined.op().label());
            case Step.Draw _ -> List.of("random");
            case Step.Pack _ -> List.of("pack");
            case Step.Product _ -> List.of("matmul");
            case BlockSum sum -> List.of("sum of " + sum.count() + " blocks of k");
            case ProductSum sum -> List.of("sum of " + sum.form().items() + " matmul");
            case Step.Convolution _ -> List.of("conv");
            case Step.Repeat repeat -> List.of("loop of " + repeat.loop().count());
            case Band band ->
                band.steps().stream().flatMap(each -> operations(each).stream()).toList();
        };
    }

    /** The operations, those that come more than once with their number: {@code mul*3 add tanh}. */
    static String summary(Step step) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        operations(step).forEach(label -> counts.merge(label, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + (entry.getValue() == 1 ? "" : "*" + entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** The operations and the types of what they read and write, for messages. */
    static String describe(Step step) {
        String operands = step instanceof Step.Product product && product.packed()
                ? "(%s, %s)".formatted(type(product.a()), right(product))
                : types(step.reads());
        return summary(step) + operands + " -> " + types(step.writes());
    }

    /** The type of right operands that have been packed. */
    private static String right(Step.Product product) {
        int[] sizes = product.out().sizes().clone();
        sizes[sizes.length - 2] = product.a().sizes()[sizes.length - 1];
        return product.a().buffer().dtype + Arrays.toString(sizes);
    }

    private static String types(List<View> views) {
        String rest = views.size() > MOST_TYPES ? ", " + (views.size() - MOST_TYPES) + " more)" : ")";
        return views.stream().limit(MOST_TYPES).map(StepFacts::type).collect(Collectors.joining(", ", "(", rest));
    }

    static String type(View view) {
        return view.buffer().dtype + Arrays.toString(view.sizes());
    }

    /**
     * The arithmetic of one run: a multiplication and an addition are two, a function such as exp the instructions it
     * takes.
     */
    static long flops(Step step) {
        return switch (step) {
            case Step.Copy _, Turns _, Step.Fill _, Step.Pack _ -> 0;
            case Step.Map map ->
                (long) map.out().size() * weight(map.op(), map.operands().getFirst(), map.out());
            case Step.Fused fused -> (long) fused.outs().getFirst().size() * weight(fused.chain());
            case Step.Fold fold -> (long) fold.outer() * fold.length() * fold.inner();
            case Step.Indexed indexed -> elements(indexed.operands());
            case Step.Defined defined -> elements(defined.operands());
            // Twenty rounds of three operations give two words (Salmon et al. 2011).
            case Step.Draw draw -> 30L * draw.out().size();
            case Step.Product _, Step.Convolution _, ProductSum _ -> 2 * step.multiplications();
            case BlockSum sum -> (long) sum.out().size() * (sum.count() - 1);
            case Step.Repeat repeat -> repeat.loop().count() * repeat.body().flops();
            case Band band -> band.steps().stream().mapToLong(StepFacts::flops).sum();
        };
    }

    private static long elements(List<View> views) {
        return views.stream().mapToLong(View::size).sum();
    }

    private static int weight(Op op, View first, View out) {
        return Math.max(1, Kernels.weight(op, first.buffer().dtype, out.buffer().dtype));
    }

    private static int weight(Chain chain) {
        int weight = 0;
        for (Chain.Step step : chain.steps()) {
            weight += Math.max(
                    1, Kernels.weight(step.op(), chain.dtype(step.arguments().getFirst()), step.dtype()));
        }
        return weight;
    }

    /** The bytes of all arrays it reads and writes, each once. What a band holds for some rows stays in the cache. */
    static long bytes(Step step) {
        return switch (step) {
            case Step.Copy _,
                    Turns _,
                    Step.Fill _,
                    Step.Map _,
                    Step.Fused _,
                    Step.Fold _,
                    Step.Indexed _,
                    Step.Defined _,
                    Step.Draw _,
                    Step.Pack _,
                    Step.Product _,
                    ProductSum _,
                    BlockSum _,
                    Step.Convolution _,
                    Band _ -> {
                Map<Buffer, Long> most = new HashMap<>();
                step.reads().forEach(view -> most.merge(view.buffer(), bytes(view), Math::max));
                step.writes().forEach(view -> most.merge(view.buffer(), bytes(view), Math::max));
                yield most.entrySet().stream()
                        .filter(entry -> entry.getKey().kind != Buffer.Kind.LOCAL)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
            }
            case Step.Repeat repeat -> repeat.loop().count() * repeat.body().bytesMoved();
        };
    }

    /** The bytes of a view; what is stretched is read once. */
    private static long bytes(View view) {
        long elements = 1;
        for (int axis = 0; axis < view.sizes().length; axis++) {
            elements *= view.strides()[axis] == 0 ? Math.min(1, view.sizes()[axis]) : view.sizes()[axis];
        }
        return elements * view.buffer().dtype.bytes();
    }
}
