package hillock.engine.plan;

import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of a carry of a loop, in one array because the loop stacks them in any case, before the turns or after
 * them or both: each turn reads its value where it lies and writes the next one beside it.
 *
 * @param rows the values, [values, ...]; without {@code begins} as many as there are turns
 * @param begins whether what the first turn gets is among them
 * @param reversed whether the last value comes first
 */
record Track(View rows, boolean begins, boolean reversed) {
    /** For each carry of a loop where its values lie, or null if it does not stack them. */
    static List<@Nullable Track> of(Op.Loop loop, Function<TensorType, View> room) {
        List<@Nullable Track> tracks = new ArrayList<>();
        for (int carry = 0; carry < loop.carries(); carry++) {
            boolean before = false;
            boolean after = false;
            for (int result = loop.carries(); result < loop.body().results().size(); result++) {
                before |= before(loop, result) == carry;
                after |= after(loop, result) == carry;
            }
            TensorType type = loop.body().parameters().get(carry);
            int count = loop.count() + (before ? 1 : 0);
            tracks.add(
                    loop.count() > 0 && (before || after)
                            ? new Track(
                                    room.apply(type.withShape(type.shape().insert(0, count))), before, loop.reversed())
                            : null);
        }
        return tracks;
    }

    /** The carry that a result stacks as the turns get it, or -1. */
    private static int before(Op.Loop loop, int result) {
        Node node = loop.body().results().get(result);
        return node.op() instanceof Op.Parameter parameter && parameter.index() < loop.carries()
                ? parameter.index()
                : -1;
    }

    /** The carry that a result stacks as the turns leave it, or -1. */
    private static int after(Op.Loop loop, int result) {
        List<Node> results = loop.body().results();
        return before(loop, result) >= 0
                ? -1
                : results.subList(0, loop.carries()).indexOf(results.get(result));
    }

    /** The part of a track that is a result of the loop, or null if it is not of one. */
    static @Nullable View result(Op.Loop loop, List<@Nullable Track> tracks, int result) {
        int carry = result < loop.carries() ? result : Math.max(before(loop, result), after(loop, result));
        Track track = carry < 0 ? null : tracks.get(carry);
        if (track == null) {
            return null;
        }
        if (result < loop.carries()) {
            return track.row(track.after(loop.reversed() ? 0 : loop.count() - 1));
        }
        int first = before(loop, result) >= 0 ? track.before(0) : track.after(0);
        return track.slice(first, loop.count());
    }

    /** The row that the turn gets which is at a place of the sequences. */
    int before(int at) {
        return reversed ? at + 1 : begins ? at : at - 1;
    }

    /** The row that it leaves. */
    int after(int at) {
        return reversed || !begins ? at : at + 1;
    }

    /** The elements of a row. */
    int length() {
        return rows.strides()[0];
    }

    private View slice(int first, int count) {
        int[] sizes = rows.sizes().clone();
        sizes[0] = count;
        return new View(rows.buffer(), sizes, rows.strides(), first * length());
    }

    private View row(int row) {
        int rank = rows.sizes().length;
        return new View(
                rows.buffer(),
                Arrays.copyOfRange(rows.sizes(), 1, rank),
                Arrays.copyOfRange(rows.strides(), 1, rank),
                row * length());
    }
}
