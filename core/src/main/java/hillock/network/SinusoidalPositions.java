package hillock.network;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;

/**
 * The place of every position added to it as waves (Vaswani and others, 2017): [samples, positions, width] plus, at
 * position {@code p}, {@code sin(p / 10000^(2i / width))} in number {@code 2i} and the cosine in number {@code 2i + 1}.
 * Nothing is learnt, and sequences may be longer than those learnt from.
 */
public record SinusoidalPositions() implements Layer {
    private static final double LONGEST_WAVE = 10_000;

    /** The layer. */
    public static SinusoidalPositions of() {
        return new SinusoidalPositions();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Shape shape = LearntPositions.checked(describe(), x);
        int positions = shape.dimension(1);
        int width = shape.dimension(2);
        double[] waves = new double[positions * width];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < width; i++) {
                // Twice a whole number over the width; the last number of an odd width is a sine.
                double angle = position / StrictMath.pow(LONGEST_WAVE, (i - i % 2) / (double) width);
                waves[position * width + i] = i % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
            }
        }
        return x.add(Tensor.of(NDArray.of(Shape.of(positions, width), waves)).cast(x.dtype()));
    }

    @Override
    public String describe() {
        return "sinusoidal_positions";
    }
}
