package hillock.engine.simd;

/**
 * Where the elements of a contraction lie: element (i, p) of a at {@code rows[i] + aSteps[p]}, element (p, j) of b at
 * {@code columns[j] + bSteps[p]}, element (i, j) of the result at {@code resultRows[i] + resultColumns[j]}. A column
 * whose {@code resultColumns} entry is negative is computed by whoever finds that easier, and not stored.
 *
 * <p>A convolution is a contraction of arrays that nobody has laid out anew: the tables walk over its windows.
 *
 * <p>Columns may be grouped in vectors of {@link Simd#unit} neighbours, ascending in b and in the result. A vector may
 * then be stored whole if it ends before {@code end}: what it spoils is stored afterwards by those that follow.
 *
 * @param rows the begin of every row of a
 * @param aSteps the distance of element p of a row from its begin
 * @param columns the begin of every column of b
 * @param bSteps the distance of element p of a column from its begin
 * @param resultRows the begin of every row of the result
 * @param resultColumns the distance of element j of a row of the result from its begin, or -1
 * @param starts where the first column of each vector begins; empty if columns are not grouped
 * @param targets where the first element of each vector goes
 * @param reach the greatest of {@code bSteps}
 * @param end the number of elements of a row of the result
 */
@SuppressWarnings("ArrayRecordComponent") // tables of millions of entries, never compared
public record Offsets(
        int[] rows,
        int[] aSteps,
        int[] columns,
        int[] bSteps,
        int[] resultRows,
        int[] resultColumns,
        int[] starts,
        int[] targets,
        int reach,
        int end) {

    /** Whether rows of a are neighbours: element p is p from where its row begins. */
    boolean inRows() {
        for (int p = 0; p < aSteps.length; p++) {
            if (aSteps[p] != p) {
                return false;
            }
        }
        return true;
    }
}
