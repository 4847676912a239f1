package hillock.network;

import hillock.Key;
import hillock.Scan;
import hillock.Tensor;
import hillock.array.DType;
import java.util.List;
import java.util.Optional;

/**
 * The simple recurrent network (Elman, 1990), {@code h' = f(x W + a + h U + b)}. There are two biases, which are added,
 * because PyTorch has two.
 *
 * @param inputWeights {@code W}, [inputs, hidden]
 * @param hiddenWeights {@code U}, [hidden, hidden]
 * @param inputBias {@code a}, [hidden], or none
 * @param hiddenBias {@code b}, [hidden], or none
 * @param activation {@code f}; what it draws at random is the same at every step
 */
public record Elman(
        Parameter inputWeights,
        Parameter hiddenWeights,
        Optional<Parameter> inputBias,
        Optional<Parameter> hiddenBias,
        Activation activation)
        implements Recurrent {
    /** Checks that the shapes belong together. */
    public Elman {
        Recurrences.check("an Elman layer", 1, inputWeights, hiddenWeights, List.of(inputBias, hiddenBias));
    }

    /** A float32 layer of hyperbolic tangents whose biases start at zero. */
    public static Elman of(int inputs, int hidden) {
        return of(DType.FLOAT32, inputs, hidden);
    }

    /** A layer of an element type, float32 or float64. */
    public static Elman of(DType dtype, int inputs, int hidden) {
        return new Elman(
                Recurrences.inputWeights(dtype, inputs, hidden, 1),
                Recurrences.hiddenWeights(dtype, hidden, 1),
                Recurrences.bias(dtype, hidden, 1),
                Recurrences.bias(dtype, hidden, 1),
                Activation.tanh());
    }

    /** This layer with another activation, such as {@link Activation#relu}. */
    public Elman withActivation(Activation other) {
        return new Elman(inputWeights, hiddenWeights, inputBias, hiddenBias, other);
    }

    /** This layer without biases. */
    public Elman withoutBias() {
        return new Elman(inputWeights, hiddenWeights, Optional.empty(), Optional.empty(), activation);
    }

    @Override
    public List<String> stateNames() {
        return List.of("h");
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Recurrences.check(this, x);
        return run(x, zeroState(x.shape().dimension(0)), pass).outputs();
    }

    @Override
    public Result run(Tensor x, List<Tensor> state) {
        return run(x, state, Pass.inference());
    }

    private Result run(Tensor x, List<Tensor> state, Pass pass) {
        Tensor share = Recurrences.share(this, x);
        if (inputBias.isPresent() && hiddenBias.isPresent()) {
            share = share.add(inputBias.get().tensor().add(hiddenBias.get().tensor()));
        }
        Tensor weights = hiddenWeights.tensor();
        return Recurrences.run(this, share, state, (carried, cuts) -> {
            Tensor sum = cuts.getFirst().add(carried.getFirst().matmul(weights));
            return Scan.Step.of(activation.apply(sum, pass.at("activation")));
        });
    }

    @Override
    public Elman init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        List<String> options = activation.equals(Activation.tanh()) ? List.of() : List.of(activation.describe());
        return Recurrences.describe("elman", this, inputBias.isPresent(), options);
    }
}
