package hillock;

import hillock.autodiff.Forward;
import hillock.autodiff.Jacobians;
import hillock.autodiff.Reverse;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Derivatives of formulas. A derivative is a formula again, so it can be differentiated further.
 *
 * <pre>{@code
 * Tensor slope = Differentiate.gradient(v -> v.sin().mul(v).sum()).at(x);
 * List<Tensor> gradients = Differentiate.gradient(loss, w, b);
 * }</pre>
 */
public final class Differentiate {
    private Differentiate() {}

    /** A derivative of a function, to be taken at a place. */
    @FunctionalInterface
    public interface Derivative {
        /** The derivative at a place. */
        Tensor at(Tensor x);
    }

    /**
     * The gradient of a scalar function of one tensor.
     *
     * @throws IllegalArgumentException from {@link Derivative#at} if the function's value is not a float scalar
     */
    public static Derivative gradient(UnaryOperator<Tensor> function) {
        return x -> at(
                x,
                place -> Reverse.gradient(function.apply(place).node(), List.of(place.node()))
                        .getFirst());
    }

    /**
     * The gradients of a scalar formula by other formulas it is made of, in their order. All reads of one variable
     * count as one; what the scalar does not depend on has gradient zero.
     *
     * @throws IllegalArgumentException if the formula is not a scalar or anything is not a float
     */
    public static List<Tensor> gradient(Tensor scalar, Tensor... withRespectTo) {
        List<Node> nodes = Arrays.stream(withRespectTo).map(Tensor::node).toList();
        return Reverse.gradient(scalar.node(), nodes).stream().map(Tensor::of).toList();
    }

    /** The gradients of a scalar formula by variables it reads, in their order. */
    public static List<Tensor> gradient(Tensor scalar, List<Variable> variables) {
        return gradient(scalar, variables.stream().map(Tensor::read).toArray(Tensor[]::new));
    }

    /**
     * The Jacobian of a function, in the mode that takes fewer passes: the shape of the value, then that of {@code x}.
     */
    public static Derivative jacobian(UnaryOperator<Tensor> function) {
        return x -> at(x, place -> Jacobians.jacobian(function.apply(place).node(), place.node()));
    }

    /**
     * The Hessian of a scalar function: the shape of {@code x} twice.
     *
     * @throws IllegalArgumentException from {@link Derivative#at} if the function's value is not a float scalar
     */
    public static Derivative hessian(UnaryOperator<Tensor> function) {
        return x -> at(x, place -> Jacobians.hessian(function.apply(place).node(), place.node()));
    }

    /** The directional derivative of a function: its Jacobian at {@code x} times a tangent of the type of {@code x}. */
    public static Tensor jvp(UnaryOperator<Tensor> function, Tensor x, Tensor tangent) {
        return at(
                x,
                place -> Forward.jvp(
                                List.of(function.apply(place).node()), List.of(place.node()), List.of(tangent.node()))
                        .getFirst());
    }

    /** A cotangent, of the type of the function's value, times the Jacobian of the function at {@code x}. */
    public static Tensor vjp(UnaryOperator<Tensor> function, Tensor x, Tensor cotangent) {
        return at(
                x,
                place -> Reverse.vjp(
                                List.of(function.apply(place).node()), List.of(cotangent.node()), List.of(place.node()))
                        .getFirst());
    }

    /**
     * The Hessian of a scalar function at {@code x} times a tangent of the type of {@code x}, without the Hessian
     * itself.
     */
    public static Tensor hessianVectorProduct(UnaryOperator<Tensor> function, Tensor x, Tensor tangent) {
        return jvp(place -> gradient(function).at(place), x, tangent);
    }

    /** A formula of a place of its own, so that a variable the function reads besides is not mistaken for it. */
    private static Tensor at(Tensor x, java.util.function.Function<Tensor, Node> formula) {
        Tensor place = Tensor.of(Nodes.input("x", x.type()));
        Node result = formula.apply(place);
        return Tensor.of(
                Walk.substitute(List.of(result), Map.of(place.node(), x.node())).getFirst());
    }
}
