package hillock.network;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Variable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that belongs to a layer: first a recipe (type and initialiser), and after {@link Layer#init} or training a
 * variable with values. Immutable: giving values makes a new parameter, and with it a new layer.
 *
 * <p>The same parameter object at two places of a model is one parameter, used twice.
 */
public final class Parameter {
    /** What a parameter is for, which decides how training treats it. */
    public enum Role {
        /** Trained; subject to weight decay. */
        WEIGHT,
        /** Trained; not subject to weight decay. */
        BIAS,
        /** Not trained by the gradient: a running statistic, changed through {@link Pass#update}. */
        STATE
    }

    private final TensorType type;
    private final Role role;
    private final Initializer initializer;
    private final Fan fan;
    private final @Nullable Variable variable;
    private final @Nullable Tensor read;

    private Parameter(TensorType type, Role role, Initializer initializer, Fan fan, @Nullable Variable variable) {
        this.type = type;
        this.role = role;
        this.initializer = initializer;
        this.fan = fan;
        this.variable = variable;
        // One node for all uses, so that a derivative by this parameter finds them all.
        this.read = variable == null ? null : Tensor.read(variable);
    }

    /** The recipe of a weight. */
    public static Parameter weight(TensorType type, Fan fan, Initializer initializer) {
        return new Parameter(type, Role.WEIGHT, initializer, fan, null);
    }

    /** The recipe of a bias, which starts at zero. */
    public static Parameter bias(TensorType type) {
        return new Parameter(type, Role.BIAS, Initializer.zeros(), Fan.of(1, 1), null);
    }

    /** The recipe of a parameter of any role. */
    public static Parameter of(TensorType type, Role role, Fan fan, Initializer initializer) {
        return new Parameter(type, role, initializer, fan, null);
    }

    /**
     * This parameter with values held by a variable.
     *
     * @throws IllegalArgumentException if the variable's type is another
     */
    public Parameter with(Variable values) {
        if (!values.type().equals(type)) {
            throw new IllegalArgumentException(
                    "A parameter of type %s cannot take the values of %s.".formatted(type, values));
        }
        return new Parameter(type, role, initializer, fan, values);
    }

    /** This parameter without values, to be made by another initialiser. */
    public Parameter with(Initializer other) {
        return new Parameter(type, role, other, fan, null);
    }

    /** Element type and shape. */
    public TensorType type() {
        return type;
    }

    /** What it is for. */
    public Role role() {
        return role;
    }

    /** How its first values are made. */
    public Initializer initializer() {
        return initializer;
    }

    /** How many numbers each unit takes in and gives out. */
    public Fan fan() {
        return fan;
    }

    /** Whether it has values. */
    public boolean isInitialized() {
        return variable != null;
    }

    /**
     * The variable that holds the values.
     *
     * @throws IllegalStateException if it has no values yet
     */
    public Variable variable() {
        checkInitialized();
        return Objects.requireNonNull(variable);
    }

    /**
     * The values, as a formula.
     *
     * @throws IllegalStateException if it has no values yet
     */
    public Tensor tensor() {
        checkInitialized();
        return Objects.requireNonNull(read);
    }

    /** Checks that the bias of a layer, if it has one, is one number for each of its outputs. */
    static void checkBias(String layer, Optional<Parameter> bias, Parameter weights, int outputs) {
        TensorType expected = weights.type().withShape(Shape.of(outputs));
        if (bias.isPresent() && !bias.get().type().equals(expected)) {
            throw new IllegalArgumentException("The bias of %s with weights %s is %s, not %s."
                    .formatted(layer, weights.type(), expected, bias.get().type()));
        }
    }

    /** Checks that a layer is given the element type that it holds. */
    static void checkSameType(Layer layer, DType held, Tensor x) {
        if (x.dtype() != held) {
            throw new IllegalArgumentException("%s holds %s and was given %s; cast the data with x.cast(DType.%s)%s."
                    .formatted(
                            layer.describe(),
                            held,
                            x.type(),
                            held.name(),
                            x.dtype().isFloat()
                                    ? ", or make the layer with DType."
                                            + x.dtype().name()
                                    : ""));
        }
    }

    private void checkInitialized() {
        if (variable == null) {
            throw new IllegalStateException(
                    ("This layer is a recipe: its parameter %s has no values yet. Make them with "
                                    + "model.init(Key.of(seed)), which gives a new model, or train it.")
                            .formatted(type));
        }
    }

    @Override
    public String toString() {
        return variable == null ? type + " without values" : variable.toString();
    }
}
