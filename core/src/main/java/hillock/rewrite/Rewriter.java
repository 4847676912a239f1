package hillock.rewrite;

import hillock.graph.Function;
import hillock.graph.Node;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The simplification of graphs before they are planned. Calls are replaced by their bodies, equal expressions are
 * computed once, constants are folded, the rules of {@link hillock.rewrite.rules.Rules} are applied, and loops lose
 * what nobody uses. All results keep their bits, for zeros of both signs, infinities, NaN and subnormals: what the
 * interpreter gives for the graph as it was built, it gives for the graph as it was rewritten.
 *
 * <p>One pass from the leaves to the roots; the work grows linearly with the number of nodes, those of inlined calls
 * counted at every call. Operations that nothing depends on any more are left out, and with them the errors they would
 * have raised (a division by zero in a branch that is never selected).
 *
 * <p>Not safe for use by several threads; make one for each plan.
 */
public final class Rewriter {
    private final SequencedMap<String, Integer> applied = new LinkedHashMap<>();
    private final Map<Function, Function> functions = new HashMap<>();
    private long visits;

    /** A rewriter that has done nothing yet. */
    public Rewriter() {}

    /**
     * Simplified expressions with the values of the given ones, in the same order.
     *
     * @param roots expressions of tensors
     * @throws IllegalStateException if a root is a tuple
     */
    public List<Node> rewrite(List<Node> roots) {
        roots.forEach(Node::tensorType);
        return new Scope(this).rewrite(roots);
    }

    /** The rules applied so far, in the order of their first application, and how often. */
    public SequencedMap<String, Integer> applied() {
        return Collections.unmodifiableSequencedMap(applied);
    }

    /** How many nodes have been looked at so far: those given, those of inlined calls and those the rules made. */
    public long visits() {
        return visits;
    }

    /** A function with a simplified body; the same object for equal functions. */
    Function rewrite(Function function) {
        Function known = functions.get(function);
        if (known == null) {
            known = Function.of(
                    function.parameters(), parameters -> new Scope(this).inline(function.results(), parameters));
            functions.put(function, known);
        }
        return known;
    }

    void count(String rule) {
        applied.merge(rule, 1, Integer::sum);
    }

    void countVisit() {
        visits++;
    }

    /** The lines "count name" of the rules applied, for people. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        applied.forEach(
                (rule, count) -> out.append(count).append(' ').append(rule).append('\n'));
        return out.toString();
    }
}
