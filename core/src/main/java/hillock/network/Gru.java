package hillock.network;

import hillock.Key;
import hillock.Scan;
import hillock.Tensor;
import hillock.array.DType;
import java.util.List;
import java.util.Optional;

/**
 * The gated recurrent unit (Cho and others, 2014) in the form of PyTorch, in which the reset gate acts after the
 * product:
 *
 * <pre>
 * r = sigmoid(x W_r + a_r + h U_r + b_r)      z the same with its own weights
 * n = tanh(x W_n + a_n + r (h U_n + b_n))
 * h' = (1 - z) n + z h
 * </pre>
 *
 * <p>The gates stand in the order r, z, n.
 *
 * @param inputWeights {@code W}, [inputs, 3 x hidden]
 * @param hiddenWeights {@code U}, [hidden, 3 x hidden]
 * @param inputBias {@code a}, [3 x hidden], or none
 * @param hiddenBias {@code b}, [3 x hidden], or none
 */
public record Gru(
        Parameter inputWeights, Parameter hiddenWeights, Optional<Parameter> inputBias, Optional<Parameter> hiddenBias)
        implements Recurrent {
    private static final int GATES = 3;

    /** Checks that the shapes belong together. */
    public Gru {
        Recurrences.check("a GRU", GATES, inputWeights, hiddenWeights, List.of(inputBias, hiddenBias));
    }

    /** A float32 layer whose biases start at zero. */
    public static Gru of(int inputs, int hidden) {
        return of(DType.FLOAT32, inputs, hidden);
    }

    /** A layer of an element type, float32 or float64. */
    public static Gru of(DType dtype, int inputs, int hidden) {
        return new Gru(
                Recurrences.inputWeights(dtype, inputs, hidden, GATES),
                Recurrences.hiddenWeights(dtype, hidden, GATES),
                Recurrences.bias(dtype, hidden, GATES),
                Recurrences.bias(dtype, hidden, GATES));
    }

    /** This layer without biases. */
    public Gru withoutBias() {
        return new Gru(inputWeights, hiddenWeights, Optional.empty(), Optional.empty());
    }

    @Override
    public List<String> stateNames() {
        return List.of("h");
    }

    @Override
    public Result run(Tensor x, List<Tensor> state) {
        Tensor share = Recurrences.share(this, x);
        if (inputBias.isPresent()) {
            share = share.add(inputBias.get().tensor());
        }
        Tensor weights = hiddenWeights.tensor();
        int hidden = hidden();
        return Recurrences.run(this, share, state, (carried, cuts) -> {
            Tensor before = carried.getFirst();
            Tensor product = before.matmul(weights);
            Tensor own = hiddenBias.isPresent() ? product.add(hiddenBias.get().tensor()) : product;
            Tensor entering = cuts.getFirst();
            Tensor both = entering.slice(1, 0, 2 * hidden).add(own.slice(1, 0, 2 * hidden));
            Tensor reset = Recurrences.gate(both, 0, hidden).sigmoid();
            Tensor keep = Recurrences.gate(both, 1, hidden).sigmoid();
            Tensor candidate = Recurrences.gate(entering, 2, hidden)
                    .add(reset.mul(Recurrences.gate(own, 2, hidden)))
                    .tanh();
            // z (h - n) + n: one product less than the definition.
            return Scan.Step.of(keep.mul(before.sub(candidate)).add(candidate));
        });
    }

    @Override
    public Gru init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return Recurrences.describe("gru", this, inputBias.isPresent(), List.of());
    }
}
