package hillock.engine.emit;

/** A tiny plan, compiled. Safe for use by many threads. */
public interface ScalarProgram {
    /**
     * Computes everything.
     *
     * @param arrays what it reads and writes, by the numbers given to {@link ScalarCode}
     * @param memory from {@link Scalars#newMemory}, for one thread at a time
     */
    void run(Object[] arrays, Object[] memory);
}
