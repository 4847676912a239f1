package hillock.train;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.engine.Engine;
import hillock.graph.Nodes;
import hillock.graph.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A formula applied to any number of samples. The samples are cut into batches of {@value #LARGEST} and, for the rest,
 * of powers of two, so there are few programs. What comes out for a sample does not depend on the cutting: the
 * summation orders follow the shape of one row. Safe for use by many threads.
 */
final class Batched {
    /** Large enough for the matrix product to be at its best, small enough to stay in the cache. */
    static final int LARGEST = 256;

    /** Nine sizes for one type of samples, and some room for a second type. */
    private static final int KEPT = 20;

    private final Specialisations<List<TensorType>> programs;

    /**
     * The given formula.
     *
     * @param formula from tensors with the samples along axis 0 to such tensors
     */
    Batched(Engine engine, Function<List<Tensor>, List<Tensor>> formula) {
        this.programs = new Specialisations<>(engine, KEPT, types -> program(types, formula));
    }

    private static Program program(List<TensorType> types, Function<List<Tensor>, List<Tensor>> formula) {
        Program.Builder builder = Program.builder();
        List<Tensor> inputs = new ArrayList<>();
        for (TensorType type : types) {
            Tensor input = Tensor.of(Nodes.input("input" + inputs.size(), type));
            builder.input(input.node());
            inputs.add(input);
        }
        int number = 0;
        for (Tensor output : formula.apply(inputs)) {
            builder.output("output" + number++, output.node());
        }
        return builder.build();
    }

    /** The results for all samples; every array has them along axis 0, at least one. */
    List<NDArray> call(NDArray... inputs) {
        int samples = inputs[0].shape().dimension(0);
        if (samples <= LARGEST && Integer.bitCount(samples) == 1) {
            return part(inputs);
        }
        Object[] storages = {};
        TensorType[] types = {};
        int from = 0;
        while (from < samples) {
            int size = Math.min(LARGEST, Integer.highestOneBit(samples - from));
            int start = from;
            List<NDArray> results = part(
                    Arrays.stream(inputs).map(input -> rows(input, start, size)).toArray(NDArray[]::new));
            if (from == 0) {
                types = results.stream()
                        .map(result -> result.type().withShape(result.shape().with(0, samples)))
                        .toArray(TensorType[]::new);
                storages = Arrays.stream(types)
                        .map(type -> type.dtype().newArray(type.size()))
                        .toArray();
            }
            for (int i = 0; i < storages.length; i++) {
                NDArray result = results.get(i);
                System.arraycopy(result.data(), 0, storages[i], from * (result.size() / size), result.size());
            }
            from += size;
        }
        List<NDArray> joined = new ArrayList<>();
        for (int i = 0; i < storages.length; i++) {
            joined.add(NDArray.wrap(types[i], storages[i]));
        }
        return joined;
    }

    private List<NDArray> part(NDArray... inputs) {
        return programs.get(Arrays.stream(inputs).map(NDArray::type).toList()).call(inputs);
    }

    private static NDArray rows(NDArray array, int from, int count) {
        Shape shape = array.shape().with(0, count);
        Object storage = array.dtype().newArray(shape.size());
        int width = array.size() / array.shape().dimension(0);
        System.arraycopy(array.data(), from * width, storage, 0, shape.size());
        return NDArray.wrap(array.type().withShape(shape), storage);
    }
}
