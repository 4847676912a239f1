package hillock.graph;

import hillock.array.TensorType;

/** The identity of a program's input. The name is a label: two symbols of one name are different inputs. */
public final class Symbol {
    private final String name;
    private final TensorType type;

    /** A new input. */
    public Symbol(String name, TensorType type) {
        this.name = name;
        this.type = type;
    }

    /** The label. */
    public String name() {
        return name;
    }

    /** The type of the values it takes. */
    public TensorType type() {
        return type;
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }
}
