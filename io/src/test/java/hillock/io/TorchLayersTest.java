package hillock.io;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.network.Architecture;
import hillock.network.Layer;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.network.Pass;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outputs, gradients and states of layers against PyTorch's, in float64 and float32. */
class TorchLayersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linear                    | dense(4, 3)
            linear_unbiased           | dense(4, 3, unbiased)
            embedding                 | embedding(7, 4)
            conv1d                    | conv1d(3, 4, 3)
            conv1d_options            | conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2)
            conv1d_same               | conv1d(2, 3, 4, padding=same, unbiased)
            conv2d                    | conv2d(2, 3, 3)
            conv2d_strided            | conv2d(2, 3, 3x2, stride=2x3, padding=1x2)
            conv2d_dilated            | conv2d(2, 3, 3, dilation=1x2, padding=1)
            conv2d_grouped            | conv2d(4, 6, 3, groups=2, padding=1, unbiased)
            conv2d_depthwise          | conv2d(3, 6, 3, groups=3, stride=2)
            conv2d_same               | conv2d(2, 3, 4x3, dilation=1x2, padding=same)
            conv2d_pointwise          | conv2d(3, 2, 1)
            maxpool1d                 | max_pool1d(2)
            maxpool1d_options         | max_pool1d(3, stride=2, padding=1, dilation=2)
            maxpool2d                 | max_pool2d(2)
            maxpool2d_options         | max_pool2d(3x2, stride=2x1, padding=1x0)
            avgpool1d                 | avg_pool1d(2)
            avgpool1d_options         | avg_pool1d(3, stride=2, padding=1)
            avgpool2d                 | avg_pool2d(2)
            avgpool2d_options         | avg_pool2d(3x2, stride=2x1, padding=1x0)
            avgpool2d_without_padding | avg_pool2d(3, stride=2, padding=1, uncounted)
            batchnorm1d               | batch_norm(4)
            batchnorm1d_inference     | batch_norm(4)
            batchnorm1d_sequence      | batch_norm(4, momentum=0.3, epsilon=1e-3)
            batchnorm2d               | batch_norm(3)
            batchnorm2d_inference     | batch_norm(3)
            batchnorm2d_plain         | batch_norm(3, plain)
            layernorm                 | layer_norm(5)
            layernorm_two_axes        | layer_norm(3x4, epsilon=1e-3)
            layernorm_plain           | layer_norm(6, plain)
            lstm_from_zero            | lstm(4, 6)
            gru_from_zero             | gru(4, 6)
            rnn_from_zero             | elman(4, 6)
            """)
    void areThoseOfPyTorch(String fixture, String layer) {
        TorchFixture torch = TorchFixture.read(fixture);
        compare(torch, Architecture.parse(layer), DType.FLOAT32);
        // A pooling takes any type.
        String wide = layer.contains("pool") ? layer : layer.substring(0, layer.length() - 1) + ", float64)";
        compare(torch, Architecture.parse(wide), DType.FLOAT64);
    }

    private static void compare(TorchFixture torch, Layer recipe, DType dtype) {
        Layer layer = new StateDict(torch.arrays("parameter.")).into(recipe);
        Pass pass = torch.isTraining() ? Pass.training(Key.of(1)) : Pass.inference();
        Tensor given = Tensor.of(torch.array("input"));
        Tensor x = given.dtype().isFloat() ? given.cast(dtype) : given;
        Tensor output = layer.apply(x, pass);
        torch.check("output", output);
        Tensor loss = torch.loss(Map.of("output", output));
        if (x.dtype().isFloat()) {
            torch.check("gradient.input", Differentiate.gradient(loss, x).getFirst());
        }
        Models.visit(layer, (path, owner, parameter) -> {
            TorchName name = TorchName.of(path, owner);
            if (parameter.role() == Parameter.Role.STATE) {
                if (torch.isTraining()) {
                    torch.check("after." + name.name(), pass.updates().get(parameter.variable()));
                }
            } else {
                Tensor gradient =
                        Differentiate.gradient(loss, parameter.tensor()).getFirst();
                torch.check("gradient.parameter." + name.name(), name.transposed() ? gradient.transpose() : gradient);
            }
        });
    }
}
