package hillock.engine.plan;

/**
 * What is known of one step of a plan before it runs.
 *
 * @param depth 0 for steps of the plan, 1 for steps of a band or of the body of a loop, and so on
 * @param kind what kind of work it is
 * @param operations the operations it computes, those that come more than once with their number
 * @param count how many operations these are
 * @param parts of how many steps it is made: more than one for a band
 * @param result the type of its (first) result
 * @param flops the arithmetic of one run: a multiplication and an addition are two, exp counts as the instructions it
 *     takes
 * @param multiplied whether it multiplies and adds in one instruction
 * @param bytes the bytes of all arrays it reads and writes, each once
 */
public record Facts(
        int depth,
        String kind,
        String operations,
        int count,
        int parts,
        String result,
        long flops,
        boolean multiplied,
        long bytes) {

    static Facts of(int depth, Step step) {
        return new Facts(
                depth,
                StepFacts.kind(step),
                StepFacts.summary(step),
                StepFacts.operations(step).size(),
                StepFacts.parts(step).size(),
                step.writes().isEmpty() ? "" : StepFacts.type(step.writes().getLast()),
                StepFacts.flops(step),
                step.multiplications() > 0 || StepFacts.parts(step).stream().anyMatch(s -> s.multiplications() > 0),
                StepFacts.bytes(step));
    }
}
