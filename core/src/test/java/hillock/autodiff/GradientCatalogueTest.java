package hillock.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every operation and composed function, both modes, orders 1 and 2, to 1e-6 in float64. */
class GradientCatalogueTest {
    private static final List<GradientCase> CASES = GradientCatalogue.cases();

    @ParameterizedTest
    @FieldSource("CASES")
    void derivativesAgree(GradientCase subject) {
        GradientReport report = new GradientCheck(new Interpreter(), 1).check(subject);
        assertThat(report.findings())
                .as("%s at %s", subject.operation(), subject.point())
                .allSatisfy(
                        finding -> assertThat(finding.relativeError()).isLessThanOrEqualTo(GradientCheck.TOLERANCE));
        assertThat(report.kinks()).isEmpty();
        assertThat(report.findings().isEmpty()).isEqualTo(subject.expectation() instanceof GradientCase.Skipped);
    }

    /** A leaf, record or constant of Op without a case of its name fails here. */
    @Test
    void everyOperationHasACase() {
        Set<Object> met = new HashSet<>();
        for (GradientCase subject : CASES) {
            for (Node node : nodes(subject)) {
                if (node.op().label().equals(subject.operation())) {
                    met.add(kind(node.op()));
                }
            }
        }
        assertThat(met).containsAll(kinds(Op.class));
        assertThat(kinds(Op.class)).as("the search finds constants and records").contains(Op.Unary.TANH, Op.Loop.class);
    }

    /** A method of Composed that gives a node without a case of its name fails here. */
    @Test
    void everyComposedFunctionHasACase() {
        Set<String> names = Stream.of(Composed.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == Node.class)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).contains("softmax", "detach");
        assertThat(CASES.stream().map(GradientCase::operation)).containsAll(names);
    }

    private static List<Node> nodes(GradientCase subject) {
        List<Node> operands = subject.inputs().stream()
                .map(input -> Nodes.read(new hillock.graph.Variable("x", input)))
                .toList();
        return Walk.topological(subject.function().apply(operands));
    }

    private static List<Object> kinds(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.asList(type.getEnumConstants());
        }
        if (type == Op.Reduce.class) {
            return Arrays.asList((Object[]) Op.Reduction.values());
        }
        if (!type.isSealed()) {
            return List.of(type);
        }
        List<Object> kinds = new ArrayList<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            kinds.addAll(kinds(permitted));
        }
        return kinds;
    }

    private static Object kind(Op op) {
        return switch (op) {
            case Op.Unary unary -> unary;
            case Op.Binary binary -> binary;
            case Op.Reduce reduce -> reduce.kind();
            default -> op.getClass();
        };
    }
}
