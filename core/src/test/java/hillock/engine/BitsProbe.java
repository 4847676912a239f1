package hillock.engine;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.Reverse;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.RandomGraph;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fixed programs and a hash of all bits that each gives, to be compared between engines and between JVMs. So small that
 * they end soon even where a fused multiply-add takes a microsecond or nothing is compiled.
 */
final class BitsProbe {
    private static final int STEPS = 3;

    private BitsProbe() {}

    /** Prints what computes, and a line for each program. */
    public static void main(String[] arguments) {
        System.out.println(Engine.simdForm());
        hashes(Engine.standard().withThreads(2)).forEach((name, hash) -> System.out.println(line(name, hash)));
        System.exit(0);
    }

    /** The line of a program. */
    static String line(String name, int hash) {
        return "%s = %08x".formatted(name, hash);
    }

    /** The hashes by program: plainly, by kernels and by scalar code. */
    static Map<String, Integer> hashes(Engine plain) {
        Map<String, Integer> hashes = new LinkedHashMap<>();
        training(TrainingStep.Size.SMALL, plain.eager(), hashes);
        Map<String, Engine> engines = Map.of("steps", plain, "kernels", plain.eager(), "scalars", plain.scalar());
        for (String form : List.of("steps", "kernels", "scalars")) {
            Engine engine = engines.get(form);
            formulas().forEach((name, roots) -> hashes.put(name + " by " + form, hash(roots, Map.of(), engine)));
            int random = 1;
            for (long seed = 1; seed <= 25; seed++) {
                RandomGraph graph = RandomGraph.of(seed, 30);
                random = 31 * random + hash(graph.roots(), graph.inputs(), engine);
            }
            hashes.put("random graphs by " + form, random);
        }
        return hashes;
    }

    /** Adds the hashes of what some steps of training leave. */
    static void training(TrainingStep.Size size, Engine engine, Map<String, Integer> hashes) {
        TrainingStep.all(size).forEach((name, training) -> {
            Run run = training.run(engine);
            int hash = 1;
            for (int i = 0; i < STEPS; i++) {
                if (!run.step()) {
                    throw new AssertionError("The loss of %s is not finite.".formatted(name));
                }
                hash = 31 * hash + hash(run.get("loss"));
            }
            for (Variable variable : training.variables()) {
                hash = 31 * hash + hash(variable.value());
            }
            hashes.put("training, " + name, hash);
        });
    }

    /** A hash of the bits, where all NaNs are one. */
    private static int hash(NDArray array) {
        return switch (array.data()) {
            case float[] floats -> Arrays.hashCode(floats);
            case double[] doubles -> Arrays.hashCode(doubles);
            case int[] ints -> Arrays.hashCode(ints);
            case long[] longs -> Arrays.hashCode(longs);
            default -> Arrays.hashCode((byte[]) array.data());
        };
    }

    private static int hash(List<Node> roots, Map<Symbol, NDArray> inputs, Engine engine) {
        Program.Builder builder = Program.builder();
        inputs.keySet().forEach(builder::input);
        for (int i = 0; i < roots.size(); i++) {
            builder.output(Integer.toString(i), roots.get(i));
        }
        Program program = builder.build();
        int hash = 1;
        for (NDArray value : engine.prepare(program)
                .call(program.inputs().stream().map(inputs::get).toArray(NDArray[]::new))) {
            hash = 31 * hash + hash(value);
        }
        return hash;
    }

    /** Functions, reductions and contractions of both float types, with their derivatives. */
    private static Map<String, List<Node>> formulas() {
        Map<String, List<Node>> formulas = new LinkedHashMap<>();
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Node x = numbers(dtype);
            for (Op.Unary function : Op.Unary.values()) {
                if (function != Op.Unary.NOT) {
                    formulas.put(function + ", " + dtype, List.of(Nodes.unary(function, x)));
                }
            }
            Node matrix = normal(1, dtype, 9, 131);
            List<Node> powers = new ArrayList<>();
            for (Op.Binary function : List.of(Op.Binary.POW, Op.Binary.DIV, Op.Binary.REM, Op.Binary.MAX)) {
                powers.add(Node.of(function, x, Nodes.slice(Nodes.concat(List.of(x, x), 0), 0, 3, 3 + size(x))));
            }
            formulas.put("two operands, " + dtype, powers);
            List<Node> reductions = new ArrayList<>();
            for (Op.Reduction kind : Op.Reduction.values()) {
                for (int[] axes : new int[][] {{0}, {1}, {0, 1}}) {
                    reductions.add(Nodes.reduce(kind, matrix, axes));
                }
            }
            reductions.add(Node.of(new Op.CumSum(1, true, false), matrix));
            reductions.add(Node.of(new Op.ArgMax(1), matrix));
            reductions.add(Nodes.sumAll(normal(2, dtype, 5000)));
            formulas.put("reductions, " + dtype, reductions);
            Node product = Nodes.matmul(normal(3, dtype, 13, 270), normal(4, dtype, 270, 21));
            Node large = Nodes.matmul(normal(5, dtype, 40, 300), normal(6, dtype, 300, 150));
            formulas.put("products, " + dtype, List.of(product, large, Composed.softmax(product, 1)));
            Node image = normal(5, dtype, 2, 3, 7, 6);
            Node weights = normal(6, dtype, 4, 3, 3, 2);
            Node convolved = Node.of(new Op.Conv(List.of(1, 2), List.of(1, 1), 1), image, weights);
            List<Node> convolution = new ArrayList<>(List.of(convolved));
            convolution.addAll(Reverse.gradient(Nodes.sumAll(Nodes.square(convolved)), List.of(image, weights)));
            formulas.put("convolution, " + dtype, convolution);
            formulas.put("composed functions, " + dtype, List.of(Composed.gelu(x), Composed.softplus(x)));
        }
        return formulas;
    }

    private static int size(Node x) {
        return x.tensorType().size();
    }

    private static Node normal(long seed, DType dtype, int... shape) {
        return Nodes.mul(Composed.normal(Composed.key(seed), TensorType.of(dtype, shape)), 0.5);
    }

    /** Numbers of all magnitudes and both signs, among them those at which functions have to take care. */
    private static Node numbers(DType dtype) {
        double[] values = new double[90];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 2 == 0 ? 1 : -1) * Math.scalb(1 + 0.37 * (i % 3), i - 45);
        }
        double[] special = {0.0, -0.0, 1, -1, 1e-40, 1e-310, Double.NaN, Double.POSITIVE_INFINITY, -1e30, 88.7, -104};
        System.arraycopy(special, 0, values, 7, special.length);
        return Nodes.cast(Nodes.read(new Variable("x", NDArray.of(Shape.of(values.length), values))), dtype);
    }
}
