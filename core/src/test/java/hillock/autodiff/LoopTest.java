package hillock.autodiff;

import static hillock.autodiff.Numbers.INTERPRETER;
import static hillock.autodiff.Numbers.normal;
import static hillock.autodiff.Numbers.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Derivatives of loops, compared with those of the same steps written out. */
class LoopTest {

    /** A loop and its operands; {@code smooth} are the numbers of the float operands. */
    private record Case(Op.Loop loop, List<Node> operands, List<Integer> smooth) {
        List<Node> parts() {
            return Nodes.elements(Node.of(loop, operands));
        }

        List<Node> asked() {
            return smooth.stream().map(operands::get).toList();
        }

        Case with(int recompute) {
            Op.Loop other =
                    new Op.Loop(loop.body(), loop.count(), loop.carries(), loop.scanned(), loop.reversed(), recompute);
            return new Case(other, operands, smooth);
        }

        /** The same results without a loop. */
        List<Node> unrolled() {
            List<Node> carries = new ArrayList<>(operands.subList(0, loop.carries()));
            List<List<Node>> stacks = new ArrayList<>();
            int results = loop.body().results().size();
            for (int i = loop.carries(); i < results; i++) {
                stacks.add(new ArrayList<>());
            }
            for (int step = 0; step < loop.count(); step++) {
                int at = loop.reversed() ? loop.count() - 1 - step : step;
                List<Node> arguments = new ArrayList<>(carries);
                for (int i = loop.carries(); i < operands.size(); i++) {
                    Node operand = operands.get(i);
                    if (i < loop.carries() + loop.scanned()) {
                        Shape cut = operand.tensorType().shape().without(0);
                        arguments.add(Nodes.reshape(Nodes.slice(operand, 0, at, at + 1), cut));
                    } else {
                        arguments.add(operand);
                    }
                }
                List<Node> next = loop.body().inline(arguments);
                carries = new ArrayList<>(next.subList(0, loop.carries()));
                for (int i = 0; i < stacks.size(); i++) {
                    Node value = next.get(loop.carries() + i);
                    Node row = Nodes.reshape(value, value.tensorType().shape().insert(0, 1));
                    stacks.get(i).add(loop.reversed() ? 0 : step, row);
                }
            }
            List<Node> parts = new ArrayList<>(carries);
            stacks.forEach(stack -> parts.add(Nodes.concat(stack, 0)));
            return parts;
        }
    }

    /**
     * h' = tanh(x W + h U + b), stacked, with a step counter, a state that nothing depends on and a product beside it.
     */
    private static Case recurrent(int count, boolean reversed) {
        Random random = new Random(7);
        List<Node> operands = List.of(
                normal(random, 2, 3),
                Nodes.scalar(DType.INT32, 0),
                normal(random, 2, 3),
                normal(random, count, 2, 4),
                normal(random, 4, 3),
                normal(random, 3, 3),
                normal(random, 3));
        Function body = body(operands, 3, 1, p -> {
            Node sum =
                    Nodes.add(Nodes.add(Nodes.matmul(p.get(3), p.get(4)), Nodes.matmul(p.get(0), p.get(5))), p.get(6));
            Node next = Nodes.unary(Op.Unary.TANH, sum);
            Node clock = Nodes.cast(p.get(1), DType.FLOAT64);
            Node weighted = Nodes.mul(Nodes.mul(next, clock), p.get(0));
            return List.of(
                    next,
                    Nodes.add(p.get(1), 1),
                    Nodes.mul(p.get(2), 0.5),
                    next,
                    Nodes.sumAll(weighted),
                    Composed.sigmoid(sum));
        });
        return new Case(new Op.Loop(body, count, 3, 1, reversed, 0), operands, List.of(0, 2, 3, 4, 5, 6));
    }

    /** A loop whose step is a loop: x <- x + h sin(a x), h shared by both, inner values stacked twice. */
    private static Case nested(int count, boolean reversed) {
        Random random = new Random(8);
        List<Node> operands = List.of(normal(random, 3), normal(random, count, 2), normal(random, 3));
        Function body = body(operands, 1, 1, p -> {
            List<Node> inner = List.of(p.get(0), p.get(1), p.get(2));
            Function step = body(inner, 1, 1, q -> {
                Node wave = Nodes.unary(Op.Unary.SIN, Nodes.mul(q.get(2), q.get(0)));
                Node next = Nodes.add(q.get(0), Nodes.mul(q.get(1), wave));
                return List.of(next, Nodes.mul(next, next));
            });
            List<Node> parts = Nodes.elements(Node.of(new Op.Loop(step, 2, 1, 1, true, 0), inner));
            return List.of(parts.get(0), Nodes.mul(Nodes.sum(parts.get(1), 0), p.get(2)));
        });
        return new Case(new Op.Loop(body, count, 1, 1, reversed, 0), operands, List.of(0, 1, 2));
    }

    private static Function body(
            List<Node> operands, int carries, int scanned, java.util.function.UnaryOperator<List<Node>> step) {
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            TensorType type = operands.get(i).tensorType();
            boolean cut = i >= carries && i < carries + scanned;
            types.add(cut ? type.withShape(type.shape().without(0)) : type);
        }
        return Function.of(types, step);
    }

    private static Case of(String kind, int count, boolean reversed) {
        return switch (kind) {
            case "recurrent" -> recurrent(count, reversed);
            case "nested" -> nested(count, reversed);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** A scalar of all float results, weighted by numbers, so that all get different cotangents. */
    private static Node loss(List<Node> parts) {
        Random random = new Random(9);
        Node total = Nodes.scalar(DType.FLOAT64, 0);
        for (Node part : parts) {
            if (part.tensorType().dtype().isFloat()) {
                Node weights = Numbers.constant(random, part.tensorType());
                total = Nodes.add(total, Nodes.sumAll(Nodes.mul(weights, Nodes.unary(Op.Unary.SIN, part))));
            }
        }
        return total;
    }

    private static List<Node> directions(List<Node> nodes) {
        Random random = new Random(10);
        return nodes.stream()
                .map(node -> Numbers.constant(random, node.tensorType()))
                .toList();
    }

    private static void assertClose(List<Node> actual, List<Node> expected) {
        List<NDArray> a = INTERPRETER.evaluate(actual);
        List<NDArray> b = INTERPRETER.evaluate(expected);
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i).doubles())
                    .as("part %d", i)
                    .containsExactly(b.get(i).doubles(), within(1e-12));
        }
    }

    private static void assertSameBits(List<Node> actual, List<Node> expected) {
        List<NDArray> a = INTERPRETER.evaluate(actual);
        List<NDArray> b = INTERPRETER.evaluate(expected);
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i).sameBits(b.get(i)))
                    .as("part %d: %s and %s", i, a.get(i), b.get(i))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "recurrent, 1, false",
        "recurrent, 5, false",
        "recurrent, 6, true",
        "nested, 1, false",
        "nested, 3, true",
    })
    void equalsStepsWrittenOut(String kind, int count, boolean reversed) {
        Case loop = of(kind, count, reversed);
        List<Node> asked = loop.asked();
        Node looped = loss(loop.parts());
        Node written = loss(loop.unrolled());
        assertSameBits(List.of(looped), List.of(written));
        assertClose(Reverse.gradient(looped, asked), Reverse.gradient(written, asked));
        List<Node> directions = directions(asked);
        assertClose(Forward.jvp(List.of(looped), asked, directions), Forward.jvp(List.of(written), asked, directions));
    }

    @ParameterizedTest
    @CsvSource({
        "recurrent, 4, false",
        "recurrent, 3, true",
        "nested, 2, false",
        "nested, 3, true",
    })
    void secondDerivativesEqualThoseOfStepsWrittenOut(String kind, int count, boolean reversed) {
        for (int recompute : new int[] {0, 1, 2}) {
            Case loop = of(kind, count, reversed).with(recompute);
            List<Node> asked = loop.asked();
            List<Node> directions = directions(asked);
            List<Node> written = Reverse.gradient(loss(loop.unrolled()), asked);
            List<Node> looped = Reverse.gradient(loss(loop.parts()), asked);
            assertClose(Reverse.vjp(looped, directions, asked), Reverse.vjp(written, directions, asked));
            assertClose(Forward.jvp(looped, asked, directions), Forward.jvp(written, asked, directions));
            Node along =
                    Forward.jvp(List.of(loss(loop.parts())), asked, directions).getFirst();
            assertClose(Reverse.gradient(along, asked), Forward.jvp(written, asked, directions));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "recurrent, 7, false",
        "recurrent, 7, true",
        "recurrent, 1, false",
        "nested, 5, false",
        "nested, 5, true"
    })
    void memoryRulesGiveTheSameBits(String kind, int count, boolean reversed) {
        Case loop = of(kind, count, reversed);
        List<Node> asked = loop.asked();
        List<Node> directions = directions(asked);
        Derivatives kept = Reverse.valueAndGradient(loss(loop.parts()), asked);
        List<Node> plain = Reverse.gradient(loss(loop.parts()), asked);
        assertSameBits(plain, kept.derivatives());
        assertSameBits(List.of(loss(loop.parts())), kept.outputs());
        for (int recompute : new int[] {1, 2, 3, 7, 100}) {
            Derivatives again =
                    Reverse.valueAndGradient(loss(loop.with(recompute).parts()), asked);
            assertSameBits(again.outputs(), kept.outputs());
            assertSameBits(again.derivatives(), kept.derivatives());
            assertSameBits(
                    Forward.jvp(again.derivatives(), asked, directions),
                    Forward.jvp(kept.derivatives(), asked, directions));
        }
    }

    @Test
    void noStepsHandCotangentsThrough() {
        for (int recompute : new int[] {0, 1, 3}) {
            Case loop = recurrent(0, false).with(recompute);
            Node start = loop.operands().get(0);
            List<Node> parts = loop.parts();
            Node y = Nodes.add(Nodes.sumAll(Nodes.square(parts.get(0))), Nodes.sumAll(parts.get(3)));
            List<Node> gradients = Reverse.gradient(y, loop.asked());
            assertSameBits(gradients.subList(0, 1), List.of(Nodes.mul(start, 2)));
            for (int i = 1; i < gradients.size(); i++) {
                assertThat(values(gradients.get(i)))
                        .containsOnly(new double[gradients.get(i).tensorType().size()]);
            }
            assertSameBits(Forward.jvp(parts.subList(0, 1), List.of(start), List.of(start)), List.of(start));
        }
    }

    /** What is not asked for or does not matter is not computed. */
    @Test
    void onlyWhatIsNeededIsKept() {
        Case loop = recurrent(5, false);
        // The halved state depends on nothing but itself; its derivative is a constant power.
        Node halved = Nodes.sumAll(loop.parts().get(2));
        Node gradient =
                Reverse.gradient(halved, List.of(loop.operands().get(2))).getFirst();
        assertThat(values(gradient)).containsOnly(1 / 32.0);
        List<Op.Loop> loops = loops(List.of(gradient));
        assertThat(loops).hasSize(1);
        assertThat(loops.getFirst().carries()).isEqualTo(1);
        assertThat(loops.getFirst().scanned()).isZero();
        // The last hidden state does not depend on the halved one.
        Node hidden = Nodes.sumAll(loop.parts().get(0));
        assertThat(values(Reverse.gradient(hidden, List.of(loop.operands().get(2)))
                        .getFirst()))
                .containsOnly(0);
        assertThat(loops(Reverse.gradient(hidden, List.of(loop.operands().get(2)))))
                .isEmpty();
    }

    /** What the derivative is made of is stacked anyway: nothing is saved by stacking the derivative. */
    @Test
    void keepsNoDerivativeOfWhatIsStackedAnyway() {
        TensorType type = TensorType.of(DType.FLOAT64, 3);
        Function body = Function.of(List.of(type, type), p -> {
            Node state = Nodes.unary(Op.Unary.TANH, Nodes.mul(p.get(0), p.get(1)));
            return List.of(state, state);
        });
        Random random = new Random(4);
        List<Node> operands = List.of(normal(random, 3), normal(random, 4, 3));
        Node states = Nodes.element(Node.of(new Op.Loop(body, 4, 1, 1, false, 0), operands), 1);
        List<Op.Loop> loops = loops(Reverse.gradient(Nodes.sumAll(states), operands));
        // Of every step: the state before it, and the state after it.
        assertThat(loops.getFirst().body().results()).hasSize(3);
    }

    /** The derivative of an activation takes the room of its operand, and is not computed in the reverse step. */
    @Test
    void keepsDerivativesInPlaceOfWhatOnlyTheyNeed() {
        TensorType type = TensorType.of(DType.FLOAT64, 3);
        Function body = Function.of(List.of(type, type), p -> {
            Node state = Composed.sigmoid(Nodes.mul(p.get(0), p.get(1)));
            return List.of(state);
        });
        Random random = new Random(4);
        List<Node> operands = List.of(normal(random, 3), normal(random, 4, 3));
        Node last = Nodes.element(Node.of(new Op.Loop(body, 4, 1, 1, false, 0), operands), 0);
        List<Op.Loop> loops = loops(Reverse.gradient(Nodes.sumAll(last), operands));
        assertThat(loops).hasSize(2);
        // Of every step: the state before it, and the derivative.
        assertThat(loops.getFirst().body().results()).hasSize(3);
        assertThat(loops.getLast().body().nodes())
                .noneMatch(
                        node -> node.op() instanceof Op.Call call && call.name().equals("sigmoid'"));
    }

    @Test
    void valueAndGradientRunTheForwardStepsOnce() {
        for (int recompute : new int[] {0, 1}) {
            Case loop = recurrent(5, false).with(recompute);
            Derivatives both = Reverse.valueAndGradient(loss(loop.parts()), loop.asked());
            List<Node> roots = new ArrayList<>(both.outputs());
            roots.addAll(both.derivatives());
            assertThat(loops(roots)).hasSize(2);
            assertThat(loops(Forward.valueAndJvp(both.outputs(), loop.asked(), directions(loop.asked()))
                            .derivatives()))
                    .hasSize(1);
        }
    }

    @Test
    void memoryIsLinearInTheCountAndSmallerWithRecomputing() {
        long[] kept = new long[2];
        long[] again = new long[2];
        for (int i = 0; i < 2; i++) {
            Case loop = recurrent(100 * (i + 1), false);
            kept[i] = stacked(Reverse.valueAndGradient(loss(loop.parts()), loop.asked()));
            again[i] = stacked(Reverse.valueAndGradient(loss(loop.with(10).parts()), loop.asked()));
        }
        assertThat(kept[1]).isLessThanOrEqualTo(2 * kept[0]);
        assertThat(again[1]).isLessThanOrEqualTo(2 * again[0]);
        assertThat(again[0]).isLessThan(kept[0]);
    }

    /** Operands that are used beside the loop too gather their cotangents in one order, whatever the memory rule. */
    @ParameterizedTest
    @CsvSource({"recurrent, 7", "nested, 5"})
    void operandsMayBeUsedElsewhere(String kind, int count) {
        Case loop = of(kind, count, false);
        List<Node> asked = loop.asked();
        List<Node> kept = Reverse.gradient(besides(loop.parts(), asked), asked);
        assertClose(kept, Reverse.gradient(besides(loop.unrolled(), asked), asked));
        for (int recompute : new int[] {1, 2, 3, 7}) {
            assertSameBits(Reverse.gradient(besides(loop.with(recompute).parts(), asked), asked), kept);
        }
    }

    private static Node besides(List<Node> parts, List<Node> asked) {
        List<Node> all = new ArrayList<>(parts);
        asked.forEach(node -> all.add(Nodes.mul(node, 3)));
        return loss(all);
    }

    /** Sharing the loop must not hide a node that something is differentiated by, even if the loop is below it. */
    @Test
    void nodesDifferentiatedByStayWhatTheyAre() {
        Case loop = recurrent(4, false);
        Node x = loop.operands().get(0);
        List<Node> parts = loop.parts();
        Node hidden = parts.get(0);
        Node cubes = Nodes.mul(Nodes.square(hidden), hidden);
        Node y = Nodes.add(Nodes.sumAll(cubes), Nodes.sumAll(parts.get(4)));
        for (Derivatives both : List.of(
                Reverse.valueAndGradient(y, List.of(x, hidden)),
                Forward.valueAndJvp(List.of(y), List.of(x, hidden), List.of(x, hidden)))) {
            assertSameBits(
                    Reverse.gradient(both.outputs().getFirst(), List.of(hidden)), Reverse.gradient(y, List.of(hidden)));
        }
        Node byHidden =
                Reverse.valueAndGradient(y, List.of(x, hidden)).derivatives().get(1);
        assertClose(
                Reverse.vjp(List.of(byHidden), List.of(Nodes.fillLike(hidden, 1)), List.of(hidden)),
                List.of(Nodes.mul(hidden, 6)));
    }

    /** The elements of all results of loops outside of bodies. */
    private static long stacked(Derivatives derivatives) {
        List<Node> roots = new ArrayList<>(derivatives.outputs());
        roots.addAll(derivatives.derivatives());
        return Walk.topological(roots).stream()
                .filter(node -> node.op() instanceof Op.Loop)
                .flatMap(node -> node.tupleTypes().stream())
                .mapToLong(TensorType::size)
                .sum();
    }

    private static List<Op.Loop> loops(List<Node> roots) {
        return Walk.topological(roots).stream()
                .map(Node::op)
                .filter(Op.Loop.class::isInstance)
                .map(Op.Loop.class::cast)
                .toList();
    }
}
