package hillock.network;

import hillock.Key;
import hillock.Tensor;
import java.util.SequencedMap;

/**
 * A part of a network: an immutable record whose components are parameters, layers, lists and optionals of these, or
 * plain settings. It computes nothing itself: {@link #apply} builds a formula.
 *
 * <pre>{@code
 * public record Scale(Parameter factor) implements Layer {
 *     public Tensor apply(Tensor x, Pass pass) {
 *         return x.mul(factor.tensor());
 *     }
 * }
 * }</pre>
 *
 * <p>Parameters are named by the path of components that leads to them, for example {@code layers.0.weights}. They are
 * found through the accessors of the record. A record that Hillock may not look into (one that is not public, in a
 * named module that does not open its package) overrides {@link #parts} and {@link #withParts}.
 */
public interface Layer {
    /**
     * The result for a batch: {@code x} has the samples along axis 0.
     *
     * @param pass whether this is training or inference, random keys, and where new states go
     * @throws IllegalArgumentException if the shape of {@code x} does not fit
     * @throws IllegalStateException if a parameter has no values yet
     */
    Tensor apply(Tensor x, Pass pass);

    /** The result for a batch in inference. */
    default Tensor apply(Tensor x) {
        return apply(x, Pass.inference());
    }

    /** The components by name: {@link Parameter}, {@code Layer}, lists and optionals of these, and settings. */
    default SequencedMap<String, Object> parts() {
        return Parts.of(this);
    }

    /** The same layer with other components, given in the order and under the names of {@link #parts}. */
    default Layer withParts(SequencedMap<String, Object> parts) {
        return Parts.rebuild(this, parts);
    }

    /**
     * The same layer with values for all parameters that have none. The path of a parameter is folded into the key, so
     * its values do not depend on the rest of the model.
     */
    default Layer init(Key key) {
        return Models.init(this, key);
    }

    /** The layer in one line, in the notation of {@link Architecture} if it is one of Hillock's own. */
    default String describe() {
        return getClass().getSimpleName();
    }
}
