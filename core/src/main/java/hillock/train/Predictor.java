package hillock.train;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * A trained network ready for use. Safe for use by many threads, which share its programs; the answer for a sample has
 * the same bits whether it is asked for alone or among others.
 *
 * <pre>{@code
 * Predictor predictor = Predictor.of(result.model(), data.task());
 * Prediction answer = predictor.predict(5.1f, 3.5f, 1.4f, 0.2f);
 * }</pre>
 */
public final class Predictor {
    private final Layer model;
    private final Task task;
    private final Batched formula;

    private Predictor(Layer model, Task task, Engine engine) {
        this.model = model;
        this.task = task;
        this.formula = new Batched(engine, inputs -> {
            Tensor outputs = Heads.check(task, model, model.apply(inputs.getFirst()));
            return List.of(outputs, Heads.probabilities(task, outputs));
        });
    }

    /** A predictor on the standard engine. */
    public static Predictor of(Layer model, Task task) {
        return of(model, task, Engine.standard());
    }

    /** A predictor on an engine. */
    public static Predictor of(Layer model, Task task, Engine engine) {
        return new Predictor(model, task, engine);
    }

    /** The network. */
    public Layer model() {
        return model;
    }

    /** What it was trained for. */
    public Task task() {
        return task;
    }

    /**
     * The outputs of the network, logits or numbers: [n, outputs].
     *
     * @param features [n, ...], n at least 1
     */
    public NDArray outputs(NDArray features) {
        return formula.call(checked(features)).get(0);
    }

    /** The probabilities of all labels, [n, labels]; for regression the numbers themselves. */
    public NDArray probabilities(NDArray features) {
        return formula.call(checked(features)).get(1);
    }

    /** A prediction for each of n samples, [n, ...]. */
    public List<Prediction> predict(NDArray features) {
        NDArray values = probabilities(features);
        if (values.shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "The network gives %s, several predictions for a sample; ask for outputs or probabilities."
                            .formatted(values.type()));
        }
        int width = values.shape().dimension(1);
        List<Prediction> predictions = new ArrayList<>();
        for (int row = 0; row < values.shape().dimension(0); row++) {
            List<Double> list = new ArrayList<>(width);
            for (int i = 0; i < width; i++) {
                list.add(values.getDouble(row * width + i));
            }
            predictions.add(Prediction.of(task, list));
        }
        return predictions;
    }

    /** The prediction for one sample that is a float32 vector. */
    public Prediction predict(float... sample) {
        return predict(NDArray.of(Shape.of(1, sample.length), sample)).getFirst();
    }

    private static NDArray checked(NDArray features) {
        if (features.shape().rank() < 2 || features.shape().dimension(0) == 0) {
            throw new IllegalArgumentException(
                    "Features are [samples, ...] with at least one sample, not %s.".formatted(features.type()));
        }
        return features;
    }
}
