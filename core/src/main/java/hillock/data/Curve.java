package hillock.data;

import hillock.arithmetic.Float64;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.List;

/** Numbers to be predicted from one number: a function of x uniform in [-1, 1), with normal noise. */
public enum Curve {
    /** The line {@code y = x / 2 + 1 / 4}. */
    LINE {
        @Override
        public double at(double x) {
            return x / 2 + 0.25;
        }
    },
    /** One and a half periods of a sine: {@code y = sin(3 pi x / 2)}. */
    SINE {
        @Override
        public double at(double x) {
            return Float64.sin(1.5 * Math.PI * x);
        }
    },
    /** A step: {@code y = -1/2} below zero, {@code 1/2} from zero on. */
    STEP {
        @Override
        public double at(double x) {
            return x < 0 ? -0.5 : 0.5;
        }
    };

    static final Task TASK = Task.regression(List.of("y"));

    /** The value without noise. */
    public abstract double at(double x);

    /**
     * Samples.
     *
     * @param noise the standard deviation of what is added to y, which no prediction can remove
     */
    public Dataset sample(int size, double noise, long seed) {
        return sample(size, noise, Draws.of(seed, "curve", ordinal()));
    }

    /** Other samples of the same kind as {@link #sample}. */
    public Dataset fresh(int size, double noise, long seed) {
        return sample(size, noise, Draws.of(seed, "curve-fresh", ordinal()));
    }

    private Dataset sample(int size, double noise, Draws draws) {
        if (size < 1) {
            throw new IllegalArgumentException("A dataset has at least one sample, not %d.".formatted(size));
        }
        float[] features = new float[size];
        float[] targets = new float[size];
        for (int i = 0; i < size; i++) {
            double x = draws.spread(1);
            features[i] = (float) x;
            targets[i] = (float) (at(x) + noise * draws.normal());
        }
        TensorType type = TensorType.of(DType.FLOAT32, size, 1);
        return Dataset.of(NDArray.wrap(type, features), NDArray.wrap(type, targets), TASK, List.of("x"));
    }
}
