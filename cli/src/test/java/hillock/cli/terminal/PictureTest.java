package hillock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.terminal.Terminal.Colours;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pictures made of characters. */
class PictureTest {
    private static final float[] POINTS = {-1, 1, 1, 1, -1, -1, 1, -1};
    private static final int[] CLASSES = {0, 1, 1, 0};

    @Test
    void planeHoldsItsPointsInTheMiddle() {
        Plane plane = Plane.around(POINTS, 20, 8);
        // Square pixels: 8 lines hold 16 of them, which have to hold 2 units and a margin of 15 %.
        assertThat(plane.pixel()).isEqualTo(2.0 / 16 * 1.15);
        float[] centres = plane.centres();
        assertThat(centres).hasSize(20 * 16 * 2);
        for (int i = 0; i < centres.length; i += 2) {
            assertThat(plane.pixelOf(centres[i], centres[i + 1])).isEqualTo(i / 2);
        }
        assertThat(centres[0]).isEqualTo(-centres[centres.length - 2]);
        assertThat(centres[1]).isEqualTo(-centres[centres.length - 1]).isPositive();
    }

    @Test
    void lettersShowRegionsAndPointsWithoutColours() {
        Plane plane = Plane.around(POINTS, 10, 4);
        BoundaryPicture picture = new BoundaryPicture(plane, POINTS, CLASSES);
        List<String> lines = picture.lines(leftIsZero(plane), 2, Terminal.plain());
        assertThat(lines).containsExactly(".o...:::x:", ".....:::::", ".....:::::", ".x...:::o:");
    }

    @Test
    void halfBlocksShowTwoPixelsInOneCharacter() {
        Plane plane = Plane.around(POINTS, 10, 4);
        BoundaryPicture picture = new BoundaryPicture(plane, POINTS, CLASSES);
        for (Colours colours : List.of(Colours.PALETTE, Colours.TRUE)) {
            Terminal terminal = new Terminal(true, colours, true, 80, 24);
            List<String> lines = picture.lines(leftIsZero(plane), 2, terminal);
            assertThat(lines).hasSize(4);
            for (String line : lines) {
                assertThat(withoutColours(line)).isEqualTo("▀".repeat(10));
                assertThat(line).endsWith("\u001b[0m");
            }
            // The point in the upper half is its class's full colour, over the paler region below it.
            Colour point = Colour.ofClass(0);
            assertThat(lines.getFirst()).contains("38;" + point.parameters(colours) + ";48;");
        }
        Terminal letters = new Terminal(true, Colours.PALETTE, false, 80, 24);
        assertThat(withoutColours(picture.lines(leftIsZero(plane), 2, letters).getFirst()))
                .isEqualTo(" ".repeat(10));
    }

    @Test
    void networkThatHasGoneAstrayIsDrawnToo() {
        Plane plane = Plane.around(POINTS, 10, 4);
        double[] nothing = new double[plane.columns() * plane.rows() * 4];
        java.util.Arrays.fill(nothing, Double.NaN);
        BoundaryPicture picture = new BoundaryPicture(plane, POINTS, CLASSES);
        assertThat(picture.lines(nothing, 2, new Terminal(true, Colours.TRUE, true, 80, 24)))
                .hasSize(4);
    }

    @Test
    void onePointHasAPlaneAroundIt() {
        Plane plane = Plane.around(new float[] {3, 4}, 10, 4);
        assertThat(plane.pixelOf(3, 4)).isBetween(0, 79);
        assertThat(plane.pixel()).isPositive();
    }

    @Test
    void lossFallsFromTheTopLeftToTheBottomRight() {
        List<Double> losses = List.of(1.0, 0.1, 0.01, 0.001);
        List<String> lines = LossCurve.lines(losses, 4, 13, 6, true);
        // Four lines of eighths: 4, 2.71, 1.42 and 0.125 lines high.
        assertThat(lines)
                .containsExactly(
                        "loss, by epoch",
                        "  1.0000 █   ",
                        "         █▆  ",
                        "         ██▃ ",
                        "  0.0010 ███▁",
                        "         1  4")
                .allMatch(line -> line.length() >= 13);
        assertThat(LossCurve.lines(losses, 4, 13, 6, false)).allMatch(line -> line.matches("\\p{ASCII}*"));
    }

    @Test
    void aCurveOfManyEpochsSaysWhatAColumnIs() {
        List<Double> losses = java.util.Collections.nCopies(150, 1.0);
        assertThat(LossCurve.lines(losses, 150, 70, 6, true).getFirst().strip())
                .isEqualTo("loss, each column the mean of 2 or 3 epochs");
    }

    @Test
    void lossIsDrawnWhateverItIs() {
        assertThat(LossCurve.lines(List.of(), 10, 30, 6, true)).hasSize(6);
        assertThat(LossCurve.lines(List.of(0.0), 10, 30, 6, true)).hasSize(6);
        assertThat(LossCurve.lines(List.of(2.0, 2.0), 2, 30, 6, true)).anyMatch(line -> line.contains("█"));
        assertThat(LossCurve.lines(List.of(Double.NaN, 1.0), 2, 30, 6, true)).hasSize(6);
    }

    @Test
    void barFillsFromEmptyToFull() {
        assertThat(Bar.of(0, 4, true)).isEqualTo("▕    ▏");
        assertThat(Bar.of(0.40625, 4, true)).isEqualTo("▕█▋  ▏");
        assertThat(Bar.of(1, 4, true)).isEqualTo("▕████▏");
        assertThat(Bar.of(0.5, 4, false)).isEqualTo("[##  ]");
        assertThat(Bar.of(Double.NaN, 4, false)).isEqualTo("[    ]");
    }

    @Test
    void tableAlignsItsColumns() {
        assertThat(new Table("lr").row("a", "1").row("bcd", "234").lines()).containsExactly("a      1", "bcd  234");
    }

    private static String withoutColours(String line) {
        return Pattern.compile("\u001b\\[[0-9;]*m").matcher(line).replaceAll("");
    }

    private static double[] leftIsZero(Plane plane) {
        float[] centres = plane.centres();
        double[] probabilities = new double[centres.length];
        for (int i = 0; i < centres.length; i += 2) {
            probabilities[i] = centres[i] < 0 ? 0.9 : 0.2;
            probabilities[i + 1] = 1 - probabilities[i];
        }
        return probabilities;
    }
}
