package hillock.arithmetic;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The elementary functions to about 100 bits, for judging {@link Float32} and {@link Float64}: Taylor series and Newton
 * steps in {@link DoubleDouble}, argument reduction of angles in {@link BigDecimal} with a pi computed here. Slow, and
 * independent of the code it judges.
 */
public final class Oracle {

    private static final int TERMS = 30;

    /** 1 / n! for n up to 30. */
    private static final DoubleDouble[] INVERSE_FACTORIAL = new DoubleDouble[TERMS + 1];

    static {
        INVERSE_FACTORIAL[0] = DoubleDouble.ONE;
        for (int n = 1; n <= TERMS; n++) {
            INVERSE_FACTORIAL[n] = INVERSE_FACTORIAL[n - 1].over(DoubleDouble.of(n));
        }
    }

    private static final MathContext DIGITS = new MathContext(420);

    /** 16 atan(1/5) - 4 atan(1/239) (J. Machin, 1706). */
    static final BigDecimal PI = arcCotangent(5)
            .multiply(BigDecimal.valueOf(16))
            .subtract(arcCotangent(239).multiply(BigDecimal.valueOf(4)));

    private static final BigDecimal HALF_PI = PI.divide(BigDecimal.TWO, DIGITS);

    private static final double[] HALF_PI_PARTS = parts(HALF_PI);

    private static final double[] LN2 = parts(logarithmOfTwo());

    /** 2 / sqrt(pi). */
    static final DoubleDouble TWO_OVER_ROOT_PI = of(BigDecimal.TWO.divide(PI.sqrt(DIGITS), DIGITS));

    private Oracle() {}

    static DoubleDouble of(BigDecimal x) {
        double high = x.doubleValue();
        return new DoubleDouble(high, x.subtract(new BigDecimal(high)).doubleValue());
    }

    /** A number in four doubles; the first three have 33 bits, so that products with integers below 2^20 are exact. */
    private static double[] parts(BigDecimal x) {
        double[] parts = new double[4];
        BigDecimal rest = x;
        for (int i = 0; i < 4; i++) {
            double part = rest.doubleValue();
            parts[i] = i == 3 ? part : Double.longBitsToDouble(Double.doubleToRawLongBits(part) & -1L << 20);
            rest = rest.subtract(new BigDecimal(parts[i]));
        }
        return parts;
    }

    /** The sum of 1 / (n 2^n). */
    private static BigDecimal logarithmOfTwo() {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = BigDecimal.ONE;
        for (int n = 1; n < 300; n++) {
            power = power.divide(BigDecimal.TWO, DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS));
        }
        return sum;
    }

    private static BigDecimal arcCotangent(int n) {
        BigDecimal square = BigDecimal.valueOf((long) n * n);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), DIGITS);
        BigDecimal sum = power;
        for (int k = 3; power.compareTo(BigDecimal.ONE.movePointLeft(425)) > 0; k += 2) {
            power = power.divide(square, DIGITS);
            BigDecimal term = power.divide(BigDecimal.valueOf(k), DIGITS);
            sum = k % 4 == 3 ? sum.subtract(term) : sum.add(term);
        }
        return sum;
    }

    /** x - k ln 2. */
    private static DoubleDouble reduced(DoubleDouble x, long k) {
        DoubleDouble r = x;
        for (double part : LN2) {
            r = r.plus(-k * part);
        }
        return r;
    }

    /** e^x 2^scale; a scale keeps results that would be subnormal whole. */
    static DoubleDouble exp(DoubleDouble x, int scale) {
        long k = Math.round(x.high() / LN2[0]);
        return taylor(reduced(x, k), 0).scaled((int) k + scale);
    }

    public static DoubleDouble exp(double x) {
        return exp(DoubleDouble.of(x), 0);
    }

    /** The Taylor series of e^x from the term x^first on. */
    private static DoubleDouble taylor(DoubleDouble x, int first) {
        DoubleDouble sum = DoubleDouble.ZERO;
        for (int n = TERMS; n > first; n--) {
            sum = sum.plus(INVERSE_FACTORIAL[n]).times(x);
        }
        return first == 0 ? sum.plus(1) : sum;
    }

    static DoubleDouble expm1(double x) {
        if (Math.abs(x) < 0x1p-150) {
            return DoubleDouble.of(x);
        }
        if (Math.abs(x) < 0.4) {
            // sum of x^n / n! from n = 1: the loop ends after multiplying by x for n = 1.
            DoubleDouble z = DoubleDouble.of(x);
            DoubleDouble sum = DoubleDouble.ZERO;
            for (int n = TERMS; n >= 1; n--) {
                sum = sum.plus(INVERSE_FACTORIAL[n]).times(z);
            }
            return sum;
        }
        return x < -200 ? DoubleDouble.of(-1) : exp(x).plus(-1);
    }

    static DoubleDouble log(double x) {
        int exponent = Math.getExponent(x < Double.MIN_NORMAL ? x * 0x1p100 : x) - (x < Double.MIN_NORMAL ? 100 : 0);
        double m = Math.scalb(x, -exponent);
        if (m > 1.5) {
            m /= 2;
            exponent++;
        }
        return reduced(log(DoubleDouble.of(m)), -exponent);
    }

    static DoubleDouble log1p(double x) {
        return Math.abs(x) < 0x1p-150 ? DoubleDouble.of(x) : log(DoubleDouble.sum(1, x));
    }

    private static DoubleDouble log(DoubleDouble x) {
        DoubleDouble f = x.plus(-1);
        if (Math.abs(f.high()) < 0.5) {
            // 2 atanh(s) = 2 (s + s^3 / 3 + ...)
            DoubleDouble s = f.over(x.plus(1));
            DoubleDouble z = s.times(s);
            DoubleDouble sum = DoubleDouble.ZERO;
            for (int n = 81; n >= 1; n -= 2) {
                sum = sum.times(z).plus(DoubleDouble.ONE.over(DoubleDouble.of(n)));
            }
            return sum.times(s).times(2);
        }
        // A Newton step for e^y = x.
        double y = StrictMath.log(x.high());
        return x.times(exp(-y)).plus(-1).plus(y);
    }

    static DoubleDouble sin(double x) {
        return Math.abs(x) < 0x1p-150 ? DoubleDouble.of(x) : quarter(x, 0);
    }

    static DoubleDouble cos(double x) {
        return quarter(x, 1);
    }

    private static DoubleDouble quarter(double x, int shift) {
        int k = shift;
        DoubleDouble r = DoubleDouble.of(x);
        if (Math.abs(x) > 0.7) {
            if (Math.abs(x) < 0x1p19) {
                long n = Math.round(x / HALF_PI_PARTS[0]);
                for (double part : HALF_PI_PARTS) {
                    r = r.plus(-n * part);
                }
                k += (int) n;
            } else {
                BigDecimal exact = new BigDecimal(x);
                BigDecimal n = exact.divide(HALF_PI, DIGITS).setScale(0, RoundingMode.HALF_EVEN);
                r = of(exact.subtract(n.multiply(HALF_PI)));
                k += n.toBigInteger().and(BigInteger.valueOf(3)).intValue();
            }
        }
        DoubleDouble z = r.times(r).negated();
        DoubleDouble sum = DoubleDouble.ZERO;
        int odd = 1 - (k & 1);
        for (int n = 26 + odd; n >= 0; n -= 2) {
            sum = sum.times(z).plus(INVERSE_FACTORIAL[n]);
        }
        sum = odd == 1 ? sum.times(r) : sum;
        return (k & 2) == 0 ? sum : sum.negated();
    }

    /** y + (x cos y - sin y) / (cos y + x sin y) for y nearly atan(x): a Newton step with an error of its cube. */
    static DoubleDouble atan(double x) {
        if (Math.abs(x) < 0x1p-150) {
            return DoubleDouble.of(x);
        }
        if (Math.abs(x) > 0x1p150) {
            return of(HALF_PI).times(Math.signum(x));
        }
        double y = StrictMath.atan(x);
        DoubleDouble s = sin(y);
        DoubleDouble c = cos(y);
        DoubleDouble step = c.times(x).minus(s).over(c.plus(s.times(x)));
        return step.plus(y);
    }

    static DoubleDouble tanh(double x) {
        if (Math.abs(x) < 0x1p-150) {
            return DoubleDouble.of(x);
        }
        if (Math.abs(x) > 100) {
            return DoubleDouble.of(Math.signum(x));
        }
        DoubleDouble e = expm1(2 * x);
        return e.over(e.plus(2));
    }

    /** 2 / sqrt(pi) e^(-x^2) times the sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)), all terms of one sign. */
    static DoubleDouble erf(double x) {
        if (Math.abs(x) > 9) {
            return DoubleDouble.of(Math.signum(x));
        }
        DoubleDouble z = DoubleDouble.product(x, x);
        DoubleDouble term = DoubleDouble.of(x);
        DoubleDouble sum = term;
        for (int n = 1; Math.abs(term.high()) > Math.abs(sum.high()) * 0x1p-110; n++) {
            term = term.times(z).times(2).over(DoubleDouble.of(2 * n + 1));
            sum = sum.plus(term);
        }
        return sum.times(exp(z.negated(), 0)).times(TWO_OVER_ROOT_PI);
    }

    /** x^y 2^scale for x > 0. */
    static DoubleDouble pow(double x, double y, int scale) {
        return exp(log(x).times(y), scale);
    }
}
