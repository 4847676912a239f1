package hillock.arithmetic;

import static hillock.arithmetic.Polynomials64.HALF_PI_HIGH;
import static hillock.arithmetic.Polynomials64.HALF_PI_LOW;
import static hillock.arithmetic.Polynomials64.HALF_PI_MIDDLE;
import static hillock.arithmetic.Polynomials64.ROUNDER;
import static hillock.arithmetic.Polynomials64.TWO_OVER_PI;

/**
 * An angle written as {@code quarters * pi / 2 + high + low}, with {@code |high|} not much above {@code pi / 4}.
 *
 * @param quarters the number of quarter turns, right modulo 4
 * @param high the rest, rounded
 * @param low what {@code high} lacks
 */
record Reduction(int quarters, double high, double low) {

    /** Up to here three parts of pi / 2 suffice and the number of quarters fits an int. */
    static final double NEAR = 0x1p30;

    /** The bits of 2 / pi, after 64 zero bits: enough for the largest double. */
    private static final long[] TWO_OVER_PI_BITS = {
        0,
        0xA2F9836E4E441529L,
        0xFC2757D1F534DDC0L,
        0xDB6295993C439041L,
        0xFE5163ABDEBBC561L,
        0xB7246E3A424DD2E0L,
        0x06492EEA09D1921CL,
        0xFE1DEB1CB129A73EL,
        0xE88235F52EBB4484L,
        0xE99C7026B45F7E41L,
        0x3991D639835339F4L,
        0x9C845F8BBDF9283BL,
        0x1FF897FFDE05980FL,
        0xEF2F118B5A0A6D1FL,
        0x6D367ECF27CB09B7L,
        0x4F463F669E5FEA2DL,
        0x7527BAC7EBE5F17BL,
        0x3D0739F78A5292EAL,
        0x6BFB5FB11F8D5D08L,
        0x56033046FC7B6BABL,
    };

    /** The reduction of a finite angle that is not negative. */
    static Reduction of(double a) {
        return a <= NEAR ? near(a) : far(a);
    }

    /**
     * The reduction by Cody and Waite ("Software Manual for the Elementary Functions", 1980) with fused multiply-adds.
     * The first difference is exact: it is a multiple of the last bit of pi / 2's first part and below 1.
     */
    private static Reduction near(double a) {
        double t = Math.fma(a, TWO_OVER_PI, ROUNDER);
        double n = t - ROUNDER;
        double exact = Math.fma(n, -HALF_PI_HIGH, a);
        double c = n * HALF_PI_MIDDLE;
        double r = exact - c;
        double low = ((exact - r) - c) - Math.fma(n, HALF_PI_LOW, Math.fma(n, HALF_PI_MIDDLE, -c));
        return new Reduction((int) Double.doubleToRawLongBits(t), r, low);
    }

    /**
     * The reduction by Payne and Hanek ("Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983):
     * the bits of a * 2 / pi from weight 2 downwards, 192 of them, come from the integer product of a's significand and
     * the 192 bits of 2 / pi that matter; higher ones are whole turns.
     */
    private static Reduction far(double a) {
        long bits = Double.doubleToRawLongBits(a);
        long m = (bits & 0x000FFFFFFFFFFFFFL) | 0x0010000000000000L;
        int exponent = (int) (bits >>> 52) - 1075; // a = m * 2^exponent
        int position = exponent - 2 + 64;
        int word = position >> 6;
        int shift = position & 63;
        long g0 = window(word, shift);
        long g1 = window(word + 1, shift);
        long g2 = window(word + 2, shift);

        long w2 = m * g2;
        long carried = Math.unsignedMultiplyHigh(m, g2);
        long product = m * g1;
        long w1 = product + carried;
        long carry = Long.compareUnsigned(w1, product) < 0 ? 1 : 0;
        long w0 = m * g0 + Math.unsignedMultiplyHigh(m, g1) + carry;

        // Two bits of quarters, then the fraction, taken as signed so that it lies in [-1/2, 1/2).
        long high = w0 << 2 | w1 >>> 62;
        long low = w1 << 2 | w2 >>> 62;
        int quarters = (int) (w0 >>> 62);
        boolean negative = high < 0;
        if (negative) {
            quarters++;
            high = ~high + (low == 0 ? 1 : 0);
            low = -low;
        }
        // No double is nearer than 2^-62 quarters to a multiple of pi / 2, so 66 bits at least are left to sum.
        double p0 = (high >>> 32) * 0x1p-32;
        double p1 = (high & 0xFFFFFFFFL) * 0x1p-64;
        double p2 = (low >>> 32) * 0x1p-96;
        double p3 = (low & 0xFFFFFFFFL) * 0x1p-128;
        double upper = p0 + p1;
        double lower = p2 + p3;
        double middle = ((p0 - upper) + p1) + lower;
        double head = upper + middle;
        double rest = (middle - (head - upper)) + ((p2 - lower) + p3);
        head = negative ? -head : head;
        rest = negative ? -rest : rest;
        double r = head * HALF_PI_HIGH;
        double error = Math.fma(head, HALF_PI_HIGH, -r) + (head * HALF_PI_MIDDLE + rest * HALF_PI_HIGH);
        double sum = r + error;
        return new Reduction(quarters, sum, error - (sum - r));
    }

    private static long window(int word, int shift) {
        long first = TWO_OVER_PI_BITS[word];
        return shift == 0 ? first : first << shift | TWO_OVER_PI_BITS[word + 1] >>> (64 - shift);
    }
}
