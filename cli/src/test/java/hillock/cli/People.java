package hillock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Tables made up: numbers of very different sizes, names, missing values, a column that is constant. */
final class People {
    private static final String[] CITIES = {"Oslo", "Rome", "Ulm, \"the\" town"};

    private People() {}

    /** A table whose last column, whether someone stays, follows from the others by a rule with a little noise. */
    static Path classes(Path file, int rows, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("age,income,city,land,outcome\n");
        for (int row = 0; row < rows; row++) {
            double age = 20 + 60 * random.nextDouble();
            double income = 1e4 + 9e4 * random.nextDouble();
            int city = random.nextInt(CITIES.length);
            boolean stays = age / 60 + income / 1e5 + (city == 0 ? 0.5 : 0) > 1.4;
            text.append(random.nextInt(20) == 0 ? "NA" : String.format(Locale.ROOT, "%.1f", age))
                    .append(',')
                    .append(String.format(Locale.ROOT, "%.2f", income))
                    .append(",\"")
                    .append(random.nextInt(20) == 0 ? "" : CITIES[city].replace("\"", "\"\""))
                    .append("\",here,")
                    .append(stays ? "stays" : "leaves")
                    .append('\n');
        }
        return Files.writeString(file, text);
    }

    /** A table whose last column is a large number with little spread, delimited by semicolons, with decimal commas. */
    static Path numbers(Path file, int rows, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("size;kind;price\n");
        for (int row = 0; row < rows; row++) {
            double size = 1e-6 * random.nextDouble();
            boolean fine = random.nextBoolean();
            double price = 1e6 + 3e9 * size + (fine ? 2000 : 0) + 100 * random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%.9f;%s;%.2f%n", size, fine ? "fine" : "plain", price)
                    .replace('.', ','));
        }
        return Files.writeString(file, text);
    }
}
