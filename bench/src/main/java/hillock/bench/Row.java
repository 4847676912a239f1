package hillock.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was found of one figure. Each list has the seconds of one unit of work in every run, empty if there was none.
 *
 * @param theirs the better of the peer's two configurations, by the median
 * @param ratios theirs by ours, run by run
 * @param difference how far the two sides' outcomes are apart at most, relative
 */
record Row(
        Figure figure,
        List<Double> oursSeconds,
        List<Double> plainSeconds,
        List<Double> openBlasSeconds,
        List<Double> mklSeconds,
        List<Double> ratios,
        OptionalDouble difference) {
    static Row of(Figure figure, Map<Contestant, List<Contestant.Found>> results) {
        List<Double> ours = seconds(figure, results, Contestant.OURS);
        List<Double> openBlas = seconds(figure.counterpart(), results, Contestant.OPEN_BLAS);
        List<Double> mkl = seconds(figure.counterpart(), results, Contestant.MKL);
        List<Double> theirs = openBlas.isEmpty() || (!mkl.isEmpty() && median(mkl) < median(openBlas)) ? mkl : openBlas;
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(theirs.get(i) / ours.get(i));
        }
        return new Row(
                figure,
                ours,
                seconds(figure, results, Contestant.PLAIN),
                openBlas,
                mkl,
                ratios,
                difference(
                        outcomes(figure, results, Contestant.OURS), outcomes(figure, results, Contestant.OPEN_BLAS)));
    }

    private static List<Double> seconds(
            Figure figure, Map<Contestant, List<Contestant.Found>> results, String contestant) {
        return results.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(contestant))
                .flatMap(entry -> entry.getValue().stream())
                .flatMap(found -> Optional.ofNullable(found.seconds().get(figure)).stream())
                .toList();
    }

    private static List<Double> outcomes(
            Figure figure, Map<Contestant, List<Contestant.Found>> results, String contestant) {
        return results.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(contestant))
                .flatMap(entry -> entry.getValue().stream())
                .map(found -> found.outcomes().getOrDefault(figure, List.of()))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static OptionalDouble difference(List<Double> ours, List<Double> theirs) {
        OptionalDouble most = OptionalDouble.empty();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            double apart = Math.abs(ours.get(i) - theirs.get(i)) / Math.max(Math.abs(theirs.get(i)), 1e-30);
            // Not a number must not be lost among numbers.
            most = OptionalDouble.of(Math.max(most.orElse(0), apart));
        }
        return most;
    }

    /** The median of ours. */
    Optional<Double> ours() {
        return oursSeconds.isEmpty() ? Optional.empty() : Optional.of(median(oursSeconds));
    }

    /** The median of the ratios. */
    Optional<Double> ratio() {
        return ratios.isEmpty() ? Optional.empty() : Optional.of(median(ratios));
    }

    /** The middle one, the lower of two. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        return sorted.get((sorted.size() - 1) / 2);
    }
}
