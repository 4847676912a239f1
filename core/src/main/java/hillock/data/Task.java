package hillock.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What is to be learnt from data: which of two, which of several, or numbers. The task decides what a network's outputs
 * mean, and so the usual loss and the measures.
 */
public sealed interface Task {
    /** The number of outputs a network for this task has. */
    int outputs();

    /** The names of the classes, or of the numbers to be predicted. */
    List<String> labels();

    /** The kind in one word: {@code binary}, {@code classes} or {@code regression}. */
    String kind();

    /**
     * One of two: targets are int32[n], 0 or 1. A network gives one logit, that of the second label.
     *
     * @param negative the label of target 0
     * @param positive the label of target 1
     */
    record Binary(String negative, String positive) implements Task {
        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public List<String> labels() {
            return List.of(negative, positive);
        }

        @Override
        public String kind() {
            return "binary";
        }
    }

    /**
     * One of several: targets are int32[n], 0 to the number of labels - 1. A network gives one logit per class.
     *
     * @param labels the names of the classes, at least two
     */
    record Classes(List<String> labels) implements Task {
        /** Copies the list. */
        public Classes {
            labels = List.copyOf(labels);
            if (labels.size() < 2) {
                throw new IllegalArgumentException(
                        "A classification has at least two classes, not %s; a single class ".formatted(labels)
                                + "cannot be learnt.");
            }
        }

        @Override
        public int outputs() {
            return labels.size();
        }

        @Override
        public String kind() {
            return "classes";
        }
    }

    /**
     * Numbers: targets are floats [n, m].
     *
     * @param labels the names of the m numbers
     */
    record Regression(List<String> labels) implements Task {
        /** Copies the list. */
        public Regression {
            labels = List.copyOf(labels);
            if (labels.isEmpty()) {
                throw new IllegalArgumentException("A regression predicts at least one number.");
            }
        }

        @Override
        public int outputs() {
            return labels.size();
        }

        @Override
        public String kind() {
            return "regression";
        }
    }

    /** Which of two. */
    static Task binary(String negative, String positive) {
        return new Binary(negative, positive);
    }

    /** Which of several classes called 0, 1, 2 ... */
    static Task classes(int count) {
        return new Classes(IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }

    /** Which of several. */
    static Task classes(List<String> labels) {
        return new Classes(labels);
    }

    /** Numbers. */
    static Task regression(List<String> labels) {
        return new Regression(labels);
    }

    /**
     * The task of a kind and its labels, as files keep them.
     *
     * @throws IllegalArgumentException if there is no such kind or the labels do not fit
     */
    static Task of(String kind, List<String> labels) {
        return switch (kind) {
            case "binary" -> {
                if (labels.size() != 2) {
                    throw new IllegalArgumentException("A binary task has two labels, not %s.".formatted(labels));
                }
                yield binary(labels.get(0), labels.get(1));
            }
            case "classes" -> classes(labels);
            case "regression" -> regression(labels);
            default ->
                throw new IllegalArgumentException(
                        "There is no task '%s'; there are binary, classes and regression.".formatted(kind));
        };
    }
}
