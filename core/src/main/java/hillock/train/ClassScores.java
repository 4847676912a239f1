package hillock.train;

/**
 * How well one class is found, or an average over classes. With {@code TP} samples of the class found, {@code FP}
 * others taken for it and {@code FN} of it missed:
 *
 * @param label the class, or {@code macro}, {@code micro} or {@code weighted}
 * @param precision {@code TP / (TP + FP)}; 0 if nothing was taken for the class
 * @param recall {@code TP / (TP + FN)}; 0 if the class does not occur
 * @param f1 {@code 2 TP / (2 TP + FP + FN)}, their harmonic mean; 0 if the class neither occurs nor is predicted
 * @param examples how many samples are of the class
 */
public record ClassScores(String label, double precision, double recall, double f1, long examples) {}
