package hillock.graph;

import hillock.array.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parser of formulas written as text, such as {@code sin(x) + x*y} or {@code 1/(1+exp(-(w0*x0+w1*x1+w2)))}.
 *
 * <p>There are {@code + - * /}; powers {@code x^2} or {@code x**2}, which group from the right and bind tighter than a
 * sign ({@code -x^2} is {@code -(x^2)}, {@code 2^-x} is allowed); parentheses; the unary operations by their labels
 * ({@code sin}, {@code exp}, {@code tanh}, ...); {@code max}, {@code min}, {@code pow}, {@code rem}, {@code matmul};
 * {@code sum} (of all elements), {@code transpose}; the composed functions ({@code sigmoid}, {@code relu}, ...); the
 * constants {@code pi} and {@code e}, unless a given name hides them; numbers like {@code 1.5e-3}.
 *
 * <p>The work is linear in the length of the text and uses no recursion. Texts come from outside, so length and depth
 * are bounded.
 */
public final class ExpressionParser {
    /** The most characters of a text. */
    public static final int MAX_LENGTH = 1_000_000;
    /** The most operations and parentheses that may be open at one place. */
    public static final int MAX_DEPTH = 10_000;

    private static final Map<String, Double> CONSTANTS = Map.of("e", Math.E, "pi", Math.PI);

    private final String text;
    private final List<ExpressionToken> tokens;
    private final List<Step> steps = new ArrayList<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    /** What remains of a text: steps in postfix order for a machine with a stack. */
    private sealed interface Step {
        int at();
    }

    private record Literal(double value, String written, int at) implements Step {}

    private record Name(String name, int at) implements Step {}

    private record Apply(String name, int operands, Function<List<Node>, Node> builder, int at) implements Step {}

    /** What waits for its right-hand operand or its closing parenthesis. */
    private sealed interface Pending {}

    private record Waiting(Operator operator, int at) implements Pending {}

    private record Open(@Nullable ExpressionFunction function, int commas, int at) implements Pending {}

    private enum Operator {
        ADD("+", 2, 1, x -> Nodes.add(x.getFirst(), x.getLast())),
        SUB("-", 2, 1, x -> Nodes.sub(x.getFirst(), x.getLast())),
        MUL("*", 2, 2, x -> Nodes.mul(x.getFirst(), x.getLast())),
        DIV("/", 2, 2, x -> Nodes.div(x.getFirst(), x.getLast())),
        SIGN("-", 1, 3, x -> Nodes.neg(x.getFirst())),
        POW("^", 2, 4, x -> Nodes.pow(x.getFirst(), x.getLast()));

        private final String symbol;
        private final int operands;
        private final int binding;
        private final Function<List<Node>, Node> builder;

        Operator(String symbol, int operands, int binding, Function<List<Node>, Node> builder) {
            this.symbol = symbol;
            this.operands = operands;
            this.binding = binding;
            this.builder = builder;
        }

        static @Nullable Operator between(ExpressionToken token) {
            if (token.kind() == ExpressionToken.Kind.SYMBOL) {
                for (Operator operator : values()) {
                    if (operator.operands == 2 && operator.symbol.equals(token.text())) {
                        return operator;
                    }
                }
            }
            return null;
        }

        /** Whether this one, standing on the left, takes the operand between it and {@code next}. */
        boolean takesBefore(Operator next) {
            return binding > next.binding || binding == next.binding && next != POW;
        }
    }

    private ExpressionParser(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ExpressionException(
                    "The text has %d characters; at most %d are read".formatted(text.length(), MAX_LENGTH),
                    text,
                    MAX_LENGTH,
                    "Build an expression of this size with Java: Nodes or Tensor.",
                    null);
        }
        if (text.isBlank()) {
            throw new ExpressionException(
                    "The expression is empty", text, 0, "Write one, for example sin(x) + x*y.", null);
        }
        this.text = text;
        this.tokens = ExpressionToken.split(text);
        compile();
    }

    /**
     * The expression of a text.
     *
     * @param names what the names in the text stand for; names not used do no harm
     * @param dtype the element type of numbers in the text
     * @throws ExpressionException if the text is not an expression, uses a name that is not given, or gives an
     *     operation operands of types it does not take
     */
    public static Node parse(String text, Map<String, Node> names, DType dtype) {
        return new ExpressionParser(text).build(names, dtype);
    }

    /**
     * The names in a text that must be given a meaning, in order of appearance; the constants {@code pi} and {@code e}
     * and functions are not among them.
     *
     * @throws ExpressionException if the text is not an expression
     */
    public static Set<String> names(String text) {
        Set<String> names = new LinkedHashSet<>();
        for (Step step : new ExpressionParser(text).steps) {
            if (step instanceof Name name && !CONSTANTS.containsKey(name.name)) {
                names.add(name.name);
            }
        }
        return Collections.unmodifiableSet(names);
    }

    /** The names of the functions that may be called, in alphabetic order. */
    public static Set<String> functions() {
        return Collections.unmodifiableSet(new TreeSet<>(ExpressionFunction.ALL.keySet()));
    }

    // From words to steps: the method of the shunting yard (Dijkstra 1961)

    private void compile() {
        boolean operandNext = true;
        for (int i = 0; i < tokens.size(); i++) {
            ExpressionToken token = tokens.get(i);
            if (operandNext) {
                if (token.kind() == ExpressionToken.Kind.NAME
                        && tokens.get(i + 1).is("(")) {
                    i++;
                    push(new Open(function(token), 0, token.at()), token.at());
                } else {
                    operandNext = beginOperand(token, i);
                }
            } else {
                operandNext = afterOperand(token, i);
            }
        }
    }

    /** Reads a word where an operand begins; tells whether one still has to come. */
    private boolean beginOperand(ExpressionToken token, int index) {
        switch (token.kind()) {
            case NUMBER -> {
                steps.add(new Literal(Double.parseDouble(token.text()), token.text(), token.at()));
                return false;
            }
            case NAME -> {
                ExpressionFunction function = ExpressionFunction.ALL.get(token.text());
                if (function != null) {
                    throw error(
                            "%s is a function and needs its operands in parentheses".formatted(token.quoted()),
                            token.at(),
                            "Write " + function.example() + "; a variable needs another name.");
                }
                steps.add(new Name(token.text(), token.at()));
                return false;
            }
            case SYMBOL, END -> {
                if (token.is("(")) {
                    push(new Open(null, 0, token.at()), token.at());
                } else if (token.is("-")) {
                    push(new Waiting(Operator.SIGN, token.at()), token.at());
                } else if (!token.is("+")) {
                    throw missingOperand(token, index);
                }
                return true;
            }
        }
        throw new AssertionError(token);
    }

    /** Reads a word where an operand has ended; tells whether another has to come. */
    private boolean afterOperand(ExpressionToken token, int index) {
        Operator operator = Operator.between(token);
        if (operator != null) {
            while (pending.peek() instanceof Waiting waiting && waiting.operator.takesBefore(operator)) {
                emit(waiting);
            }
            push(new Waiting(operator, token.at()), token.at());
            return true;
        }
        if (token.is(")")) {
            close(token);
            return false;
        }
        if (token.is(",")) {
            comma(token);
            return true;
        }
        if (token.kind() != ExpressionToken.Kind.END) {
            throw error(
                    "No operation stands between %s and %s"
                            .formatted(tokens.get(index - 1).quoted(), token.quoted()),
                    token.at(),
                    "For a product put '*' between them.");
        }
        emitWaiting();
        if (pending.peek() instanceof Open open) {
            throw error("This parenthesis is never closed", open.at, "Add ')' where it ends.");
        }
        return false;
    }

    private void push(Pending entry, int at) {
        if (pending.size() >= MAX_DEPTH) {
            throw error(
                    "The expression is nested more than %d deep".formatted(MAX_DEPTH),
                    at,
                    "Build an expression of this depth with Java: Nodes or Tensor.");
        }
        pending.push(entry);
    }

    private void emitWaiting() {
        while (pending.peek() instanceof Waiting waiting) {
            emit(waiting);
        }
    }

    private void emit(Waiting waiting) {
        pending.pop();
        Operator operator = waiting.operator;
        // A sign in front of a number belongs to the number: -4 is one constant, not an operation.
        if (operator == Operator.SIGN && steps.getLast() instanceof Literal(double value, String written, int _)) {
            steps.removeLast();
            steps.add(new Literal(-value, "-" + written, waiting.at));
        } else {
            steps.add(new Apply(operator.symbol, operator.operands, operator.builder, waiting.at));
        }
    }

    private void close(ExpressionToken token) {
        emitWaiting();
        if (!(pending.peek() instanceof Open open)) {
            throw error("This parenthesis closes nothing", token.at(), "Remove it, or add '(' where it begins.");
        }
        pending.pop();
        ExpressionFunction function = open.function;
        if (function != null) {
            if (open.commas + 1 != function.operands()) {
                throw operandCount(function, open.commas + 1, open.at);
            }
            steps.add(new Apply(function.name(), function.operands(), function.builder(), open.at));
        }
    }

    private void comma(ExpressionToken token) {
        emitWaiting();
        if (!(pending.peek() instanceof Open open) || open.function == null) {
            throw error(
                    "A comma stands outside the operands of a function",
                    token.at(),
                    "Commas separate operands, as in max(a, b); the decimal sign is a point.");
        }
        if (open.commas + 2 > open.function.operands()) {
            throw operandCount(open.function, open.commas + 2, token.at());
        }
        pending.pop();
        pending.push(new Open(open.function, open.commas + 1, open.at));
    }

    private ExpressionFunction function(ExpressionToken token) {
        ExpressionFunction function = ExpressionFunction.ALL.get(token.text());
        if (function == null) {
            String near = Suggest.sentence(token.text(), ExpressionFunction.ALL.keySet());
            throw error(
                    "There is no function %s".formatted(token.quoted()),
                    token.at(),
                    near.isEmpty()
                            ? "For a product write %s*(...). Functions: %s."
                                    .formatted(token.brief(), String.join(", ", ExpressionFunction.ALL.keySet()))
                            : near);
        }
        return function;
    }

    // Mistakes

    private ExpressionException missingOperand(ExpressionToken token, int index) {
        ExpressionToken previous = index == 0 ? null : tokens.get(index - 1);
        String example = "Write an operand there: a number, a name or an expression in parentheses.";
        if (previous == null) {
            return error("%s has nothing on its left".formatted(token.quoted()), token.at(), example);
        }
        if (previous.is("(") && token.is(")")) {
            return error("These parentheses have nothing in them", previous.at(), example);
        }
        if (previous.is("(") && token.kind() == ExpressionToken.Kind.END) {
            return error("This parenthesis is never closed", previous.at(), "Write what it holds, and ')'.");
        }
        return error(
                "An operand is missing between %s and %s".formatted(previous.quoted(), token.quoted()),
                token.at(),
                example);
    }

    private ExpressionException operandCount(ExpressionFunction function, int given, int at) {
        return error(
                "'%s' takes %d operand%s, not %d"
                        .formatted(function.name(), function.operands(), function.operands() == 1 ? "" : "s", given),
                at,
                "Write " + function.example() + ".");
    }

    private ExpressionException error(String problem, int at, String advice) {
        return new ExpressionException(problem, text, at, advice, null);
    }

    // From steps to nodes

    private Node build(Map<String, Node> names, DType dtype) {
        List<Node> stack = new ArrayList<>();
        for (Step step : steps) {
            stack.add(
                    switch (step) {
                        case Literal literal -> number(literal.value, literal.written, dtype, literal.at);
                        case Name name -> named(name, names, dtype);
                        case Apply apply -> apply(apply, stack);
                    });
        }
        return stack.getFirst();
    }

    private Node apply(Apply apply, List<Node> stack) {
        List<Node> top = stack.subList(stack.size() - apply.operands, stack.size());
        List<Node> operands = List.copyOf(top);
        top.clear();
        try {
            return apply.builder.apply(operands);
        } catch (IllegalArgumentException | IllegalStateException e) {
            String types = String.join(
                    " and ", operands.stream().map(x -> x.type().toString()).toList());
            throw new ExpressionException(
                    "'%s' does not take %s".formatted(apply.name, types),
                    text,
                    apply.at,
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    private Node named(Name step, Map<String, Node> names, DType dtype) {
        Node node = names.get(step.name);
        if (node != null) {
            return node;
        }
        Double constant = CONSTANTS.get(step.name);
        if (constant != null) {
            return number(constant, step.name, dtype, step.at);
        }
        Set<String> known = new TreeSet<>(names.keySet());
        String near = Suggest.sentence(step.name, known);
        String list = known.isEmpty() ? "No names are given." : "Given are " + String.join(", ", known) + ".";
        throw error(
                "The name '%s' has no meaning".formatted(ExpressionToken.brief(step.name)),
                step.at,
                near.isEmpty() ? list : near + " " + list);
    }

    private Node number(double value, String written, DType dtype, int at) {
        boolean fits = switch (dtype) {
            case FLOAT32 -> Float.isFinite((float) value);
            case FLOAT64 -> Double.isFinite(value);
            case INT32 -> value == (int) value;
            case INT64 -> value == Math.rint(value) && Math.abs(value) <= 0x1p53;
            case BOOL -> false;
        };
        if (!fits) {
            throw error(
                    "%s is not a number of type %s".formatted(ExpressionToken.brief(written), dtype),
                    at,
                    dtype.isFloat() ? "Use a smaller number." : "Use a whole number in range, or float32 or float64.");
        }
        return Nodes.scalar(dtype, value);
    }
}
