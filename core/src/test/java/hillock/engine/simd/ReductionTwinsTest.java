package hillock.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.arithmetic.Sums;
import hillock.graph.Op;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector reductions and their plain twins against the definition of the order of summation, bit for bit. */
class ReductionTwinsTest {
    private static final int ROWS = 3;
    private static final int BEFORE = 2;

    private final Random random = new Random(11);

    /** Lengths around the widths of vectors, the 64 lanes, the blocks of 256 and of 4096 and their trees. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100, 127, 128, 129, 255,
                256, 257, 511, 513, 1000, 4095, 4096, 4097, 8192, 8193, 12_289, 20_481, 30_000
            })
    void floatsHaveTheDefinedBits(int length) {
        float[] x = new float[BEFORE + ROWS * length];
        for (int kind = 0; kind < 4; kind++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) number(kind);
            }
            for (FloatReduction reduction :
                    new FloatReduction[] {new VectorFloatReduction(), new PlainFloatReduction()}) {
                for (Op.Reduction op : Op.Reduction.values()) {
                    float[] rows = new float[ROWS + 2];
                    reduction.last(op, x, BEFORE, rows, 1, ROWS, length);
                    float[] expected = new float[ROWS + 2];
                    for (int row = 0; row < ROWS; row++) {
                        int at = BEFORE + row * length;
                        expected[1 + row] =
                                op == Op.Reduction.SUM ? Sums.sum(x, at, length) : best(op, x, at, 1, length);
                    }
                    assertThat(rows)
                            .as("%s %s of rows", reduction.getClass(), op)
                            .isEqualTo(expected);
                    columns(reduction, op, x, length, ROWS);
                    columns(reduction, op, x, ROWS, length);
                }
            }
        }
    }

    private static void columns(FloatReduction reduction, Op.Reduction op, float[] x, int length, int columns) {
        float[] out = new float[columns + 2];
        reduction.chains(op, x, BEFORE, columns, length, out, 1, columns);
        float[] expected = new float[columns + 2];
        for (int j = 0; j < columns; j++) {
            expected[1 + j] = op == Op.Reduction.SUM
                    ? Sums.chain(x, BEFORE + j, columns, length)
                    : best(op, x, BEFORE + j, columns, length);
        }
        assertThat(out).as("%s %s of columns", reduction.getClass(), op).isEqualTo(expected);
    }

    private static float best(Op.Reduction op, float[] x, int offset, int stride, int length) {
        boolean most = op == Op.Reduction.MAX;
        float best = most ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            float each = x[offset + i * stride];
            best = most ? Math.max(best, each) : Math.min(best, each);
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100, 127, 128, 129, 255,
                256, 257, 511, 513, 1000, 4095, 4096, 4097, 8192, 8193, 12_289, 20_481, 30_000
            })
    void doublesHaveTheDefinedBits(int length) {
        double[] x = new double[BEFORE + ROWS * length];
        for (int kind = 0; kind < 4; kind++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = number(kind);
            }
            for (DoubleReduction reduction :
                    new DoubleReduction[] {Simd.doubleReduction(), new PlainDoubleReduction()}) {
                for (Op.Reduction op : Op.Reduction.values()) {
                    double[] rows = new double[ROWS + 2];
                    reduction.last(op, x, BEFORE, rows, 1, ROWS, length);
                    double[] expected = new double[ROWS + 2];
                    for (int row = 0; row < ROWS; row++) {
                        int at = BEFORE + row * length;
                        expected[1 + row] =
                                op == Op.Reduction.SUM ? Sums.sum(x, at, length) : best(op, x, at, 1, length);
                    }
                    assertThat(rows)
                            .as("%s %s of rows", reduction.getClass(), op)
                            .isEqualTo(expected);
                    columns(reduction, op, x, length, ROWS);
                    columns(reduction, op, x, ROWS, length);
                }
            }
        }
    }

    private static void columns(DoubleReduction reduction, Op.Reduction op, double[] x, int length, int columns) {
        double[] out = new double[columns + 2];
        reduction.chains(op, x, BEFORE, columns, length, out, 1, columns);
        double[] expected = new double[columns + 2];
        for (int j = 0; j < columns; j++) {
            expected[1 + j] = op == Op.Reduction.SUM
                    ? Sums.chain(x, BEFORE + j, columns, length)
                    : best(op, x, BEFORE + j, columns, length);
        }
        assertThat(out).as("%s %s of columns", reduction.getClass(), op).isEqualTo(expected);
    }

    private static double best(Op.Reduction op, double[] x, int offset, int stride, int length) {
        boolean most = op == Op.Reduction.MAX;
        double best = most ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            double each = x[offset + i * stride];
            best = most ? Math.max(best, each) : Math.min(best, each);
        }
        return best;
    }

    /** Ordinary numbers, negative ones with zeros of both signs, one infinity in places, a NaN in places. */
    private double number(int kind) {
        return switch (kind) {
            case 0 -> random.nextGaussian() * Math.pow(10, random.nextInt(5));
            case 1 -> random.nextBoolean() ? -0.0 : random.nextInt(50) == 0 ? 0.0 : -0.0;
            case 2 -> random.nextInt(100) == 0 ? Double.POSITIVE_INFINITY : random.nextGaussian();
            default -> random.nextInt(1000) == 0 ? Double.NaN : random.nextInt(9) == 0 ? -0.0 : random.nextGaussian();
        };
    }
}
