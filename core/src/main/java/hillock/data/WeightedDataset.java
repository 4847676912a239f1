package hillock.data;

import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.List;
import java.util.Optional;

/** Samples that do not count alike, see {@link Dataset#withWeights}. */
final class WeightedDataset implements Dataset {
    private final Dataset samples;
    private final double[] weights;

    private WeightedDataset(Dataset samples, double[] weights) {
        this.samples = samples;
        this.weights = weights;
    }

    static Dataset of(Dataset samples, double[] weights) {
        if (weights.length != samples.size()) {
            throw new IllegalArgumentException(
                    "There are %d weights for %d samples.".formatted(weights.length, samples.size()));
        }
        boolean any = false;
        for (int row = 0; row < weights.length; row++) {
            if (!(weights[row] >= 0 && weights[row] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "The weight of sample %d is %s; weights are finite numbers from 0 on."
                                .formatted(row, weights[row]));
            }
            any |= weights[row] > 0;
        }
        if (!any) {
            throw new IllegalArgumentException(
                    "The weights of all %d samples are 0, so nothing would be learnt.".formatted(weights.length));
        }
        return new WeightedDataset(samples, weights.clone());
    }

    private WeightedDataset with(Dataset others, int... rows) {
        double[] selected = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = weights[rows[i]];
        }
        return new WeightedDataset(others, selected);
    }

    @Override
    public boolean hasWeights() {
        return true;
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public TensorType sampleType() {
        return samples.sampleType();
    }

    @Override
    public TensorType targetType() {
        return samples.targetType();
    }

    @Override
    public Task task() {
        return samples.task();
    }

    @Override
    public double targetDeviation() {
        return samples.targetDeviation();
    }

    @Override
    public List<String> featureNames() {
        return samples.featureNames();
    }

    @Override
    public void copy(int[] rows, int from, Batch into) {
        samples.copy(rows, from, into);
        into.weights().ifPresent(target -> {
            double[] values = (double[]) target.data();
            for (int i = 0; i < values.length; i++) {
                values[i] = weights[rows[from + i]];
            }
        });
    }

    @Override
    public Batch all() {
        Batch all = samples.all();
        return new Batch(all.features(), all.targets(), Optional.of(NDArray.of(weights.clone())));
    }

    @Override
    public NDArray targets() {
        return samples.targets();
    }

    @Override
    public int[] order(long seed, int epoch) {
        return samples.order(seed, epoch);
    }

    @Override
    public Dataset select(int... rows) {
        return with(samples.select(rows), rows);
    }

    @Override
    public Split parts(int[] train, int[] test) {
        Split parts = samples.parts(train, test);
        return new Split(with(parts.train(), train), with(parts.test(), test));
    }

    @Override
    public Dataset withWeights(double... others) {
        return of(samples, others);
    }
}
