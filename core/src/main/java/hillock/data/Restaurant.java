package hillock.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether to wait for a table in a restaurant, the running example of S. Russell, P. Norvig, "Artificial Intelligence:
 * A Modern Approach", section 18.3: ten attributes, of which six are yes or no, and the answer.
 */
public final class Restaurant {
    /** The name of the column to be predicted. */
    public static final String TARGET = "WillWait";

    static final Task TASK = Task.binary("No", "Yes");

    /** The attributes with their values, in the book's order. */
    private enum Question {
        ALTERNATE("Alternate", "No", "Yes"),
        BAR("Bar", "No", "Yes"),
        FRI_SAT("Fri/Sat", "No", "Yes"),
        HUNGRY("Hungry", "No", "Yes"),
        PATRONS("Patrons", "None", "Some", "Full"),
        PRICE("Price", "$", "$$", "$$$"),
        RAINING("Raining", "No", "Yes"),
        RESERVATION("Reservation", "No", "Yes"),
        TYPE("Type", "French", "Italian", "Thai", "Burger"),
        WAIT("WaitEstimate", "0-10", "10-30", "30-60", ">60");

        private final String title;
        private final List<String> values;

        Question(String title, String... values) {
            this.title = title;
            this.values = List.of(values);
        }
    }

    private static final Question[] QUESTIONS = Question.values();

    /** Figure 18.3 of the third edition: the values in the order above, then the answer. */
    private static final String EXAMPLES = """
            Yes No No Yes Some $$$ No Yes French 0-10 Yes
            Yes No No Yes Full $ No No Thai 30-60 No
            No Yes No No Some $ No No Burger 0-10 Yes
            Yes No Yes Yes Full $ Yes No Thai 10-30 Yes
            Yes No Yes No Full $$$ No Yes French >60 No
            No Yes No Yes Some $$ Yes Yes Italian 0-10 Yes
            No Yes No No None $ Yes No Burger 0-10 No
            No No No Yes Some $$ Yes Yes Thai 0-10 Yes
            No Yes Yes No Full $ Yes No Burger >60 No
            Yes Yes Yes Yes Full $$$ No Yes Italian 10-30 No
            No No No No None $ No No Thai 0-10 No
            Yes Yes Yes Yes Full $ No No Burger 30-60 Yes
            """;

    private Restaurant() {}

    /** The twelve examples of the book, six with each answer. */
    public static Table examples() {
        List<int[]> rows = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        EXAMPLES.lines().forEach(line -> {
            String[] words = line.split(" ");
            int[] row = new int[QUESTIONS.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = QUESTIONS[i].values.indexOf(words[i]);
            }
            rows.add(row);
            answers.add(words[row.length]);
        });
        return table(rows, answers);
    }

    /** Random examples, every combination of values with the same chance, answered by the book's decision tree. */
    public static Table generated(int size, long seed) {
        if (size < 1) {
            throw new IllegalArgumentException("A table of examples has at least one, not %d.".formatted(size));
        }
        Draws draws = Draws.of(seed, "restaurant");
        List<int[]> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int[] row = new int[QUESTIONS.length];
            for (int a = 0; a < row.length; a++) {
                row[a] = draws.below(QUESTIONS[a].values.size());
            }
            rows.add(row);
        }
        return answered(rows);
    }

    /** All 9216 combinations of values, answered by the book's decision tree: 4992 times yes. */
    public static Table all() {
        int size = 1;
        for (Question question : QUESTIONS) {
            size *= question.values.size();
        }
        List<int[]> rows = new ArrayList<>();
        for (int number = 0; number < size; number++) {
            int[] row = new int[QUESTIONS.length];
            int rest = number;
            for (int a = row.length - 1; a >= 0; a--) {
                row[a] = rest % QUESTIONS[a].values.size();
                rest /= QUESTIONS[a].values.size();
            }
            rows.add(row);
        }
        return answered(rows);
    }

    /** A table to learn from, and all combinations to test with, exactly. */
    static Split split(Table training) {
        TableDataset train = TableDataset.of(training, TableEncoder.fit(training, TARGET, TASK));
        return new Split(train, TableDataset.of(all(), train.encoder()));
    }

    private static Table answered(List<int[]> rows) {
        return table(rows, rows.stream().map(row -> waits(row) ? "Yes" : "No").toList());
    }

    /** The decision tree of figure 18.2, from which the examples were made. */
    private static boolean waits(int[] row) {
        return switch (value(row, Question.PATRONS)) {
            case "None" -> false;
            case "Some" -> true;
            default ->
                switch (value(row, Question.WAIT)) {
                    case "0-10" -> true;
                    case "10-30" ->
                        !is(row, Question.HUNGRY) || !is(row, Question.ALTERNATE) || is(row, Question.RAINING);
                    case "30-60" ->
                        is(row, Question.ALTERNATE)
                                ? is(row, Question.FRI_SAT)
                                : is(row, Question.RESERVATION) || is(row, Question.BAR);
                    default -> false;
                };
        };
    }

    private static String value(int[] row, Question question) {
        return question.values.get(row[question.ordinal()]);
    }

    private static boolean is(int[] row, Question question) {
        return value(row, question).equals("Yes");
    }

    private static Table table(List<int[]> rows, List<String> answers) {
        List<Column> columns = new ArrayList<>();
        for (Question question : QUESTIONS) {
            int[] codes = rows.stream().mapToInt(row -> row[question.ordinal()]).toArray();
            if (question.values.equals(List.of("No", "Yes"))) {
                byte[] values = new byte[codes.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (byte) codes[i];
                }
                columns.add(new Column.Truths(question.title, "No", "Yes", values));
            } else {
                columns.add(new Column.Categories(question.title, question.values, codes));
            }
        }
        columns.add(Column.Categories.of(TARGET, answers));
        return Table.of(columns);
    }
}
