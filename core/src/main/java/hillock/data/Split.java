package hillock.data;

/**
 * Data for learning, and other data to see what was learnt.
 *
 * @param train the samples to learn from
 * @param test the samples kept back
 */
public record Split(Dataset train, Dataset test) {}
