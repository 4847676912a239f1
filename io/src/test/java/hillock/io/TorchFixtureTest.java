package hillock.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.Differentiate;
import hillock.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the files of PyTorch are read as they are meant, and that a deviation is seen. */
class TorchFixtureTest {
    @Test
    void aProductAndItsGradientsAreThoseOfPyTorch() {
        TorchFixture torch = TorchFixture.read("linear");
        Tensor x = Tensor.of(torch.array("input"));
        Tensor w = Tensor.of(torch.array("parameter.weight"));
        Tensor output = x.matmul(w.transpose()).add(Tensor.of(torch.array("parameter.bias")));
        torch.check("output", output);
        List<Tensor> gradients = Differentiate.gradient(torch.loss(Map.of("output", output)), x, w);
        torch.check("gradient.input", gradients.get(0));
        torch.check("gradient.parameter.weight", gradients.get(1));
        assertThatThrownBy(() -> torch.check("output", output.mul(1 + 1e-9)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("output of linear");
    }
}
