package hillock.network;

import hillock.array.DType;
import hillock.array.TensorType;
import java.util.Optional;

/** What the layers that normalise have in common. */
final class Normalisation {
    /** The word for a layer without scale and shift in the notation of {@link Architecture}. */
    static final String PLAIN = "plain";

    static final double USUAL_EPSILON = 1e-5;

    private Normalisation() {}

    /** The recipe of a scale: it starts at 1, and weight decay leaves it alone. */
    static Parameter scale(TensorType type) {
        return Parameter.of(type, Parameter.Role.BIAS, Fan.of(1, 1), Initializer.ones());
    }

    static void checkAffine(String what, Optional<Parameter> scale, Optional<Parameter> shift, TensorType type) {
        if (scale.isPresent() != shift.isPresent()
                || scale.isPresent() && !scale.get().type().equals(type)
                || shift.isPresent() && !shift.get().type().equals(type)) {
            throw new IllegalArgumentException("Scale and shift of %s are both %s, or both absent, not %s and %s."
                    .formatted(what, type, scale.map(Parameter::type), shift.map(Parameter::type)));
        }
    }

    static void checkEpsilon(double epsilon) {
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "The epsilon of a normalisation is a positive number, not " + epsilon + ".");
        }
    }

    static String options(double epsilon, boolean affine, DType dtype) {
        return (epsilon == USUAL_EPSILON ? "" : ", epsilon=" + epsilon)
                + (affine ? "" : ", " + PLAIN)
                + (dtype == DType.FLOAT32 ? "" : ", " + dtype);
    }
}
