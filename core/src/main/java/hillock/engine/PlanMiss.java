package hillock.engine;

import hillock.graph.Op;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation that found no plan.
 *
 * @param key what it looked for
 * @param cause why that could not be there, or null if it might have been
 */
record PlanMiss(PlanCache.Key key, @Nullable String cause) {

    /** Why there was no plan, in words, by comparison with the plans known. */
    String explain(Collection<PlanCache.Key> known) {
        if (cause != null) {
            return cause;
        }
        PlanCache.Key nearest = null;
        int most = -1;
        int least = Integer.MAX_VALUE;
        for (PlanCache.Key other : known) {
            if (other.equals(key)) {
                continue; // It has been planned since.
            }
            int equal = key.samePrefix(other);
            int longer = Math.abs(other.size() - key.size());
            if (equal > most || equal == most && longer < least) {
                most = equal;
                least = longer;
                nearest = other;
            }
        }
        if (nearest == null) {
            return "New structure: it was the first to be planned.";
        }
        return "New structure of %d operations. The nearest plan has %d, of which the first %d are the same; then %s."
                .formatted(key.size(), nearest.size(), most, difference(nearest, most));
    }

    private String difference(PlanCache.Key other, int at) {
        if (at == key.size() && at == other.size()) {
            return "other results are asked for";
        }
        if (at == key.size()) {
            return "the plan goes on";
        }
        Object mine = key.operation(at);
        if (at == other.size()) {
            return "comes " + name(mine) + ", where the plan ends";
        }
        Object its = other.operation(at);
        if (mine.equals(its)) {
            return "'%s' has other operands".formatted(((Op) mine).label());
        }
        String words = "comes %s, where the plan has %s".formatted(name(mine), name(its));
        if (mine instanceof PlanCache.Slot a
                && its instanceof PlanCache.Slot b
                && a.type().equals(b.type())) {
            return words + "; whether operands are one or two belongs to the structure";
        }
        return mine instanceof Op.Scalar || its instanceof Op.Scalar
                ? words + "; the numbers 0, 1, -1, 2 and 0.5, which rules look for, belong to the structure"
                : words;
    }

    private static String name(Object operation) {
        return switch (operation) {
            case PlanCache.Slot slot -> "leaf %d, %s".formatted(slot.number(), slot.type());
            case Op.Scalar scalar -> "the number " + scalar.value();
            case Op.Unary unary -> "'" + unary.label() + "'";
            case Op.Binary binary -> "'" + binary.label() + "'";
            case Op.Call call -> "a call of '" + call.name() + "'";
            case Op.Loop loop -> "a loop of " + loop.count() + " steps";
            default -> operation.toString();
        };
    }
}
