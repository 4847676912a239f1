package hillock.train;

import hillock.engine.Engine;
import hillock.engine.Executable;
import hillock.graph.Program;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Programs made for given types when first needed, the most recently used kept: graphs have static shapes, so a batch
 * of another size is another program. Safe for use by many threads.
 *
 * @param <K> what a program is made for
 */
final class Specialisations<K> {
    private final Engine engine;
    private final Function<K, Program> maker;
    private final Map<K, Executable> kept;

    Specialisations(Engine engine, int most, Function<K, Program> maker) {
        this.engine = engine;
        this.maker = maker;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Executable> eldest) {
                return size() > most;
            }
        };
    }

    /** The program for a key; of threads that want the same, one makes it and the others wait. */
    synchronized Executable get(K key) {
        Executable known = kept.get(key);
        if (known == null) {
            known = engine.prepare(maker.apply(key));
            kept.put(key, known);
        }
        return known;
    }
}
