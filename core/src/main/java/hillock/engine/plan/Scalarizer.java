package hillock.engine.plan;

import hillock.arithmetic.Sums;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.emit.Chain;
import hillock.engine.emit.ScalarCode;
import hillock.graph.Op;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A plan as straight-line code over single elements: its steps are carried out on the numbers of values in place of
 * values, so moving elements costs nothing. Sums and products have the orders of {@link Sums}.
 */
final class Scalarizer {
    /** Longer code would be no faster than steps. */
    private static final int MOST = 4096;

    private final ScalarCode code = new ScalarCode();
    /** For each element of each buffer the number of its value. */
    private final int[][] values;

    /** What right operands of products hold that were laid out for vector kernels, as it was before. */
    private final Map<Buffer, int[]> packed = new HashMap<>();

    /** The code would be longer than wanted, or has no form as such. */
    private static final class Unsuitable extends Exception {
        private static final long serialVersionUID = 1;

        Unsuitable() {
            super(null, null, false, false);
        }
    }

    private Scalarizer(int buffers) {
        this.values = new int[buffers][];
    }

    /**
     * The code of a plan, whose arrays have the numbers of their buffers; none if a step has no such form or there
     * would be too many instructions.
     */
    static Optional<ScalarCode> code(List<Step> steps, List<Buffer> buffers) {
        Scalarizer scalarizer = new Scalarizer(buffers.size());
        try {
            for (Step step : steps) {
                scalarizer.carryOut(step);
            }
            for (Buffer buffer : buffers) {
                if (buffer.kind == Buffer.Kind.KEPT || buffer.kind == Buffer.Kind.UPDATE) {
                    int[] elements = scalarizer.elements(buffer);
                    for (int i = 0; i < elements.length; i++) {
                        scalarizer.code.store(elements[i], buffer.id, i);
                    }
                }
            }
        } catch (Unsuitable _) {
            return Optional.empty();
        }
        return Optional.of(scalarizer.code);
    }

    private void carryOut(Step step) throws Unsuitable {
        switch (step) {
            case Band band -> {
                for (Step part : band.steps()) {
                    carryOut(part);
                }
            }
            case Step.Copy copy -> write(copy.to(), read(copy.from()));
            case Turns turns -> {
                for (int i = 0; i < 2; i++) {
                    write(turns.writes().get(i), read(turns.reads().get(i)));
                }
            }
            case Step.Fill fill -> {
                int[] same = new int[checked(fill.out().size())];
                Arrays.fill(
                        same, code.constant(fill.value().dtype(), fill.value().bits(0)));
                write(fill.out(), same);
            }
            case Step.Map map -> {
                int[][] operands = read(map.operands());
                write(map.out(), elementwise(map.op(), map.operands(), operands, map.out()));
            }
            case Step.Fused fused -> fused(fused);
            case Step.Fold fold -> fold(fold);
            case Step.Defined defined -> defined(defined);
            case Step.Pack pack -> packed.put(pack.out().buffer(), read(pack.b()));
            case Step.Product product -> product(product);
            case Step.Indexed _, Step.Convolution _, ProductSum _, BlockSum _, Step.Repeat _, Step.Draw _ ->
                throw new Unsuitable();
        }
    }

    // Elements

    private int checked(long more) throws Unsuitable {
        if (code.size() + more > MOST) {
            throw new Unsuitable();
        }
        return (int) more;
    }

    /** The values of a buffer; those of a bound one are loaded. */
    private int[] elements(Buffer buffer) throws Unsuitable {
        int[] elements = values[buffer.id];
        if (elements == null) {
            elements = new int[checked(buffer.size)];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = switch (buffer.kind) {
                    case CONSTANT ->
                        code.constant(
                                buffer.dtype,
                                NDArray.wrap(
                                                TensorType.of(buffer.dtype, buffer.size),
                                                Objects.requireNonNull(buffer.data))
                                        .bits(i));
                    case BOUND -> code.load(buffer.id, i, buffer.dtype);
                    // Whatever is not written before it is read.
                    case UPDATE, TEMPORARY, LOCAL, KEPT, PACKED -> code.constant(buffer.dtype, 0);
                };
            }
            values[buffer.id] = elements;
        }
        return elements;
    }

    private int[] read(View view) throws Unsuitable {
        int[] elements = elements(view.buffer());
        int[] places = places(view);
        for (int i = 0; i < places.length; i++) {
            places[i] = elements[places[i]];
        }
        return places;
    }

    private int[][] read(List<View> views) throws Unsuitable {
        int[][] read = new int[views.size()][];
        for (int i = 0; i < read.length; i++) {
            read[i] = read(views.get(i));
        }
        return read;
    }

    private void write(View view, int[] written) throws Unsuitable {
        int[] elements = elements(view.buffer());
        int[] places = places(view);
        for (int i = 0; i < places.length; i++) {
            elements[places[i]] = written[i];
        }
    }

    /** The position in the buffer of each element of a view, in row-major order. */
    private int[] places(View view) throws Unsuitable {
        int[] places = new int[checked(view.size())];
        for (int i = 0; i < places.length; i++) {
            int at = view.offset();
            int rest = i;
            for (int axis = view.sizes().length - 1; axis >= 0; axis--) {
                at += rest % view.sizes()[axis] * view.strides()[axis];
                rest /= view.sizes()[axis];
            }
            places[i] = at;
        }
        return places;
    }

    // Steps

    private int[] elementwise(Op op, List<View> views, int[][] operands, View out) throws Unsuitable {
        if (!ScalarCode.knows(op, views.getFirst().buffer().dtype)) {
            throw new Unsuitable();
        }
        int[] results = new int[checked(out.size())];
        for (int i = 0; i < results.length; i++) {
            List<Integer> arguments = new ArrayList<>(operands.length);
            for (int[] operand : operands) {
                arguments.add(operand[i]);
            }
            results[i] = code.apply(op, out.buffer().dtype, arguments);
        }
        return results;
    }

    private void fused(Step.Fused fused) throws Unsuitable {
        Chain chain = fused.chain();
        int reads = chain.operands().size();
        int size = fused.outs().getFirst().size();
        checked((long) size * chain.steps().size());
        int[][] rows = new int[reads + chain.steps().size()][size];
        for (int i = 0; i < reads; i++) {
            int[] operand = read(fused.operands().get(i));
            for (int j = 0; j < size; j++) {
                rows[i][j] = operand[operand.length == 1 ? 0 : j];
            }
        }
        for (int i = 0; i < chain.steps().size(); i++) {
            Chain.Step step = chain.steps().get(i);
            for (int j = 0; j < size; j++) {
                List<Integer> arguments = new ArrayList<>(step.arguments().size());
                for (int argument : step.arguments()) {
                    arguments.add(rows[argument][j]);
                }
                rows[reads + i][j] = code.apply(step.op(), step.dtype(), arguments);
            }
        }
        for (int i = 0; i < fused.outs().size(); i++) {
            write(fused.outs().get(i), rows[chain.outputs().get(i)]);
        }
    }

    private void fold(Step.Fold fold) throws Unsuitable {
        if (!fold.out().buffer().dtype.isFloat()) {
            throw new Unsuitable();
        }
        int[] from = read(fold.from());
        int length = fold.length();
        int[] results = new int[fold.outer() * fold.inner()];
        int[] line = new int[length];
        for (int i = 0; i < results.length; i++) {
            int first = i / fold.inner() * length * fold.inner() + i % fold.inner();
            for (int j = 0; j < length; j++) {
                line[j] = from[first + j * fold.inner()];
            }
            results[i] = reduced(fold.kind(), fold.out().buffer().dtype, line, fold.last());
        }
        write(fold.out(), results);
    }

    private int reduced(Op.Reduction kind, DType dtype, int[] line, boolean last) throws Unsuitable {
        checked(line.length);
        return switch (kind) {
            case SUM -> last ? laneSum(dtype, line) : chainSum(dtype, line);
            case MAX -> extremum(Op.Binary.MAX, number(dtype, Double.NEGATIVE_INFINITY), dtype, line);
            case MIN -> extremum(Op.Binary.MIN, number(dtype, Double.POSITIVE_INFINITY), dtype, line);
        };
    }

    private int extremum(Op.Binary op, int ofNothing, DType dtype, int[] line) {
        int result = line.length == 0 ? ofNothing : line[0];
        for (int i = 1; i < line.length; i++) {
            result = apply(op, dtype, result, line[i]);
        }
        return result;
    }

    /** {@link Sums#sum(float[], int, int)} of one block: lanes that nothing is added to hold +0 and change nothing. */
    private int laneSum(DType dtype, int[] line) throws Unsuitable {
        if (line.length > Sums.SUM_BLOCK) {
            throw new Unsuitable();
        }
        int zero = number(dtype, 0);
        int[] lanes = new int[Math.min(Sums.LANES, line.length)];
        Arrays.fill(lanes, zero);
        for (int i = 0; i < line.length; i++) {
            lanes[i % Sums.LANES] = add(dtype, lanes[i % Sums.LANES], line[i]);
        }
        for (int half = Sums.LANES / 2; half > 0; half /= 2) {
            for (int i = 0; i < half && i + half < lanes.length; i++) {
                lanes[i] = add(dtype, lanes[i], lanes[i + half]);
            }
        }
        return lanes.length == 0 ? zero : lanes[0];
    }

    private int chainSum(DType dtype, int[] line) {
        int total = number(dtype, 0);
        for (int start = 0; start < line.length; start += Sums.CHAIN_BLOCK) {
            int sum = number(dtype, 0);
            for (int i = start; i < Math.min(line.length, start + Sums.CHAIN_BLOCK); i++) {
                sum = add(dtype, sum, line[i]);
            }
            total = start == 0 ? sum : add(dtype, total, sum);
        }
        return total;
    }

    private void product(Step.Product product) throws Unsuitable {
        int[] sizes = product.out().sizes();
        int rank = sizes.length;
        int m = sizes[rank - 2];
        int n = sizes[rank - 1];
        int k = product.a().sizes()[rank - 1];
        checked((long) product.out().size() * k);
        DType dtype = product.out().buffer().dtype;
        int[] a = read(product.a());
        int[] b =
                product.packed() ? Objects.requireNonNull(packed.get(product.b().buffer())) : read(product.b());
        int[] results = new int[product.out().size()];
        for (int i = 0; i < results.length; i++) {
            int item = i / (m * n);
            int row = item * m * k + i / n % m * k;
            int column = item * k * n + i % n;
            int total = number(dtype, 0);
            for (int start = 0; start < k; start += Sums.CHAIN_BLOCK) {
                int sum = number(dtype, 0);
                for (int j = start; j < Math.min(k, start + Sums.CHAIN_BLOCK); j++) {
                    sum = code.fma(dtype, a[row + j], b[column + j * n], sum);
                }
                total = start == 0 ? sum : add(dtype, total, sum);
            }
            results[i] = total;
        }
        write(product.out(), results);
    }

    private void defined(Step.Defined step) throws Unsuitable {
        View out = step.outs().getFirst();
        switch (step.op()) {
            case Op.Elementwise op -> write(out, elementwise(op, step.operands(), read(step.operands()), out));
            case Op.Iota iota -> {
                checked(out.size());
                NDArray numbers =
                        Interpreter.apply(iota, step.type(), List.of()).getFirst();
                int[] constants = new int[out.size()];
                for (int i = 0; i < constants.length; i++) {
                    constants[i] = code.constant(numbers.dtype(), numbers.bits(i));
                }
                write(out, constants);
            }
            default -> throw new Unsuitable();
        }
    }

    // Numbers

    private int number(DType dtype, double value) {
        return code.constant(
                dtype,
                dtype == DType.FLOAT32 ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value));
    }

    private int add(DType dtype, int x, int y) {
        return apply(Op.Binary.ADD, dtype, x, y);
    }

    private int apply(Op op, DType dtype, int x, int y) {
        return code.apply(op, dtype, List.of(x, y));
    }
}
