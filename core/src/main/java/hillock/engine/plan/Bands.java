package hillock.engine.plan;

import hillock.array.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The grouping of steps into bands. A band begins with the first step that has rows, and takes of those that follow all
 * that can be computed row by row with it; a step that cannot is done before the band if it needs nothing of it, else
 * after it. As far as a band looks is bounded, so the work grows with the number of steps.
 */
final class Bands {
    /** With fewer rows, large steps are left alone: there is more to share out within them. */
    private static final int FEWEST_ROWS = 8;

    private static final int LARGE = 1 << 16;

    /** So many steps that do not join end the search. */
    private static final int MOST_PASSED = 24;

    /** How many first steps propose a number of rows. */
    private static final int PROPOSERS = 6;

    /**
     * Right operands of products are read again, and mostly packed, for every block of rows. So many rows are taken at
     * least that this takes a small part of the time of the multiplications: 10 to 40 GB/s for the one, 120 to 200
     * thousand million operations a second for the other.
     */
    private static final double MULTIPLICATIONS_OF_A_BYTE = 36;

    /** What the rows taken at a time may occupy: a part of the second-level cache. */
    private static final int BLOCK_BYTES = 192 << 10;

    /** How many steps read or write a buffer. */
    private final Map<Buffer, Integer> users = new HashMap<>();

    private Bands() {}

    /** The same work, in bands where there are any. */
    static List<Step> of(List<Step> steps) {
        Bands bands = new Bands();
        for (Step step : steps) {
            buffers(step).forEach(buffer -> bands.users.merge(buffer, 1, Integer::sum));
        }
        return List.copyOf(bands.group(steps));
    }

    private List<Step> group(List<Step> steps) {
        List<Step> grouped = new ArrayList<>();
        Deque<Step> left = new ArrayDeque<>(steps);
        while (!left.isEmpty()) {
            Trial best = null;
            for (int rows : proposals(left)) {
                Trial trial = Trial.of(rows, left);
                if (best == null || trial.members.size() > best.members.size()) {
                    best = trial;
                }
            }
            if (best == null || best.members.size() < 2 || best.isTooCoarse()) {
                grouped.add(left.removeFirst());
                continue;
            }
            grouped.addAll(group(best.before));
            grouped.add(band(best));
            for (int i = 0; i < best.seen; i++) {
                left.removeFirst();
            }
            best.after.reversed().forEach(left::addFirst);
        }
        return grouped;
    }

    /** Numbers of rows that the first steps can be cut into, the most first. */
    private static List<Integer> proposals(Deque<Step> left) {
        Set<Integer> proposals = new LinkedHashSet<>();
        Iterator<Step> steps = left.iterator();
        for (int i = 0; i < PROPOSERS && steps.hasNext(); i++) {
            View out = steps.next().writes().getFirst();
            int rows = 1;
            for (int extent : out.sizes()) {
                rows *= extent;
                if (rows > 1 && out.size() > 0) {
                    proposals.add(rows);
                }
            }
        }
        return proposals.stream().sorted((x, y) -> y - x).toList();
    }

    /** A band of so many rows, and what is left. */
    private static final class Trial {
        final int rows;
        final List<Step> members = new ArrayList<>();
        final List<Step.ByRows> forms = new ArrayList<>();
        final List<Step> before = new ArrayList<>();
        final List<Step> after = new ArrayList<>();
        final int seen;

        /**
         * A band. A large product that no other member has to do with is left out, to be cut as suits it and what uses
         * it; and with it all else that has to do with no member, for it may be what these wait for.
         */
        static Trial of(int rows, Iterable<Step> steps) {
            Trial trial = new Trial(rows, steps, Set.of());
            Set<Buffer> apart = trial.apart();
            return apart.isEmpty() ? trial : new Trial(rows, steps, apart);
        }

        /** The results of members that have nothing to do with others, if there is a large product among these. */
        private Set<Buffer> apart() {
            Set<Buffer> made = new HashSet<>();
            Map<Buffer, Integer> uses = new HashMap<>();
            for (Step member : members) {
                member.writes().forEach(view -> made.add(view.buffer()));
                buffers(member).forEach(buffer -> uses.merge(buffer, 1, Integer::sum));
            }
            Set<Buffer> apart = new HashSet<>();
            boolean large = false;
            for (Step member : members) {
                if (buffers(member).stream()
                        .noneMatch(buffer -> made.contains(buffer) && !Objects.equals(uses.get(buffer), 1))) {
                    member.writes().forEach(view -> apart.add(view.buffer()));
                    large |= member.multiplications() > 0
                            && member.writes().getFirst().size() >= LARGE;
                }
            }
            return large ? apart : Set.of();
        }

        private Trial(int rows, Iterable<Step> steps, Set<Buffer> apart) {
            this.rows = rows;
            Set<Buffer> made = new HashSet<>();
            Set<Buffer> later = new HashSet<>();
            int count = 0;
            int passed = 0;
            for (Step step : steps) {
                if (passed == MOST_PASSED) {
                    break;
                }
                count++;
                boolean waits = touches(step, later) || touches(step, apart);
                Step.ByRows form = waits ? null : step.byRows(rows, made);
                if (form != null) {
                    members.add(step);
                    forms.add(form);
                    step.writes().forEach(view -> made.add(view.buffer()));
                    passed = 0;
                    continue;
                }
                passed++;
                if (touches(step, later) || touches(step, made)) {
                    after.add(step);
                    step.writes().forEach(view -> later.add(view.buffer()));
                } else {
                    before.add(step);
                }
                if (members.isEmpty()) {
                    break;
                }
            }
            this.seen = count;
        }

        boolean isTooCoarse() {
            return rows < FEWEST_ROWS
                    && members.stream()
                            .anyMatch(step -> step.writes().getFirst().size() >= LARGE);
        }

        private static boolean touches(Step step, Set<Buffer> buffers) {
            for (View view : step.reads()) {
                if (buffers.contains(view.buffer())) {
                    return true;
                }
            }
            for (View view : step.writes()) {
                if (buffers.contains(view.buffer())) {
                    return true;
                }
            }
            return false;
        }
    }

    private Band band(Trial trial) {
        Map<Buffer, Integer> inside = new LinkedHashMap<>();
        Map<Buffer, Integer> last = new HashMap<>();
        Set<Buffer> made = new LinkedHashSet<>();
        List<Step> steps = List.copyOf(trial.members);
        long nanos = 0;
        long again = 0;
        long multiplications = 0;
        for (int at = 0; at < steps.size(); at++) {
            Step step = steps.get(at);
            for (Buffer buffer : buffers(step)) {
                inside.merge(buffer, 1, Integer::sum);
                last.put(buffer, at);
            }
            step.writes().forEach(view -> made.add(view.buffer()));
            if (step instanceof Step.Product product) {
                again += (long) product.b().buffer().size
                        * product.b().buffer().dtype.bytes();
            }
            multiplications += step.multiplications();
            nanos += step.nanos();
        }
        Set<Buffer> local = new LinkedHashSet<>();
        long bytes = 0;
        for (Buffer buffer : inside.keySet()) {
            if (made.contains(buffer)
                    && buffer.kind == Buffer.Kind.TEMPORARY
                    && Objects.equals(inside.get(buffer), users.get(buffer))) {
                local.add(buffer);
            }
            if (buffer.size % trial.rows == 0) {
                bytes += (long) buffer.size / trial.rows * buffer.dtype.bytes();
            }
        }
        int fitting = (int) Math.min(BLOCK_BYTES / Math.max(bytes, 1), trial.rows);
        double least = trial.rows * MULTIPLICATIONS_OF_A_BYTE * again / Math.max(multiplications, 1);
        int block = (int) Math.clamp(least, fitting > 64 ? fitting & ~63 : Math.max(fitting, 1), trial.rows);
        List<Band.Local> locals = locals(steps, local, last, trial.rows);
        int[] others = inside.keySet().stream()
                .filter(buffer -> !local.contains(buffer))
                .mapToInt(buffer -> buffer.id)
                .toArray();
        return new Band(steps, List.copyOf(trial.forms), trial.rows, block, nanos, locals, others);
    }

    private static Set<Buffer> buffers(Step step) {
        Set<Buffer> buffers = new LinkedHashSet<>();
        step.reads().forEach(view -> buffers.add(view.buffer()));
        step.writes().forEach(view -> buffers.add(view.buffer()));
        return buffers;
    }

    /** Scratch arrays for buffers, shared where they do not live at the same time. */
    private static List<Band.Local> locals(List<Step> steps, Set<Buffer> local, Map<Buffer, Integer> last, int rows) {
        Map<Buffer, Integer> slots = new LinkedHashMap<>();
        List<Integer> longest = new ArrayList<>();
        Map<DType, Deque<Integer>> free = new HashMap<>();
        Map<Integer, List<Buffer>> dying = new HashMap<>();
        for (int at = 0; at < steps.size(); at++) {
            for (View view : steps.get(at).writes()) {
                Buffer buffer = view.buffer();
                if (local.contains(buffer) && !slots.containsKey(buffer)) {
                    Integer known =
                            free.getOrDefault(buffer.dtype, new ArrayDeque<>()).pollFirst();
                    int slot = known == null ? longest.size() : known;
                    if (known == null) {
                        longest.add(0);
                    }
                    longest.set(slot, Math.max(longest.get(slot), buffer.size / rows));
                    slots.put(buffer, slot);
                    dying.computeIfAbsent(Objects.requireNonNull(last.get(buffer)), _ -> new ArrayList<>())
                            .add(buffer);
                }
            }
            for (Buffer buffer : dying.getOrDefault(at, List.of())) {
                free.computeIfAbsent(buffer.dtype, _ -> new ArrayDeque<>())
                        .addFirst(Objects.requireNonNull(slots.get(buffer)));
            }
        }
        List<Band.Local> locals = new ArrayList<>();
        slots.forEach((buffer, slot) -> {
            buffer.kind = Buffer.Kind.LOCAL;
            locals.add(new Band.Local(buffer, buffer.size / rows, slot, longest.get(slot)));
        });
        return locals;
    }
}
