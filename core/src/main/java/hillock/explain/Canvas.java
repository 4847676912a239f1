package hillock.explain;

import java.util.ArrayList;
import java.util.List;

/** A sheet of characters in styles that grows as it is written on, and the text made from it. */
final class Canvas {
    /** What a character stands for; decides its colour. */
    enum Style {
        PLAIN(""),
        HEADING("\u001b[1m"),
        LINE("\u001b[2m"),
        VALUE("\u001b[32m"),
        GRADIENT("\u001b[31m");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private static final String RESET = "\u001b[0m";
    private static final String CUT = "...";

    private record Cell(int character, Style style) {}

    private static final Cell BLANK = new Cell(' ', Style.PLAIN);

    private final List<List<Cell>> rows = new ArrayList<>();

    int height() {
        return rows.size();
    }

    /** The number of columns, trailing blanks not counted. */
    int width() {
        return rows.stream().mapToInt(List::size).max().orElse(0);
    }

    /** The column after the last character of a row. */
    int end(int row) {
        return row(row).size();
    }

    /** Writes over what is there; gives the column after the text. Control characters become question marks. */
    int put(int row, int column, String text, Style style) {
        List<Cell> cells = row(row);
        int at = column;
        for (int character : text.codePoints().toArray()) {
            while (cells.size() <= at) {
                cells.add(BLANK);
            }
            cells.set(at++, new Cell(Character.isISOControl(character) ? '?' : character, style));
        }
        return at;
    }

    /** Appends to a row; gives the column after the text. */
    int append(int row, String text, Style style) {
        return put(row, row(row).size(), text, style);
    }

    /** Fills with blanks up to a column. */
    void pad(int row, int column) {
        List<Cell> cells = row(row);
        while (cells.size() < column) {
            cells.add(BLANK);
        }
    }

    private List<Cell> row(int row) {
        while (rows.size() <= row) {
            rows.add(new ArrayList<>());
        }
        return rows.get(row);
    }

    /** Adds all rows of another sheet below. */
    void addBelow(Canvas other) {
        rows.addAll(other.rows);
    }

    /**
     * The text, every row ended by a line feed.
     *
     * @param colour whether with the escape codes of terminals
     * @param unicode whether lines are drawn with box characters or with {@code + - |}
     * @param width the most columns; longer rows are cut
     */
    String render(boolean colour, boolean unicode, int width) {
        StringBuilder out = new StringBuilder();
        for (List<Cell> row : rows) {
            List<Cell> cells = row;
            if (row.size() > width) {
                cells = new ArrayList<>(row.subList(0, Math.max(0, width - CUT.length())));
                for (int i = 0; i < Math.min(width, CUT.length()); i++) {
                    cells.add(new Cell('.', Style.PLAIN));
                }
            }
            StringBuilder line = new StringBuilder();
            Style current = Style.PLAIN;
            for (Cell cell : cells) {
                if (colour && cell.style != current) {
                    line.append(current == Style.PLAIN ? "" : RESET).append(cell.style.code);
                    current = cell.style;
                }
                line.appendCodePoint(unicode ? cell.character : plain(cell.character));
            }
            if (current != Style.PLAIN) {
                line.append(RESET);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static int plain(int character) {
        return switch (character) {
            case '─' -> '-';
            case '│' -> '|';
            case '┌', '┐', '└', '┘', '├', '┤', '┬', '┴', '┼' -> '+';
            case '×' -> 'x';
            default -> character;
        };
    }
}
