package hillock.bench.ours;

import hillock.bench.Figure;
import hillock.bench.Work;
import hillock.engine.Engine;

/** The first training step of W3 in a JVM that has done nothing before; prints a line when it is over. */
public final class FirstStep {
    private FirstStep() {}

    /** One step. */
    public static void main(String[] arguments) {
        Work work = Ours.of(Figure.W3_TRAIN, Engine.standard());
        work.call().run();
        System.out.println(work.outcome().getAsDouble());
    }
}
