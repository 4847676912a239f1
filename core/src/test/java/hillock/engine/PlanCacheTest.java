package hillock.engine;

import static hillock.graph.Nodes.unary;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.RandomGraph;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expressions of one structure share a plan, and nothing else. */
class PlanCacheTest {
    private final Random random = new Random(7);

    private Node draw(int... shape) {
        TensorType type = TensorType.of(DType.FLOAT32, shape);
        float[] data = new float[type.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return Nodes.constant(NDArray.wrap(type, data));
    }

    private static void check(Node... roots) {
        List<NDArray> expected = new Interpreter().evaluate(List.of(roots), Map.of());
        List<NDArray> values = Engine.standard().evaluate(List.of(roots));
        for (int i = 0; i < roots.length; i++) {
            assertThat(values.get(i).sameBits(expected.get(i))).as("root %d", i).isTrue();
        }
    }

    @Test
    void otherContentsAndNumbersUseThePlanOfTheFirst() {
        for (double factor : new double[] {0.3, 0.7, 1, 0, -0.0, 2, Double.NaN, 1e30}) {
            Node x = draw(3, 5);
            check(Nodes.exp(Nodes.mul(Nodes.add(x, draw(5)), factor)), Nodes.sumAll(x));
        }
        PlanCache.Found one = PlanCache.find(List.of(Nodes.mul(draw(4), 0.3)));
        assertThat(PlanCache.find(List.of(Nodes.mul(draw(4), 0.7))).planned()).isSameAs(one.planned());
        assertThat(PlanCache.find(List.of(Nodes.mul(draw(5), 0.7))).planned()).isNotSameAs(one.planned());
        assertThat(PlanCache.find(List.of(Nodes.mul(draw(4), 1))).planned()).isNotSameAs(one.planned());
    }

    @Test
    void whetherOperandsAreOneOrTwoBelongsToTheStructure() {
        Node x = draw(4);
        Node y = draw(4);
        check(Nodes.sub(x, y), Node.of(Op.Binary.LESS, x, y));
        check(Nodes.sub(x, x), Node.of(Op.Binary.LESS, x, x));
        check(Nodes.sub(y, x), Node.of(Op.Binary.LESS, x, y));
        check(x, x, y);
        check(x, y, y);
    }

    @Test
    void variablesAreReadWhenAnEvaluationStarts() {
        Variable v = new Variable("v", NDArray.of(1f, 2f));
        Variable w = new Variable("w", NDArray.of(10f, 20f));
        Node sum = Nodes.add(Nodes.read(v), Nodes.mul(Nodes.read(w), 3));
        assertThat(Engine.standard().evaluate(List.of(sum)).getFirst().floats()).containsExactly(31, 62);
        v.set(NDArray.of(5f, 6f));
        assertThat(Engine.standard().evaluate(List.of(sum)).getFirst().floats()).containsExactly(35, 66);
        Node other = Nodes.add(Nodes.read(w), Nodes.mul(Nodes.read(v), 3));
        assertThat(Engine.standard().evaluate(List.of(other)).getFirst().floats())
                .containsExactly(25, 38);
    }

    /** Two results never share an array with each other's next evaluation, a constant or a variable. */
    @Test
    void resultsAreTheCallers() {
        Node x = draw(3);
        NDArray first = Engine.standard().evaluate(List.of(x)).getFirst();
        assertThat(first.data()).isNotSameAs(((Op.Constant) x.op()).value().data());
        NDArray second = Engine.standard().evaluate(List.of(x)).getFirst();
        assertThat(second.data()).isNotSameAs(first.data());
    }

    @Test
    void randomGraphsThroughTheCacheHaveTheInterpretersBits() {
        for (long seed = 50_001; seed <= 50_100; seed++) {
            RandomGraph graph = RandomGraph.of(seed, 20);
            if (graph.inputs().isEmpty()) {
                check(graph.roots().toArray(Node[]::new));
                check(graph.roots().toArray(Node[]::new));
            }
        }
    }

    @Test
    void aMissIsExplainedByTheNearestPlan() {
        Node chain = unary(Op.Unary.TANH, Nodes.mul(Nodes.exp(draw(3, 17)), 0.3));
        check(Nodes.sqrt(chain));
        check(unary(Op.Unary.SIN, chain));
        assertThat(Engine.explainMiss())
                .isEqualTo("New structure of 7 operations. The nearest plan has 7, of which the first 6 are the same; "
                        + "then comes 'sin', where the plan has 'sqrt'.");
        check(Nodes.sqrt(unary(Op.Unary.TANH, Nodes.mul(Nodes.exp(draw(3, 19)), 0.3))));
        assertThat(Engine.explainMiss()).contains("the first 0 are the same; then comes leaf 0, float32[3, 19], where");
        check(Nodes.sqrt(unary(Op.Unary.TANH, Nodes.mul(Nodes.exp(draw(3, 17)), 2))));
        assertThat(Engine.explainMiss()).contains("the number 2.0").contains("rules look for, belong to the structure");
        check(chain);
        assertThat(Engine.explainMiss()).endsWith("then the plan goes on.");
        check(chain, chain);
        assertThat(Engine.explainMiss()).endsWith("then other results are asked for.");
        Node x = draw(3, 17);
        check(Nodes.sub(Nodes.exp(x), x));
        check(Nodes.sub(x, Nodes.exp(x)));
        assertThat(Engine.explainMiss()).endsWith("then 'sub' has other operands.");
    }

    @Test
    void aMissIsExplainedByTheBounds() {
        Node x = draw(2);
        Node first = x;
        for (int i = 0; i < 200; i++) {
            first = i == 0 ? unary(Op.Unary.COS, x) : first;
            x = unary(Op.Unary.COS, x);
            check(x);
        }
        check(first);
        assertThat(Engine.explainMiss())
                .isEqualTo("There had been a plan, but 128 others were used since; no more are kept.");
        for (int i = 0; i < 10_000; i++) {
            x = Nodes.neg(Nodes.exp(x));
        }
        Engine.standard().evaluate(x);
        assertThat(Engine.explainMiss()).isEqualTo("It has 20,201 operations; plans of more than 10,000 are not kept.");
    }
}
