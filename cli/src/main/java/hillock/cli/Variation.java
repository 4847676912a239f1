package hillock.cli;

import hillock.graph.Suggest;
import hillock.train.Combination;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;

/**
 * What {@code hillock sweep} tries for one option of training.
 *
 * @param name the option, without its dashes
 * @param values the values to try, as they stand behind the option; empty for a range
 * @param range the range to draw numbers from
 */
record Variation(String name, List<String> values, Optional<Range> range) {
    private static final List<String> NAMES = List.of(
            "hidden",
            "activation",
            "init",
            "dropout",
            "loss",
            "optimizer",
            "learning-rate",
            "schedule",
            "momentum",
            "batch-size",
            "epochs",
            "patience");

    private static final List<String> RANGED = List.of("learning-rate", "dropout", "momentum");

    /**
     * A range of numbers.
     *
     * @param low its lower end
     * @param high its upper end
     */
    record Range(double low, double high) {}

    /** Reads {@code learning-rate=1e-3,1e-2} and {@code learning-rate=1e-4..1e-1}. */
    static final class Converter implements ITypeConverter<Variation> {
        private static final Pattern RANGE =
                Pattern.compile("([^.]+(?:\\.[0-9][^.]*)?)\\.\\.([^.]+(?:\\.[0-9][^.]*)?)");

        @Override
        public Variation convert(String text) {
            int equals = text.indexOf('=');
            String given = equals < 0 ? text : text.substring(0, equals);
            String name = given.equals("lr") ? "learning-rate" : given.equals("batch") ? "batch-size" : given;
            if (!NAMES.contains(name)) {
                String near = Suggest.sentence(name, NAMES);
                throw new Kinds.Unexpected("the name of an option and values, such as hidden=32,64x64; the names are "
                        + String.join(", ", NAMES) + (near.isEmpty() ? "" : " (" + near + ")"));
            }
            if (equals < 0 || equals == text.length() - 1) {
                throw new Kinds.Unexpected("values behind the name, such as learning-rate=1e-3,1e-2");
            }
            String rest = text.substring(equals + 1);
            Matcher matcher = RANGE.matcher(rest);
            if (RANGED.contains(name) && matcher.matches()) {
                return new Variation(name, List.of(), Optional.of(range(name, matcher.group(1), matcher.group(2))));
            }
            List<String> values = new ArrayList<>();
            for (String word : words(rest)) {
                parse(name, word);
                values.add(word);
            }
            return new Variation(name, List.copyOf(values), Optional.empty());
        }

        /** What stands between commas that are not within parentheses. */
        private static List<String> words(String text) {
            List<String> words = new ArrayList<>();
            int depth = 0;
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                switch (text.charAt(i)) {
                    case '(' -> depth++;
                    case ')' -> depth--;
                    case ',' -> {
                        if (depth == 0) {
                            words.add(text.substring(start, i));
                            start = i + 1;
                        }
                    }
                    default -> {}
                }
            }
            words.add(text.substring(start));
            return words;
        }

        private static Range range(String name, String low, String high) {
            parse(name, low);
            parse(name, high);
            Range range = new Range(Double.parseDouble(low), Double.parseDouble(high));
            if (!(range.low > 0 && range.low < range.high)) {
                throw new Kinds.Unexpected(
                        "a range that rises and begins above 0, such as %s=1e-4..1e-1".formatted(name));
            }
            return range;
        }
    }

    /** The value of the option in words; widths of layers have an x between them, for commas divide the values. */
    private static String argument(String name, String value) {
        return name.equals("hidden") ? value.replace('x', ',') : value;
    }

    private static TrainOptions parse(String name, String value) {
        TrainOptions options = new TrainOptions();
        parse(options, List.of("--" + name, argument(name, value)));
        return options;
    }

    private static void parse(TrainOptions options, List<String> arguments) {
        try {
            new CommandLine(options).parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            Kinds.Unexpected unexpected = e.getCause() instanceof Kinds.Unexpected cause
                    ? cause
                    : new Kinds.Unexpected(Failures.shortened(String.valueOf(e.getMessage())));
            throw unexpected.within(arguments.getFirst().substring(2));
        }
    }

    /**
     * The options of training with those of a combination in place of what was given.
     *
     * @param given the options that all trainings share
     */
    static TrainOptions options(Combination combination, TrainOptions given) {
        List<String> arguments = new ArrayList<>();
        combination.values().forEach((name, value) -> {
            arguments.add("--" + name);
            arguments.add(argument(name, value.toString()));
        });
        TrainOptions options = new TrainOptions();
        parse(options, arguments);
        // Another optimiser has another usual rate, but a rate that was given stays.
        if (options.learningRate == null) {
            options.learningRate = given.learningRate;
        }
        return options;
    }
}
