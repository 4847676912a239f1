package hillock.engine.plan;

import java.util.List;

/** The running of loops: carries alternate between two sets of arrays, cuts and stacks are copied in and out. */
final class Repeats {
    private Repeats() {}

    static void run(Step.Repeat step, Frame frame) {
        Plan body = step.body();
        Frame inner = frame.child(step.child());
        int carries = step.loop().carries();
        int scanned = step.loop().scanned();
        int count = step.loop().count();
        List<View> operands = step.operands();
        List<Buffer> parameters = body.bound();
        Object[] carry = new Object[carries];
        Object[][] alternating = new Object[2][carries];
        for (int i = 0; i < carries; i++) {
            carry[i] = frame.array(operands.get(i));
            for (Object[] set : alternating) {
                set[i] = parameters.get(i).dtype.newArray(parameters.get(i).size);
            }
        }
        Object[] cuts = new Object[scanned];
        for (int i = 0; i < scanned; i++) {
            Buffer parameter = parameters.get(carries + i);
            cuts[i] = parameter.dtype.newArray(parameter.size);
            inner.bind(parameter, cuts[i]);
        }
        for (int i = carries + scanned; i < operands.size(); i++) {
            inner.bind(parameters.get(i), frame.array(operands.get(i)));
        }
        for (int turn = 0; turn < count; turn++) {
            int at = step.loop().reversed() ? count - 1 - turn : turn;
            for (int i = 0; i < carries; i++) {
                inner.bind(parameters.get(i), carry[i]);
            }
            for (int i = 0; i < scanned; i++) {
                int size = parameters.get(carries + i).size;
                System.arraycopy(frame.array(operands.get(carries + i)), at * size, cuts[i], 0, size);
            }
            body.run(inner);
            for (int i = 0; i < carries; i++) {
                carry[i] = alternating[turn & 1][i];
                System.arraycopy(inner.array(body.results().get(i)), 0, carry[i], 0, parameters.get(i).size);
            }
            for (int i = carries; i < body.results().size(); i++) {
                View result = body.results().get(i);
                int size = result.size();
                System.arraycopy(inner.array(result), 0, frame.array(step.outs().get(i)), at * size, size);
            }
        }
        for (int i = 0; i < carries; i++) {
            System.arraycopy(carry[i], 0, frame.array(step.outs().get(i)), 0, parameters.get(i).size);
        }
    }
}
