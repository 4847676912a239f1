package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.engine.emit.Chain;
import hillock.engine.kernel.Elementwise;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lowering of expressions to steps. Operations that move elements become views where strides can express them;
 * elementwise operations are fused, convolutions contracted where they lie; what has no kernel is computed by the
 * interpreter.
 */
public final class Planner {
    private final List<Step> steps = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private final SequencedMap<Op.Leaf, Buffer> bound = new LinkedHashMap<>();
    private final List<Plan> bodies = new ArrayList<>();
    private final Map<Node, List<View>> values = new HashMap<>();
    private final Map<Node, List<Node>> users = new HashMap<>();
    private final Set<Node> kept = new HashSet<>();
    /** Where values are to be written by what computes them, or their parts. */
    private final Map<Node, List<View>> rooms = new HashMap<>();
    /** Where operands of concatenations belong. */
    private final Map<Node, List<View>> places = new HashMap<>();
    /** Padded values whose operands are written where they belong. */
    private final Map<Node, View> pads = new HashMap<>();
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
        List<Node> given = new ArrayList<>(outputs);
        given.addAll(updates);
        List<Node> roots = Windows.apart(given);
        List<Node> order = Fusion.order(roots);
        List<Node> nodes = roots == given ? order : Fusion.lateMovements(order);
        kept.addAll(roots);
        Fusion fusion = new Fusion(nodes, kept);
        users(nodes);
        for (Node node : nodes) {
            Fusion.Group group = fusion.of(node);
            int before = steps.size();
            try {
                if (group == null) {
                    values.put(node, inItsRooms(node, lower(node)));
                } else if (fusion.isLast(node, group)) {
                    fuse(group, fusion);
                }
            } catch (RuntimeException e) {
                throw new StepFailure("The planning of " + node, Origin.of(node).orElse(null), e);
            }
            Origin.of(node)
                    .ifPresent(line -> steps.subList(before, steps.size()).forEach(step -> lines.put(step, line)));
        }
        List<Buffer> targets = new ArrayList<>();
        for (Node update : roots.subList(outputs.size(), roots.size())) {
            targets.add(pin(update, Buffer.Kind.UPDATE).buffer());
        }
        List<View> results = new ArrayList<>();
        for (Node output : roots.subList(0, outputs.size())) {
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

    private void users(List<Node> nodes) {
        for (Node node : nodes) {
            for (Node input : node.inputs()) {
                users.computeIfAbsent(input, _ -> new ArrayList<>(2)).add(node);
            }
        }
    }

    private List<Node> users(Node node) {
        return users.getOrDefault(node, List.of());
    }

    /** One step for a group; what is used outside is written out. */
    private void fuse(Fusion.Group group, Fusion fusion) {
        List<Node> members = fusion.withRepeated(group);
        Set<Node> inside = new HashSet<>(members);
        SequencedSet<Node> operands = new LinkedHashSet<>();
        members.forEach(member -> operands.addAll(member.inputs()));
        operands.removeAll(inside);
        List<View> reads = operands.stream().map(this::view).toList();
        Map<Node, Integer> numbers = new HashMap<>();
        operands.forEach(operand -> numbers.put(operand, numbers.size()));
        List<Chain.Step> chained = new ArrayList<>();
        List<Integer> outputs = new ArrayList<>();
        List<List<View>> outs = new ArrayList<>();
        for (Node member : members) {
            int number = numbers.size();
            List<Integer> arguments = member.inputs().stream().map(numbers::get).toList();
            chained.add(new Chain.Step(member.op(), member.tensorType().dtype(), arguments));
            numbers.put(member, number);
            List<Node> outside = users(member).stream()
                    .filter(user -> !inside.contains(user) && !fusion.repeats(member, user))
                    .toList();
            if (fusion.of(member) == group && (kept.contains(member) || !outside.isEmpty())) {
                List<View> targets = rooms(member, outside);
                values.put(member, List.of(targets.getFirst()));
                outs.add(targets);
                outputs.add(number);
            }
        }
        if (!outs.isEmpty()) {
            write(reads, chained, outputs, outs);
        }
    }

    /**
     * A step that writes each result to all of its places. What lies in turns with another is taken apart before it and
     * put together after it: then neighbours fill vectors, and rows have no ends.
     */
    private void write(List<View> reads, List<Chain.Step> formula, List<Integer> outputs, List<List<View>> places) {
        List<Step> together = new ArrayList<>();
        List<List<View>> written = new ArrayList<>(places);
        for (int i = 0; i < places.size(); i++) {
            for (int j = 0; j < places.size(); j++) {
                if (areInTurns(written.get(i), written.get(j))) {
                    View first = like(written.get(i).getFirst());
                    View second = like(written.get(i).getFirst());
                    written.get(i).forEach(place -> together.add(Turns.together(first, second, place)));
                    written.set(i, List.of(first));
                    written.set(j, List.of(second));
                }
            }
        }
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            numbers.addAll(Collections.nCopies(written.get(i).size(), outputs.get(i)));
        }
        List<View> outs = written.stream().flatMap(List::stream).toList();
        steps.add(Step.Fused.of(takenApart(reads), formula, numbers, outs));
        steps.addAll(together);
    }

    private static boolean areInTurns(List<View> firsts, List<View> seconds) {
        return firsts.size() == seconds.size()
                && IntStream.range(0, firsts.size()).allMatch(i -> Turns.are(firsts.get(i), seconds.get(i)));
    }

    /** The same operands, but those that lie in turns each by itself. */
    private List<View> takenApart(List<View> reads) {
        List<View> apart = new ArrayList<>(reads);
        for (int i = 0; i < apart.size(); i++) {
            for (int j = 0; j < apart.size(); j++) {
                if (Turns.are(apart.get(i), apart.get(j))) {
                    View first = like(apart.get(i));
                    View second = like(apart.get(i));
                    steps.add(Turns.apart(apart.get(i), first, second));
                    apart.set(i, first);
                    apart.set(j, second);
                }
            }
        }
        return apart;
    }

    private View like(View view) {
        return temporary(TensorType.of(view.buffer().dtype, view.sizes()));
    }

    /**
     * Where a value is to be written: where it is joined with others, if nothing else uses it, else to room of its own;
     * a second time if it is joined from several and padded.
     *
     * @param uses who reads it from there
     */
    private List<View> rooms(Node node, List<Node> uses) {
        List<View> known = rooms.get(node);
        if (known != null) {
            return known;
        }
        List<View> made = new ArrayList<>();
        if (uses.size() == 1 && !kept.contains(node)) {
            made.addAll(roomsIn(node, uses.getFirst()));
        }
        if (made.isEmpty()) {
            made.add(temporary(node.tensorType()));
        }
        if (node.op() instanceof Op.Movement) {
            uses.stream().distinct().forEach(user -> addPadded(user, made));
        }
        rooms.put(node, made);
        return made;
    }

    /** Where a value belongs in rooms of the only one that uses it; nowhere if it cannot lie there. */
    private List<View> roomsIn(Node node, Node user) {
        return switch (user.op()) {
            case Op.Concat concat -> {
                if (!places.containsKey(node)) {
                    placeParts(concat, user);
                }
                yield Objects.requireNonNull(places.get(node));
            }
            case Op.Reshape _ -> {
                List<@Nullable View> same = new ArrayList<>();
                rooms(user, users(user))
                        .forEach(room -> same.add(room.reshape(node.tensorType().shape())));
                yield same.contains(null)
                        ? List.of()
                        : same.stream().map(Objects::requireNonNull).toList();
            }
            default -> List.of();
        };
    }

    /** Adds the place of a value in what it is padded to. */
    private void addPadded(Node user, List<View> made) {
        if (user.op() instanceof Op.Pad pad && !pads.containsKey(user)) {
            View whole = filled(pad, user);
            pads.put(user, whole);
            made.add(inside(pad, user.input(0).tensorType().shape(), whole));
        }
    }

    private void placeParts(Op.Concat concat, Node node) {
        for (View room : rooms(node, users(node))) {
            List<View> parts = parts(room, concat, node);
            for (int i = 0; i < parts.size(); i++) {
                places.computeIfAbsent(node.input(i), _ -> new ArrayList<>(1)).add(parts.get(i));
            }
        }
    }

    /** A value where it was to be written. */
    private List<View> inItsRooms(Node node, List<View> made) {
        List<View> wanted = rooms.get(node);
        if (wanted == null || made.getFirst().buffer() == wanted.getFirst().buffer()) {
            return made;
        }
        wanted.forEach(room -> steps.add(Step.Copy.of(made.getFirst(), room)));
        return List.of(wanted.getFirst());
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
        View known = pads.get(node);
        if (known != null) {
            return known;
        }
        View out = filled(pad, node);
        View source = view(node.input(0));
        if (source.size() > 0) {
            steps.add(
                    Step.Copy.of(source, inside(pad, node.input(0).tensorType().shape(), out)));
        }
        return out;
    }

    private View filled(Op.Pad pad, Node node) {
        View out = temporary(node.tensorType());
        steps.add(new Step.Fill(out, NDArray.scalar(node.tensorType().dtype(), pad.bits())));
        return out;
    }

    private static View inside(Op.Pad pad, Shape shape, View whole) {
        List<Integer> extents = IntStream.of(shape.toArray()).boxed().toList();
        return whole.slice(
                pad.before(),
                extents,
                pad.between().stream().map(gap -> gap + 1).toList());
    }

    private View joined(Op.Concat concat, Node node) {
        List<View> wanted = rooms.getOrDefault(node, List.of());
        List<View> outs = wanted.isEmpty() ? List.of(temporary(node.tensorType())) : wanted;
        for (View out : outs) {
            List<View> parts = parts(out, concat, node);
            for (int i = 0; i < node.inputs().size(); i++) {
                View source = view(node.input(i));
                if (source.size() > 0 && source.buffer() != outs.getFirst().buffer()) {
                    steps.add(Step.Copy.of(source, parts.get(i)));
                }
            }
        }
        return outs.getFirst();
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
            if (FewElements.suit(length, type)) {
                steps.add(fewReduced(reduce.kind(), value, out, outer, length, inner, last));
            } else {
                steps.add(new Step.Fold(reduce.kind(), value, out, outer, length, inner, last));
            }
            value = out;
        }
        return List.of(value);
    }

    /** A reduction of few elements as a formula of slices: lanes run over the results. */
    private Step fewReduced(Op.Reduction kind, View from, View out, int outer, int length, int inner, boolean last) {
        DType dtype = out.buffer().dtype;
        List<View> reads = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int[] strides = {length * inner, 1};
            reads.add(new View(from.buffer(), new int[] {outer, inner}, strides, i * inner));
        }
        if (kind == Op.Reduction.SUM) {
            View nothing = whole(TensorType.of(dtype), Buffer.Kind.CONSTANT, dtype.newArray(1));
            reads.add(nothing.broadcast(Shape.of(outer, inner)));
        }
        List<Chain.Step> formula = new ArrayList<>();
        List<Integer> elements = IntStream.range(0, length).boxed().toList();
        int result = FewElements.reduced(kind, last, elements, length, (op, first, second) -> {
            formula.add(new Chain.Step(op, dtype, List.of(first, second)));
            return reads.size() + formula.size() - 1;
        });
        return Step.Fused.of(
                reads, formula, List.of(result), List.of(View.whole(out.buffer(), Shape.of(outer, inner))));
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
        List<@Nullable Track> tracks = Track.of(loop, this::temporary);
        List<Node> computed = new ArrayList<>();
        List<View> outs = new ArrayList<>();
        List<View> values = new ArrayList<>();
        for (int i = 0; i < node.tupleTypes().size(); i++) {
            View tracked = Track.result(loop, tracks, i);
            View value = tracked != null ? tracked : temporary(node.tupleTypes().get(i));
            values.add(value);
            if (tracked == null || i < loop.carries()) {
                computed.add(loop.body().results().get(i));
                outs.add(value);
            }
        }
        Plan body = new Planner().make(computed, List.of(), parameters, loop.carries() + loop.scanned());
        List<View> operands = node.inputs().stream().map(this::together).toList();
        steps.add(new Step.Repeat(loop, body, operands, outs, tracks, bodies.size()));
        bodies.add(body);
        return values;
    }

    /** The value of a node, its elements one after the other. */
    private View together(Node node) {
        return view(node).contiguous() ? view(node) : laidOut(node);
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
