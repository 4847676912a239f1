package hillock.cli;

import hillock.graph.ExpressionException;
import hillock.network.Architecture;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** The kinds of values that options take; each says what it expects when it is given something else. */
final class Kinds {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,30}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

    private static final int MOST_EPOCHS = 1_000_000;

    private Kinds() {}

    /** A value of the wrong kind; the message completes "--option takes ...". */
    static class Unexpected extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unexpected(String expected) {
            super(expected);
        }

        /** What is wrong with the value of an option. */
        String about(String option, String value) {
            return "%s takes %s, not '%s'".formatted(option, getMessage(), value);
        }

        /** The same about a value that stands in that of another option. */
        Unexpected within(String name) {
            return new Unexpected("for %s %s".formatted(name, getMessage()));
        }
    }

    /** A text with a mistake in it; the message shows the place. */
    static final class Malformed extends Unexpected {
        private static final long serialVersionUID = 1;

        Malformed(ExpressionException failure, String example) {
            super("%s\nFor example: %s".formatted(failure.getMessage(), example));
        }

        @Override
        String about(String option, String value) {
            return "%s: %s".formatted(option, getMessage());
        }

        @Override
        Unexpected within(String name) {
            return this;
        }
    }

    /** A whole number in a range. */
    abstract static class Whole implements ITypeConverter<Integer> {
        private final int least;
        private final int most;

        Whole(int least, int most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Integer convert(String value) {
            return whole(value, least, most);
        }
    }

    /** A number in a range whose ends may be excluded. */
    abstract static class Decimal implements ITypeConverter<Double> {
        private final String expected;
        private final double above;
        private final double from;
        private final double to;
        private final double below;

        Decimal(String expected, double above, double from, double to, double below) {
            this.expected = expected;
            this.above = above;
            this.from = from;
            this.to = to;
            this.below = below;
        }

        @Override
        public Double convert(String value) {
            // Java's own parser takes "1d" and "0x1p3", and has a number for what is not one.
            if (DECIMAL.matcher(value).matches()) {
                double number = Double.parseDouble(value);
                if (number > above && number >= from && number <= to && number < below) {
                    return number;
                }
            }
            throw new Unexpected(expected);
        }
    }

    /** How often something is done again. */
    static final class Repeats extends Whole {
        Repeats() {
            super(1, 10_000);
        }
    }

    /** A number of epochs to wait. */
    static final class Epochs extends Whole {
        Epochs() {
            super(1, MOST_EPOCHS);
        }
    }

    /** The number of epochs, or {@link Settings#AUTOMATIC}. */
    static final class EpochCount implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return value.equals("auto")
                    ? Settings.AUTOMATIC
                    : inRange(value, 1, MOST_EPOCHS, "a whole number from 1 to %d, or auto".formatted(MOST_EPOCHS));
        }
    }

    /** The number of samples in a batch, or {@link Settings#FULL_BATCH}. */
    static final class BatchSize implements ITypeConverter<Integer> {
        private static final int MOST = 1 << 24;

        @Override
        public Integer convert(String value) {
            return value.equals("full")
                    ? Settings.FULL_BATCH
                    : inRange(value, 1, MOST, "a whole number from 1 to %d, or full".formatted(MOST));
        }
    }

    /** A time with its units, such as {@code 90s} or {@code 1h30m}. */
    static final class Time implements ITypeConverter<Duration> {
        private static final Pattern PARTS = Pattern.compile("(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?");

        @Override
        public Duration convert(String value) {
            Matcher matcher = PARTS.matcher(value);
            if (matcher.matches()) {
                Duration time = Duration.ofHours(part(matcher, 1))
                        .plusMinutes(part(matcher, 2))
                        .plusSeconds(part(matcher, 3));
                if (time.isPositive()) {
                    return time;
                }
            }
            throw new Unexpected("a time such as 90s, 10m or 1h30m");
        }

        private static long part(Matcher matcher, int group) {
            String digits = matcher.group(group);
            return digits == null ? 0 : Long.parseLong(digits);
        }
    }

    /** The number of threads. */
    static final class Threads extends Whole {
        Threads() {
            super(1, 1024);
        }
    }

    /** A seed. */
    static final class Seed implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new Unexpected("a whole number of at most 64 bits");
            }
        }
    }

    /** A learning rate. */
    static final class Rate extends Decimal {
        Rate() {
            super("a number above 0 and at most 1000", 0, 0, 1000, Double.POSITIVE_INFINITY);
        }
    }

    /** A probability or share below 1. */
    static final class Share extends Decimal {
        Share() {
            super("a number from 0 to below 1", Double.NEGATIVE_INFINITY, 0, 1, 1);
        }
    }

    /**
     * Hidden layers.
     *
     * @param widths their widths; none for a linear model
     */
    record Layers(List<Integer> widths) {}

    /** The widths of hidden layers; {@code none} for none. */
    static final class Widths implements ITypeConverter<Layers> {
        private static final int WIDEST = 1_000_000_000;
        private static final int MOST = 1000;
        private static final String EXPECTED =
                "the widths of the hidden layers, whole numbers from 1 to 1000000000 with commas between them"
                        + " (such as 64,64), or none";

        @Override
        public Layers convert(String value) {
            List<Integer> widths = new ArrayList<>();
            if (!value.equals("none")) {
                String[] words = value.split(",", -1);
                if (words.length > MOST) {
                    throw new Unexpected("at most " + MOST + " layers");
                }
                for (String word : words) {
                    if (!WHOLE.matcher(word).matches()) {
                        throw new Unexpected(EXPECTED);
                    }
                    widths.add(inRange(word, 1, WIDEST, EXPECTED));
                }
            }
            return new Layers(List.copyOf(widths));
        }
    }

    /** A network, in the words of its layers. */
    static final class Network implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            try {
                return Architecture.parse(value).describe();
            } catch (ExpressionException e) {
                throw new Malformed(e, "sequential(flatten, dense(784, 10))");
            }
        }
    }

    /** A single sign. */
    static final class Sign implements ITypeConverter<Character> {
        @Override
        public Character convert(String value) {
            if (value.equals("tab") || value.equals("\\t")) {
                return '\t';
            }
            if (value.length() != 1) {
                throw new Unexpected("a single sign, or tab");
            }
            return value.charAt(0);
        }
    }

    /** The name of an encoding of text. */
    static final class Encoding implements ITypeConverter<Charset> {
        @Override
        public Charset convert(String value) {
            try {
                return Charset.forName(value);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw new Unexpected("the name of an encoding, such as UTF-8, windows-1252 or ISO-8859-1");
            }
        }
    }

    /** A number that may be meant as a share of something; empty if the text is no number. */
    static Optional<Double> share(String value) {
        return DECIMAL.matcher(value).matches() ? Optional.of(Double.parseDouble(value)) : Optional.empty();
    }

    /** A path. */
    static final class File implements ITypeConverter<Path> {
        @Override
        public Path convert(String value) {
            try {
                if (!value.isEmpty()) {
                    return Path.of(value);
                }
            } catch (InvalidPathException e) {
                // The same answer as for the empty one.
            }
            throw new Unexpected("a path");
        }
    }

    private static int whole(String value, int least, int most) {
        return inRange(value, least, most, "a whole number from %d to %d".formatted(least, most));
    }

    private static int inRange(String value, int least, int most, String expected) {
        if (WHOLE.matcher(value).matches()) {
            double number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw new Unexpected(expected);
    }
}
