package hillock.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.GradientReport.Mode;
import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.interpret.Interpreter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check itself: it sees wrong derivatives, and kinks are not taken for them. */
class GradientCheckTest {
    private final GradientCheck check = new GradientCheck(new Interpreter(), 3);

    /** A function with a partial derivative that is wrong by a given factor. */
    private static Node wrongBy(Node x, double factor) {
        List<TensorType> types = List.of(x.tensorType());
        Op.Call call = new Op.Call(
                "sine",
                Function.of(types, p -> List.of(Nodes.unary(Op.Unary.SIN, p.getFirst()))),
                List.of(Function.of(types, p -> List.of(Nodes.mul(Nodes.unary(Op.Unary.COS, p.getFirst()), factor)))));
        return Node.of(call, x);
    }

    @Test
    void rightDerivativesPassWithRoom() {
        GradientReport report = check.check("sine", p -> List.of(wrongBy(p.getFirst(), 1)), NDArray.of(.5, 1, 2));
        assertThat(report.worst()).isLessThan(1e-10);
        assertThat(report.isWithin(1e-10)).isTrue();
        assertThat(report.findings()).hasSize(6);
        assertThat(report.worst(2)).isPresent();
    }

    @Test
    void slightlyWrongDerivativesAreSeenInBothModes() {
        GradientReport report =
                check.check("sine", p -> List.of(wrongBy(p.getFirst(), 1 + 1e-5)), NDArray.of(.5, 1, 2));
        assertThat(report.worst(Mode.REVERSE)).isBetween(.9e-5, 1.1e-5);
        assertThat(report.worst(Mode.FORWARD)).isBetween(.9e-5, 1.1e-5);
        assertThat(report.isWithin(GradientCheck.TOLERANCE)).isFalse();
        assertThat(report.kinks()).isEmpty();
    }

    /** The partial derivative is right, but its own derivative is hidden. */
    @Test
    void wrongSecondDerivativesAreSeen() {
        GradientReport report = check.check(
                "sine",
                p -> List.of(Composed.elementwise(
                        "sine",
                        p.getFirst(),
                        x -> Nodes.unary(Op.Unary.SIN, x),
                        x -> Composed.detach(Nodes.unary(Op.Unary.COS, x)))),
                NDArray.of(.5, 1, 2));
        assertThat(report.worst(1).orElseThrow()).isLessThan(1e-10);
        assertThat(report.worst(2).orElseThrow()).isEqualTo(1);
    }

    @Test
    void errorsAreNamedByOperand() {
        GradientReport report = check.check(
                "product",
                p -> List.of(Nodes.mul(p.get(0), Composed.detach(p.get(1)))),
                NDArray.of(2.0),
                NDArray.of(3.0));
        assertThat(report.findings().stream()
                        .filter(finding -> finding.order() == 1 && finding.relativeError() > .5)
                        .map(GradientReport.Finding::input)
                        .distinct())
                .containsExactly(1);
        assertThat(report.worstOfInput(1)).isEqualTo(1);
    }

    @Test
    void kinksAreListedAndNotCounted() {
        GradientReport report =
                check.check("abs", p -> List.of(Nodes.abs(p.getFirst())), NDArray.of(Shape.SCALAR, 0.0));
        assertThat(report.kinks()).anySatisfy(kink -> assertThat(kink).contains("not differentiable", "from below"));
        assertThat(report.isWithin(GradientCheck.TOLERANCE)).isTrue();
    }

    @Test
    void nanIsNotWithinAnything() {
        GradientReport report = check.check("log", p -> List.of(Nodes.log(p.getFirst())), NDArray.of(-1.0));
        assertThat(report.isWithin(1e300)).isFalse();
    }

    @Test
    void sameSeedSameReport() {
        NDArray x = NDArray.of(.5, 1, 2);
        assertThat(check.check("exp", p -> List.of(Nodes.exp(p.getFirst())), x))
                .isEqualTo(check.check("exp", p -> List.of(Nodes.exp(p.getFirst())), x));
    }
}
