package hillock.bench.gemm;

import java.util.List;
import java.util.stream.Stream;

/**
 * The shapes of a matrix product: [m, k] times [k, n].
 *
 * @param transposed whether the left operand lies in memory as [k, m], as in the gradient of weights
 */
public record Product(int m, int n, int k, boolean transposed) {
    /** The share of the read bandwidth that a row has to reach. */
    public static final double LEAST_OF_READ = 0.6;

    /** Squares, the products of the networks in W3 and W4, and rows whose right operand lies in cache or in memory. */
    public static List<Product> all() {
        return Stream.of(
                        Stream.of(64, 128, 256, 512, 1024, 2048).map(s -> new Product(s, s, s, false)),
                        Stream.of(
                                new Product(128, 256, 784, false),
                                new Product(784, 256, 128, true),
                                new Product(64, 64, 64, true),
                                new Product(256, 2048, 2048, false),
                                new Product(1, 256, 784, false),
                                new Product(1, 4096, 4096, false)))
                .flatMap(s -> s)
                .toList();
    }

    /** Floating-point operations of one product. */
    public double operations() {
        return 2.0 * m * n * k;
    }

    /** Whether it is a vector times a matrix, which memory limits and not arithmetic. */
    public boolean isRow() {
        return m == 1;
    }

    /** The bytes of the right operand, all of which one row has to read. */
    public double bytes() {
        return 4.0 * n * k;
    }

    /** The share of MKL's speed that has to be reached; 0 for the smallest and for rows, which are judged otherwise. */
    public double leastOfMkl() {
        return isRow() || operations() < 2.0 * 128 * 128 * 128
                ? 0
                : operations() < 2.0 * 2048 * 2048 * 2048 ? 0.87 : 0.8;
    }

    /** What has to be reached, for people. */
    public String target() {
        return isRow()
                ? Math.round(LEAST_OF_READ * 100) + " % of the limit"
                : leastOfMkl() == 0 ? "OpenBLAS" : "OpenBLAS, " + Math.round(leastOfMkl() * 100) + " % of MKL";
    }

    @Override
    public String toString() {
        return "%d,%d,%d%s".formatted(m, n, k, transposed ? "T" : "");
    }
}
