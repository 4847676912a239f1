package hillock.engine.emit;

import static org.assertj.core.api.Assertions.fail;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.simd.Kernel;
import hillock.graph.Op;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chains as plain loops, for JVMs without the vector module, against the definitions of operations. */
class LoopWriterTest {
    private static final double[] SPECIALS = {
        0.0, -0.0, 1, -1, 0.5, 2, 1e-40, 1e-310, 1e38, 88.7, -87.4, 709.8, -745, Double.POSITIVE_INFINITY, Double.NaN
    };
    private static final int ROWS = 3;

    private final Random random = new Random(17);

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void randomChainsHaveTheBitsOfTheirDefinitions(DType wide) {
        for (int turn = 0; turn < 120; turn++) {
            Chain chain = chain(wide);
            for (int n : new int[] {0, 1, 2, 17}) {
                check(chain, n);
            }
        }
    }

    /** Two numbers, one of them single, a truth value of each kind, and twelve operations that fit. */
    private Chain chain(DType wide) {
        List<Chain.Operand> operands = List.of(
                new Chain.Operand(wide, false),
                new Chain.Operand(wide, true),
                new Chain.Operand(DType.BOOL, false),
                new Chain.Operand(DType.BOOL, true));
        List<Op> all = new ArrayList<>(List.of(Op.Unary.values()));
        all.addAll(List.of(Op.Binary.values()));
        all.addAll(List.of(new Op.Select(), new Op.Cast(wide)));
        List<Chain.Step> steps = new ArrayList<>();
        while (steps.size() < 12) {
            Op op = all.get(random.nextInt(all.size()));
            Chain known = new Chain(operands, steps, List.of());
            int values = operands.size() + steps.size();
            int x = random.nextInt(values);
            int y = random.nextInt(values);
            int z = random.nextInt(values);
            DType first = known.dtype(x);
            boolean alike = known.dtype(y) == first;
            boolean logic = op == Op.Unary.NOT || op == Op.Binary.AND || op == Op.Binary.OR;
            if (logic && first != DType.BOOL) {
                continue;
            }
            switch (op) {
                case Op.Select _
                when first == DType.BOOL && known.dtype(y) == known.dtype(z) ->
                    steps.add(new Chain.Step(op, known.dtype(y), List.of(x, y, z)));
                case Op.Cast _ when first == DType.BOOL -> steps.add(new Chain.Step(op, wide, List.of(x)));
                case Op.Unary _
                when Lowering.knows(op, first, first) -> steps.add(new Chain.Step(op, first, List.of(x)));
                case Op.Binary binary
                when alike && Lowering.knows(op, first, first) ->
                    steps.add(new Chain.Step(op, binary.isComparison() ? DType.BOOL : first, List.of(x, y)));
                default -> {}
            }
        }
        int last = operands.size() + steps.size() - 1;
        return new Chain(operands, steps, List.of(last, last - 1, operands.size()));
    }

    private void check(Chain chain, int n) {
        int reads = chain.operands().size();
        Object[] arrays = new Object[reads + chain.outputs().size()];
        int[] offsets = new int[arrays.length];
        int[] strides = new int[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            boolean single = i < reads && chain.operands().get(i).single();
            offsets[i] = i;
            strides[i] = single ? 1 : n + i % 3;
            arrays[i] = numbers(chain.dtype(i < reads ? i : chain.outputs().get(i - reads)), i + ROWS * (n + 3));
        }
        Kernel kernel = Scalars.loop(chain);
        Object[] before = new Object[reads];
        for (int i = 0; i < reads; i++) {
            before[i] = copy(chain.dtype(i), arrays[i], 0, i + ROWS * (n + 3));
        }
        kernel.run(arrays, offsets, strides, ROWS, n);
        for (int row = 0; row < ROWS; row++) {
            List<NDArray> values = new ArrayList<>();
            for (int i = 0; i < reads; i++) {
                int at = offsets[i] + row * strides[i];
                values.add(
                        chain.operands().get(i).single()
                                ? spread(chain.dtype(i), before[i], at, n)
                                : NDArray.wrap(
                                        TensorType.of(chain.dtype(i), n), copy(chain.dtype(i), before[i], at, n)));
            }
            for (Chain.Step step : chain.steps()) {
                List<NDArray> operands =
                        step.arguments().stream().map(values::get).toList();
                values.add(Interpreter.apply(step.op(), TensorType.of(step.dtype(), n), operands)
                        .getFirst());
            }
            for (int i = reads; i < arrays.length; i++) {
                int value = chain.outputs().get(i - reads);
                DType dtype = chain.dtype(value);
                Object got = copy(dtype, arrays[i], offsets[i] + row * strides[i], n);
                if (!NDArray.wrap(TensorType.of(dtype, n), got).sameBits(values.get(value))) {
                    fail("row %d of %d elements, result %d of %s", row, n, i - reads, chain);
                }
            }
        }
    }

    private Object numbers(DType dtype, int length) {
        Object data = dtype.newArray(length);
        for (int i = 0; i < length; i++) {
            double value = random.nextInt(3) == 0 ? SPECIALS[random.nextInt(SPECIALS.length)] : random.nextGaussian();
            switch (data) {
                case float[] a -> a[i] = (float) value;
                case double[] a -> a[i] = value;
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new AssertionError(dtype);
            }
        }
        return data;
    }

    private static Object copy(DType dtype, Object data, int from, int length) {
        Object copy = dtype.newArray(length);
        System.arraycopy(data, from, copy, 0, length);
        return copy;
    }

    private static NDArray spread(DType dtype, Object data, int at, int n) {
        Object all = dtype.newArray(n);
        for (int i = 0; i < n; i++) {
            System.arraycopy(data, at, all, i, 1);
        }
        return NDArray.wrap(TensorType.of(dtype, n), all);
    }
}
