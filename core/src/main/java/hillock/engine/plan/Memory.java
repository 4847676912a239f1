package hillock.engine.plan;

import hillock.array.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which temporaries share an array: those of one type and size that do not live at the same time. */
final class Memory {
    private record Kind(DType dtype, int size) {}

    private Memory() {}

    /** A number of an array for each temporary, by buffer id. */
    static int[] assign(List<Step> steps, List<Buffer> buffers) {
        int[] physical = new int[buffers.size()];
        Arrays.fill(physical, -1);
        for (int at = 0; at < steps.size(); at++) {
            for (View view : steps.get(at).reads()) {
                view.buffer().lastUse = at;
            }
        }
        Map<Kind, ArrayDeque<Integer>> free = new HashMap<>();
        List<List<Buffer>> dying = new ArrayList<>();
        for (int at = 0; at < steps.size(); at++) {
            dying.add(List.of());
        }
        for (Buffer buffer : buffers) {
            if (buffer.kind == Buffer.Kind.TEMPORARY && buffer.lastUse >= 0) {
                if (dying.get(buffer.lastUse).isEmpty()) {
                    dying.set(buffer.lastUse, new ArrayList<>());
                }
                dying.get(buffer.lastUse).add(buffer);
            }
        }
        int count = 0;
        for (int at = 0; at < steps.size(); at++) {
            Step step = steps.get(at);
            // An elementwise result may take the place of an operand that dies here and is read at the same index.
            for (Buffer buffer : dying.get(at)) {
                if (replaceable(step, buffer)) {
                    release(free, physical, buffer);
                }
            }
            for (View out : step.writes()) {
                Buffer buffer = out.buffer();
                if (buffer.kind == Buffer.Kind.TEMPORARY && physical[buffer.id] < 0) {
                    ArrayDeque<Integer> available = free.get(new Kind(buffer.dtype, buffer.size));
                    physical[buffer.id] = available == null || available.isEmpty() ? count++ : available.pop();
                }
            }
            for (Buffer buffer : dying.get(at)) {
                if (!replaceable(step, buffer)) {
                    release(free, physical, buffer);
                }
            }
        }
        // Parts of no elements are never written, but still read by element type: each needs an array of its own.
        for (Buffer buffer : buffers) {
            if (buffer.kind == Buffer.Kind.TEMPORARY && physical[buffer.id] < 0) {
                physical[buffer.id] = count++;
            }
        }
        return physical;
    }

    private static boolean replaceable(Step step, Buffer buffer) {
        if (!(step instanceof Step.Map || step instanceof Step.Fused)) {
            return false;
        }
        for (View view : step.reads()) {
            if (view.buffer() == buffer && !view.whole()) {
                return false;
            }
        }
        return step.writes().stream().allMatch(View::whole);
    }

    private static void release(Map<Kind, ArrayDeque<Integer>> free, int[] physical, Buffer buffer) {
        if (physical[buffer.id] < 0) {
            return;
        }
        free.computeIfAbsent(new Kind(buffer.dtype, buffer.size), _ -> new ArrayDeque<>())
                .push(physical[buffer.id]);
    }
}
