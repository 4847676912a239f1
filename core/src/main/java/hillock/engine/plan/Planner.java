package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.engine.emit.Chain;
import hillock.engine.kernel.Elementwise;
import hillock.engine.simd.Simd;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Origin;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lowering of expressions to steps. Operations that move elements become views where strides can express them;
 * elementwise operations are fused, convolutions contracted where they lie; what has no kernel is computed by the
 * interpreter.
 */
public final class Planner {
    /** Reductions of no more elements are formulas. */
    private static final int MOST_SUMMANDS = 4;

    private final List<Step> steps = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private final SequencedMap<Op.Leaf, Buffer> bound = new LinkedHashMap<>();
    private final List<Plan> bodies = new ArrayList<>();
    private final Map<Node, List<View>> values = new HashMap<>();
    /** Concatenations some of whose parts are written where they belong. */
    private final Map<Node, View> joins = new HashMap<>();
    /** Where these parts belong. */
    private final Map<Node, View> places = new HashMap<>();
    /** Where steps come from, as far as it is recorded. */
    private final Map<Step, String> lines = new IdentityHashMap<>(0);

    private Planner() {}

    /**
     * A plan for expressions. Calls must have been inlined.
     *
     * @param outputs kept until the next run
     * @param updates written to arrays that are bound before each run
     */
    public static Plan plan(List<Node> outputs, List<Node> updates) {
        return new Planner().make(outputs, updates, List.of(), 0);
    }

    /**
     * A plan.
     *
     * @param parameters bound before each run, the last of them once for many runs
     * @param changing how many of them change from run to run
     */
    private Plan make(List<Node> outputs, List<Node> updates, List<Op.Parameter> parameters, int changing) {
        for (Op.Parameter parameter : parameters) {
            bound.put(parameter, buffer(parameter.type(), Buffer.Kind.BOUND, null));
        }
        List<Node> roots = new ArrayList<>(outputs);
        roots.addAll(updates);
        List<Node> nodes = Fusion.order(roots);
        Set<Node> kept = new HashSet<>(roots);
        Fusion fusion = new Fusion(nodes, kept);
        Map<Node, List<Node>> users = users(nodes);
        for (Node node : nodes) {
            Fusion.Group group = fusion.of(node);
            int before = steps.size();
            try {
                if (group == null) {
                    values.put(node, lower(node));
                } else if (fusion.isLast(node, group)) {
                    fuse(group, fusion, kept, users);
                }
            } catch (RuntimeException e) {
                throw new StepFailure("The planning of " + node, Origin.of(node).orElse(null), e);
            }
            Origin.of(node)
                    .ifPresent(line -> steps.subList(before, steps.size()).forEach(step -> lines.put(step, line)));
        }
        List<Buffer> targets = new ArrayList<>();
        for (Node update : updates) {
            targets.add(pin(update, Buffer.Kind.UPDATE).buffer());
        }
        List<View> results = new ArrayList<>();
        for (Node output : outputs) {
            results.add(pin(output, Buffer.Kind.KEPT));
        }
        List<Step> prologue = prologue(parameters.subList(changing, parameters.size()));
        if (!prologue.isEmpty()) {
            steps.removeAll(new HashSet<>(prologue));
        }
        return new Plan(
                Bands.of(prologue),
                Bands.of(steps),
                List.copyOf(buffers),
                List.copyOf(bound.sequencedKeySet()),
                List.copyOf(bound.sequencedValues()),
                List.copyOf(results),
                List.copyOf(targets),
                List.copyOf(bodies),
                lines);
    }

    /** The steps that give the same in every run, because all they read does. */
    private List<Step> prologue(List<Op.Parameter> unchanging) {
        if (unchanging.isEmpty()) {
            return List.of();
        }
        Set<Buffer> unchanged = new HashSet<>();
        unchanging.forEach(parameter -> unchanged.add(Objects.requireNonNull(bound.get(parameter))));
        buffers.stream().filter(buffer -> buffer.kind == Buffer.Kind.CONSTANT).forEach(unchanged::add);
        Map<Buffer, Integer> writers = new HashMap<>();
        steps.forEach(step -> step.writes().forEach(view -> writers.merge(view.buffer(), 1, Integer::sum)));
        List<Step> prologue = new ArrayList<>();
        for (int at = 0; at < steps.size(); at++) {
            Step step = steps.get(at);
            boolean once = step.writes().stream().allMatch(view -> Objects.equals(writers.get(view.buffer()), 1));
            if (once && step.reads().stream().allMatch(view -> unchanged.contains(view.buffer()))) {
                prologue.add(step);
                for (View view : step.writes()) {
                    unchanged.add(view.buffer());
                    view.buffer().kind = Buffer.Kind.KEPT;
                }
            } else if (step instanceof Step.Product product
                    && unchanged.contains(product.b().buffer())
                    && product.form().packs()) {
                prologue.add(packed(at, product));
            }
        }
        return prologue;
    }

    /** A whole buffer of the wanted kind with the value of a node: its own, if nobody else has claimed it. */
    private View pin(Node node, Buffer.Kind kind) {
        View view = view(node);
        if (view.whole() && view.buffer().kind == Buffer.Kind.TEMPORARY) {
            view.buffer().kind = kind;
            return view;
        }
        if (view.whole() && kind == Buffer.Kind.KEPT && view.buffer().kind == Buffer.Kind.KEPT) {
            return view;
        }
        View own = View.whole(
                buffer(node.tensorType(), kind, null), node.tensorType().shape());
        steps.add(Step.Copy.of(view, own));
        return own;
    }

    private List<View> lower(Node node) {
        return switch (node.op()) {
            case Op.Constant constant ->
                List.of(whole(
                        constant.type(), Buffer.Kind.CONSTANT, constant.value().data()));
            case Op.Scalar scalar ->
                List.of(whole(
                        scalar.type(), Buffer.Kind.CONSTANT, scalar.value().data()));
            case Op.Input _, Op.Read _, Op.Parameter _ -> List.of(leaf((Op.Leaf) node.op()));
            case Op.Iota iota ->
                List.of(whole(
                        iota.type(),
                        Buffer.Kind.CONSTANT,
                        Interpreter.apply(iota, node.type(), List.of())
                                .getFirst()
                                .data()));
            case Op.Random _ -> {
                View out = temporary(node.tensorType());
                steps.add(new Step.Draw(view(node.input(0)), view(node.input(1)), out));
                yield List.of(out);
            }
            case Op.Unary _, Op.Binary _, Op.Select _, Op.Cast _ -> elementwise(node);
            case Op.Reshape reshape -> List.of(reshaped(view(node.input(0)), node.input(0), reshape.shape()));
            case Op.Permute permute -> List.of(view(node.input(0)).permute(permute.order()));
            case Op.Broadcast broadcast -> List.of(view(node.input(0)).broadcast(broadcast.shape()));
            case Op.Slice slice -> List.of(view(node.input(0)).slice(slice.starts(), slice.sizes(), slice.steps()));
            case Op.Pad pad -> List.of(padded(pad, node));
            case Op.Concat concat -> List.of(joined(concat, node));
            case Op.Gather _, Op.ScatterAdd _, Op.ArgMax _, Op.CumSum _ -> indexed(node);
            case Op.Reduce reduce -> reduce(reduce, node);
            case Op.MatMul _ -> product(node);
            case Op.Conv conv -> convolution(conv, node);
            case Op.Loop loop -> loop(loop, node);
            case Op.Call call -> throw new AssertionError("a call was not inlined: " + call.name());
            case Op.Element element -> List.of(values(node.input(0)).get(element.index()));
        };
    }

    // Buffers and views

    private Buffer buffer(TensorType type, Buffer.Kind kind, @Nullable Object data) {
        Buffer buffer = new Buffer(buffers.size(), type, kind, data);
        buffers.add(buffer);
        return buffer;
    }

    private View whole(TensorType type, Buffer.Kind kind, @Nullable Object data) {
        return View.whole(buffer(type, kind, data), type.shape());
    }

    private View temporary(TensorType type) {
        return whole(type, Buffer.Kind.TEMPORARY, null);
    }

    private View leaf(Op.Leaf leaf) {
        Buffer buffer = bound.get(leaf);
        if (buffer == null) {
            buffer = buffer(leaf.type(), Buffer.Kind.BOUND, null);
            bound.put(leaf, buffer);
        }
        return View.whole(buffer, leaf.type().shape());
    }

    private List<View> values(Node node) {
        return Objects.requireNonNull(values.get(node));
    }

    private View view(Node node) {
        return values(node).getFirst();
    }

    /** The value of a node as a whole buffer. */
    private View laidOut(Node node) {
        return laidOut(view(node), node.tensorType());
    }

    private View laidOut(View view, TensorType type) {
        if (view.whole()) {
            return view;
        }
        View out = temporary(type);
        steps.add(Step.Copy.of(view, out));
        return out;
    }

    // Families

    private static Map<Node, List<Node>> users(List<Node> nodes) {
        Map<Node, List<Node>> users = new HashMap<>();
        for (Node node : nodes) {
            for (Node input : node.inputs()) {
                users.computeIfAbsent(input, _ -> new ArrayList<>(2)).add(node);
            }
        }
        return users;
    }

    /** One step for a group; what is used outside is written out. */
    private void fuse(Fusion.Group group, Fusion fusion, Set<Node> kept, Map<Node, List<Node>> users) {
        List<Node> members = fusion.withRepeated(group);
        Set<Node> inside = new HashSet<>(members);
        Map<Node, Integer> numbers = new LinkedHashMap<>();
        List<View> reads = new ArrayList<>();
        for (Node member : members) {
            for (Node input : member.inputs()) {
                if (!inside.contains(input) && !numbers.containsKey(input)) {
                    numbers.put(input, reads.size());
                    reads.add(view(input));
                }
            }
        }
        List<Chain.Step> chained = new ArrayList<>();
        List<Integer> outputs = new ArrayList<>();
        List<View> outs = new ArrayList<>();
        for (Node member : members) {
            int number = reads.size() + chained.size();
            List<Integer> arguments = member.inputs().stream().map(numbers::get).toList();
            chained.add(new Chain.Step(member.op(), member.tensorType().dtype(), arguments));
            numbers.put(member, number);
            List<Node> outside = users.getOrDefault(member, List.of()).stream()
                    .filter(user -> !inside.contains(user) && !fusion.repeats(member, user))
                    .toList();
            if (fusion.of(member) == group && (kept.contains(member) || !outside.isEmpty())) {
                View out = kept.contains(member) ? temporary(member.tensorType()) : target(member, outside);
                values.put(member, List.of(out));
                outs.add(out);
                outputs.add(number);
            }
        }
        if (!outs.isEmpty()) {
            steps.add(Step.Fused.of(reads, chained, outputs, outs));
        }
    }

    /** Where a value goes: to its place in a concatenation, if nothing else uses it. */
    private View target(Node member, List<Node> users) {
        Node user = users.getFirst();
        if (users.size() > 1 || !(user.op() instanceof Op.Concat concat)) {
            return temporary(member.tensorType());
        }
        if (!joins.containsKey(user)) {
            View whole = temporary(user.tensorType());
            List<View> parts = parts(whole, concat, user);
            joins.put(user, whole);
            for (int i = 0; i < parts.size(); i++) {
                places.put(user.input(i), parts.get(i));
            }
        }
        return Objects.requireNonNull(places.get(member));
    }

    /** The places of the operands of a concatenation. */
    private static List<View> parts(View whole, Op.Concat concat, Node node) {
        List<View> parts = new ArrayList<>();
        int at = 0;
        for (Node input : node.inputs()) {
            Shape shape = input.tensorType().shape();
            List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
            starts.set(concat.axis(), at);
            List<Integer> extents = IntStream.of(shape.toArray()).boxed().toList();
            parts.add(whole.slice(starts, extents, Collections.nCopies(shape.rank(), 1)));
            at += shape.dimension(concat.axis());
        }
        return parts;
    }

    private List<View> elementwise(Node node) {
        View[] operands = new View[node.inputs().size()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = view(node.input(i));
        }
        if (!Elementwise.knows(node.op(), operands[0].buffer().dtype)) {
            return defined(node);
        }
        View out = temporary(node.tensorType());
        steps.add(Step.Map.of(node.op(), List.of(operands), out));
        return List.of(out);
    }

    private List<View> defined(Node node) {
        List<View> operands = node.inputs().stream().map(this::laidOut).toList();
        View out = temporary(node.tensorType());
        steps.add(new Step.Defined(
                node.op(),
                node.type(),
                operands,
                node.inputs().stream().map(Node::tensorType).toList(),
                List.of(out)));
        return List.of(out);
    }

    private List<View> indexed(Node node) {
        List<View> operands = node.inputs().stream().map(this::laidOut).toList();
        View out = temporary(node.tensorType());
        TensorType type = node.input(0).tensorType();
        if (node.op() instanceof Op.ScatterAdd) {
            steps.add(Step.Copy.of(operands.getFirst(), out));
            operands = operands.subList(1, 3);
        }
        steps.add(new Step.Indexed(node.op(), type, operands, out));
        return List.of(out);
    }

    private View reshaped(View view, Node source, Shape shape) {
        View same = view.reshape(shape);
        return same != null
                ? same
                : Objects.requireNonNull(laidOut(view, source.tensorType()).reshape(shape));
    }

    private View padded(Op.Pad pad, Node node) {
        View out = temporary(node.tensorType());
        steps.add(new Step.Fill(out, NDArray.scalar(node.tensorType().dtype(), pad.bits())));
        View source = view(node.input(0));
        List<Integer> extents = IntStream.of(source.sizes()).boxed().toList();
        List<Integer> distances = pad.between().stream().map(gap -> gap + 1).toList();
        if (source.size() > 0) {
            steps.add(Step.Copy.of(source, out.slice(pad.before(), extents, distances)));
        }
        return out;
    }

    private View joined(Op.Concat concat, Node node) {
        View known = joins.get(node);
        View out = known != null ? known : temporary(node.tensorType());
        List<View> parts = parts(out, concat, node);
        for (int i = 0; i < node.inputs().size(); i++) {
            View source = view(node.input(i));
            if (source.size() > 0 && source.buffer() != out.buffer()) {
                steps.add(Step.Copy.of(source, parts.get(i)));
            }
        }
        return out;
    }

    /** One step per group of neighbouring axes, from the last group to the first. */
    private List<View> reduce(Op.Reduce reduce, Node node) {
        View value = laidOut(node.input(0));
        TensorType type = node.input(0).tensorType();
        List<Integer> axes = new ArrayList<>(reduce.axes());
        while (!axes.isEmpty()) {
            int end = axes.removeLast() + 1;
            int begin = end - 1;
            while (!axes.isEmpty() && axes.getLast() == begin - 1) {
                begin = axes.removeLast();
            }
            int[] sizes = type.shape().toArray();
            int outer = product(sizes, 0, begin);
            int length = product(sizes, begin, end);
            int inner = product(sizes, end, sizes.length);
            boolean last = end == sizes.length;
            Shape shape = type.shape();
            for (int axis = end - 1; axis >= begin; axis--) {
                shape = shape.without(axis);
            }
            type = type.withShape(shape);
            View out = temporary(type);
            if (length >= 2
                    && length <= MOST_SUMMANDS
                    && out.size() > 0
                    && type.dtype().isFloat()
                    && Simd.lanes(type.dtype() == DType.FLOAT64) > 0) {
                steps.add(fewReduced(reduce.kind(), value, out, outer, length, inner, last));
            } else {
                steps.add(new Step.Fold(reduce.kind(), value, out, outer, length, inner, last));
            }
            value = out;
        }
        return List.of(value);
    }

    /**
     * A reduction of few elements, as in pooling, as a formula of slices: lanes run over the results. Sums have the
     * order of {@code Sums}: of the last axis that of its lanes, of others a chain; both begin with +0.
     */
    private Step fewReduced(Op.Reduction kind, View from, View out, int outer, int length, int inner, boolean last) {
        DType dtype = out.buffer().dtype;
        List<View> reads = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int[] strides = {length * inner, 1};
            reads.add(new View(from.buffer(), new int[] {outer, inner}, strides, i * inner));
        }
        List<Chain.Step> formula = new ArrayList<>();
        int result = 0;
        if (kind != Op.Reduction.SUM) {
            Op.Binary extremum = kind == Op.Reduction.MAX ? Op.Binary.MAX : Op.Binary.MIN;
            for (int i = 1; i < length; i++) {
                result = append(formula, length, dtype, extremum, result, i);
            }
        } else {
            View nothing = whole(TensorType.of(dtype), Buffer.Kind.CONSTANT, dtype.newArray(1));
            reads.add(nothing.broadcast(Shape.of(outer, inner)));
            int zero = length;
            int[] summands = new int[length];
            for (int i = 0; i < length; i++) {
                summands[i] = i == 0 || last ? append(formula, length + 1, dtype, Op.Binary.ADD, zero, i) : i;
            }
            if (last && length >= 3) {
                summands[0] = append(formula, length + 1, dtype, Op.Binary.ADD, summands[0], summands[2]);
            }
            if (last && length == 4) {
                summands[1] = append(formula, length + 1, dtype, Op.Binary.ADD, summands[1], summands[3]);
            }
            result = append(formula, length + 1, dtype, Op.Binary.ADD, summands[0], summands[1]);
            for (int i = 2; i < length && !last; i++) {
                result = append(formula, length + 1, dtype, Op.Binary.ADD, result, summands[i]);
            }
        }
        return Step.Fused.of(
                reads, formula, List.of(result), List.of(View.whole(out.buffer(), Shape.of(outer, inner))));
    }

    private static int append(List<Chain.Step> formula, int operands, DType dtype, Op op, int first, int second) {
        formula.add(new Chain.Step(op, dtype, List.of(first, second)));
        return operands + formula.size() - 1;
    }

    private static int product(int[] sizes, int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= sizes[i];
        }
        return product;
    }

    private List<View> product(Node node) {
        if (!node.tensorType().dtype().isFloat()) {
            return defined(node);
        }
        View out = temporary(node.tensorType());
        multiply(view(node.input(0)), view(node.input(1)), out);
        return List.of(out);
    }

    /** Has a product read a right operand that is packed once for many runs, by the step that is returned. */
    private Step packed(int at, Step.Product product) {
        Products.Form form = product.form();
        View packed = temporary(TensorType.of(product.out().buffer().dtype, form.packedLength()));
        packed.buffer().kind = Buffer.Kind.PACKED;
        Step pack = new Step.Pack(product.b(), packed, form);
        Step now = new Step.Product(product.a(), packed, true, product.out(), form);
        steps.set(at, now);
        if (lines.containsKey(product)) {
            lines.put(pack, Objects.requireNonNull(lines.get(product)));
            lines.put(now, Objects.requireNonNull(lines.get(product)));
        }
        return pack;
    }

    /** A batch of products, which pack b while they use it. */
    private void multiply(View a, View b, View out) {
        Products.Form form = Products.Form.of(a, b, out);
        if (!BlockSum.suits(a, b, form)) {
            steps.add(new Step.Product(a, b, false, out, form));
            return;
        }
        View sums = temporary(TensorType.of(out.buffer().dtype, BlockSum.elements(out, form.k())));
        for (BlockSum.Blocks cut : BlockSum.cut(a, b, sums.buffer())) {
            steps.add(new Step.Product(
                    cut.a(), cut.b(), false, cut.out(), Products.Form.of(cut.a(), cut.b(), cut.out())));
        }
        steps.add(new BlockSum(sums, BlockSum.blocks(form.k()), out));
    }

    private List<View> convolution(Op.Conv conv, Node node) {
        if (!node.tensorType().dtype().isFloat()) {
            return defined(node);
        }
        View x = view(node.input(0));
        View w = view(node.input(1));
        View out = temporary(node.tensorType());
        if (out.size() == 0) {
            return List.of(out);
        }
        steps.add(new Step.Convolution(x, w, out, Convolutions.tables(conv, x, w, out)));
        return List.of(out);
    }

    private List<View> loop(Op.Loop loop, Node node) {
        View sum = productSum(loop, node);
        if (sum != null) {
            return List.of(sum);
        }
        List<Op.Parameter> parameters = new ArrayList<>();
        for (TensorType type : loop.body().parameters()) {
            parameters.add(new Op.Parameter(parameters.size(), type, loop));
        }
        Plan body = new Planner().make(loop.body().results(), List.of(), parameters, loop.carries() + loop.scanned());
        List<View> operands = node.inputs().stream().map(this::laidOut).toList();
        List<View> outs = node.tupleTypes().stream().map(this::temporary).toList();
        steps.add(new Step.Repeat(loop, body, operands, outs, bodies.size()));
        bodies.add(body);
        return outs;
    }

    /** A loop that only adds up products, {@code carry + matmul(a, b)}, as one step; null if it does anything else. */
    private @Nullable View productSum(Op.Loop loop, Node node) {
        List<Node> results = loop.body().results();
        if (loop.carries() != 1 || loop.scanned() != 2 || node.inputs().size() != 3 || results.size() != 1) {
            return null;
        }
        Node sum = results.getFirst();
        Node product = sum.op() == Op.Binary.ADD ? sum.input(isParameter(sum.input(0), 0) ? 1 : 0) : sum;
        boolean sums = sum != product && sum.inputs().stream().anyMatch(summand -> isParameter(summand, 0));
        if (!sums
                || !(product.op() instanceof Op.MatMul)
                || product.tensorType().rank() != 2) {
            return null;
        }
        View a = factor(product.input(0), 1, node);
        View b = factor(product.input(1), 2, node);
        if (a == null || b == null || !product.tensorType().dtype().isFloat()) {
            return null;
        }
        View out = temporary(node.tupleTypes().getFirst());
        Products.Form form = ProductSum.form(a, b, out);
        if (form == null) {
            return null;
        }
        steps.add(Step.Copy.of(view(node.input(0)), out));
        steps.add(new ProductSum(a, b, out, form, loop.reversed()));
        return out;
    }

    private static boolean isParameter(Node node, int index) {
        return node.op() instanceof Op.Parameter parameter && parameter.index() == index;
    }

    /** The stack of a factor that is a cut of an operand, transposed or not. */
    private @Nullable View factor(Node factor, int operand, Node loop) {
        if (isParameter(factor, operand)) {
            return view(loop.input(operand));
        }
        boolean turned =
                factor.op() instanceof Op.Permute permute && permute.order().equals(List.of(1, 0));
        return turned && isParameter(factor.input(0), operand)
                ? view(loop.input(operand)).permute(List.of(0, 2, 1))
                : null;
    }
}
