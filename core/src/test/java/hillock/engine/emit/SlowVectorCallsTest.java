package hillock.engine.emit;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.engine.simd.Simd;
import hillock.graph.Op;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Calls of the Vector API that are silently slow on some processors, or give other bits, stand neither in the SIMD room
 * nor in emitted kernels. Tests cannot see it by running: on the processor at hand they may be fast.
 */
class SlowVectorCallsTest {
    /**
     * A call that is banned.
     *
     * @param call what the owner, name and descriptor of a field or method look like
     * @param reason why
     */
    private record Ban(Pattern call, String reason) {
        Ban(String call, String reason) {
            this(Pattern.compile("jdk/incubator/vector/" + call), reason);
        }
    }

    private static final String NUMBERS = "(Float|Double|Int|Long|Short|Byte)Vector";

    private static final List<Ban> BANS = List.of(
            new Ban(
                    "VectorOperators\\.(SIN|COS|TAN|ASIN|ACOS|ATAN|ATAN2|SINH|COSH|TANH|EXP|EXPM1|LOG|LOG10|LOG1P|POW"
                            + "|CBRT|HYPOT) .*",
                    "native libraries of some processors, whose bits are not those of Float32 and Float64"),
            new Ban(
                    "VectorOperators\\.(L2D|D2L|L2F|F2L|UREINTERPRET\\w*) .*",
                    "no instruction without AVX-512DQ: every vector becomes an object (measured: four times slower)"),
            new Ban(NUMBERS + "\\.(compress|expand) .*", "no instruction without AVX-512"),
            new Ban("VectorMask\\.compress .*", "no instruction without AVX-512"),
            new Ban("LongVector\\.mul .*", "no instruction without AVX-512DQ"),
            new Ban("(Int|Long|Short|Byte)Vector\\.div .*", "no processor divides vectors of integers"),
            new Ban(
                    NUMBERS + "\\.(fromArray|intoArray) .*\\[II.*",
                    "gathers and scatters by index are slower than loads, and before AVX-512 there are no scatters"),
            new Ban(
                    NUMBERS + "\\.(fromMemorySegment|intoMemorySegment) .*",
                    "measured 150 times slower in one of five runs; storage is arrays"),
            new Ban(NUMBERS + "\\.reduceLanes\\w* .*", "adds floats in no defined order"),
            new Ban(NUMBERS + "\\.(slice|unslice|selectFrom|withLane) .*", "boxes where the lane is not a constant"),
            new Ban(
                    "(Float|Double)Vector\\.(add|sub|mul|div|max|min|pow|fma|lt|eq|compare|blend) \\(.*[FD].*\\).*",
                    "overloads with a number in place of a vector make HotSpot give up inlining"));

    private static List<String> violations(ClassModel type) {
        List<String> found = new ArrayList<>();
        for (MethodModel method : type.methods()) {
            method.code()
                    .ifPresent(code -> code.forEach(element -> {
                        String call = switch (element) {
                            case InvokeInstruction i -> i.owner().asInternalName() + "." + i.name() + " " + i.type();
                            case FieldInstruction f -> f.owner().asInternalName() + "." + f.name() + " " + f.type();
                            default -> "";
                        };
                        // Names of classes contain letters of primitive types.
                        String plain = call.replaceAll("L[\\w/$]+;", "L;");
                        for (Ban ban : BANS) {
                            if (ban.call().matcher(plain).matches()) {
                                found.add("%s.%s calls %s: %s"
                                        .formatted(
                                                type.thisClass().asInternalName(),
                                                method.methodName(),
                                                call,
                                                ban.reason()));
                            }
                        }
                    }));
        }
        return found;
    }

    @Test
    void theSimdRoomHasNone() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Simd.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        int scanned = 0;
        try (Stream<Path> files = Files.list(classes.resolve("hillock/engine/simd"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                assertThat(violations(ClassFile.of().parse(file))).isEmpty();
                scanned++;
            }
        }
        assertThat(scanned).isGreaterThan(5);
    }

    @Test
    void emittedKernelsHaveNone() {
        for (DType t : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Assumptions.assumeTrue(Simd.lanes(t == DType.FLOAT64) > 0, "no kernels without vectors");
            List<Chain.Operand> operands = List.of(
                    new Chain.Operand(t, false), new Chain.Operand(t, true), new Chain.Operand(DType.BOOL, false));
            for (Op.Unary op : Op.Unary.values()) {
                if (op != Op.Unary.NOT && Kernels.weight(op, t, t) > 0) {
                    check(operands, new Chain.Step(op, t, List.of(0)));
                }
            }
            for (Op.Binary op : Op.Binary.values()) {
                boolean logic = op == Op.Binary.AND || op == Op.Binary.OR;
                DType result = op.isComparison() ? DType.BOOL : t;
                if (!logic && Kernels.weight(op, t, result) > 0) {
                    check(operands, new Chain.Step(op, result, List.of(0, 1)));
                }
            }
            check(operands, new Chain.Step(new Op.Select(), t, List.of(2, 0, 1)));
            check(operands, new Chain.Step(new Op.Cast(t), t, List.of(2)));
        }
    }

    private static void check(List<Chain.Operand> operands, Chain.Step step) {
        byte[] emitted = Kernels.write(new Chain(operands, List.of(step), List.of(operands.size())));
        assertThat(violations(ClassFile.of().parse(emitted))).as("%s", step).isEmpty();
    }

    /** What the scan is to find. */
    private static final class Offender {
        private Offender() {}

        static float each(float[] x, int[] map) {
            FloatVector v = FloatVector.fromArray(FloatVector.SPECIES_128, x, 0, map, 0);
            v = v.lanewise(VectorOperators.TANH).add(2f);
            v = v.compress(v.compare(VectorOperators.LT, v));
            return v.reduceLanes(VectorOperators.ADD);
        }
    }

    @Test
    void theScanFindsThem() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SlowVectorCallsTest.class.getResourceAsStream("SlowVectorCallsTest$Offender.class"))) {
            assertThat(violations(ClassFile.of().parse(in.readAllBytes())))
                    .hasSize(5)
                    .anyMatch(line -> line.contains("TANH"))
                    .anyMatch(line -> line.contains("FloatVector.add (F)"))
                    .anyMatch(line -> line.contains("compress"))
                    .anyMatch(line -> line.contains("fromArray"))
                    .anyMatch(line -> line.contains("reduceLanes"));
        }
    }
}
