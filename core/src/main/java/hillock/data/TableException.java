package hillock.data;

import java.util.OptionalInt;

/**
 * A table that cannot be learnt from or applied. The message names the column and, where there is one, the row, counted
 * from 0; readers of files turn it into a line.
 */
public final class TableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private static final int NO_ROW = -1;

    private final String column;
    private final int row;
    private final String problem;

    /** A problem with a column as a whole; an empty name stands for the table. */
    public TableException(String column, String problem) {
        this(column, NO_ROW, problem);
    }

    /** A problem with one value. */
    public TableException(String column, int row, String problem) {
        super(place(column, row) + problem + ".");
        this.column = column;
        this.row = row;
        this.problem = problem;
    }

    private static String place(String column, int row) {
        if (column.isEmpty()) {
            return row < 0 ? "" : "Row " + row + ": ";
        }
        return "Column '" + column + (row < 0 ? "': " : "', row " + row + ": ");
    }

    /** The name of the column; empty if the problem is with the table as a whole. */
    public String column() {
        return column;
    }

    /** The row, if the problem is with one value. */
    public OptionalInt row() {
        return row < 0 ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /** What is wrong, without the place and without a full stop. */
    public String problem() {
        return problem;
    }
}
