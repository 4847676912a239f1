package hillock.cli.terminal;

/**
 * A colour by its parts of red, green and blue, 0 to 255 each.
 *
 * @param red its red
 * @param green its green
 * @param blue its blue
 */
public record Colour(int red, int green, int blue) {
    /** White. */
    public static final Colour WHITE = new Colour(255, 255, 255);
    /** A green that is readable on light and dark. */
    public static final Colour GREEN = new Colour(0, 160, 80);
    /** A red that is readable on light and dark. */
    public static final Colour RED = new Colour(220, 50, 47);
    /** A blue that is readable on light and dark. */
    public static final Colour BLUE = new Colour(30, 130, 220);
    /** A grey that is readable on light and dark. */
    public static final Colour GREY = new Colour(135, 135, 135);

    /** One for each class, as far apart as eyes that see no red or no green need them (Okabe and Ito, 2008). */
    private static final Colour[] CLASSES = {
        new Colour(0, 114, 178),
        new Colour(230, 130, 0),
        new Colour(0, 158, 115),
        new Colour(204, 80, 150),
        new Colour(213, 60, 0),
        new Colour(86, 180, 233),
        new Colour(190, 175, 20),
        new Colour(90, 90, 90),
        new Colour(120, 60, 180),
        new Colour(130, 80, 30)
    };

    /** The levels of the cube of colours 16 to 231 of xterm's palette. */
    private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};

    /** The colour of a class. */
    public static Colour ofClass(int number) {
        return CLASSES[number % CLASSES.length];
    }

    /** This colour, and another for the rest of {@code share}, 0 to 1. */
    public Colour mixed(Colour other, double share) {
        return new Colour(
                mixed(red, other.red, share), mixed(green, other.green, share), mixed(blue, other.blue, share));
    }

    private static int mixed(int a, int b, double share) {
        return (int) Math.round(a * share + b * (1 - share));
    }

    /** The parameters of the control sequence that selects this colour, after 38 (foreground) or 48 (background). */
    String parameters(Terminal.Colours colours) {
        return colours == Terminal.Colours.TRUE ? "2;" + red + ";" + green + ";" + blue : "5;" + palette();
    }

    /** The nearest colour of xterm's palette, from its cube or its greys. */
    int palette() {
        int r = nearestLevel(red);
        int g = nearestLevel(green);
        int b = nearestLevel(blue);
        int grey = Math.clamp(Math.round(((red + green + blue) / 3.0f - 8) / 10), 0, 23);
        int level = 8 + 10 * grey;
        boolean greyIsNearer = distance(level, level, level) < distance(LEVELS[r], LEVELS[g], LEVELS[b]);
        return greyIsNearer ? 232 + grey : 16 + 36 * r + 6 * g + b;
    }

    private int distance(int r, int g, int b) {
        return (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue);
    }

    private static int nearestLevel(int value) {
        int best = 0;
        for (int i = 1; i < LEVELS.length; i++) {
            if (Math.abs(LEVELS[i] - value) < Math.abs(LEVELS[best] - value)) {
                best = i;
            }
        }
        return best;
    }
}
