/** Rows of your own records as training data. */
module tabular {
    requires hillock;
}
