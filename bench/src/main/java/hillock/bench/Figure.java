package hillock.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One number that is measured on both sides. Every side reports the seconds of one call; what people read is made of
 * them here, and a ratio is always their time by ours, so that more is better.
 */
public enum Figure {
    W1("W1", "XOR 2-4-1, full batch, SGD, one call a step", Unit.PER_SECOND, "steps/s", 1, 50, 200),
    W1_MANY("W1", "XOR, many steps a call", Unit.PER_SECOND, "steps/s", 1, 100, 200),
    W2("W2", "spiral 2-20-20-3, batch 300, momentum", Unit.PER_SECOND, "steps/s", 1, 2, 5),
    W3_TRAIN("W3", "MNIST 784-256-128-10, batch 128, Adam, training", Unit.PER_SECOND, "samples/s", 128, 1.4, 2),
    W3_ONE("W3", "MNIST, inference, batch 1", Unit.TIME, "us", 1e6, 1.3, 3),
    W3_BATCH("W3", "MNIST, inference, batch 256", Unit.PER_SECOND, "samples/s", 256, 1.1, 1.4),
    W4("W4", "1024-2048-2048-10, batch 256, momentum, training", Unit.PER_SECOND, "samples/s", 256, 0.9, 1.2),
    W5_SINGLE("W5", "the lecture script, float32", Unit.PER_SECOND, "steps/s", 1, 2, 4),
    W5_DOUBLE("W5", "the lecture script, float64", Unit.PER_SECOND, "steps/s", 1, 1.3, 2),
    W6_FORWARD("W6", "gelu chain, 16 million, forward, theirs in place", Unit.TIME, "ms", 1e3, 8, 12),
    W6_BOTH("W6", "gelu chain, forward and backward", Unit.TIME, "ms", 1e3, 9, 14),
    W6_SOFTMAX("W6", "softmax, 4096 x 1000", Unit.TIME, "ms", 1e3, 0.8, 1.1),
    W7("W7", "LSTM 64-128, batch 32, 100 steps, training", Unit.PER_SECOND, "steps/s", 1, 1.5, 2.5),
    W8("W8", "LeNet-5 on 28x28, batch 64, Adam, training", Unit.PER_SECOND, "samples/s", 64, 2, 4),
    W9("W9", "scalar graph of 999 operations, afresh, per operation", Unit.TIME, "us", 1e6 / 999, 5, 15),
    EPOCHS("EPOCHS", "784-512-512-10, 10 epochs of 60000, batch 128, Adam", Unit.TIME, "s", 1, Double.NaN, Double.NaN);

    private enum Unit {
        PER_SECOND,
        TIME
    }

    private final String workload;
    private final String title;
    private final Unit unit;
    private final String name;
    private final double amount;
    private final double least;
    private final double aim;

    Figure(String workload, String title, Unit unit, String name, double amount, double least, double aim) {
        this.workload = workload;
        this.title = title;
        this.unit = unit;
        this.name = name;
        this.amount = amount;
        this.least = least;
        this.aim = aim;
    }

    /** The workload it belongs to, {@code W1} to {@code W9} or {@code EPOCHS}. */
    public String workload() {
        return workload;
    }

    /** What is measured. */
    public String title() {
        return title;
    }

    /** The unit of {@link #value}. */
    public String unit() {
        return name;
    }

    /** Whether it is timed once, in a JVM that has done nothing before, as a user would wait for it. */
    public boolean once() {
        return this == EPOCHS;
    }

    /** The ratio that has to be reached; NaN if there is none. */
    public double least() {
        return least;
    }

    /** The ratio that is hoped for; NaN if there is none. */
    public double aim() {
        return aim;
    }

    /** What people read for the seconds of a call. */
    public double value(double seconds) {
        return switch (unit) {
            case PER_SECOND -> amount / seconds;
            case TIME -> seconds * amount;
        };
    }

    /** The figure of the peer this one is compared with. The peer has no way to do many steps in a call. */
    public Figure counterpart() {
        return this == W1_MANY ? W1 : this;
    }

    /** All workloads, in order. */
    public static List<String> workloads() {
        return Arrays.stream(values()).map(Figure::workload).distinct().toList();
    }

    /** The figures of a workload. */
    public static List<Figure> of(String workload) {
        return Arrays.stream(values()).filter(f -> f.workload.equals(workload)).toList();
    }

    /** The figure of a name that {@link #name} gave. */
    public static Optional<Figure> named(String name) {
        return Arrays.stream(values())
                .filter(f -> f.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
