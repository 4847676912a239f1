package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;

/**
 * The place of every position added to it as learnt numbers: [samples, positions, width] plus the first rows of a
 * table.
 *
 * @param table [the most positions, width]
 */
public record LearntPositions(Parameter table) implements Layer {
    /** Checks the shape of the table. */
    public LearntPositions {
        if (table.type().shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "The table of positions is [the most positions, width], not %s.".formatted(table.type()));
        }
    }

    /** Float32 positions that start as small normal numbers, of deviation 0.02 (Radford and others, 2018). */
    public static LearntPositions of(int most, int width) {
        return of(DType.FLOAT32, most, width);
    }

    /** Positions of an element type, float32 or float64. */
    public static LearntPositions of(DType dtype, int most, int width) {
        if (most < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "There is at least one position of one number, not %d of %d.".formatted(most, width));
        }
        return new LearntPositions(Parameter.of(
                TensorType.of(dtype, most, width), Parameter.Role.BIAS, Fan.of(1, 1), Initializer.normal(0, 0.02)));
    }

    /** The shape of an operand that has positions. */
    static Shape checked(String layer, Tensor x) {
        if (x.shape().rank() != 3 || !x.dtype().isFloat()) {
            throw new IllegalArgumentException(
                    "%s takes floats [samples, positions, width], not %s.".formatted(layer, x.type()));
        }
        return x.shape();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Shape shape = checked(describe(), x);
        Shape known = table.type().shape();
        if (shape.dimension(2) != known.dimension(1) || shape.dimension(1) > known.dimension(0)) {
            throw new IllegalArgumentException("%s takes [samples, up to %d, %d], not %s."
                    .formatted(describe(), known.dimension(0), known.dimension(1), x.type()));
        }
        return x.add(table.tensor().slice(0, 0, shape.dimension(1)));
    }

    @Override
    public LearntPositions init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        Shape shape = table.type().shape();
        String dtype =
                table.type().dtype() == DType.FLOAT32 ? "" : ", " + table.type().dtype();
        return "learnt_positions(%d, %d%s)".formatted(shape.dimension(0), shape.dimension(1), dtype);
    }
}
