package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.graph.ExpressionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimisers and schedules as texts. */
class NotationTest {
    @Test
    void namesHaveTheUsualSettings() {
        assertThat(Optimizer.parse("sgd(0.1)")).isEqualTo(Sgd.of(0.1));
        assertThat(Optimizer.parse("sgd(0.1, momentum=0.8)")).isEqualTo(Momentum.of(0.1, 0.8));
        assertThat(Optimizer.parse("momentum(0.1)")).isEqualTo(Momentum.of(0.1, 0.9));
        assertThat(Optimizer.parse("nesterov(0.1)")).isEqualTo(Nesterov.of(0.1, 0.9));
        assertThat(Optimizer.parse("adagrad(0.1)")).isEqualTo(AdaGrad.of(0.1));
        assertThat(Optimizer.parse("rmsprop(0.1)")).isEqualTo(RmsProp.of(0.1));
        assertThat(Optimizer.parse("adam(1e-3)")).isEqualTo(Adam.of(1e-3));
        assertThat(Optimizer.parse("adamw(rate=1e-3)")).isEqualTo(AdamW.of(1e-3));
        assertThat(Optimizer.parse("adamw(1e-3, decay=0.05)")).isEqualTo(new AdamW(Adam.of(1e-3), 0.05));
        assertThat(Optimizer.parse("adam", Schedule.cosine(0.2))).isEqualTo(Adam.of(Schedule.cosine(0.2)));
        assertThat(Optimizer.parse("adam(0.1)", Schedule.cosine(0.2))).isEqualTo(Adam.of(0.1));
        for (String name : Optimizer.names()) {
            assertThat(Optimizer.parse(name + "(0.1)").describe()).startsWith(name);
        }
    }

    @Test
    void refinementsStandBehindTheirOptimiser() {
        Optimizer made = Sgd.of(Schedule.cosine(0.1).warmUp(5))
                .withPenalty(0.01)
                .withDecay(0.02)
                .clippedByNorm(1)
                .clippedByValue(0.5)
                .averagedExponentially(0.99);
        String text = "sgd(warm_up(5, cosine(0.1)), l2=0.01, decay=0.02, clip_norm=1.0, clip_value=0.5, ema=0.99)";
        assertThat(made.describe()).isEqualTo(text);
        assertThat(Optimizer.parse(text)).isEqualTo(made);
        assertThat(Optimizer.parse("adam(0.1, l2_all=1, decay_all=2)"))
                .isEqualTo(new WeightDecay(new WeightPenalty(Adam.of(0.1), 1, true), 2, true));
        assertThat(Optimizer.parse("adam(0.1, mean_every=3)"))
                .isEqualTo(Adam.of(0.1).averaged(0, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sgd(constant(0.1))",
                "momentum(cosine(0.1), momentum=0.9)",
                "nesterov(exponential(0.1, factor=0.99), momentum=0.5)",
                "adagrad(stepped(0.1, factor=0.5, every=10), epsilon=1.0E-10)",
                "rmsprop(one_cycle(0.1, warm=0.25, start_divisor=10.0, end_divisor=100.0), beta=0.9, epsilon=1.0E-8)",
                "adam(plateau(warm_up(3, constant(0.1)), factor=0.5, patience=2, threshold=0.01, cooldown=1,"
                        + " least=1.0E-5), beta1=0.8, beta2=0.99, epsilon=0.001)",
                "adamw(constant(0.1), decay=0.05, beta1=0.9, beta2=0.999, epsilon=1.0E-8, clip_norm=2.0)",
                "adam(constant(0.1), beta1=0.9, beta2=0.999, epsilon=1.0E-8, mean_after=10, mean_every=2)",
            })
    void aDescriptionIsReadBack(String text) {
        assertThat(Optimizer.parse(text).describe()).isEqualTo(text);
    }

    @Test
    void schedulesTakeAUsualRate() {
        assertThat(Schedule.parse("cosine", 0.3)).isEqualTo(Schedule.cosine(0.3));
        assertThat(Schedule.parse("0.2", 0.3)).isEqualTo(Schedule.constant(0.2));
        assertThat(Schedule.parse("warm_up(5)", 0.3))
                .isEqualTo(Schedule.constant(0.3).warmUp(5));
        assertThat(Schedule.parse("warm_up(5, cosine)", 0.3))
                .isEqualTo(Schedule.cosine(0.3).warmUp(5));
        assertThat(Schedule.parse("plateau(factor=0.5, patience=3)", 0.3))
                .isEqualTo(Schedule.constant(0.3).reducedOnPlateau(0.5, 3));
        assertThat(Schedule.parse("one_cycle(peak=0.1)".replace("peak", "rate")))
                .isEqualTo(Schedule.oneCycle(0.1));
        assertThat(Schedule.names()).contains("constant", "cosine", "one_cycle");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            adma(0.1)                   | Did you mean 'adam'
            adam                        | lacks its argument 'rate'
            adam(0.1, beta3=1)          | Did you mean 'beta1'
            adam(0.1, momentum=0.9)     | takes no argument 'momentum'
            adam(0.1, beta1=1)          | The beta1 of Adam is at least 0 and below 1
            adam(-0.1)                  | A learning rate is positive
            adam(cosin(0.1))            | Did you mean 'cosine'
            adam(cosine)                | lacks its argument 'rate'
            adam(0.1, l2=-1)            | A weight penalty is at least 0
            adam(0.1, clip_norm=0)      | positive, finite norm
            adam(0.1, clip_value=-1)    | positive, finite magnitude
            adam(0.1, ema=1)            | at least 0 and below 1
            adam(0.1, ema=0.9, mean_after=1) | has an average already
            adam(0.1, mean_every=0)     | not a whole number from 1
            sgd(stepped(0.1, 0.5))      | lacks its argument 'every'
            sgd(warm_up(0.5, 0.1))      | not a whole number
            sgd(one_cycle(0.1, warm=1)) | rising part
            sgd(plateau(0.1, factor=1)) | below 1
            sgd(plateau(plateau(0.1)))  | reduced on plateaus already
            """)
    void mistakesAreNamed(String text, String problem) {
        assertThatThrownBy(() -> Optimizer.parse(text))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(problem);
    }
}
