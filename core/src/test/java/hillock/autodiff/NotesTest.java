package hillock.autodiff;

import static hillock.autodiff.Numbers.gradient;
import static hillock.autodiff.Numbers.normal;
import static hillock.autodiff.Numbers.scalar;
import static hillock.autodiff.Numbers.tangent;
import static hillock.autodiff.Numbers.value;
import static hillock.autodiff.Numbers.values;
import static hillock.autodiff.Numbers.variable;
import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.matmul;
import static hillock.graph.Nodes.mul;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.array.Shape;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The worked examples of the lecture notes; row numbers are those of the inventory. */
class NotesTest {
    private static final Offset<Double> PRINTED = within(5e-7);

    /** G25: f = (x + y) z. */
    @Test
    void sumTimesFactor() {
        Node x = scalar(-2);
        Node y = scalar(5);
        Node z = scalar(-4);
        Node q = add(x, y);
        Node f = mul(q, z);
        List<Node> gradients = Reverse.gradient(f, List.of(f, q, z, x, y));
        assertThat(value(q)).isEqualTo(3);
        assertThat(value(f)).isEqualTo(-12);
        assertThat(gradients.stream().map(Numbers::value)).containsExactly(1.0, -4.0, 3.0, -4.0, -4.0);
    }

    /** G27 and G28: the sigmoid circuit, gate by gate and as one gate. */
    @Test
    void sigmoidCircuit() {
        Node w0 = scalar(2);
        Node x0 = scalar(-1);
        Node w1 = scalar(-3);
        Node x1 = scalar(-2);
        Node w2 = scalar(-3);
        List<Node> leaves = List.of(w0, x0, w1, x1, w2);
        double[] expected = {-.196612, .393224, -.393224, -.589836, .196612};

        Node first = mul(w0, x0);
        Node second = mul(w1, x1);
        Node partial = add(first, second);
        Node z = add(partial, w2);
        Node negated = Nodes.neg(z);
        Node power = Nodes.exp(negated);
        Node denominator = add(power, 1);
        Node f = Nodes.div(Nodes.fillLike(z, 1), denominator);
        assertThat(List.of(first, second, partial, z, negated).stream().map(Numbers::value))
                .containsExactly(-2.0, 6.0, 4.0, 1.0, -1.0);
        assertThat(value(power)).isCloseTo(.37, within(.005));
        assertThat(value(denominator)).isCloseTo(1.37, within(.005));
        assertThat(value(f)).isCloseTo(.73, within(.005));
        List<Node> gates = List.of(f, denominator, power, negated, z);
        double[] back = {1, -.53, -.53, -.20, .20};
        for (int i = 0; i < gates.size(); i++) {
            assertThat(gradient(f, gates.get(i))[0]).isCloseTo(back[i], within(.005));
        }

        Node oneGate = Composed.sigmoid(z);
        for (int i = 0; i < leaves.size(); i++) {
            assertThat(gradient(f, leaves.get(i))[0]).isCloseTo(expected[i], PRINTED);
            assertThat(gradient(oneGate, leaves.get(i))[0]).isCloseTo(expected[i], PRINTED);
            assertThat(tangent(oneGate, leaves.get(i))).isCloseTo(expected[i], PRINTED);
        }
    }

    /** G29: the local derivatives of e^x, ax, 1/x and c + x. */
    @Test
    void localDerivatives() {
        Node x = scalar(1.25);
        Node a = Nodes.scalar(x.tensorType().dtype(), 3.5);
        assertThat(gradient(Nodes.exp(x), x)[0]).isCloseTo(Math.exp(1.25), within(1e-15));
        assertThat(gradient(mul(a, x), x)).containsExactly(3.5);
        assertThat(gradient(Nodes.div(Nodes.fillLike(x, 1), x), x)[0]).isCloseTo(-1 / (1.25 * 1.25), within(1e-15));
        assertThat(gradient(add(a, x), x)).containsExactly(1);
    }

    /** G30 to G33: an addition distributes, a multiplication swaps, a copy adds, a maximum routes. */
    @Test
    void patterns() {
        assertThat(pulled(Op.Binary.ADD, 3, 4, 2)).containsExactly(2.0, 2.0);
        assertThat(pulled(Op.Binary.MUL, 2, 3, 5)).containsExactly(15.0, 10.0);
        assertThat(pulled(Op.Binary.MAX, 4, 5, 9)).containsExactly(0.0, 9.0);
        assertThat(pulled(Op.Binary.MAX, 5, 5, 9))
                .as("equal operands share evenly")
                .containsExactly(4.5, 4.5);
        Node seven = scalar(7);
        List<Node> copies = List.of(add(seven, 0), add(seven, 0));
        assertThat(value(Reverse.vjp(copies, List.of(scalar(4), scalar(2)), List.of(seven))
                        .getFirst()))
                .isEqualTo(6);
    }

    private static List<Double> pulled(Op.Binary op, double a, double b, double upstream) {
        Node x = scalar(a);
        Node y = scalar(b);
        return Reverse.vjp(List.of(Node.of(op, x, y)), List.of(scalar(upstream)), List.of(x, y)).stream()
                .map(Numbers::value)
                .toList();
    }

    /** G35 to G37: e = (a + b)(b + 1), one forward pass per input against one reverse pass. */
    @Test
    void forwardAndReverse() {
        Node a = scalar(2);
        Node b = scalar(1);
        Node c = add(a, b);
        Node d = add(b, 1);
        Node e = mul(c, d);
        assertThat(List.of(c, d, e).stream().map(Numbers::value)).containsExactly(3.0, 2.0, 6.0);
        assertThat(Reverse.gradient(e, List.of(a, b, c, d)).stream().map(Numbers::value))
                .containsExactly(2.0, 5.0, 2.0, 3.0);
        assertThat(tangent(e, a)).isEqualTo(2);
        assertThat(tangent(e, b)).isEqualTo(5);
    }

    /** G39: f = sin x + x y. */
    @Test
    void sinePlusProduct() {
        Node x = scalar(1);
        Node y = scalar(2);
        Node f = add(Nodes.unary(Op.Unary.SIN, x), mul(x, y));
        assertThat(value(f)).isCloseTo(2.841471, PRINTED);
        assertThat(gradient(f, x)[0]).isCloseTo(2.540302, PRINTED).isEqualTo(tangent(f, x));
        assertThat(gradient(f, y)).containsExactly(1);
    }

    /** G42: the cotangent of a sum of matrices is handed to both. */
    @Test
    void matrixAddition() {
        Random random = new Random(42);
        Node a = normal(random, 3, 4);
        Node b = normal(random, 3, 4);
        Node s = normal(random, 3, 4);
        for (Node gradient : Reverse.vjp(List.of(add(a, b)), List.of(s), List.of(a, b))) {
            assertThat(values(gradient)).containsExactly(values(s));
        }
    }

    /** G43: grad A = s B^T and grad B = A^T s, and the products take permuted operands without a copy in between. */
    @Test
    void matrixProduct() {
        Random random = new Random(43);
        Node a = normal(random, 3, 4);
        Node b = normal(random, 4, 2);
        Node s = normal(random, 3, 2);
        List<Node> gradients = Reverse.vjp(List.of(matmul(a, b)), List.of(s), List.of(a, b));
        assertThat(values(gradients.get(0))).containsExactly(values(matmul(s, Nodes.transpose(b))));
        assertThat(values(gradients.get(1))).containsExactly(values(matmul(Nodes.transpose(a), s)));
        assertThat(gradients.get(0).input(1).op()).isInstanceOf(Op.Permute.class);
        assertThat(gradients.get(0).input(1).input(0)).isSameAs(b);
        assertThat(gradients.get(1).input(0).op()).isInstanceOf(Op.Permute.class);
        assertThat(gradients.get(1).input(0).input(0)).isSameAs(a);
    }

    /** G44: a bias stretched over a batch gets the sum over the batch, for all pairs of shapes that broadcast. */
    @Test
    void broadcasting() {
        Random random = new Random(44);
        List<Shape> shapes = new ArrayList<>();
        for (int[] extents : new int[][] {{}, {1}, {3}, {2, 1}, {1, 3}, {2, 3}, {1, 1}, {4, 1, 1}, {4, 2, 3}}) {
            shapes.add(Shape.of(extents));
        }
        for (Shape p : shapes) {
            for (Shape q : shapes) {
                Node a = normal(random, p.toArray());
                Node b = normal(random, q.toArray());
                Node sum = add(a, b);
                Node s = Numbers.constant(random, sum.tensorType());
                List<Node> gradients = Reverse.vjp(List.of(sum), List.of(s), List.of(a, b));
                assertThat(values(gradients.get(0))).containsExactly(stretchedSum(s, p), within(1e-12));
                assertThat(values(gradients.get(1))).containsExactly(stretchedSum(s, q), within(1e-12));
            }
        }
        Node bias = variable(.5, -1, 2);
        Node nothing = normal(random, 0, 3);
        assertThat(gradient(Nodes.sumAll(add(nothing, bias)), bias)).containsExactly(0, 0, 0);
        Node batch = normal(random, 5, 3);
        assertThat(gradient(Nodes.sumAll(add(batch, bias)), bias)).containsExactly(5, 5, 5);
    }

    /** Every element of s added to the element of a smaller shape it was stretched from, by index arithmetic. */
    private static double[] stretchedSum(Node s, Shape small) {
        int[] wide = s.tensorType().shape().toArray();
        double[] from = values(s);
        double[] to = new double[small.size()];
        int[] strides = small.strides();
        for (int i = 0; i < from.length; i++) {
            int rest = i;
            int target = 0;
            for (int axis = wide.length - 1; axis >= 0; axis--) {
                int own = axis - (wide.length - small.rank());
                if (own >= 0 && small.dimension(own) != 1) {
                    target += rest % wide[axis] * strides[own];
                }
                rest /= wide[axis];
            }
            to[target] += from[i];
        }
        return to;
    }
}
