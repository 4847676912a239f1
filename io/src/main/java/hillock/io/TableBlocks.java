package hillock.io;

import hillock.data.Table;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * A table that comes in blocks of rows, one after the other, because as a whole it may be larger than memory. All
 * blocks have the same columns; a column without any value in a block may have another kind there.
 *
 * <pre>{@code
 * TableFile.blocks(Path.of("large.csv"), TableOptions.STANDARD).forEach(block -> count.addAndGet(block.size()));
 * }</pre>
 */
@FunctionalInterface
public interface TableBlocks {
    /** What is done with a block. */
    @FunctionalInterface
    interface Action {
        /**
         * Takes the next rows.
         *
         * @throws IOException if they cannot be written where they should go, which ends the reading
         */
        void accept(Table block) throws IOException;
    }

    /**
     * Reads everything from the beginning to the end.
     *
     * @throws FormatException as {@link TableFile#read(java.nio.file.Path, TableOptions)}
     */
    void forEach(Action action) throws IOException;

    /**
     * The same blocks without some columns.
     *
     * @param where what messages call the table
     * @return blocks whose reading fails with a {@link FormatException} if there is no such column, or none is left
     */
    default TableBlocks without(String where, Collection<String> names) {
        return action -> forEach(block -> action.accept(
                TableFile.of(where, block, List.of()).without(names).table()));
    }
}
