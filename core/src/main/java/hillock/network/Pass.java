package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.graph.Variable;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One building of a network's formula: whether it is for training or inference, where random keys come from, and what
 * states the layers want to leave behind.
 *
 * <p>The key of a layer is made of the seed, the layer's place and the number of the training step, so the masks of
 * dropout differ from layer to layer and step to step, and are the same again when a step is repeated.
 */
public final class Pass {
    private record Shared(boolean training, Key seed, Optional<Tensor> step, SequencedMap<Variable, Tensor> updates) {}

    private final Shared shared;
    private final String place;
    private final Map<String, Integer> drawn;

    private Pass(Shared shared, String place, Map<String, Integer> drawn) {
        this.shared = shared;
        this.place = place;
        this.drawn = drawn;
    }

    /** A pass for inference. */
    public static Pass inference() {
        return new Pass(new Shared(false, Key.of(0), Optional.empty(), new LinkedHashMap<>()), "", new HashMap<>());
    }

    /** A pass for training with random numbers that are the same in every evaluation. */
    public static Pass training(Key key) {
        return new Pass(new Shared(true, key, Optional.empty(), new LinkedHashMap<>()), "", new HashMap<>());
    }

    /**
     * A pass for training with random numbers that depend on the step.
     *
     * @param step the number of the step, int32[], 0 or more
     */
    public static Pass training(Key key, Tensor step) {
        return new Pass(new Shared(true, key, Optional.of(step), new LinkedHashMap<>()), "", new HashMap<>());
    }

    /** Whether the formula is for training. */
    public boolean isTraining() {
        return shared.training;
    }

    /** This pass for a part of the present layer, named by its component or number. */
    public Pass at(String part) {
        return new Pass(shared, place.isEmpty() ? part : place + "." + part, drawn);
    }

    /**
     * A random key for the present layer: another one at each call.
     *
     * @throws IllegalStateException in inference, where nothing is random
     */
    public Key key() {
        if (!shared.training) {
            throw new IllegalStateException("Inference is not random: ask pass.isTraining() before taking a key.");
        }
        int number = drawn.merge(place, 1, Integer::sum) - 1;
        Key key = shared.seed.fold(place).fold(number);
        return shared.step.map(key::fold).orElse(key);
    }

    /**
     * Leaves a new value for a state, to be put in place together with the weights at the end of the training step.
     *
     * @throws IllegalArgumentException if the type differs or the parameter is not a state
     * @throws IllegalStateException if the state has already been given a value in this pass
     */
    public void update(Parameter state, Tensor value) {
        if (state.role() != Parameter.Role.STATE) {
            throw new IllegalArgumentException(
                    "Only a state is updated by a pass; %s is a %s, which the optimiser changes."
                            .formatted(state, state.role()));
        }
        if (!value.type().equals(state.type())) {
            throw new IllegalArgumentException("The state %s cannot be updated to %s.".formatted(state, value.type()));
        }
        if (shared.updates.putIfAbsent(state.variable(), value) != null) {
            throw new IllegalStateException(
                    "The state %s is updated twice in one pass: its layer is used at two places.".formatted(state));
        }
    }

    /** The new values of states that layers have left. */
    public SequencedMap<Variable, Tensor> updates() {
        return Collections.unmodifiableSequencedMap(shared.updates);
    }
}
