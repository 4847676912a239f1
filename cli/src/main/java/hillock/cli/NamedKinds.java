package hillock.cli;

import hillock.data.TaskChoice;
import hillock.graph.ExpressionException;
import hillock.graph.Suggest;
import hillock.network.Activation;
import hillock.network.Initializer;
import hillock.network.Loss;
import hillock.train.Optimizer;
import hillock.train.Schedule;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/** What options accept that are given a name: the names, for completion, and the check. */
final class NamedKinds {
    private NamedKinds() {}

    /** One of several names, which are asked for when they are needed: every start makes all kinds. */
    abstract static class Name implements ITypeConverter<String>, Iterable<String> {
        abstract List<String> names();

        @Override
        public String convert(String value) {
            List<String> names = names();
            if (!names.contains(value)) {
                String near = Suggest.sentence(value, names);
                throw new Kinds.Unexpected(
                        "one of " + String.join(", ", names) + (near.isEmpty() ? "" : " (" + near + ")"));
            }
            return value;
        }

        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    /** A name, alone or with options in parentheses. */
    abstract static class Notation extends Name {
        private final String example;

        Notation(String example) {
            this.example = example;
        }

        /** Throws what is wrong with a text. */
        abstract void read(String text);

        @Override
        public String convert(String value) {
            if (value.indexOf('(') < 0) {
                super.convert(value);
            }
            try {
                read(value);
                return value;
            } catch (ExpressionException e) {
                throw new Kinds.Malformed(e, example);
            }
        }
    }

    /** An activation. */
    static final class ActivationName extends Notation {
        ActivationName() {
            super("leaky_relu(0.1)");
        }

        @Override
        List<String> names() {
            return Activation.names();
        }

        @Override
        void read(String text) {
            Activation.named(text);
        }
    }

    /** A way to make first weights. */
    static final class InitName extends Notation {
        InitName() {
            super("normal(mean=0, deviation=0.02)");
        }

        @Override
        List<String> names() {
            return Initializer.names();
        }

        @Override
        void read(String text) {
            Initializer.parse(text);
        }
    }

    /** An optimiser. */
    static final class OptimizerName extends Notation {
        OptimizerName() {
            super("adam(beta2=0.99, clip_norm=1)");
        }

        @Override
        List<String> names() {
            return Optimizer.names();
        }

        @Override
        void read(String text) {
            Optimizer.parse(text, Schedule.constant(1));
        }
    }

    /** A schedule of the learning rate. */
    static final class ScheduleName extends Notation {
        ScheduleName() {
            super("warm_up(100, cosine)");
        }

        @Override
        List<String> names() {
            return Schedule.names();
        }

        @Override
        void read(String text) {
            Schedule.parse(text, 1);
        }
    }

    /** A loss. */
    static final class LossText extends Notation {
        LossText() {
            super("huber(1)");
        }

        @Override
        List<String> names() {
            return Loss.names();
        }

        @Override
        void read(String text) {
            Loss.parse(text);
        }
    }

    /** The direction in which derivatives are carried. */
    static final class ModeName extends Name {
        @Override
        List<String> names() {
            return List.of("reverse", "forward");
        }
    }

    /** What is to be predicted from a table. */
    static final class TaskName extends Name {
        @Override
        List<String> names() {
            return List.of("auto", "regression", "classification", "classes", "binary");
        }

        static TaskChoice.Wish wish(String name) {
            return switch (name) {
                case "classification", "classes", "binary" -> TaskChoice.Wish.CLASSIFICATION;
                case "regression" -> TaskChoice.Wish.REGRESSION;
                default -> TaskChoice.Wish.AUTO;
            };
        }
    }
}
