package hillock.autodiff;

import hillock.graph.Op;

/**
 * The groups of a loop's operands and results.
 *
 * @param carries how many are carries
 * @param scanned how many operands are scanned
 */
record LoopOperands(int carries, int scanned) {
    static final int CARRY = 0;
    static final int SCANNED = 1;
    static final int INVARIANT = 2;

    static LoopOperands of(Op.Loop loop) {
        return new LoopOperands(loop.carries(), loop.scanned());
    }

    /** The group of an operand, {@link #CARRY}, {@link #SCANNED} or {@link #INVARIANT}. */
    int group(int operand) {
        return operand < carries ? CARRY : operand < carries + scanned ? SCANNED : INVARIANT;
    }

    /** The group of a result: the last value of a carry, or a stack, which counts as {@link #SCANNED}. */
    int resultGroup(int result) {
        return isCarry(result) ? CARRY : SCANNED;
    }

    boolean isCarry(int index) {
        return index < carries;
    }
}
