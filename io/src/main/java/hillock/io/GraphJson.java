package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * Programs as JSON text, without loss: what is read back computes the same bits.
 *
 * <p>The text is an object with, in this order, {@code format}, {@code version}, {@code constants}, {@code inputs},
 * {@code variables}, {@code functions}, {@code nodes}, {@code outputs}, {@code updates} and {@code guard}. A node is an
 * object: {@code op} names the operation, {@code in} lists its operands by their numbers, which are less than its own,
 * and the other members are the attributes of the operation under the names they have in {@link hillock.graph.Op}. So
 * sharing is kept and depth costs nothing. A function, the body of a loop or call, is a list of nodes of its own and
 * may use the functions before it. Scalars are written as the hexadecimal of their bits.
 *
 * <p>Variables are written by name, without their content. Two programs that mean the same may have different texts.
 */
public final class GraphJson {
    static final String FORMAT = "hillock-graph";
    static final int VERSION = 1;

    /** With which the names of constants among the tensors of a file begin. */
    static final String CONSTANT_PREFIX = "hillock.constant.";

    /** Partial derivatives of one call; each is compared with all operands, so many would take long to check. */
    static final int MOST_PARTIALS = 256;

    /** Results of all loops and calls together: a small file could name one large function again and again. */
    static final int MOST_RESULTS = 10_000_000;

    private GraphJson() {}

    /**
     * A program as text, and the constants that are too large for it.
     *
     * @param text the JSON text
     * @param tensors the constants that the text refers to by name
     */
    public record Written(String text, SequencedMap<String, NDArray> tensors) {}

    /**
     * The text of a program with all its constants.
     *
     * @throws IllegalArgumentException as {@link #write(Program, int)}
     */
    public static String write(Program program) {
        return write(program, Integer.MAX_VALUE).text();
    }

    /**
     * The text of a program.
     *
     * @param inline the most bytes that a constant inside the text may have; larger ones are returned beside it
     * @throws IllegalArgumentException if two variables have one name, or a tensor has more than 64 axes
     */
    public static Written write(Program program, int inline) {
        return new GraphWriter(program, inline).write();
    }

    /**
     * The program of a text. Everything is checked: types by the rules of the operations, numbers against what they
     * count. Nothing is evaluated.
     *
     * @param where the file the text comes from and its place there, for messages
     * @param variables the variable of a name, if there is one
     * @param tensors the constants beside the text
     * @throws FormatException if the text is not a program, saying where
     */
    public static Program read(
            String text, String where, Function<String, Optional<Variable>> variables, Map<String, NDArray> tensors)
            throws FormatException {
        return new GraphReader(text, where, variables, tensors).read();
    }

    /** The one form of the bits of a scalar: an integer's sign and a float32's first bit fill the upper half. */
    static long canonicalBits(DType dtype, long bits) {
        return switch (dtype) {
            case FLOAT32, INT32 -> (int) bits;
            case FLOAT64, INT64 -> bits;
            case BOOL -> bits != 0 ? 1 : 0;
        };
    }
}
