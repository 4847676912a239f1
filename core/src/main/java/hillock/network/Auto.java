package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.TensorType;
import java.util.Optional;

/** The initialiser that asks the activation which comes after the weights. */
enum Auto implements Initializer {
    INSTANCE;

    @Override
    public Initializer before(Optional<Activation> activation) {
        return activation.map(Activation::initializer).orElseGet(Initializer::xavierUniform);
    }

    @Override
    public Tensor values(Key key, TensorType type, Fan fan) {
        return before(Optional.empty()).values(key, type, fan);
    }
}
