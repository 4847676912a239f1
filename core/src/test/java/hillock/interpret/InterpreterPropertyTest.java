package hillock.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Laws that hold for all inputs, tried on random ones; the repetition is the seed. */
class InterpreterPropertyTest {
    private static final int TRIES = 60;

    private static NDArray evaluate(Node node) {
        return new Interpreter().evaluate(node);
    }

    private static Shape shape(Random random, int rank) {
        return Shape.of(IntStream.range(0, rank).map(_ -> random.nextInt(5)).toArray());
    }

    /** Random bits of a type: every float pattern may come, NaN and subnormals too. */
    private static Node bits(Random random, DType dtype, Shape shape) {
        Object data = dtype.newArray(shape.size());
        for (int i = 0; i < shape.size(); i++) {
            long bits = dtype == DType.BOOL ? random.nextInt(2) : random.nextLong();
            System.arraycopy(NDArray.scalar(dtype, bits).data(), 0, data, i, 1);
        }
        return Nodes.constant(NDArray.wrap(new TensorType(dtype, shape), data));
    }

    private static DType dtype(Random random) {
        return DType.values()[random.nextInt(5)];
    }

    private static List<Integer> order(Random random, int rank) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    private static void assertSame(Node a, Node b) {
        assertThat(evaluate(a).sameBits(evaluate(b)))
                .as("%s\nand\n%s", evaluate(a), evaluate(b))
                .isTrue();
    }

    @RepeatedTest(TRIES)
    void permutingBackGivesTheOriginal(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int rank = random.nextInt(5);
        Node x = bits(random, dtype(random), shape(random, rank));
        List<Integer> order = order(random, rank);
        List<Integer> inverse =
                IntStream.range(0, rank).map(order::indexOf).boxed().toList();
        assertSame(Node.of(new Op.Permute(inverse), Node.of(new Op.Permute(order), x)), x);
    }

    @RepeatedTest(TRIES)
    void slicingUndoesPadding(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        Shape shape = shape(random, random.nextInt(4));
        Node x = bits(random, dtype(random), shape);
        List<Integer> before = new ArrayList<>();
        List<Integer> between = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            before.add(random.nextInt(3));
            between.add(random.nextInt(3));
            after.add(random.nextInt(3));
            sizes.add(shape.dimension(axis));
            steps.add(between.get(axis) + 1);
        }
        Node padded = Node.of(new Op.Pad(before, between, after, 1), x);
        assertSame(Node.of(new Op.Slice(before, sizes, steps), padded), x);
    }

    @RepeatedTest(TRIES)
    void slicesJoinedGiveTheOriginal(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int rank = 1 + random.nextInt(3);
        Shape shape = shape(random, rank);
        int axis = random.nextInt(rank);
        int cut = random.nextInt(shape.dimension(axis) + 1);
        Node x = bits(random, dtype(random), shape);
        Node left = Nodes.slice(x, axis, 0, cut);
        Node right = Nodes.slice(x, axis, cut, shape.dimension(axis));
        assertSame(Nodes.concat(List.of(left, right), axis), x);
    }

    @RepeatedTest(TRIES)
    void gatheringEverythingBackwardsTwiceGivesTheOriginal(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int rank = 1 + random.nextInt(3);
        Node x = bits(random, dtype(random), shape(random, rank));
        int axis = random.nextInt(rank);
        assertSame(Nodes.flip(Nodes.flip(x, axis), axis), x);
    }

    /** The sum of (gather of x) times u is the sum of x times (scatter of u): on integers, exactly. */
    @RepeatedTest(TRIES)
    void scatterIsTheTransposeOfGather(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int rank = 1 + random.nextInt(3);
        int axis = random.nextInt(rank);
        Shape shape = shape(random, rank).with(axis, 1 + random.nextInt(4));
        Node x = bits(random, DType.INT64, shape);
        int extent = shape.dimension(axis);
        int[] indices = IntStream.range(0, random.nextInt(7))
                .map(_ -> random.nextInt(extent))
                .toArray();
        Node picked = Nodes.gather(x, Nodes.constant(NDArray.of(indices)), axis);
        Node u = bits(random, DType.INT64, picked.tensorType().shape());
        Node scattered = Nodes.scatterAdd(Nodes.zerosLike(x), Nodes.constant(NDArray.of(indices)), u, axis);
        assertSame(Nodes.sumAll(Nodes.mul(picked, u)), Nodes.sumAll(Nodes.mul(x, scattered)));
    }

    /** The sum of (broadcast of x) times u is the sum of x times (unbroadcast of u). */
    @RepeatedTest(TRIES)
    void unbroadcastIsTheTransposeOfBroadcast(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        Shape wide = shape(random, random.nextInt(4));
        Shape narrow = wide;
        for (int axis = wide.rank() - 1; axis >= 0; axis--) {
            narrow = random.nextBoolean() ? narrow.with(axis, 1) : narrow;
        }
        while (narrow.rank() > 0 && narrow.dimension(0) == 1 && random.nextBoolean()) {
            narrow = narrow.without(0);
        }
        Node x = bits(random, DType.INT32, narrow);
        Node u = bits(random, DType.INT32, wide);
        assertSame(
                Nodes.sumAll(Nodes.mul(Nodes.broadcast(x, wide), u)),
                Nodes.sumAll(Nodes.mul(x, Nodes.unbroadcast(u, narrow))));
    }

    @RepeatedTest(TRIES)
    void productsOfIntegersAreSumsOfProducts(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        DType dtype = random.nextBoolean() ? DType.INT32 : DType.INT64;
        Shape batch = shape(random, random.nextInt(3));
        int rank = batch.rank();
        int n = random.nextInt(5);
        int k = random.nextInt(5);
        int m = random.nextInt(5);
        Node a = bits(random, dtype, batch.insert(rank, n).insert(rank + 1, k));
        Node b = bits(random, dtype, batch.insert(rank, k).insert(rank + 1, m));
        Shape all = batch.insert(rank, n).insert(rank + 1, k).insert(rank + 2, m);
        Node wideA = Nodes.broadcast(Nodes.reshape(a, all.with(-1, 1)), all);
        Node wideB = Nodes.broadcast(Nodes.reshape(b, all.with(rank, 1)), all);
        assertSame(Nodes.matmul(a, b), Nodes.sum(Nodes.mul(wideA, wideB), rank + 1));
    }

    /** A convolution with windows of one tap and one group is a matrix product: the same chains, so the same bits. */
    @RepeatedTest(TRIES)
    void convolutionWithOneTapIsAMatrixProduct(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int channels = random.nextInt(600);
        int places = 1 + random.nextInt(4);
        Node x = normal(info, TensorType.of(DType.FLOAT32, 2, channels, places), 1);
        Node w = normal(info, TensorType.of(DType.FLOAT32, 3, channels, 1), 2);
        Node conv = Node.of(new Op.Conv(List.of(1), List.of(1), 1), x, w);
        assertSame(conv, Nodes.matmul(Nodes.reshape(w, Shape.of(3, channels)), x));
    }

    @RepeatedTest(TRIES)
    void totalsOfRunningSumsAreSums(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int rank = 1 + random.nextInt(3);
        int axis = random.nextInt(rank);
        Shape shape = shape(random, rank).with(axis, 1 + random.nextInt(5));
        Node x = bits(random, DType.INT64, shape);
        boolean reversed = random.nextBoolean();
        Node running = Node.of(new Op.CumSum(axis, reversed, false), x);
        Node before = Node.of(new Op.CumSum(axis, reversed, true), x);
        int last = reversed ? 0 : shape.dimension(axis) - 1;
        assertSame(Nodes.reshape(Nodes.slice(running, axis, last, last + 1), shape.without(axis)), Nodes.sum(x, axis));
        assertSame(Nodes.sub(running, before), x);
    }

    @RepeatedTest(TRIES)
    void argMaxFindsTheMaximum(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int extent = 1 + random.nextInt(20);
        Node x = Nodes.cast(bits(random, DType.BOOL, Shape.of(extent)), DType.FLOAT32);
        Node y = random.nextBoolean() ? x : normal(info, TensorType.of(DType.FLOAT32, extent), 3);
        Node index = Node.of(new Op.ArgMax(0), y);
        assertSame(Nodes.gather(y, index, 0), Nodes.reduce(Op.Reduction.MAX, y, 0));
    }

    /** Splitting a permuted view in half does not change what is computed. */
    @RepeatedTest(TRIES)
    void viewsOfAProductAreTheProductOfViews(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int k = 1 + random.nextInt(600);
        Node a = normal(info, TensorType.of(DType.FLOAT32, 6, k), 1);
        Node b = normal(info, TensorType.of(DType.FLOAT32, k, 5), 2);
        Node product = Nodes.matmul(a, b);
        assertSame(Nodes.matmul(Nodes.transpose(b), Nodes.transpose(a)), Nodes.transpose(product));
        assertSame(Nodes.matmul(Nodes.slice(a, 0, 2, 5), b), Nodes.slice(product, 0, 2, 5));
    }

    private static Node normal(RepetitionInfo info, TensorType type, int number) {
        Node key = Composed.fold(Composed.key(info.getCurrentRepetition()), Nodes.scalar(DType.INT32, number));
        return Nodes.constant(evaluate(Composed.normal(key, type)));
    }
}
