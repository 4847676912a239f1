package hillock.autodiff;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What a gradient check found at one point.
 *
 * @param operation the operation or function checked
 * @param point which point, in words
 * @param findings one comparison each
 * @param remark why the derivatives were compared with known numbers instead of differences, or not at all
 */
public record GradientReport(String operation, String point, List<Finding> findings, Optional<String> remark) {
    /** Copies the list. */
    public GradientReport {
        findings = List.copyOf(findings);
    }

    /** How a derivative was computed. */
    public enum Mode {
        /** By {@link Reverse}. */
        REVERSE,
        /** By {@link Forward}. */
        FORWARD
    }

    /**
     * One derivative compared with what it should be.
     *
     * @param input the number of the operand it is by, among the float64 operands
     * @param order 1, or 2 for a derivative of a derivative
     * @param mode how it was computed
     * @param derivative its value, along a random direction or summed up
     * @param expected what differences or a closed form give
     * @param relativeError their distance relative to the greater, or to a thousandth of the terms they are sums of
     * @param kink if the slopes from both sides differ: these slopes, in words; then the error says nothing
     */
    public record Finding(
            int input,
            int order,
            Mode mode,
            double derivative,
            double expected,
            double relativeError,
            Optional<String> kink) {}

    /** The greatest relative error of all findings, kinks left out; 0 if there are none. */
    public double worst() {
        return worst(_ -> true);
    }

    /** The greatest relative error of one order; empty if that was not checked. */
    public OptionalDouble worst(int order) {
        return findings.stream().anyMatch(finding -> finding.order() == order)
                ? OptionalDouble.of(worst(finding -> finding.order() == order))
                : OptionalDouble.empty();
    }

    /** The greatest relative error by one operand. */
    public double worstOfInput(int input) {
        return worst(finding -> finding.input() == input);
    }

    /** The greatest relative error of one mode. */
    public double worst(Mode mode) {
        return worst(finding -> finding.mode() == mode);
    }

    private double worst(Predicate<Finding> choice) {
        return findings.stream()
                .filter(finding -> finding.kink().isEmpty())
                .filter(choice)
                .mapToDouble(Finding::relativeError)
                .max()
                .orElse(0);
    }

    /** The kinks met, in words. */
    public List<String> kinks() {
        return findings.stream()
                .flatMap(finding -> finding.kink().stream())
                .distinct()
                .toList();
    }

    /** Whether every error is at most a bound; a NaN is not. */
    public boolean isWithin(double bound) {
        return findings.stream().allMatch(finding -> finding.kink().isPresent() || finding.relativeError() <= bound);
    }
}
