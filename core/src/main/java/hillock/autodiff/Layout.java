package hillock.autodiff;

import java.util.ArrayList;
import java.util.List;

/** Things in three groups, listed group after group: the operands of a loop under construction. */
final class Layout<T> {
    private final List<List<T>> groups = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    void add(int group, T thing) {
        groups.get(group).add(thing);
    }

    int size(int group) {
        return groups.get(group).size();
    }

    List<T> all() {
        return groups.stream().flatMap(List::stream).toList();
    }
}
