package hillock.autodiff;

import static hillock.autodiff.Numbers.INTERPRETER;
import static hillock.autodiff.Numbers.normal;
import static hillock.autodiff.Numbers.scalar;
import static hillock.autodiff.Numbers.value;
import static hillock.autodiff.Numbers.values;
import static hillock.autodiff.Numbers.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Jacobians and Hessians against closed forms and against each other. */
class JacobiansTest {
    private static final Offset<Double> CLOSE = within(1e-12);

    /** The Jacobian of softmax is diag(p) - p p^T. */
    @Test
    void softmax() {
        Node x = variable(.3, -1, 2);
        Node p = Composed.softmax(x, 0);
        double[] probabilities = values(p);
        double[] expected = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                expected[3 * i + j] = (i == j ? probabilities[i] : 0) - probabilities[i] * probabilities[j];
            }
        }
        assertThat(values(Jacobians.jacobian(p, x))).containsExactly(expected, CLOSE);
        assertThat(values(Jacobians.byReverse(p, x))).containsExactly(expected, CLOSE);
        assertThat(values(Jacobians.byForward(p, x))).containsExactly(expected, CLOSE);
    }

    @Test
    void shapesAreThoseOfOutputThenInput() {
        Random random = new Random(1);
        Node a = normal(random, 2, 3);
        Node b = normal(random, 3, 4);
        Node y = Nodes.exp(Nodes.matmul(a, b));
        for (Node jacobian : List.of(Jacobians.byReverse(y, a), Jacobians.byForward(y, a), Jacobians.jacobian(y, a))) {
            assertThat(jacobian.tensorType().shape()).isEqualTo(Shape.of(2, 4, 2, 3));
        }
        assertThat(values(Jacobians.byReverse(y, a))).containsExactly(values(Jacobians.byForward(y, a)), CLOSE);
        // d exp(A B)_ij / dA_kl = exp(A B)_ij B_lj if i = k, else 0.
        NDArray jacobian = INTERPRETER.evaluate(Jacobians.jacobian(y, a));
        NDArray value = INTERPRETER.evaluate(y);
        NDArray factor = INTERPRETER.evaluate(b);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 2; k++) {
                    for (int l = 0; l < 3; l++) {
                        double expected = i == k
                                ? value.getDouble(value.position(i, j)) * factor.getDouble(factor.position(l, j))
                                : 0;
                        assertThat(jacobian.getDouble(jacobian.position(i, j, k, l)))
                                .isCloseTo(expected, CLOSE);
                    }
                }
            }
        }
    }

    @Test
    void jacobianOfWhatDoesNotDependIsZero() {
        Node x = variable(1, 2);
        Node y = Nodes.exp(variable(3, 4, 5));
        assertThat(values(Jacobians.byReverse(y, x))).containsExactly(new double[6]);
        assertThat(values(Jacobians.byForward(y, x))).containsExactly(new double[6]);
        Node nothing = normal(new Random(2), 0);
        assertThat(values(Jacobians.jacobian(nothing, x))).isEmpty();
        assertThat(values(Jacobians.jacobian(x, nothing))).isEmpty();
    }

    /** The Hessian of x^T A x / 2 with A symmetric is A; that of a sum of powers is diagonal. */
    @Test
    void hessian() {
        Node x = variable(.5, -1, 2);
        Node a = Nodes.constant(NDArray.of(new double[][] {{2, 1, 0}, {1, 3, -1}, {0, -1, 4}}));
        Node row = Nodes.reshape(x, Shape.of(1, 3));
        Node column = Nodes.reshape(x, Shape.of(3, 1));
        Node quadratic = Nodes.mul(Nodes.sumAll(Nodes.matmul(Nodes.matmul(row, a), column)), 0.5);
        assertThat(values(Jacobians.hessian(quadratic, x)))
                .containsExactly(new double[] {2, 1, 0, 1, 3, -1, 0, -1, 4}, CLOSE);
        Node cubes = Nodes.sumAll(Nodes.mul(Nodes.mul(x, x), x));
        assertThat(values(Jacobians.hessian(cubes, x)))
                .containsExactly(new double[] {3, 0, 0, 0, -6, 0, 0, 0, 12}, CLOSE);
        // A Hessian is a graph: the derivative of the trace of that of the cubes is 6 per element.
        Node trace = Nodes.sumAll(Jacobians.hessian(cubes, x));
        assertThat(Numbers.gradient(trace, x)).containsExactly(new double[] {6, 6, 6}, CLOSE);
    }

    @Test
    void hessianVectorProductIsTheHessianTimesTheVector() {
        Random random = new Random(3);
        Node x = normal(random, 4);
        Node v = normal(random, 4);
        Node f = Composed.logSumExp(Nodes.mul(x, Nodes.unary(Op.Unary.SIN, x)), 0);
        Node product = Jacobians.hessianVectorProduct(f, List.of(x), List.of(v)).getFirst();
        Node hessian = Jacobians.hessian(f, x);
        Node expected = Nodes.matmul(hessian, Nodes.reshape(v, Shape.of(4, 1)));
        assertThat(values(product)).containsExactly(values(expected), CLOSE);
        assertThat(values(hessian)).containsExactly(values(Nodes.transpose(hessian)), CLOSE);
    }

    @Test
    void hessianOfALoop() {
        Node x = variable(.4, -.3);
        Node y = x;
        for (int i = 0; i < 3; i++) {
            y = Nodes.unary(Op.Unary.SIN, Nodes.mul(y, 2));
        }
        hillock.graph.Function step = hillock.graph.Function.of(
                List.of(x.tensorType()), p -> List.of(Nodes.unary(Op.Unary.SIN, Nodes.mul(p.getFirst(), 2))));
        Node looped = Nodes.element(Node.of(new Op.Loop(step, 3, 1, 0, false, 0), x), 0);
        assertThat(values(Jacobians.hessian(Nodes.sumAll(looped), x)))
                .containsExactly(values(Jacobians.hessian(Nodes.sumAll(y), x)), CLOSE);
    }

    /** The graph does not grow with the number of passes. */
    @Test
    void passesAreOneLoop() {
        int[] sizes = new int[2];
        for (int i = 0; i < 2; i++) {
            Node x = normal(new Random(4), 10 * (i + 1));
            Node y = Composed.softmax(Nodes.exp(x), 0);
            sizes[i] = Walk.topological(Jacobians.jacobian(y, x)).size();
        }
        assertThat(sizes[1]).isEqualTo(sizes[0]);
    }

    /** G36 to G38: one forward pass per input, one reverse pass per output. */
    @Test
    void passes() {
        assertThat(Jacobians.passes(1_000_000, 1)).isEqualTo(new Jacobians.Passes(1_000_000, 1));
        assertThat(Jacobians.passes(1_000_000, 1).isReverseCheaper()).isTrue();
        assertThat(Jacobians.passes(1, 3).isReverseCheaper()).isFalse();
        assertThatThrownBy(() -> Jacobians.passes(-1, 3)).hasMessageContainingAll("-1", "3");

        Node a = scalar(2);
        Node b = scalar(1);
        Node e = Nodes.mul(Nodes.add(a, b), Nodes.add(b, 1));
        List<Node> inputs = List.of(a, b);
        int forward = 0;
        for (Node input : inputs) {
            assertThat(Numbers.tangent(e, input)).isEqualTo(input == a ? 2 : 5);
            forward++;
        }
        assertThat(Reverse.gradient(e, inputs).stream().map(Numbers::value)).containsExactly(2.0, 5.0);
        assertThat(Jacobians.passes(inputs.size(), 1)).isEqualTo(new Jacobians.Passes(forward, 1));
    }

    /** The work behind the pass count: with 200 inputs forward mode visits about 200 times what reverse mode visits. */
    @Test
    void manyInputsAreCheaperInReverse() {
        List<Node> inputs = new java.util.ArrayList<>();
        Node f = scalar(0);
        for (int i = 0; i < 200; i++) {
            Node x = scalar(i * .01);
            inputs.add(x);
            f = Nodes.unary(Op.Unary.SIN, Nodes.add(f, x));
        }
        Derivatives reverse = Reverse.valueAndGradient(f, inputs);
        int visits = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Node direction = Nodes.fillLike(inputs.get(i), 1);
            Derivatives forward = Forward.valueAndJvp(List.of(f), List.of(inputs.get(i)), List.of(direction));
            visits += forward.visits();
            assertThat(value(forward.derivatives().getFirst()))
                    .isCloseTo(value(reverse.derivatives().get(i)), CLOSE);
        }
        assertThat(reverse.visits()).isEqualTo(3 * 200);
        assertThat(visits).isEqualTo(200 + 200 * 201);
    }
}
