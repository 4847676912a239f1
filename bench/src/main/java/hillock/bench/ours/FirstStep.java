package hillock.bench.ours;

import hillock.bench.Figure;
import hillock.bench.Task;
import hillock.engine.Engine;

/** The first training step of W3 in a JVM that has done nothing before; prints a line when it is over. */
public final class FirstStep {
    private FirstStep() {}

    /** One step. */
    public static void main(String[] arguments) {
        Task task = Ours.of(Figure.W3_TRAIN, Engine.standard());
        task.call().run();
        System.out.println(task.outcome().getAsDouble());
    }
}
