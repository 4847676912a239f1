package hillock.network;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The components of records, read and replaced. */
final class Parts {
    private Parts() {}

    static SequencedMap<String, Object> of(Layer layer) {
        RecordComponent[] components = layer.getClass().getRecordComponents();
        SequencedMap<String, Object> parts = new LinkedHashMap<>();
        if (components == null) {
            if (layer instanceof Enum<?>) {
                return parts;
            }
            throw new IllegalStateException(
                    ("%s is a layer but not a record, so its parameters cannot be found; make it a record, or override "
                                    + "parts() and withParts().")
                            .formatted(layer.getClass().getName()));
        }
        for (RecordComponent component : components) {
            Method accessor = component.getAccessor();
            // Fails only where the module is closed; then invoke says so.
            boolean _ = accessor.trySetAccessible();
            try {
                parts.put(component.getName(), accessor.invoke(layer));
            } catch (IllegalAccessException e) {
                throw closed(layer, e);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("The accessor %s failed.".formatted(accessor), e.getCause());
            }
        }
        return parts;
    }

    static Layer rebuild(Layer layer, SequencedMap<String, Object> parts) {
        RecordComponent[] components = layer.getClass().getRecordComponents();
        if (components == null) {
            return layer;
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = layer.getClass().getDeclaredConstructor(types);
            boolean _ = constructor.trySetAccessible();
            return (Layer) constructor.newInstance(parts.values().toArray());
        } catch (IllegalAccessException e) {
            throw closed(layer, e);
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new AssertionError("every record has a canonical constructor", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "The record %s does not accept its own components with other parameters."
                            .formatted(layer.getClass().getName()),
                    e.getCause());
        }
    }

    private static IllegalStateException closed(Layer layer, IllegalAccessException cause) {
        Class<?> type = layer.getClass();
        return new IllegalStateException(
                ("The components of %s cannot be read: make the record public and export its package, or write "
                                + "'opens %s to hillock;' in the module-info of %s, or override parts() and "
                                + "withParts() in the record.")
                        .formatted(type.getName(), type.getPackageName(), type.getModule()),
                cause);
    }
}
