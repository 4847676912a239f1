import org.jspecify.annotations.NullMarked;

/** The engine: tensors, differentiation, compilation, networks and training, without dependencies. */
@NullMarked
module hillock {
    requires static org.jspecify;
    requires jdk.incubator.vector;

    exports hillock;
    exports hillock.array;
    exports hillock.autodiff;
    exports hillock.data;
    exports hillock.engine;
    exports hillock.explain;
    exports hillock.graph;
    exports hillock.interpret;
    exports hillock.network;
    exports hillock.train;

    uses hillock.train.PredictorReader;
}
