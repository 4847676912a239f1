package hillock.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.arithmetic.Threefry;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import org.junit.jupiter.api.Test;

/** Random numbers as a function of key, stream and position. */
class RandomNumbersTest {
    private static NDArray draw(DType dtype, int key0, int key1, int stream, int... extents) {
        Node key = Nodes.constant(NDArray.of(key0, key1));
        Node name = Nodes.scalar(DType.INT32, stream);
        return new Interpreter().evaluate(Nodes.random(TensorType.of(dtype, extents), key, name));
    }

    /** The vectors published with the reference implementation (Random123, kat_vectors): counter, key, result. */
    @Test
    void givesThePublishedVectors() {
        assertThat(draw(DType.INT32, 0, 0, 0, 2).ints()).containsExactly(0x6b200159, 0x99ba4efe);
        // Counter word 0 is the number of the block, so vectors with others cannot be asked for through a draw.
        assertThat(Threefry.block(-1, -1, -1, -1)).isEqualTo(Threefry.pack(0x1cb996fc, 0xbb002be7));
        assertThat(Threefry.block(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3))
                .isEqualTo(Threefry.pack(0xc4923a9c, 0x483df7a0));
    }

    @Test
    void takesWordsOfNumberedBlocks() {
        int[] words = draw(DType.INT32, 11, -22, 33, 5, 3).ints();
        for (int i = 0; i < words.length; i++) {
            long block = Threefry.block(11, -22, i / 2, 33);
            assertThat(words[i]).isEqualTo(i % 2 == 0 ? Threefry.word0(block) : Threefry.word1(block));
        }
    }

    @Test
    void makesFloatsOfTheUpper24Bits() {
        int[] words = draw(DType.INT32, 1, 2, -1, 1001).ints();
        float[] floats = draw(DType.FLOAT32, 1, 2, -1, 1001).floats();
        for (int i = 0; i < words.length; i++) {
            assertThat(floats[i]).isEqualTo((words[i] >>> 8) / 16777216f).isBetween(0f, 0x1.fffffep-1f);
        }
    }

    @Test
    void makesDoublesOf53BitsOfABlock() {
        int[] words = draw(DType.INT32, 1, 2, -1, 2002).ints();
        double[] doubles = draw(DType.FLOAT64, 1, 2, -1, 1001).doubles();
        for (int i = 0; i < doubles.length; i++) {
            long high = words[2 * i] >>> 5;
            long low = words[2 * i + 1] >>> 6;
            assertThat(doubles[i]).isEqualTo((high * (1L << 26) + low) / 0x1p53);
        }
    }

    @Test
    void dependsOnThePositionAndNotOnTheShape() {
        NDArray line = draw(DType.FLOAT32, 5, 6, 7, 12);
        assertThat(draw(DType.FLOAT32, 5, 6, 7, 3, 4).reshape(Shape.of(12)).sameBits(line))
                .isTrue();
        assertThat(draw(DType.FLOAT32, 5, 6, 7, 5).floats()).containsExactly(java.util.Arrays.copyOf(line.floats(), 5));
        assertThat(draw(DType.FLOAT32, 5, 6, 7, 0).size()).isZero();
        assertThat(draw(DType.FLOAT32, 5, 6, 8, 12).sameBits(line)).isFalse();
        assertThat(draw(DType.FLOAT32, 6, 6, 7, 12).sameBits(line)).isFalse();
    }

    @Test
    void foldsKeysAsTheArithmeticDoes() {
        Node folded = Composed.fold(Composed.key(0x123456789abcdefL), Nodes.scalar(DType.INT32, 42));
        int[] key = new Interpreter().evaluate(folded).ints();
        assertThat(Threefry.pack(key[0], key[1])).isEqualTo(Threefry.fold(Threefry.key(0x123456789abcdefL), 42));
    }

    @Test
    void drawsNumbersThatLookUniformAndNormal() {
        TensorType type = TensorType.of(DType.FLOAT64, 20_000);
        double[] uniform = new Interpreter()
                .evaluate(Composed.uniform(Composed.key(1), type))
                .doubles();
        double[] normal = new Interpreter()
                .evaluate(Composed.normal(Composed.key(1), type))
                .doubles();
        // Bounds of five standard deviations of the sample mean and variance.
        assertThat(mean(uniform)).isBetween(0.5 - 0.0103, 0.5 + 0.0103);
        assertThat(mean(normal)).isBetween(-0.036, 0.036);
        assertThat(variance(normal)).isBetween(0.95, 1.05);
        double[] holds = new double[20_000];
        byte[] truths = new Interpreter()
                .evaluate(Composed.bernoulli(Composed.key(2), Shape.of(20_000), 0.2))
                .booleans();
        for (int i = 0; i < truths.length; i++) {
            holds[i] = truths[i];
        }
        assertThat(mean(holds)).isBetween(0.2 - 0.0142, 0.2 + 0.0142);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / values.length;
    }
}
