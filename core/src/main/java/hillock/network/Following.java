package hillock.network;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * For each parameter the activation its results go into: the first one after it in the order of the components, unless
 * a layer with weights comes between.
 */
final class Following {
    private final Map<Parameter, Optional<Activation>> found = new IdentityHashMap<>();
    private Optional<Activation> next = Optional.empty();

    private Following() {}

    static Map<Parameter, Optional<Activation>> of(Layer model) {
        Following following = new Following();
        following.visit(model);
        return following.found;
    }

    /** Visits the parts from the last to the first. */
    private void visit(Object part) {
        switch (part) {
            case Parameter parameter -> found.putIfAbsent(parameter, next);
            case Layer layer -> {
                List.copyOf(layer.parts().sequencedValues()).reversed().forEach(this::visit);
                if (layer instanceof Activation activation) {
                    next = Optional.of(activation);
                } else if (hasWeights(layer)) {
                    next = Optional.empty();
                }
            }
            case List<?> list -> list.reversed().forEach(this::visit);
            case Optional<?> optional -> optional.ifPresent(this::visit);
            default -> {}
        }
    }

    private static boolean hasWeights(Layer layer) {
        return layer.parts().values().stream()
                .anyMatch(part -> part instanceof Parameter parameter && parameter.role() == Parameter.Role.WEIGHT);
    }
}
