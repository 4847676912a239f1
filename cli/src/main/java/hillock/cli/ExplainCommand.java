package hillock.cli;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.cli.terminal.Screen;
import hillock.explain.Explain;
import hillock.graph.ExpressionException;
import hillock.graph.ExpressionParser;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The graph of an expression, with a value and a gradient on every edge. */
@Command(
        name = "explain",
        sortOptions = false,
        description = {
            "Draw an expression as a graph, with the value and the derivative on every edge.",
            "",
            "  hillock explain '(x+y)*z' x=-2 y=5 z=-4",
            "  hillock explain 'sum(sigmoid(x*w))' 'x=[1,2,3]' 'w=[0.5,-1,2]'",
            "  hillock explain plan spiral"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(
            index = "0",
            paramLabel = "EXPRESSION",
            description =
                    "A formula of + - * / ^, numbers, names, and functions such as sin, exp, sigmoid, sum, matmul."
                            + " Put it in quotes, or the shell takes * and ( for its own.")
    String expression = "";

    @Parameters(
            index = "1..*",
            paramLabel = "name=value",
            description = "The value of each name: a number, or numbers in brackets, as in x=[1,2] or w=[[1,2],[3,4]].")
    List<String> values = List.of();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            converter = NamedKinds.ModeName.class,
            completionCandidates = NamedKinds.ModeName.class,
            description = "reverse (the default): derivatives of the result by everything. forward: of everything by"
                    + " one name.")
    @Nullable
    String mode;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "The name to differentiate by in forward mode (default: the first one given).")
    @Nullable
    String by;

    @Option(names = "--expand", description = "Show the operations inside functions such as sigmoid.")
    boolean expand;

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** An expression may begin with a minus sign; a blank before it keeps it from being taken for an option. */
    static String[] protectSigns(String... arguments) {
        String[] result = arguments.clone();
        if (arguments.length > 1 && (arguments[0].equals("explain") || arguments[0].equals(PlanCommand.NAME))) {
            for (int i = 1; i < result.length; i++) {
                if (result[i].matches("(?s)-[^-hV].*|-[hV].+")) {
                    result[i] = " " + result[i];
                }
            }
        }
        return result;
    }

    @Override
    public Integer call() {
        SequencedMap<String, NDArray> given = given(values);
        Set<String> names = ExpressionParser.names(expression);
        checkNames(names, given);
        if (by != null && !"forward".equals(mode)) {
            throw new InputException("--by goes with --mode forward.");
        }
        Screen screen = surroundings.outScreen();
        Optional<String> constant = constant(names);
        if (constant.isPresent()) {
            screen.println("The expression is the number %s: there is nothing to compute, and no gradient flows."
                    .formatted(constant.get()));
            return ExitCode.DONE;
        }
        // Whatever the shapes and types do not allow is in what the user typed.
        try {
            screen.println(explanation(given)
                    .toText(
                            screen.terminal().hasColours(),
                            screen.terminal().unicode(),
                            screen.terminal().columns())
                    .stripTrailing());
        } catch (ExpressionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
        return ExitCode.DONE;
    }

    /** The expression if it is a single number. */
    private Optional<String> constant(Set<String> names) {
        return names.isEmpty()
                        && ExpressionParser.parse(expression, Map.of(), DType.FLOAT64)
                                .inputs()
                                .isEmpty()
                ? Optional.of(Failures.shortened(expression.strip()))
                : Optional.empty();
    }

    private Explain explanation(SequencedMap<String, NDArray> given) {
        Map<String, Node> inputs = new LinkedHashMap<>();
        given.forEach((name, value) -> inputs.put(name, Nodes.input(name, value.type())));
        Explain explain = Explain.of(ExpressionParser.parse(expression, inputs, DType.FLOAT64));
        for (Map.Entry<String, NDArray> entry : given.entrySet()) {
            explain = explain.at(entry.getKey(), entry.getValue());
        }
        explain = expand ? explain.expanded() : explain;
        if (!"forward".equals(mode)) {
            return explain;
        }
        if (by == null && given.isEmpty()) {
            throw new InputException("--mode forward needs a name to differentiate by, and the expression has none.");
        }
        return explain.forward(by == null ? given.firstEntry().getKey() : by);
    }

    /** What words such as {@code x=2} give. */
    static SequencedMap<String, NDArray> given(List<String> values) {
        SequencedMap<String, NDArray> given = new LinkedHashMap<>();
        for (String word : values) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? "" : word.substring(0, equals).strip();
            if (name.isEmpty()) {
                throw new InputException(
                        "'%s' is not of the form name=value, such as x=2 (an expression with blanks needs quotes)"
                                .formatted(Failures.shortened(word)));
            }
            if (given.put(name, ValueParser.parse(name, word.substring(equals + 1))) != null) {
                throw new InputException("'%s' is given twice".formatted(Failures.shortened(name)));
            }
        }
        return given;
    }

    static void checkNames(Set<String> names, SequencedMap<String, NDArray> given) {
        List<String> missing = new ArrayList<>(new TreeSet<>(names));
        missing.removeAll(given.keySet());
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                String near = Suggest.sentence(name, missing.isEmpty() ? names : missing);
                throw new InputException("the expression has no '%s'. %s"
                        .formatted(
                                Failures.shortened(name),
                                near.isEmpty()
                                        ? names.isEmpty()
                                                ? "It has no names."
                                                : "It has " + String.join(", ", names) + "."
                                        : near));
            }
        }
        if (!missing.isEmpty()) {
            throw new InputException(
                    "no value for %s; add for example %s=1".formatted(String.join(", ", missing), missing.getFirst()));
        }
    }
}
