package hillock.autodiff;

import hillock.array.TensorType;
import hillock.graph.Node;
import java.util.List;

/** The conditions on what is given to the derivatives. */
final class Checks {
    private Checks() {}

    static void floats(String role, List<Node> nodes) {
        for (Node node : nodes) {
            TensorType type = node.tensorType();
            if (!type.dtype().isFloat()) {
                throw new IllegalArgumentException(
                        "'%s' gives %s and cannot be %s: only floats have derivatives. Cast it to float32 or float64."
                                .formatted(node.op().label(), type, role));
            }
        }
    }

    static void matching(String what, List<Node> given, String to, List<Node> expected) {
        if (given.size() != expected.size()) {
            throw new IllegalArgumentException("%d %ss were given for %d %ss; there must be one for each."
                    .formatted(given.size(), what, expected.size(), to));
        }
        for (int i = 0; i < given.size(); i++) {
            if (!given.get(i).tensorType().equals(expected.get(i).tensorType())) {
                throw new IllegalArgumentException("The %s %d is %s, but its %s is %s; both must have one type."
                        .formatted(
                                what,
                                i,
                                given.get(i).type(),
                                to,
                                expected.get(i).type()));
            }
        }
    }
}
