package hillock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.Reverse;
import hillock.engine.emit.KernelSlot;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.network.Activation;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import hillock.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Kernels know no extents: a batch of another size takes another plan, but no other kernels. */
class BatchSizesTest {
    private final Layer net = Sequential.perceptron(Shape.of(40), List.of(30, 20), Activation.tanh(), 0, 10)
            .init(Key.of(1));

    /** Loss and gradients of a batch. */
    private Plan plan(int batch) {
        Tensor x = Tensor.of(Nodes.input("x", TensorType.of(DType.FLOAT32, batch, 40)));
        Tensor y = Tensor.of(Nodes.input("y", TensorType.of(DType.INT32, batch)));
        Tensor loss = Loss.crossEntropy().of(net.apply(x), y);
        List<Node> roots = new ArrayList<>(List.of(loss.node()));
        roots.addAll(Reverse.gradient(
                loss.node(),
                Models.parameters(net).values().stream()
                        .map(parameter -> parameter.tensor().node())
                        .toList()));
        return Planner.plan(new Rewriter().rewrite(roots), List.of());
    }

    private static Set<KernelSlot> kernels(Plan plan) {
        Set<KernelSlot> kernels = new HashSet<>();
        for (Step step : plan.all()) {
            for (Step part : step instanceof Band band ? band.steps() : List.of(step)) {
                if (part instanceof Step.Fused fused) {
                    kernels.add(fused.slot());
                }
            }
        }
        return kernels;
    }

    @Test
    void fiftyBatchSizesTakeOneSetOfKernels() {
        Set<KernelSlot> first = kernels(plan(17));
        assertThat(first).hasSizeGreaterThan(3);
        Set<KernelSlot> all = new HashSet<>();
        for (int batch = 17; batch < 67; batch++) {
            Set<KernelSlot> kernels = kernels(plan(batch));
            all.addAll(kernels);
            // The mean of a power of two is a multiplication, which gives the same bits as the division.
            if (Integer.bitCount(batch) > 1) {
                assertThat(kernels).as("batches of %d", batch).isEqualTo(first);
            }
        }
        assertThat(all.size() - first.size()).isLessThanOrEqualTo(1);
    }
}
