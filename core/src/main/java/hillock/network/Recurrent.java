package hillock.network;

import hillock.Tensor;
import java.util.List;

/**
 * A layer with a state that it carries along time: [samples, time, inputs] gives the state's visible part at every
 * step, [samples, time, hidden]. The state before the first step is zero unless given.
 *
 * <pre>{@code
 * Sequential tagger = Sequential.of(Lstm.of(8, 32), Lstm.of(32, 32), Dense.of(32, 5));              // every step
 * Sequential classifier = Sequential.of(Lstm.of(8, 32), Last.of(), Dense.of(32, 2));                // the last one
 * }</pre>
 *
 * <p>Weights, biases and the order of the gates are those of PyTorch's layers of the same names, so weights can be
 * exchanged; matrices are transposed.
 */
public sealed interface Recurrent extends Layer permits Elman, Lstm, Gru {
    /**
     * What comes out.
     *
     * @param outputs the visible part of the state at every step, [samples, time, hidden]
     * @param state the state after the last step, each part [samples, hidden]
     */
    record Result(Tensor outputs, List<Tensor> state) {
        /** Copies the list. */
        public Result {
            state = List.copyOf(state);
        }
    }

    /** The weights by which the inputs enter, [inputs, gates x hidden]. */
    Parameter inputWeights();

    /** The weights by which the state before enters, [hidden, gates x hidden]. */
    Parameter hiddenWeights();

    /** The number of inputs at each step. */
    default int inputs() {
        return inputWeights().type().shape().dimension(0);
    }

    /** The size of each part of the state. */
    default int hidden() {
        return hiddenWeights().type().shape().dimension(0);
    }

    /** The names of the parts of the state; the first is the visible one. */
    List<String> stateNames();

    /**
     * The steps from a given state, to go on where another sequence ended.
     *
     * @param x [samples, time, inputs]
     * @param state the state before the first step, each part [samples, hidden]
     * @throws IllegalArgumentException if a shape or element type does not fit
     */
    Result run(Tensor x, List<Tensor> state);

    /** The steps from {@link #zeroState}. */
    default Result run(Tensor x) {
        Recurrences.check(this, x);
        return run(x, zeroState(x.shape().dimension(0)));
    }

    /** The state of zeros for a number of samples. */
    default List<Tensor> zeroState(int samples) {
        Tensor zeros =
                Tensor.zeros(samples, hidden()).cast(inputWeights().type().dtype());
        return stateNames().stream().map(_ -> zeros).toList();
    }

    @Override
    default Tensor apply(Tensor x, Pass pass) {
        return run(x).outputs();
    }
}
