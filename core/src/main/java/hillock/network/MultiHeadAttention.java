package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Attention with several heads (Vaswani and others, 2017): every position of a sequence gathers what it needs from the
 * positions of another, or of its own. For each head, with {@code d = width / heads} numbers,
 *
 * <pre>
 * softmax(q k^T / sqrt d) v       with q, k, v the head's parts of the projected queries, keys and values
 * </pre>
 *
 * <p>and the heads side by side go through one more dense layer. As a layer it is self-attention: [samples, positions,
 * width] gives the same shape. It does not see the order of the positions: see {@link SinusoidalPositions}.
 *
 * <p>Weights are those of PyTorch's {@code nn.MultiheadAttention} with keys and values of the same width; matrices are
 * transposed.
 *
 * @param projection to queries, keys and values, side by side: [..., width] gives [..., 3 x width]
 * @param output after the heads, from width to width
 * @param heads how many, a divisor of the width
 * @param causal whether position {@code i} sees only the positions up to {@code i}
 * @param dropout the probability that a weight of the sum is dropped in training
 */
public record MultiHeadAttention(Dense projection, Dense output, int heads, boolean causal, Dropout dropout)
        implements Layer {
    /** Checks that everything belongs together. */
    public MultiHeadAttention {
        int width = projection.inputs();
        if (projection.outputs() != 3 * width || output.inputs() != width || output.outputs() != width) {
            throw new IllegalArgumentException(
                    "Attention projects width to 3 x width and its heads from width to width; these are %s and %s."
                            .formatted(projection.describe(), output.describe()));
        }
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "The heads share the width evenly: %d does not go into %d.".formatted(heads, width));
        }
    }

    /**
     * What comes out.
     *
     * @param outputs [samples, queries, width]
     * @param weights how much each position gathers from which, [samples, heads, queries, keys]; rows sum to 1
     */
    public record Result(Tensor outputs, Tensor weights) {}

    /** Float32 attention in which every position sees all, without dropout. */
    public static MultiHeadAttention of(int width, int heads) {
        return of(DType.FLOAT32, width, heads);
    }

    /** Attention of an element type, float32 or float64. */
    public static MultiHeadAttention of(DType dtype, int width, int heads) {
        return new MultiHeadAttention(
                Dense.of(dtype, width, 3 * width).withInitializer(Initializer.xavierUniform()),
                Dense.of(dtype, width, width).withInitializer(Initializer.xavierUniform()),
                heads,
                false,
                Dropout.of(0));
    }

    /** This attention with each position seeing only those up to it. */
    public MultiHeadAttention withCausalMask() {
        return new MultiHeadAttention(projection, output, heads, true, dropout);
    }

    /** This attention with dropout of its weights. */
    public MultiHeadAttention withDropout(double probability) {
        return new MultiHeadAttention(projection, output, heads, causal, Dropout.of(probability));
    }

    /** This attention without biases. */
    public MultiHeadAttention withoutBias() {
        return new MultiHeadAttention(projection.withoutBias(), output.withoutBias(), heads, causal, dropout);
    }

    /** The numbers at each position. */
    public int width() {
        return output.inputs();
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return attend(x, x, x, Optional.empty(), pass).outputs();
    }

    /** The positions of one sequence gathering from another's, in inference. */
    public Tensor attend(Tensor queries, Tensor memory) {
        return attend(queries, memory, memory, Optional.empty(), Pass.inference())
                .outputs();
    }

    /**
     * Attention in full.
     *
     * @param queries [samples, queries, width]
     * @param keys [samples, keys, width]
     * @param values [samples, keys, width]
     * @param allowed bool, stretched to [samples, heads, queries, keys]: whether a query may see a key; a query that
     *     may see none gathers nothing. For keys that are padding, [samples, 1, 1, keys]
     * @throws IllegalArgumentException if a shape or element type does not fit
     */
    public Result attend(Tensor queries, Tensor keys, Tensor values, Optional<Tensor> allowed, Pass pass) {
        check("queries", queries, OptionalInt.empty(), queries);
        check("keys", keys, OptionalInt.empty(), queries);
        check("values", values, OptionalInt.of(keys.shape().dimension(1)), queries);
        int width = width();
        Tensor q;
        Tensor k;
        Tensor v;
        if (queries == keys && keys == values) {
            // One product instead of three.
            Tensor all = projection.apply(queries, pass.at("projection"));
            q = all.slice(2, 0, width);
            k = all.slice(2, width, 2 * width);
            v = all.slice(2, 2 * width, 3 * width);
        } else {
            q = projected(queries, 0);
            k = projected(keys, 1);
            v = projected(values, 2);
        }
        double scale = 1 / Math.sqrt((double) width / heads);
        Tensor scores = split(q.mul(scale), 0, 2, 1, 3).matmul(split(k, 0, 2, 3, 1));
        Tensor weights = weights(scores, allowed);
        Tensor gathered = dropout.apply(weights, pass.at("dropout")).matmul(split(v, 0, 2, 1, 3));
        int samples = queries.shape().dimension(0);
        Tensor joined =
                gathered.permute(0, 2, 1, 3).reshape(samples, queries.shape().dimension(1), width);
        return new Result(output.apply(joined, pass.at("output")), weights);
    }

    private Tensor weights(Tensor scores, Optional<Tensor> allowed) {
        Tensor seen = scores;
        if (causal) {
            Shape shape = scores.shape();
            TensorType places = TensorType.of(DType.INT32, shape.dimension(2), shape.dimension(3));
            Tensor later = Tensor.of(Nodes.iota(places, 0)).less(Tensor.of(Nodes.iota(places, 1)));
            seen = hidden(later, seen);
        }
        if (allowed.isEmpty()) {
            return seen.softmax(-1);
        }
        Tensor visible = visible(allowed.get(), scores);
        Tensor forbidden = Tensor.of(Nodes.unary(Op.Unary.NOT, visible.node()));
        Tensor zero = Tensor.of(Nodes.zerosLike(scores.node()));
        return visible.select(hidden(forbidden, seen).softmax(-1), zero);
    }

    /** The least number instead of minus infinity: a row of these has a softmax, and a derivative, without NaN. */
    private static Tensor hidden(Tensor where, Tensor scores) {
        double least = scores.dtype() == DType.FLOAT32 ? -Float.MAX_VALUE : -Double.MAX_VALUE;
        return where.select(Tensor.of(Nodes.fillLike(scores.node(), least)), scores);
    }

    private static Tensor visible(Tensor allowed, Tensor scores) {
        if (allowed.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(
                    "What may be seen is a bool tensor, true where it may, not %s.".formatted(allowed.type()));
        }
        return allowed.broadcast(scores.shape().toArray());
    }

    /** One of queries, keys and values, by its third of the projection. */
    private Tensor projected(Tensor x, int third) {
        int width = width();
        int from = third * width;
        Tensor rows = x.reshape(x.shape().dimension(0) * x.shape().dimension(1), width);
        Tensor product = rows.matmul(projection.weights().tensor().slice(1, from, from + width));
        Tensor result = projection.bias().isPresent()
                ? product.add(projection.bias().get().tensor().slice(0, from, from + width))
                : product;
        return result.reshape(x.shape().toArray());
    }

    /** [samples, positions, width] as [samples, positions, heads, width / heads], in another order. */
    private Tensor split(Tensor x, int... order) {
        Shape shape = x.shape();
        return x.reshape(shape.dimension(0), shape.dimension(1), heads, width() / heads)
                .permute(order);
    }

    private void check(String what, Tensor x, OptionalInt positions, Tensor queries) {
        Shape shape = x.shape();
        if (shape.rank() != 3
                || shape.dimension(2) != width()
                || shape.dimension(0) != queries.shape().dimension(0)
                || positions.isPresent() && positions.getAsInt() != shape.dimension(1)) {
            throw new IllegalArgumentException("%s takes %s [%s, %s, %d], not %s."
                    .formatted(
                            describe(),
                            what,
                            x == queries ? "samples" : queries.shape().dimension(0),
                            positions.isPresent() ? positions.getAsInt() : "positions",
                            width(),
                            x.type()));
        }
        DType dtype = projection.weights().type().dtype();
        if (x.dtype() != dtype) {
            throw new IllegalArgumentException(
                    "%s holds %s and was given %s; cast the data, or make the layer with of(DType, width, heads)."
                            .formatted(describe(), dtype, x.type()));
        }
    }

    @Override
    public MultiHeadAttention init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        List<String> arguments = new ArrayList<>(List.of("" + width(), "" + heads));
        if (dropout.probability() != 0) {
            arguments.add("dropout=" + dropout.probability());
        }
        if (causal) {
            arguments.add("causal");
        }
        DType dtype = projection.weights().type().dtype();
        if (dtype != DType.FLOAT32) {
            arguments.add(dtype.toString());
        }
        if (projection.bias().isEmpty()) {
            arguments.add("unbiased");
        }
        return "attention(" + String.join(", ", arguments) + ")";
    }
}
