package hillock.network;

import hillock.Key;
import hillock.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A layer with a way around it, {@code f(x) + x}, or {@code f(x) + p(x)} where the shape changes (He, Zhang, Ren, Sun,
 * 2015).
 *
 * <pre>{@code
 * Residual.of(Conv.of2d(16, 16, 3).withSamePadding(), Activation.relu(), Conv.of2d(16, 16, 3).withSamePadding())
 * Residual.of(Conv.of2d(16, 32, 3).withSamePadding()).withProjection(Conv.of2d(16, 32, 1))
 * }</pre>
 *
 * @param inner {@code f}
 * @param projection {@code p}, or none for the operand itself
 */
public record Residual(Layer inner, Optional<Layer> projection) implements Layer {
    /** A way around layers one after the other. */
    public static Residual of(Layer... inner) {
        return new Residual(inner.length == 1 ? inner[0] : new Sequential(List.of(inner)), Optional.empty());
    }

    /** This layer with a layer on the way around. */
    public Residual withProjection(Layer other) {
        return new Residual(inner, Optional.of(other));
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        Tensor through = inner.apply(x, pass.at("inner"));
        Tensor around = projection.isPresent() ? projection.get().apply(x, pass.at("projection")) : x;
        if (!through.type().equals(around.type())) {
            throw new IllegalArgumentException("%s makes %s of %s, and %s cannot be added to it.%s"
                    .formatted(
                            inner.describe(),
                            through.type(),
                            x.type(),
                            around.type(),
                            projection.isPresent()
                                    ? " The projection has to give the same shape."
                                    : " Give it a projection of that shape: withProjection(...)."));
        }
        return through.add(around);
    }

    @Override
    public Residual init(Key key) {
        return Models.init(this, key);
    }

    @Override
    public String describe() {
        return "residual(" + inner.describe()
                + projection.map(p -> ", projection=" + p.describe()).orElse("") + ")";
    }
}
