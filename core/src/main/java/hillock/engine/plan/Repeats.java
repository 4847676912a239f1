package hillock.engine.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The running of a loop, kept by the frame of its body. Carries have a track or alternate between two sets of arrays;
 * cuts are read and stacks written where they lie. What no turn changes is computed once before the first.
 */
final class Repeats {
    private final Step.Repeat step;
    private final Frame inner;
    private final Object[][] alternating;
    private final Object[] cuts;
    /** The results' own arrays. */
    private final Object[] own;
    /** Whether a result is written where it belongs, not copied there. */
    private final boolean[] direct;
    /** The frame that the run has which is under way. */
    private Frame frame;
    /** Whether buffers of the body have arrays of their own. */
    private boolean whole;

    Repeats(Step.Repeat step, Frame frame, Frame inner) {
        this.step = step;
        this.frame = frame;
        this.inner = inner;
        Plan body = step.body();
        int carries = step.loop().carries();
        int scanned = step.loop().scanned();
        List<Buffer> parameters = body.bound();
        List<View> results = body.results();
        this.alternating = new Object[2][carries];
        for (Object[] set : alternating) {
            for (int i = 0; i < carries; i++) {
                set[i] = parameters.get(i).dtype.newArray(parameters.get(i).size);
            }
        }
        this.cuts = new Object[scanned];
        for (int i = 0; i < scanned; i++) {
            cuts[i] = parameters.get(carries + i).dtype.newArray(parameters.get(carries + i).size);
        }
        this.own = new Object[results.size()];
        this.direct = new boolean[own.length];
        Map<Buffer, Integer> first = new HashMap<>();
        for (int i = 0; i < own.length; i++) {
            own[i] = inner.array(results.get(i));
            Buffer buffer = results.get(i).buffer();
            direct[i] = first.putIfAbsent(buffer, i) == null && !body.isPrepared(buffer);
        }
    }

    static void run(Step.Repeat step, Frame frame) {
        frame.child(step.child()).loop(step, frame).run(frame);
    }

    private void run(Frame frame) {
        this.frame = frame;
        // Straight-line code over single elements knows whole arrays only.
        whole = step.body().becomesScalar(inner);
        int count = step.loop().count();
        bindInvariants();
        if (whole) {
            bindOwn();
        } else {
            step.body().prepare(inner);
        }
        for (int turn = 0; turn < count; turn++) {
            int at = step.loop().reversed() ? count - 1 - turn : turn;
            for (int i = 0; i < carries(); i++) {
                bindCarry(i, turn, at);
            }
            for (int i = 0; i < step.loop().scanned(); i++) {
                bindCut(i, at);
            }
            if (!whole) {
                bindResults(turn, at);
            }
            step.body().run(inner, whole);
            copyResults(turn, at);
        }
        for (int i = 0; i < carries(); i++) {
            end(i, count);
        }
    }

    private int carries() {
        return step.loop().carries();
    }

    private Buffer parameter(int number) {
        return step.body().bound().get(number);
    }

    /** Where the turns leave a carry for the next, if it has no track. */
    private Object next(int carry, int turn) {
        return alternating[turn & 1][carry];
    }

    private void bindInvariants() {
        for (int i = carries() + step.loop().scanned(); i < step.operands().size(); i++) {
            bindOperand(i);
        }
    }

    private void bindOperand(int number) {
        View operand = step.operands().get(number);
        if (whole) {
            inner.bind(parameter(number), frame.exactly(operand));
        } else {
            bind(parameter(number), operand, 0);
        }
    }

    /** Lets results of the body have arrays of their own. */
    private void bindOwn() {
        List<View> results = step.body().results();
        for (int i = 0; i < results.size(); i++) {
            inner.bind(results.get(i).buffer(), own[i]);
        }
    }

    private void bindCarry(int number, int turn, int at) {
        Track track = step.tracks().get(number);
        if (turn == 0 && track != null && track.begins()) {
            View operand = step.operands().get(number);
            copyTo(track, track.before(at), frame.array(operand), frame.offset(operand));
        }
        if (turn == 0 && (whole || track == null || !track.begins())) {
            bindOperand(number);
        } else if (whole || track == null) {
            inner.bind(parameter(number), next(number, turn - 1));
        } else {
            bind(parameter(number), track.rows(), track.before(at) * track.length());
        }
    }

    private void bindCut(int number, int at) {
        View operand = step.operands().get(carries() + number);
        Buffer parameter = parameter(carries() + number);
        int from = at * parameter.size;
        if (whole) {
            copy(frame.array(operand), frame.offset(operand) + from, cuts[number], 0, parameter.size);
            inner.bind(parameter, cuts[number]);
        } else {
            bind(parameter, operand, from);
        }
    }

    /** Lets results be written where they belong. */
    private void bindResults(int turn, int at) {
        List<View> results = step.body().results();
        for (int i = 0; i < results.size(); i++) {
            Buffer result = results.get(i).buffer();
            if (!direct[i]) {
                continue;
            }
            Track track = i < carries() ? step.tracks().get(i) : null;
            if (track != null) {
                bind(result, track.rows(), track.after(at) * track.length());
            } else if (i < carries()) {
                inner.bind(result, next(i, turn));
            } else {
                bind(result, step.outs().get(i), at * result.size);
            }
        }
    }

    /** Copies the results that were not. */
    private void copyResults(int turn, int at) {
        List<View> results = step.body().results();
        for (int i = 0; i < results.size(); i++) {
            if (direct[i] && !whole) {
                continue;
            }
            Object array = inner.array(results.get(i));
            int begin = inner.offset(results.get(i));
            int size = results.get(i).size();
            Track track = i < carries() ? step.tracks().get(i) : null;
            if (track != null) {
                copyTo(track, track.after(at), array, begin);
            }
            if (i >= carries()) {
                View out = step.outs().get(i);
                copy(array, begin, frame.array(out), frame.offset(out) + at * size, size);
            } else if (whole || track == null) {
                copy(array, begin, next(i, turn), 0, size);
            }
        }
    }

    /** What the last turn has left of a carry. */
    private void end(int number, int count) {
        View out = step.outs().get(number);
        View operand = step.operands().get(number);
        int size = parameter(number).size;
        if (count == 0) {
            copy(frame.array(operand), frame.offset(operand), frame.array(out), frame.offset(out), size);
        } else if (step.tracks().get(number) == null) {
            copy(next(number, count - 1), 0, frame.array(out), frame.offset(out), size);
        }
    }

    /** Lets a buffer of the body lie within an array of the frame, from an element of a view on. */
    private void bind(Buffer buffer, View view, int from) {
        inner.bind(buffer, frame.array(view), -(frame.offset(view) + from));
    }

    private void copyTo(Track track, int row, Object from, int begin) {
        View rows = track.rows();
        int at = frame.offset(rows) + row * track.length();
        copy(from, begin, frame.array(rows), at, track.length());
    }

    private static void copy(Object from, int begin, Object to, int at, int size) {
        System.arraycopy(from, begin, to, at, size);
    }
}
