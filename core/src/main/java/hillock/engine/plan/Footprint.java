package hillock.engine.plan;

import java.util.BitSet;
import java.util.List;

/**
 * The storage of one frame of a plan, its loops' bodies included.
 *
 * @param values how many tensors are computed, results of steps that a band holds for some rows only among them
 * @param valueBytes what they would take if each had an array of its own
 * @param arrays how many arrays there are for those that are held whole
 * @param bytes what these take: what a frame allocates
 * @param scratchBytes what each thread allocates for the rows of bands that it works on
 * @param constantBytes what constants take, which all frames share
 * @param boundBytes what inputs and contents of variables take, which belong to others
 * @param updateBytes what new contents of variables take, which belong to the variables
 */
public record Footprint(
        int values,
        long valueBytes,
        int arrays,
        long bytes,
        long scratchBytes,
        long constantBytes,
        long boundBytes,
        long updateBytes) {

    static Footprint of(List<Step> steps, List<Buffer> buffers, int[] physical, List<Plan> bodies) {
        int values = 0;
        long valueBytes = 0;
        int arrays = 0;
        long bytes = 0;
        long constants = 0;
        long bound = 0;
        long updates = 0;
        BitSet made = new BitSet();
        for (Buffer buffer : buffers) {
            long size = buffer.bytes();
            switch (buffer.kind) {
                case CONSTANT -> constants += size;
                case BOUND -> bound += size;
                case UPDATE -> updates += size;
                case LOCAL -> {
                    values++;
                    valueBytes += size;
                }
                case KEPT, PACKED, TEMPORARY -> {
                    values++;
                    valueBytes += size;
                    boolean shared = buffer.kind == Buffer.Kind.TEMPORARY && made.get(physical[buffer.id]);
                    if (buffer.kind == Buffer.Kind.TEMPORARY) {
                        made.set(physical[buffer.id]);
                    }
                    arrays += shared ? 0 : 1;
                    bytes += shared ? 0 : size;
                }
            }
        }
        long scratch = 0;
        for (Step step : steps) {
            scratch = Math.max(scratch, step instanceof Band band ? band.scratchBytes() : 0);
        }
        for (Plan body : bodies) {
            Footprint inner = body.footprint();
            values += inner.values;
            valueBytes += inner.valueBytes;
            arrays += inner.arrays;
            bytes += inner.bytes;
            scratch += inner.scratchBytes;
            constants += inner.constantBytes;
        }
        return new Footprint(values, valueBytes, arrays, bytes, scratch, constants, bound, updates);
    }
}
