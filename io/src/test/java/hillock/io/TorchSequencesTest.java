package hillock.io;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.network.Elman;
import hillock.network.Gru;
import hillock.network.Layer;
import hillock.network.Lstm;
import hillock.network.Models;
import hillock.network.MultiHeadAttention;
import hillock.network.Parameter;
import hillock.network.Pass;
import hillock.network.Recurrent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent layers and attention against PyTorch: values, and gradients by operands and parameters. */
class TorchSequencesTest {
    /** Values of PyTorch's as a parameter of Hillock's: matrices are transposed. */
    private static Tensor matching(NDArray torch, Parameter parameter) {
        Tensor values = Tensor.of(torch);
        return (torch.shape().rank() == 2 ? values.transpose() : values)
                .cast(parameter.type().dtype());
    }

    private static <L extends Layer> L with(L recipe, TorchFixture torch, Map<String, String> names) {
        SequencedMap<String, NDArray> values = new LinkedHashMap<>();
        Models.parameters(recipe)
                .forEach((path, parameter) -> values.put(
                        path,
                        matching(torch.array("parameter." + name(names, path)), parameter)
                                .value()));
        return Models.withValues(recipe, values);
    }

    private static String name(Map<String, String> names, String path) {
        return Optional.ofNullable(names.get(path)).orElseThrow();
    }

    private static void checkGradients(
            TorchFixture torch, Layer layer, Map<String, String> names, Tensor loss, Map<String, Tensor> operands) {
        operands.forEach((name, operand) -> torch.check(
                "gradient." + name, Differentiate.gradient(loss, operand).getFirst()));
        Models.parameters(layer).forEach((path, parameter) -> {
            Tensor gradient = Differentiate.gradient(loss, parameter.tensor()).getFirst();
            torch.check(
                    "gradient.parameter." + name(names, path),
                    gradient.shape().rank() == 2 ? gradient.transpose() : gradient);
        });
    }

    enum Kind {
        RNN(Elman.of(DType.FLOAT64, 4, 6), Elman.of(DType.FLOAT64, 6, 6), Elman.of(4, 6)),
        LSTM(Lstm.of(DType.FLOAT64, 4, 6), Lstm.of(DType.FLOAT64, 6, 6), Lstm.of(4, 6)),
        GRU(Gru.of(DType.FLOAT64, 4, 6), Gru.of(DType.FLOAT64, 6, 6), Gru.of(4, 6));

        private final Recurrent first;
        private final Recurrent second;
        private final Recurrent single;

        Kind(Recurrent first, Recurrent second, Recurrent single) {
            this.first = first;
            this.second = second;
            this.single = single;
        }

        private TorchFixture fixture(String ending) {
            return TorchFixture.read(name().toLowerCase(Locale.ROOT) + ending);
        }
    }

    private static Map<String, String> names(int layer) {
        return Map.of(
                "inputWeights", "weight_ih_l" + layer,
                "hiddenWeights", "weight_hh_l" + layer,
                "inputBias", "bias_ih_l" + layer,
                "hiddenBias", "bias_hh_l" + layer);
    }

    private static Recurrent unbiased(Recurrent recipe) {
        return switch (recipe) {
            case Elman elman -> elman.withoutBias();
            case Lstm lstm -> lstm.withoutBias();
            case Gru gru -> gru.withoutBias();
        };
    }

    /** Layer after layer, with PyTorch's states of all layers along axis 0. */
    private static void check(TorchFixture torch, Recurrent... recipes) {
        DType dtype = recipes[0].inputWeights().type().dtype();
        Map<String, Tensor> operands = new LinkedHashMap<>();
        operands.put("input", Tensor.of(torch.array("input")).cast(dtype));
        List<String> parts = recipes[0].stateNames();
        for (String part : parts) {
            if (torch.has(part + "0")) {
                operands.put(part + "0", Tensor.of(torch.array(part + "0")).cast(dtype));
            }
        }
        Tensor x = operands.get("input");
        List<Recurrent> layers = new ArrayList<>();
        List<List<Tensor>> ends = new ArrayList<>();
        parts.forEach(_ -> ends.add(new ArrayList<>()));
        for (int number = 0; number < recipes.length; number++) {
            Recurrent layer = with(recipes[number], torch, names(number));
            layers.add(layer);
            int at = number;
            List<Tensor> state = parts.stream()
                    .filter(part -> operands.containsKey(part + "0"))
                    .map(part -> operands.get(part + "0").slice(0, at, at + 1))
                    .map(part -> part.reshape(part.shape().without(0).toArray()))
                    .toList();
            Recurrent.Result result = state.isEmpty() ? layer.run(x) : layer.run(x, state);
            x = result.outputs();
            for (int i = 0; i < parts.size(); i++) {
                Tensor end = result.state().get(i);
                ends.get(i).add(end.reshape(end.shape().insert(0, 1).toArray()));
            }
        }
        Map<String, Tensor> results = new LinkedHashMap<>(Map.of("output", x));
        for (int i = 0; i < parts.size(); i++) {
            results.put(parts.get(i) + "n", Tensor.concat(0, ends.get(i).toArray(Tensor[]::new)));
        }
        results.forEach(torch::check);
        Tensor loss = torch.loss(results);
        for (int number = 0; number < recipes.length; number++) {
            checkGradients(torch, layers.get(number), names(number), loss, operands);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recurrentLayersAreThoseOfPyTorch(Kind kind) {
        check(kind.fixture(""), kind.first);
        check(kind.fixture("_from_zero"), kind.first);
        check(kind.fixture("_single_step"), kind.first);
        check(kind.fixture("_unbiased"), unbiased(kind.first));
        check(kind.fixture("_stacked"), kind.first, kind.second);
        check(kind.fixture(""), kind.single);
    }

    private static final Map<String, String> ATTENTION = Map.of(
            "projection.weights", "in_proj_weight",
            "projection.bias", "in_proj_bias",
            "output.weights", "out_proj.weight",
            "output.bias", "out_proj.bias");

    private static Tensor not(Tensor x) {
        return Tensor.of(Nodes.unary(Op.Unary.NOT, x.node()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"self", "causal", "padding", "cross", "unbiased"})
    void attentionIsThatOfPyTorch(String name) {
        TorchFixture torch = TorchFixture.read("attention_" + name);
        MultiHeadAttention recipe = MultiHeadAttention.of(DType.FLOAT64, 8, 2);
        recipe = name.equals("causal") ? recipe.withCausalMask() : recipe;
        recipe = name.equals("unbiased") ? recipe.withoutBias() : recipe;
        check(torch, recipe);
    }

    /** A mask of one's own that is causal, and the same in float32. */
    @ParameterizedTest
    @ValueSource(strings = {"FLOAT64", "FLOAT32"})
    void aMaskMaySayWhatCausalSays(DType dtype) {
        check(TorchFixture.read("attention_causal"), MultiHeadAttention.of(dtype, 8, 2));
    }

    private static void check(TorchFixture torch, MultiHeadAttention recipe) {
        DType dtype = recipe.projection().weights().type().dtype();
        MultiHeadAttention layer = with(recipe, torch, ATTENTION);
        Map<String, Tensor> operands = new LinkedHashMap<>();
        for (String operand : List.of("query", "key", "value")) {
            if (torch.has(operand)) {
                operands.put(operand, Tensor.of(torch.array(operand)).cast(dtype));
            }
        }
        Tensor query = Optional.ofNullable(operands.get("query")).orElseThrow();
        Optional<Tensor> allowed = Optional.empty();
        if (torch.has("attn_mask") && !recipe.causal()) {
            allowed = Optional.of(not(Tensor.of(torch.array("attn_mask"))));
        }
        if (torch.has("key_padding_mask")) {
            Shape mask = torch.array("key_padding_mask").shape();
            allowed = Optional.of(not(Tensor.of(torch.array("key_padding_mask")))
                    .reshape(mask.dimension(0), 1, 1, mask.dimension(1)));
        }
        MultiHeadAttention.Result result = layer.attend(
                query,
                operands.getOrDefault("key", query),
                operands.getOrDefault("value", query),
                allowed,
                Pass.training(Key.of(1)));
        torch.check("output", result.outputs());
        torch.check("attention_weights", result.weights().mean(1));
        checkGradients(torch, layer, ATTENTION, torch.loss(Map.of("output", result.outputs())), operands);
    }
}
