package hillock.cli;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reader of values typed by people: {@code -2.5}, {@code [1,2,3]}, {@code [[1,2],[3,4]]}. */
final class ValueParser {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?|inf|nan)");
    private static final int DEEPEST = 8;

    private final String name;
    private final String text;
    private final List<Double> numbers = new ArrayList<>();
    /** The extents found so far, from the outside; -1 where none is known yet. */
    private final int[] extents = new int[DEEPEST];

    private int depth = -1;
    private int at;

    private ValueParser(String name, String text) {
        this.name = name;
        this.text = text;
        Arrays.fill(extents, -1);
    }

    /**
     * A value in float64.
     *
     * @throws InputException if it is not of one of these forms
     */
    static NDArray parse(String name, String text) {
        ValueParser parser = new ValueParser(name, text);
        parser.value(0);
        parser.skipBlanks();
        if (parser.at < text.length()) {
            throw parser.error("something is left over");
        }
        int[] shape = Arrays.copyOf(parser.extents, parser.depth);
        double[] values =
                parser.numbers.stream().mapToDouble(Double::doubleValue).toArray();
        return NDArray.wrap(TensorType.of(DType.FLOAT64).withShape(Shape.of(shape)), values);
    }

    private void value(int level) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == '[') {
            list(level);
        } else {
            number(level);
        }
    }

    private void list(int level) {
        if (level == DEEPEST) {
            throw error("brackets are nested more than %d deep".formatted(DEEPEST));
        }
        int count = 0;
        do {
            // Past the bracket or the comma.
            at++;
            value(level + 1);
            count++;
            skipBlanks();
        } while (at < text.length() && text.charAt(at) == ',');
        if (at == text.length() || text.charAt(at) != ']') {
            throw error("']' or ',' is missing");
        }
        at++;
        if (extents[level] != -1 && extents[level] != count) {
            throw error("rows have different lengths, %d and %d".formatted(extents[level], count));
        }
        extents[level] = count;
    }

    private void number(int level) {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw error("a number is missing");
        }
        if (depth != -1 && depth != level) {
            throw error("numbers stand at different depths");
        }
        depth = level;
        String word = matcher.group();
        double number = word.endsWith("nan")
                ? Double.NaN
                : word.endsWith("inf")
                        ? word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
                        : Double.parseDouble(word);
        if (Double.isInfinite(number) && !word.endsWith("inf")) {
            throw error("the number is beyond float64");
        }
        numbers.add(number);
        at = matcher.end();
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private InputException error(String problem) {
        return new InputException("%s=%s: %s (character %d of the value)"
                .formatted(Failures.shortened(name), Failures.shortened(text), problem, at + 1));
    }
}
