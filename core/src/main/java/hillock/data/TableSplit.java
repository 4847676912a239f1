package hillock.data;

/**
 * A table divided into rows to learn from and others to test with, both encoded by what was learnt from the former.
 *
 * @param train the samples to learn from
 * @param test the samples kept back
 */
public record TableSplit(TableDataset train, TableDataset test) {
    /** The encoder learnt from the training part. */
    public TableEncoder encoder() {
        return train.encoder();
    }

    /** The same as plain datasets. */
    public Split split() {
        return new Split(train, test);
    }
}
