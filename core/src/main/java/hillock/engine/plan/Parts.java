package hillock.engine.plan;

/** Work that can be cut into parts which do not depend on each other. */
interface Parts {
    /** About how long all of it takes on one thread. */
    long nanos();

    /** Into how many parts it is cut, at most {@link Team#MOST_PARTS}. */
    int parts(Frame frame);

    /**
     * Does one part.
     *
     * @param worker a number below that of the threads, different for threads working at the same time
     * @param part the number of the part
     * @param parts into how many parts it was cut
     */
    void part(Frame frame, int worker, int part, int parts);
}
