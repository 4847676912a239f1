package hillock.rewrite;

import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A carry of a loop that only adds up products, {@code carry + matmul(a, b)}, as the derivative of a recurrent
 * network's weights does, where nothing else looks at the carry, and a and b are scanned or stacked in any case. It
 * becomes a loop of its own over the stacks: the same additions in the same order, free of the other work of a step.
 *
 * @param carry the number of the carry
 * @param a the left factor
 * @param b the right factor
 * @param productFirst whether the product is the first summand
 */
record SummedProducts(int carry, Factor a, Factor b, boolean productFirst) {
    private static final List<Integer> TURNED = List.of(1, 0);

    /**
     * A factor: in each step a cut of an operand, or what is stacked as a result.
     *
     * @param number the number of the operand or of the result
     * @param isOperand which of them
     * @param turned whether it is transposed before it is multiplied
     */
    private record Factor(int number, boolean isOperand, boolean turned) {
        Node stack(List<Node> inputs, List<@Nullable Node> results) {
            return isOperand ? inputs.get(number) : Objects.requireNonNull(results.get(number));
        }

        Node factor(Node cut) {
            return turned ? Nodes.permute(cut, TURNED) : cut;
        }
    }

    /**
     * Those of a loop.
     *
     * @param wanted the results that are used
     */
    static List<SummedProducts> of(Op.Loop loop, Function body, BitSet wanted) {
        List<SummedProducts> found = new ArrayList<>();
        Map<Node, Integer> uses = null;
        for (int i = wanted.nextSetBit(0); i >= 0 && i < loop.carries(); i = wanted.nextSetBit(i + 1)) {
            Node sum = body.results().get(i);
            if (sum.op() != Op.Binary.ADD) {
                continue;
            }
            uses = uses == null ? uses(body) : uses;
            for (int side = 0; side < 2; side++) {
                Node carry = sum.input(side);
                Node product = sum.input(1 - side);
                boolean isCarry = carry.op() instanceof Op.Parameter parameter && parameter.index() == i;
                boolean apart = Objects.equals(uses.get(carry), 1)
                        && Objects.equals(uses.get(product), 1)
                        && Objects.equals(uses.get(sum), 1);
                if (isCarry
                        && apart
                        && product.op() instanceof Op.MatMul
                        && product.tensorType().rank() == 2) {
                    Factor a = factor(product.input(0), loop, body, wanted);
                    Factor b = factor(product.input(1), loop, body, wanted);
                    if (a != null && b != null) {
                        found.add(new SummedProducts(i, a, b, side == 1));
                    }
                }
            }
        }
        // Not if there would be nothing else left.
        return found.size() < wanted.cardinality() ? found : List.of();
    }

    private static Map<Node, Integer> uses(Function body) {
        Map<Node, Integer> uses = new HashMap<>();
        body.results().forEach(result -> uses.merge(result, 1, Integer::sum));
        for (Node node : Walk.topological(body.results())) {
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        return uses;
    }

    private static @Nullable Factor factor(Node node, Op.Loop loop, Function body, BitSet wanted) {
        boolean turned =
                node.op() instanceof Op.Permute permute && permute.order().equals(TURNED);
        Node cut = turned ? node.input(0) : node;
        if (cut.op() instanceof Op.Parameter parameter) {
            int index = parameter.index();
            boolean scanned = index >= loop.carries() && index < loop.carries() + loop.scanned();
            return scanned ? new Factor(index, true, turned) : null;
        }
        int result =
                body.results().subList(loop.carries(), body.results().size()).indexOf(cut);
        int number = loop.carries() + result;
        return result >= 0 && wanted.get(number) ? new Factor(number, false, turned) : null;
    }

    /**
     * The last carry.
     *
     * @param inputs the operands of the loop
     * @param results the results of what is left of it
     */
    Node of(Op.Loop loop, List<Node> inputs, List<@Nullable Node> results, Scope scope) {
        Node first = inputs.get(carry);
        Node left = a.stack(inputs, results);
        Node right = b.stack(inputs, results);
        List<TensorType> types = List.of(first.tensorType(), cut(left), cut(right));
        Function body = Function.of(types, parameters -> {
            Node product = Nodes.matmul(a.factor(parameters.get(1)), b.factor(parameters.get(2)));
            Node sum = parameters.getFirst();
            return List.of(productFirst ? Nodes.add(product, sum) : Nodes.add(sum, product));
        });
        Op.Loop sums = new Op.Loop(body, loop.count(), 1, 2, loop.reversed(), 0);
        return scope.of(new Op.Element(0), scope.of(sums, List.of(first, left, right)));
    }

    private static TensorType cut(Node stack) {
        TensorType type = stack.tensorType();
        return type.withShape(type.shape().without(0));
    }
}
