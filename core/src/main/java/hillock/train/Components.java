package hillock.train;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The components of a record of the user as values by name. */
final class Components {
    private Components() {}

    static Map<String, @Nullable Object> of(Record row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            Method accessor = component.getAccessor();
            // Fails only where the module is closed; then invoke says so.
            boolean _ = accessor.trySetAccessible();
            try {
                values.put(component.getName(), accessor.invoke(row));
            } catch (IllegalAccessException e) {
                Class<?> type = row.getClass();
                throw new IllegalArgumentException(
                        ("The components of %s cannot be read: make the record public and export its package, or write "
                                        + "'opens %s to hillock;' in the module-info of %s, or give a map.")
                                .formatted(type.getName(), type.getPackageName(), type.getModule()),
                        e);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException("The accessor %s failed.".formatted(accessor), e.getCause());
            }
        }
        return values;
    }
}
