package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** What can be done with any model: finding its parameters, giving them values, copying, sealing. */
public final class Models {
    /** A model nested deeper than this is taken for a mistake. */
    private static final int DEEPEST = 1000;

    private Models() {}

    /** The parameters by path, each once, in the order of the components. */
    public static SequencedMap<String, Parameter> parameters(Layer model) {
        SequencedMap<String, Parameter> found = new LinkedHashMap<>();
        visit(model, (path, _, parameter) -> found.put(path, parameter));
        return found;
    }

    /** What is told of every parameter by {@link #visit}. */
    @FunctionalInterface
    public interface Visitor {
        /** One parameter, its path, and the layer it is a component of. */
        void parameter(String path, Layer owner, Parameter parameter);
    }

    /** Goes through the parameters, each once, in the order of the components. */
    public static void visit(Layer model, Visitor visitor) {
        map(model, "", 0, model, new IdentityHashMap<>(), (path, owner, parameter) -> {
            visitor.parameter(path, owner, parameter);
            return parameter;
        });
    }

    /** The number of trained numbers. */
    public static long count(Layer model) {
        return parameters(model).values().stream()
                .filter(parameter -> parameter.role() != Parameter.Role.STATE)
                .mapToLong(parameter -> parameter.type().size())
                .sum();
    }

    /** Whether every parameter has values. */
    public static boolean isInitialized(Layer model) {
        return parameters(model).values().stream().allMatch(Parameter::isInitialized);
    }

    /**
     * The same model with other parameters.
     *
     * @param image the new parameter for a path and the present parameter; called once for each parameter
     */
    public static <L extends Layer> L map(L model, BiFunction<String, Parameter, Parameter> image) {
        @SuppressWarnings("unchecked") // a rebuilt record has the class of the original
        L result = (L)
                map(model, "", 0, model, new IdentityHashMap<>(), (path, _, parameter) -> image.apply(path, parameter));
        return result;
    }

    /** The new parameter for a present one, which is a component of its owner. */
    private interface Image {
        Parameter of(String path, Layer owner, Parameter parameter);
    }

    private static Object map(Object part, String path, int depth, Layer owner, Map<Object, Object> done, Image image) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "The model is nested more than %d deep at '%s'.".formatted(DEEPEST, path.substring(0, 40)));
        }
        return switch (part) {
            case Parameter parameter -> {
                Object known = done.get(parameter);
                if (known == null) {
                    known = image.of(path, owner, parameter);
                    done.put(parameter, known);
                }
                yield known;
            }
            case Layer layer -> {
                SequencedMap<String, Object> parts = layer.parts();
                SequencedMap<String, Object> images = new LinkedHashMap<>();
                boolean same = true;
                for (Map.Entry<String, Object> entry : parts.entrySet()) {
                    Object mapped = map(entry.getValue(), join(path, entry.getKey()), depth + 1, layer, done, image);
                    images.put(entry.getKey(), mapped);
                    same &= mapped == entry.getValue();
                }
                yield same ? layer : layer.withParts(images);
            }
            case List<?> list -> {
                List<Object> images = new ArrayList<>(list.size());
                boolean same = true;
                for (Object element : list) {
                    Object mapped =
                            map(element, join(path, Integer.toString(images.size())), depth + 1, owner, done, image);
                    images.add(mapped);
                    same &= mapped == element;
                }
                yield same ? list : List.copyOf(images);
            }
            case Optional<?> optional -> {
                Object content = optional.isPresent() ? optional.get() : null;
                Object mapped = content == null ? null : map(content, path, depth + 1, owner, done, image);
                yield mapped == content ? optional : Optional.ofNullable(mapped);
            }
            default -> part;
        };
    }

    private static String join(String path, String part) {
        return path.isEmpty() ? part : path + "." + part;
    }

    /** The same model with values for all parameters that have none: see {@link Layer#init}. */
    public static <L extends Layer> L init(L model, Key key) {
        Map<Parameter, Optional<Activation>> following = Following.of(model);
        List<String> paths = new ArrayList<>();
        List<Tensor> values = new ArrayList<>();
        parameters(model).forEach((path, parameter) -> {
            if (!parameter.isInitialized()) {
                Initializer initializer =
                        parameter.initializer().before(following.getOrDefault(parameter, Optional.empty()));
                Tensor value = initializer.values(key.fold(path), parameter.type(), parameter.fan());
                if (!value.type().equals(parameter.type())) {
                    throw new IllegalStateException("The initialiser of '%s' gives %s, the parameter is %s."
                            .formatted(path, value.type(), parameter.type()));
                }
                paths.add(path);
                values.add(value);
            }
        });
        List<NDArray> arrays = Tensor.evaluate(values.toArray(Tensor[]::new));
        Map<String, NDArray> made = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            made.put(paths.get(i), arrays.get(i));
        }
        return map(model, (path, parameter) -> {
            NDArray value = made.get(path);
            return value == null ? parameter : parameter.with(new Variable(path, value));
        });
    }

    /** The same model on variables of its own, with a copy of all values taken at one moment. */
    public static <L extends Layer> L copy(L model) {
        return withValues(model, values(model));
    }

    /**
     * The model with all variables sealed: their values can never change again, so any number of threads may share it.
     * The variables are those of the given model.
     */
    public static <L extends Layer> L seal(L model) {
        parameters(model).values().forEach(parameter -> parameter.variable().seal());
        return model;
    }

    /**
     * Copies of the values of all parameters by path, taken at one moment, even while another thread trains the model.
     *
     * @throws IllegalStateException if a parameter has no values
     */
    public static SequencedMap<String, NDArray> values(Layer model) {
        SequencedMap<String, Parameter> parameters = parameters(model);
        return snapshot(
                List.copyOf(parameters.sequencedKeySet()),
                parameters.values().stream().map(Parameter::variable).toList());
    }

    /** Copies of the contents of variables at one moment, under the given names. */
    public static SequencedMap<String, NDArray> snapshot(List<String> names, List<Variable> variables) {
        List<Variable.Block> blocks = Variable.hold(variables);
        SequencedMap<String, NDArray> values = new LinkedHashMap<>();
        try {
            for (int i = 0; i < blocks.size(); i++) {
                var type = variables.get(i).type();
                Object copy = type.dtype().newArray(type.size());
                System.arraycopy(blocks.get(i).data(), 0, copy, 0, type.size());
                values.put(names.get(i), NDArray.wrap(type, copy));
            }
        } finally {
            blocks.forEach(Variable.Block::release);
        }
        return values;
    }

    /**
     * The same model on new variables with the given values.
     *
     * @param values an array for every parameter, by path
     * @throws IllegalArgumentException if paths or types differ, listing all differences
     */
    public static <L extends Layer> L withValues(L model, Map<String, NDArray> values) {
        List<String> differences = differences(model, values);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("The values do not fit the model: %s. The model is %s."
                    .formatted(String.join("; ", differences), model.describe()));
        }
        return map(model, (path, parameter) -> parameter.with(new Variable(path, value(values, path))));
    }

    /** The same model on other variables, where there is one for the path of a parameter. */
    public static <L extends Layer> L on(L model, Map<String, Variable> variables) {
        return map(model, (path, parameter) -> {
            Variable other = variables.get(path);
            return other == null ? parameter : parameter.with(other);
        });
    }

    private static NDArray value(Map<String, NDArray> values, String path) {
        NDArray value = values.get(path);
        if (value == null) {
            throw new IllegalArgumentException("There is no value for '%s'.".formatted(path));
        }
        return value;
    }

    /** What differs between the parameters of a model and values meant for them, one line each; empty if they fit. */
    public static List<String> differences(Layer model, Map<String, NDArray> values) {
        List<String> differences = new ArrayList<>();
        SequencedMap<String, Parameter> parameters = parameters(model);
        parameters.forEach((path, parameter) -> {
            NDArray value = values.get(path);
            if (value == null) {
                differences.add("'%s' %s is missing in the values".formatted(path, parameter.type()));
            } else if (!value.type().equals(parameter.type())) {
                differences.add(
                        "'%s' is %s in the model and %s in the values".formatted(path, parameter.type(), value.type()));
            }
        });
        for (String extra : new TreeSet<>(values.keySet())) {
            if (!parameters.containsKey(extra)) {
                differences.add("'%s' is not in the model".formatted(extra));
            }
        }
        return Collections.unmodifiableList(differences);
    }
}
