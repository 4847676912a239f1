package hillock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The face of differentiation against derivatives worked out by hand. */
class DifferentiateTest {
    private static final Tensor X = Tensor.of(0.5, -1.25, 2.0);

    @Test
    void gradientOfAFunction() {
        // d/dx sum(x sin x) = sin x + x cos x
        NDArray slope = Differentiate.gradient(v -> v.sin().mul(v).sum()).at(X).value();
        for (int i = 0; i < 3; i++) {
            double x = X.value().getDouble(i);
            assertThat(slope.getDouble(i)).isCloseTo(Math.sin(x) + x * Math.cos(x), within(1e-14));
        }
    }

    @Test
    void gradientByFormulas() {
        // INVENTORY G25: f = (x + y) z at -2, 5, -4 has the derivatives -4, -4, 3.
        Tensor x = Tensor.scalar(-2.0);
        Tensor y = Tensor.scalar(5.0);
        Tensor z = Tensor.scalar(-4.0);
        List<Tensor> gradients = Differentiate.gradient(x.add(y).mul(z), x, y, z);
        assertThat(gradients).extracting(Tensor::item).containsExactly(-4.0, -4.0, 3.0);
    }

    @Test
    void allReadsOfAVariableCountAsOne() {
        Variable v = new Variable("v", NDArray.of(Shape.SCALAR, 3.0));
        Tensor product = Tensor.read(v).mul(Tensor.read(v));
        assertThat(Differentiate.gradient(product, List.of(v)).getFirst().item())
                .isEqualTo(6);
        // As the place of a function, v counts only where the function's argument stands.
        Tensor half = Differentiate.gradient(a -> a.mul(Tensor.read(v))).at(Tensor.read(v));
        assertThat(half.item()).isEqualTo(3);
    }

    @Test
    void derivativesOfDerivatives() {
        // x^4: 4 x^3, 12 x^2, 24 x
        Differentiate.Derivative third = Differentiate.gradient(a -> Differentiate.gradient(
                        b -> Differentiate.gradient(c -> c.pow(4)).at(b))
                .at(a));
        assertThat(third.at(Tensor.scalar(1.5)).item()).isCloseTo(36, within(1e-12));
    }

    @Test
    void productsWithJacobianAndHessian() {
        // f = (x0 x1, x1^2 + x2); J = [[x1, x0, 0], [0, 2 x1, 1]]
        java.util.function.UnaryOperator<Tensor> f = v -> Tensor.concat(
                0,
                v.slice(0, 0, 1).mul(v.slice(0, 1, 2)),
                v.slice(0, 1, 2).square().add(v.slice(0, 2, 3)));
        Tensor tangent = Tensor.of(1.0, 2.0, 3.0);
        NDArray jacobian = Differentiate.jacobian(f).at(X).value();
        assertThat(jacobian.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(jacobian.doubles()).containsExactly(-1.25, 0.5, 0, 0, -2.5, 1);
        NDArray hessian = Differentiate.hessian(v -> f.apply(v).sum()).at(X).value();
        assertThat(hessian.shape()).isEqualTo(Shape.of(3, 3));
        assertThat(hessian.doubles()).containsExactly(0, 1, 0, 1, 2, 0, 0, 0, 0);
        assertThat(Differentiate.jvp(f, X, tangent).value().doubles()).containsExactly(-1.25 + 2 * 0.5, -2.5 * 2 + 3);
        assertThat(Differentiate.vjp(f, X, Tensor.of(10.0, 1.0)).value().doubles())
                .containsExactly(-12.5, 5 - 2.5, 1);
        // h = sum x^3: H v = 6 x v
        assertThat(Differentiate.hessianVectorProduct(v -> v.pow(3).sum(), X, tangent)
                        .value()
                        .doubles())
                .containsExactly(new double[] {3, -15, 36}, within(1e-12));
    }
}
