package hillock.network;

import hillock.Key;
import hillock.Scan;
import hillock.Tensor;
import hillock.array.DType;
import java.util.List;
import java.util.Optional;

/**
 * The long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers, Schmidhuber, Cummins,
 * 2000):
 *
 * <pre>
 * i = sigmoid(x W_i + h U_i + b_i)        f, o the same with their own weights
 * g = tanh(x W_g + h U_g + b_g)
 * c' = f c + i g
 * h' = o tanh(c')
 * </pre>
 *
 * <p>The gates stand in the order i, f, g, o. There are two biases, which are added, because PyTorch has two.
 *
 * @param inputWeights {@code W}, [inputs, 4 x hidden]
 * @param hiddenWeights {@code U}, [hidden, 4 x hidden]
 * @param inputBias [4 x hidden], or none
 * @param hiddenBias [4 x hidden], or none
 */
public record Lstm(
        Parameter inputWeights, Parameter hiddenWeights, Optional<Parameter> inputBias, Optional<Parameter> hiddenBias)
        implements Recurrent {
    private static final int GATES = 4;

    /** Checks that the shapes belong together. */
    public Lstm {
        Recurrences.check("an LSTM", GATES, inputWeights, hiddenWeights, List.of(inputBias, hiddenBias));
    }

    /** A float32 layer whose forget gates start open, with a bias of 1 (Jozefowicz, Zaremba, Sutskever, 2015). */
    public static Lstm of(int inputs, int hidden) {
        return of(DType.FLOAT32, inputs, hidden);
    }

    /** A layer of an element type, float32 or float64. */
    public static Lstm of(DType dtype, int inputs, int hidden) {
        return new Lstm(
                        Recurrences.inputWeights(dtype, inputs, hidden, GATES),
                        Recurrences.hiddenWeights(dtype, hidden, GATES),
                        Recurrences.bias(dtype, hidden, GATES),
                        Recurrences.bias(dtype, hidden, GATES))
                .withForgetBias(1);
    }

    /**
     * This layer without values for its input bias, which will start at a number for the forget gates and at 0 for the
     * others. The longer the lags, the greater the number that helps.
     *
     * @throws IllegalStateException if the layer has no bias
     */
    public Lstm withForgetBias(double start) {
        Parameter bias = inputBias.orElseThrow(
                () -> new IllegalStateException("%s has no bias to start at %s.".formatted(describe(), start)));
        int hidden = hidden();
        Initializer starts = (_, type, _) -> {
            Tensor zeros = Tensor.zeros(hidden).cast(type.dtype());
            return Tensor.concat(0, zeros, zeros.add(start), zeros, zeros);
        };
        return new Lstm(inputWeights, hiddenWeights, Optional.of(bias.with(starts)), hiddenBias);
    }

    /** This layer without biases. */
    public Lstm withoutBias() {
        return new Lstm(inputWeights, hiddenWeights, Optional.empty(), Optional.empty());
    }

    /** The hidden (visible) state and the cell's. */
    @Override
    public List<String> stateNames() {
        return List.of("h", "c");
    }

    @Override
    public Result run(Tensor x, List<Tensor> state) {
        Tensor share = Recurrences.share(this, x);
        if (inputBias.isPresent() && hiddenBias.isPresent()) {
            share = share.add(inputBias.get().tensor().add(hiddenBias.get().tensor()));
        }
        Tensor weights = hiddenWeights.tensor();
        int hidden = hidden();
        return Recurrences.run(this, share, state, (carried, cuts) -> {
            Tensor gates = cuts.getFirst().add(carried.get(0).matmul(weights));
            Tensor input = Recurrences.gate(gates, 0, hidden).sigmoid();
            Tensor forget = Recurrences.gate(gates, 1, hidden).sigmoid();
            Tensor candidate = Recurrences.gate(gates, 2, hidden).tanh();
            Tensor output = Recurrences.gate(gates, 3, hidden).sigmoid();
            Tensor cell = forget.mul(carried.get(1)).add(input.mul(candidate));
            Tensor visible = output.mul(cell.tanh());
            return new Scan.Step(List.of(visible, cell), List.of(visible));
        });
    }

    @Override
    public Lstm init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return Recurrences.describe("lstm", this, inputBias.isPresent(), List.of());
    }
}
