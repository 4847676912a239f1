package hillock.network;

import hillock.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Numbers per axis in the notation of {@link Architecture}: {@code 3x2}, and one alone where all axes share it. */
final class Extents {
    private static final Pattern BETWEEN = Pattern.compile("x");
    private static final int MOST = 64;

    private Extents() {}

    static List<Integer> of(Shape shape) {
        return of(shape, 0);
    }

    /** The extents of the axes from a first one. */
    static List<Integer> of(Shape shape, int first) {
        return IntStream.range(first, shape.rank())
                .map(shape::dimension)
                .boxed()
                .toList();
    }

    /** All numbers. */
    static String text(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }

    /** One number if all are the same. */
    static String brief(List<Integer> numbers) {
        return numbers.stream().distinct().count() == 1 ? numbers.getFirst().toString() : text(numbers);
    }

    /**
     * The numbers that a term is.
     *
     * @throws hillock.graph.ExpressionException if it is none, or one is less than allowed
     */
    static int[] parse(Term term, int least) {
        List<Integer> numbers = new ArrayList<>();
        String[] words = BETWEEN.split(term.name(), MOST);
        for (String word : words) {
            int number;
            try {
                number = Integer.parseInt(word);
            } catch (NumberFormatException e) {
                number = Integer.MIN_VALUE;
            }
            if (number < least || words.length == MOST) {
                throw term.error(
                        "'%s' is not a whole number from %d for each axis".formatted(brief(term), least),
                        "Give one for all axes, such as 3, or one for each, such as 3x2.");
            }
            numbers.add(number);
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String brief(Term term) {
        return term.name().length() <= 40 ? term.name() : term.name().substring(0, 40) + "...";
    }
}
