package hillock.array;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The type of an operation with several results.
 *
 * @param parts the types of the results, in order
 */
public record TupleType(List<TensorType> parts) implements Type {
    /** Copies the list. */
    public TupleType {
        parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
        return parts.stream().map(TensorType::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
