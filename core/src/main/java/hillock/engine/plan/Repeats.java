package hillock.engine.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The running of loops. Carries alternate between two sets of arrays; cuts are read and stacks written where they lie.
 * What no turn changes is computed once before the first.
 */
final class Repeats {
    private Repeats() {}

    /** What a frame keeps for the loop whose body it belongs to. */
    static final class State {
        private final Object[][] alternating;
        private final Object[] cuts;
        /** The results' own arrays. */
        private final Object[] own;
        /** Whether a result is written where it belongs, not copied there. */
        private final boolean[] direct;

        State(Plan body, Frame inner, int carries, int scanned) {
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
    }

    static void run(Step.Repeat step, Frame frame) {
        Plan body = step.body();
        Frame inner = frame.child(step.child());
        int carries = step.loop().carries();
        int scanned = step.loop().scanned();
        int count = step.loop().count();
        List<View> operands = step.operands();
        List<Buffer> parameters = body.bound();
        List<View> results = body.results();
        State state = inner.loop(body, carries, scanned);
        // Straight-line code over single elements knows whole arrays only.
        boolean whole = body.becomesScalar(inner);
        for (int i = 0; i < operands.size(); i++) {
            if (i >= carries && i < carries + scanned) {
                continue; // a cut of it in each turn
            }
            if (whole) {
                inner.bind(parameters.get(i), frame.exactly(operands.get(i)));
            } else {
                bind(inner, parameters.get(i), frame, operands.get(i), 0);
            }
        }
        if (whole) {
            for (int i = 0; i < results.size(); i++) {
                inner.bind(results.get(i).buffer(), state.own[i]);
            }
        } else {
            body.prepare(inner);
        }
        for (int turn = 0; turn < count; turn++) {
            int at = step.loop().reversed() ? count - 1 - turn : turn;
            Object[] next = state.alternating[turn & 1];
            for (int i = 0; i < scanned; i++) {
                View operand = operands.get(carries + i);
                Buffer parameter = parameters.get(carries + i);
                if (whole) {
                    int begin = frame.offset(operand) + at * parameter.size;
                    copy(frame.array(operand), begin, state.cuts[i], 0, parameter.size);
                    inner.bind(parameter, state.cuts[i]);
                } else {
                    bind(inner, parameter, frame, operand, at * parameter.size);
                }
            }
            for (int i = 0; i < results.size() && !whole; i++) {
                Buffer result = results.get(i).buffer();
                if (state.direct[i] && i < carries) {
                    inner.bind(result, next[i]);
                } else if (state.direct[i]) {
                    bind(inner, result, frame, step.outs().get(i), at * result.size);
                }
            }
            body.run(inner, whole);
            for (int i = 0; i < results.size(); i++) {
                View result = results.get(i);
                if (state.direct[i] && !whole) {
                    continue;
                }
                Object target = i < carries ? next[i] : frame.array(step.outs().get(i));
                int begin = i < carries ? 0 : frame.offset(step.outs().get(i)) + at * result.size();
                copy(inner.array(result), inner.offset(result), target, begin, result.size());
            }
            for (int i = 0; i < carries; i++) {
                inner.bind(parameters.get(i), next[i]);
            }
        }
        for (int i = 0; i < carries; i++) {
            View out = step.outs().get(i);
            View operand = operands.get(i);
            int size = parameters.get(i).size;
            if (count == 0) {
                copy(frame.array(operand), frame.offset(operand), frame.array(out), frame.offset(out), size);
            } else {
                copy(state.alternating[(count - 1) & 1][i], 0, frame.array(out), frame.offset(out), size);
            }
        }
    }

    /** Lets a buffer lie within the array of another, from an element of a view on. */
    private static void bind(Frame inner, Buffer buffer, Frame frame, View view, int from) {
        inner.bind(buffer, frame.array(view), -(frame.offset(view) + from));
    }

    private static void copy(Object from, int begin, Object to, int at, int size) {
        System.arraycopy(from, begin, to, at, size);
    }
}
