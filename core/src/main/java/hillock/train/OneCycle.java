package hillock.train;

import hillock.Tensor;

/**
 * One cycle (Smith, 2018) in PyTorch's form: half a cosine wave up from {@code peak / startDivisor} to the peak at step
 * {@code warm * total - 1}, counted from 0, and half a wave down to {@code peak / startDivisor / endDivisor} at the
 * last step. Momentum stays as it is.
 *
 * @param peak the greatest rate
 * @param warm the part of the steps in which the rate rises, above 0 and below 1
 * @param startDivisor by how much the first rate is below the peak, at least 1
 * @param endDivisor by how much the last rate is below the first, at least 1
 */
public record OneCycle(double peak, double warm, double startDivisor, double endDivisor) implements Schedule {
    /** Checks the settings. */
    public OneCycle {
        Schedule.constant(peak);
        if (!(warm > 0 && warm < 1)) {
            throw new IllegalArgumentException(
                    "The rising part of one cycle is above 0 and below 1; " + warm + " is not.");
        }
        if (!(startDivisor >= 1 && endDivisor >= 1 && startDivisor * endDivisor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The divisors of one cycle are at least 1 and finite; " + startDivisor
                    + " and " + endDivisor + " are not.");
        }
    }

    /** One cycle with the usual settings: rising for 0.3 of the steps, divisors 25 and 10,000. */
    public static OneCycle of(double peak) {
        return new OneCycle(peak, 0.3, 25, 1e4);
    }

    @Override
    public Tensor rate(Tensor step, long total) {
        double last = Math.max(total - 1, 1);
        double top = Math.clamp(warm * total - 1, 0, last);
        double start = peak / startDivisor;
        Tensor now = step.min(Tensor.scalar((double) Math.max(total - 1, 0)));
        Tensor down = wave(now.sub(top), last - top, peak, start / endDivisor);
        if (top == 0) {
            return down;
        }
        return Tensor.scalar(top).less(now).select(down, wave(now, top, start, peak));
    }

    /** From one number to another on half a cosine wave. */
    private static Tensor wave(Tensor time, double length, double from, double to) {
        return time.mul(Math.PI / Math.max(length, 1e-9))
                .cos()
                .add(1)
                .mul((from - to) / 2)
                .add(to);
    }

    @Override
    public String describe() {
        return "one_cycle(%s, warm=%s, start_divisor=%s, end_divisor=%s)"
                .formatted(peak, warm, startDivisor, endDivisor);
    }
}
