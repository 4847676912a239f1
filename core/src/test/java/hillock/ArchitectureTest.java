package hillock;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of core, and what no class of core may use. ARCHITECTURE.md explains the rooms. */
class ArchitectureTest {
    /** The room of the package {@code hillock} itself. */
    private static final String ROOT = "(root)";

    /** Room, and the rooms it may import, to which come the rooms those may import. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("arithmetic", Set.of()),
            Map.entry("array", Set.of("arithmetic")),
            Map.entry("graph", Set.of("array")),
            Map.entry("autodiff", Set.of("graph")),
            Map.entry("interpret", Set.of("graph")),
            Map.entry("rewrite", Set.of("interpret")),
            Map.entry("explain", Set.of("autodiff", "interpret")),
            Map.entry("engine", Set.of("rewrite")),
            Map.entry(ROOT, Set.of("graph", "autodiff", "engine")),
            Map.entry("network", Set.of(ROOT)),
            Map.entry("data", Set.of("array")),
            Map.entry("train", Set.of("network", "data")),
            Map.entry("neuron", Set.of("network")),
            Map.entry("classic", Set.of("train")));

    /** A network's parameters are found through the components of records, and nothing else needs reflection. */
    private static final Set<String> ALLOWED_REFLECTION = Set.of(
            "java.lang.reflect.RecordComponent",
            "java.lang.reflect.Method",
            "java.lang.reflect.Constructor",
            "java.lang.reflect.InvocationTargetException");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("hillock");

    @Test
    void arrowsBetweenRoomsAreThoseOfTheTable() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass from : CORE) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (isHillock(to) && !isAllowed(room(from), room(to))) {
                    violations.add(from.getName() + " (room " + room(from) + ") uses " + to.getName() + " (room "
                            + room(to) + "), but may use only the rooms " + reachable(room(from)));
                }
            }
        }
        assertThat(CORE).as("classes of core that were read").hasSizeGreaterThan(0);
        assertThat(violations).isEmpty();
    }

    @Test
    void tableSaysNoWhereItShould() {
        assertThat(isAllowed("arithmetic", "array")).isFalse();
        assertThat(isAllowed("graph", "engine")).isFalse();
        assertThat(isAllowed("data", "graph")).isFalse();
        assertThat(isAllowed(ROOT, "network")).isFalse();
        assertThat(isAllowed("train", "arithmetic")).isTrue();
        assertThat(isAllowed("engine", "interpret")).isTrue();
        assertThat(reachable("explain"))
                .containsExactly("arithmetic", "array", "autodiff", "explain", "graph", "interpret");
    }

    @Test
    void tableHasNoCycles() {
        for (Map.Entry<String, Set<String>> room : ARROWS.entrySet()) {
            for (String target : room.getValue()) {
                assertThat(reachable(target))
                        .as("rooms reached from %s", target)
                        .doesNotContain(room.getKey());
            }
        }
    }

    @Test
    void coreUsesNothingUnsafeNativeOrHidden() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass from : CORE) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getBaseComponentType().getName();
                if (isForbidden(to)) {
                    violations.add(from.getName() + " uses " + to);
                }
            }
            from.getAccessesFromSelf().stream()
                    .filter(access -> access.getTargetOwner().getName().equals("java.lang.System")
                            && Set.of("out", "err", "load", "loadLibrary", "exit", "setProperty")
                                    .contains(access.getName()))
                    .forEach(access -> violations.add(access.getDescription()));
            from.getMethods().stream()
                    .filter(method -> method.getModifiers().contains(JavaModifier.NATIVE))
                    .forEach(method -> violations.add(method.getFullName() + " is native"));
            from.getRawInterfaces().stream()
                    .filter(type -> type.getName().equals("java.io.Serializable")
                            || type.getName().equals("java.io.Externalizable"))
                    .forEach(type -> violations.add(from.getName() + " implements " + type.getName()));
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void onlyTheSimdBoxUsesTheVectorModule() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass from : CORE) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getBaseComponentType().getName();
                if (to.startsWith("jdk.incubator.") && !from.getPackageName().equals("hillock.engine.simd")) {
                    violations.add(from.getName() + " uses " + to);
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void staticFieldsAreFinal() {
        List<String> violations = new ArrayList<>();
        for (JavaClass type : CORE) {
            type.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                    .map(JavaMember::getFullName)
                    .forEach(violations::add);
        }
        assertThat(violations).as("global mutable state").isEmpty();
    }

    private static boolean isForbidden(String type) {
        return type.startsWith("sun.")
                || type.startsWith("java.util.logging.")
                || type.startsWith("java.lang.foreign.")
                || type.equals("java.io.ObjectInputStream")
                || type.equals("java.io.ObjectOutputStream")
                || (type.startsWith("java.lang.reflect.") && !ALLOWED_REFLECTION.contains(type));
    }

    private static boolean isAllowed(String from, String to) {
        return reachable(from).contains(to);
    }

    /** Returns the rooms that classes of a room may use, its own included; fails for a room the table does not know. */
    private static Set<String> reachable(String room) {
        assertThat(ARROWS)
                .as("package hillock.%s has to be given its place in the table", room)
                .containsKey(room);
        Set<String> rooms = new TreeSet<>(Set.of(room));
        for (String next : ARROWS.get(room)) {
            rooms.addAll(reachable(next));
        }
        return rooms;
    }

    private static boolean isHillock(JavaClass type) {
        return type.getPackageName().equals("hillock") || type.getPackageName().startsWith("hillock.");
    }

    private static String room(JavaClass type) {
        String[] names = type.getPackageName().split("\\.", -1);
        return names.length < 2 ? ROOT : names[1];
    }
}
