package ownloop;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.graph.Variable;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A training loop of your own, and a network whose shape follows each sample: it learns to evaluate logical expressions
 * by recursion over their trees, with ordinary Java control flow (define-by-run).
 */
public final class OwnLoop {
    sealed interface Tree {
        record Leaf(boolean value) implements Tree {}

        record Not(Tree a) implements Tree {}

        record And(Tree a, Tree b) implements Tree {}

        record Or(Tree a, Tree b) implements Tree {}
    }

    private static final int WIDTH = 8;

    private final Dense leaf = Dense.of(1, WIDTH).init(Key.of(1));
    private final Dense not = Dense.of(WIDTH, WIDTH).init(Key.of(2));
    private final Dense and = Dense.of(2 * WIDTH, WIDTH).init(Key.of(3));
    private final Dense or = Dense.of(2 * WIDTH, WIDTH).init(Key.of(4));
    private final Dense answer = Dense.of(WIDTH, 1).init(Key.of(5));

    /** What the network makes of a tree, [1, WIDTH]: the formula has the shape of the tree. */
    private Tensor encode(Tree tree) {
        return switch (tree) {
            case Tree.Leaf(boolean value) -> leaf.apply(Tensor.full(value ? 1 : -1, 1, 1));
            case Tree.Not(Tree a) -> not.apply(encode(a)).tanh();
            case Tree.And(Tree a, Tree b) -> and.apply(Tensor.concat(1, encode(a), encode(b))).tanh();
            case Tree.Or(Tree a, Tree b) -> or.apply(Tensor.concat(1, encode(a), encode(b))).tanh();
        };
    }

    private static boolean value(Tree tree) {
        return switch (tree) {
            case Tree.Leaf(boolean value) -> value;
            case Tree.Not(Tree a) -> !value(a);
            case Tree.And(Tree a, Tree b) -> value(a) && value(b);
            case Tree.Or(Tree a, Tree b) -> value(a) || value(b);
        };
    }

    private static Tree random(RandomGenerator dice, int depth) {
        return switch (depth == 0 ? 0 : dice.nextInt(4)) {
            case 0 -> new Tree.Leaf(dice.nextBoolean());
            case 1 -> new Tree.Not(random(dice, depth - 1));
            case 2 -> new Tree.And(random(dice, depth - 1), random(dice, depth - 1));
            default -> new Tree.Or(random(dice, depth - 1), random(dice, depth - 1));
        };
    }

    /** One step of gradient descent on a few trees; returns the loss before it. */
    private double step(List<Variable> variables, List<Tree> trees, double rate) {
        Tensor[] logits = trees.stream().map(tree -> answer.apply(encode(tree))).toArray(Tensor[]::new);
        Tensor[] truths = trees.stream().map(tree -> Tensor.full(value(tree) ? 1 : 0, 1, 1)).toArray(Tensor[]::new);
        Tensor loss = Loss.binaryCrossEntropy().of(Tensor.concat(0, logits), Tensor.concat(0, truths));
        List<Tensor> wanted = new ArrayList<>(List.of(loss));
        List<Tensor> slopes = Differentiate.gradient(loss, variables);
        for (int i = 0; i < variables.size(); i++) {
            wanted.add(Tensor.read(variables.get(i)).sub(slopes.get(i).mul(rate)));
        }
        List<NDArray> values = Tensor.evaluate(wanted.toArray(Tensor[]::new));
        for (int i = 0; i < variables.size(); i++) {
            variables.get(i).set(values.get(i + 1));
        }
        return values.getFirst().getDouble(0);
    }

    void main() {
        List<Variable> variables = new ArrayList<>();
        for (Dense part : List.of(leaf, not, and, or, answer)) {
            Models.parameters(part).values().forEach(parameter -> variables.add(parameter.variable()));
        }
        RandomGenerator dice = new SplittableRandom(1);
        for (int step = 1; step <= 400; step++) {
            List<Tree> trees = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                trees.add(random(dice, 4));
            }
            double loss = step(variables, trees, 0.3);
            if (step % 100 == 0) {
                IO.println("step %d: loss %.4f".formatted(step, loss));
            }
        }
        int right = 0;
        for (int i = 0; i < 500; i++) {
            Tree deeper = random(dice, 6);
            right += answer.apply(encode(deeper)).item() > 0 == value(deeper) ? 1 : 0;
        }
        IO.println("%d of 500 deeper trees right".formatted(right));
    }
}
