package hillock.network;

import hillock.Tensor;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What losses have in common. */
final class Losses {
    private Losses() {}

    /** The text of a loss; the mean goes without saying. */
    static String describe(String name, Reduction reduction, String... options) {
        List<String> given = new ArrayList<>(List.of(options));
        if (reduction != Reduction.MEAN) {
            given.add("reduction=" + reduction.name().toLowerCase(Locale.ROOT));
        }
        return given.isEmpty() ? name : name + "(" + String.join(", ", given) + ")";
    }

    /** Where the place along the last axis is the class: bool in the shape of the outputs. */
    static Tensor hits(Tensor outputs, Tensor classes) {
        Shape shape = classes.shape();
        return Tensor.of(Nodes.iota(new TensorType(classes.dtype(), outputs.shape()), -1))
                .equal(classes.reshape(shape.insert(shape.rank(), 1).toArray()));
    }

    /** The mean over samples that have several distributions each is over all of these; empty if they have one. */
    static Optional<Tensor> positions(Tensor outputs) {
        Shape shape = outputs.shape();
        int samples = shape.dimension(0);
        int last = shape.dimension(-1);
        if (shape.rank() <= 2 || samples == 0 || last == 0) {
            return Optional.empty();
        }
        double each = (double) shape.size() / samples / last;
        return Optional.of(Tensor.of(Nodes.fill(TensorType.of(outputs.dtype(), samples), each)));
    }
}
