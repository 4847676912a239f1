package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the user gets wrong: exit code 2, a clear line or two, no stack trace, nothing left behind. */
class BadInputTest {
    @TempDir
    static Path folder;

    /**
     * A mistake.
     *
     * @param words the command line, divided at blanks; {@code ~} stands for a blank in a word
     * @param said what standard error has to contain
     */
    record Mistake(String words, String... said) {
        String[] arguments() {
            return Arrays.stream(words.split(" "))
                    .map(word -> word.replace('~', ' '))
                    .toArray(String[]::new);
        }

        @Override
        public String toString() {
            return words;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                // words
                new Mistake("trian", "no command 'trian'", "'train'"),
                new Mistake("--versoin", "no option '--versoin'", "'--version'"),
                new Mistake("train", "needs DATA", "hillock train spiral"),
                new Mistake("train spiral again", "'again'"),
                new Mistake("train spiral --loss cros_entropy", "--loss takes", "cross_entropy"),
                new Mistake("train spiral --loss huber(0)", "--loss", "positive", "0.0"),
                new Mistake("train spiral --loss cross_entropy(weights=each(1,-2))", "class 1 is -2.0"),
                new Mistake("train spiral --loss cross_entropy(weights=each(1,2,3))", "3 class weights for 2 classes"),
                new Mistake("train spiral --loss squared_error", "--loss", "does not suit", "cross_entropy and hinge"),
                new Mistake("train xor --loss cross_entropy", "--loss", "does not suit", "binary_cross_entropy"),
                new Mistake("train spirl", "no data and no file called 'spirl'", "'spiral'"),
                new Mistake("data mnits", "no data called 'mnits'", "'mnist'"),
                new Mistake("train spiral --epoch 3", "no option '--epoch'", "'--epochs'"),
                new Mistake("train spiral --lr", "--learning-rate needs a value"),
                new Mistake("train spiral --lr 0.1 --lr 0.2", "--learning-rate is given twice"),
                new Mistake("evaluate m.safetensors", "needs DATA"),
                // numbers
                new Mistake("train spiral --lr 0", "--learning-rate", "above 0", "'0'"),
                new Mistake("train spiral --lr -0.1", "--learning-rate", "'-0.1'"),
                new Mistake("train spiral --lr NaN", "--learning-rate", "'NaN'"),
                new Mistake("train spiral --lr Infinity", "--learning-rate", "'Infinity'"),
                new Mistake("train spiral --lr 1e300", "--learning-rate", "at most 1000"),
                new Mistake("train spiral --lr 1e-400", "--learning-rate", "above 0"),
                new Mistake("train spiral --lr 0x1p3", "--learning-rate", "'0x1p3'"),
                new Mistake("train spiral --epochs 0", "--epochs", "from 1 to 1000000", "'0'"),
                new Mistake("train spiral --epochs -3", "--epochs", "'-3'"),
                new Mistake("train spiral --epochs 1.5", "--epochs", "'1.5'"),
                new Mistake("train spiral --epochs 99999999999999999999", "--epochs", "from 1 to 1000000"),
                new Mistake("train spiral --batch-size 0", "--batch-size", "'0'"),
                new Mistake("train spiral --batch 501", "--batch-size 501", "500 training samples"),
                new Mistake("train spiral --batch 99999999999", "--batch-size", "from 1"),
                new Mistake("train spiral --time-limit 10", "--time-limit", "10m", "'10'"),
                new Mistake("train spiral --time-limit 0s", "--time-limit", "'0s'"),
                new Mistake("train spiral --resume file", "file"),
                new Mistake("train spiral --hidden 0", "--hidden", "'0'"),
                new Mistake("train spiral --hidden 20,,20", "--hidden", "'20,,20'"),
                new Mistake("train spiral --hidden -5", "--hidden", "'-5'"),
                new Mistake("train spiral --hidden 20,NaN", "--hidden"),
                new Mistake("train spiral --hidden 4000000000", "--hidden", "1000000000"),
                new Mistake(
                        "train spiral --hidden 100000000,100000000", "layer 2", "need 40.0 PB, and", "are available"),
                new Mistake("train spiral --hidden 1000000,1000000", "layer 2", "1000000 x 1000000"),
                new Mistake("train spiral --hidden 100000,20000", "needs about 64.0 GB, and", "are available"),
                new Mistake("train spiral --dropout 1", "--dropout", "from 0 to below 1"),
                new Mistake("train spiral --dropout -0.2", "--dropout"),
                new Mistake("train spiral --dropout nan", "--dropout"),
                new Mistake("train spiral --momentum 1 --optimizer momentum", "--momentum", "below 1"),
                new Mistake("train spiral --momentum 0.9", "--momentum", "adam"),
                new Mistake("train spiral --optimizer adam(beta3=1)", "--optimizer", "Did you mean 'beta1'"),
                new Mistake(
                        "train spiral --optimizer adam(beta2=2)",
                        "--optimizer: The beta2 of Adam is at least 0 and below 1, not 2.0 (column 12)",
                        "  adam(beta2=2)\n             ^\nFor example: adam("),
                new Mistake("train spiral --loss cross_entropy(weights=[1,2])", "each(1, 2)", "For example: huber(1)"),
                new Mistake("train spiral --optimizer adam(0.1) --lr 0.1", "adam(0.1)", "--learning-rate"),
                new Mistake("train spiral --optimizer adam(l2=1) --momentum 0.5", "--momentum", "parentheses"),
                new Mistake("train spiral --schedule stepped", "--schedule", "lacks its argument 'factor'"),
                new Mistake("train spiral --schedule plateau", "--validation-split"),
                new Mistake("train spiral --validation-split 1", "--validation-split"),
                new Mistake("train spiral --validation-split 0.0001", "--validation-split", "500 samples"),
                new Mistake("train spiral --patience 0 --validation-split 0.1", "--patience"),
                new Mistake("train spiral --patience 3", "--patience needs --validation-split"),
                new Mistake("train spiral --threads 0", "--threads", "1 to 1024"),
                new Mistake("train spiral --threads 5000", "--threads", "1 to 1024"),
                new Mistake("train spiral --seed one", "--seed", "'one'"),
                new Mistake("train spiral --seed 99999999999999999999", "--seed", "64 bits"),
                new Mistake(
                        "train spiral --hidden 200000,8 --batch-size full --threads 1",
                        "the largest of 400 MB for ",
                        " MB, and ",
                        "are available",
                        "HILLOCK_JAVA_OPTIONS=-Xmx"),
                // names
                new Mistake("train spiral --activation rleu", "--activation", "'relu'"),
                new Mistake("train spiral --activation elu(-1)", "--activation", "alpha"),
                new Mistake("train spiral --optimizer adma", "--optimizer", "'adam'"),
                new Mistake("train spiral --init zero", "--init", "'zeros'"),
                new Mistake("train spiral --schedule cosin", "--schedule", "'cosine'"),
                new Mistake("train spiral --init normal(1,2,3)", "--init", "argument too many"),
                // networks
                new Mistake("train spiral --network conv4d(1)", "--network", "'conv2d'", "column 1"),
                new Mistake("train spiral --network sequential(dense(2)", "--network", "column 20"),
                new Mistake("train spiral --network dense(2)", "--network", "'outputs'"),
                new Mistake("train spiral --network dense(2,2) --dropout 0.1", "--network", "leave out", "--dropout"),
                new Mistake("train spiral --network dense(3,2)", "--network", "[samples, 3]", "Write dense(2, 2)"),
                new Mistake("train spiral --network dense(2,5)", "--network", "needs [32, 2]", "end with dense(2, 2)"),
                new Mistake("train spiral --network conv2d(1,1,1)", "--network", "Reshape"),
                new Mistake(
                        "train spiral --network sequential(batch_norm(2),dense(2,2)) --batch-size 499",
                        "--network",
                        "does not leave one over"),
                new Mistake("train spiral --network dense(2,999999999)", "--network", "GB"),
                // files and folders
                new Mistake("inspect absent.safetensors", "absent.safetensors", "no such file"),
                new Mistake("inspect .", "this is a folder"),
                new Mistake("evaluate absent.safetensors spiral", "absent.safetensors", "no such file"),
                new Mistake("train mnist --data-dir absent", "absent", "no such folder"),
                new Mistake("train mnist --data-dir file", "file", "not a folder"),
                new Mistake("train mnist --data-dir .", "train-images-idx3-ubyte", "HILLOCK_MNIST_URL"),
                new Mistake("train spiral --save absent/m.safetensors", "absent", "does not exist"),
                new Mistake("train spiral --save .", "this is a folder"),
                new Mistake("train spiral --save file/m.safetensors", "not a folder"),
                new Mistake("train spiral --checkpoint file", "file"),
                new Mistake("train spiral --checkpoint /proc/absent", "/proc/absent"),
                new Mistake("train spiral --resume absent", "absent", "no such folder"),
                new Mistake("train spiral --resume empty", "empty", "no checkpoint"),
                new Mistake("train spiral --resume broken", "last.safetensors"),
                // IDX
                new Mistake("train mnist --data-dir truncated", "train-images-idx3-ubyte", "byte"),
                new Mistake("train mnist --data-dir magic", "train-images-idx3-ubyte, byte"),
                new Mistake("train mnist --data-dir counts", "train-labels-idx1-ubyte", "3"),
                new Mistake("train mnist --data-dir gzip", "train-images-idx3-ubyte.gz"),
                // safetensors
                new Mistake("inspect two-bytes", "two-bytes", "is no network kept with 'train --save'"),
                new Mistake("inspect table.csv", "table.csv is no network kept with 'train --save'"),
                new Mistake("predict table.csv xor.model", "the file of the network comes first, then the data"),
                new Mistake(
                        "evaluate xor.model table.csv", "trained on", "not on a table", "train TABLE.csv --save table"),
                new Mistake("doctor xor.model table.csv", "not on a table, so the command cannot use", "'table.csv'"),
                new Mistake("importance xor.model table.csv", "not on a table", "'table.csv'"),
                new Mistake("predict xor.model table.csv", "no rows to predict", "train TABLE.csv"),
                new Mistake("inspect huge-header", "huge-header", "10000000000"),
                new Mistake("inspect overlap", "overlap"),
                new Mistake("inspect repeated", "repeated"),
                new Mistake("inspect absurd", "absurd"),
                new Mistake("inspect deep", "deep"),
                new Mistake("inspect foreign", "foreign", "no model of Hillock"),
                new Mistake("evaluate xor.model spiral", "xor.model", "binary", "classes", "blue orange"),
                new Mistake("evaluate two-bytes spiral", "two-bytes"),
                // checkpoints of other trainings
                new Mistake("train spiral --hidden 3 --checkpoint kept", "kept", "--resume kept"),
                new Mistake("train xor --checkpoint kept", "kept", "overwritten"),
                new Mistake(
                        "train spiral --resume kept --hidden 4 --lr 0.5",
                        "--hidden was 3 and is now 4",
                        "--learning-rate"),
                new Mistake("train xor --resume kept", "DATA was spiral and is now xor"),
                // expressions
                new Mistake("explain", "needs EXPRESSION"),
                new Mistake("explain (x+y x=1 y=2", "column 1", "never closed"),
                new Mistake("explain (x+y)*z x=1 y=2", "no value for z"),
                new Mistake("explain x+1 x=1 u=2", "no 'u'"),
                new Mistake("explain x x=1 x=2", "'x' is given twice"),
                new Mistake("explain x x", "name=value"),
                new Mistake("explain x x=1e999", "beyond float64"),
                new Mistake("explain x x=one", "a number is missing"),
                new Mistake("explain x x=[[1],[2,3]]", "different lengths"),
                new Mistake("explain x*y x=[1,2] y=[1,2,3]", "broadcast"),
                new Mistake("explain sni(x) x=1", "'sin'"),
                new Mistake("explain x x=1 --mode backward", "--mode", "reverse, forward"),
                new Mistake("explain x*y x=1 y=2 --mode forward --by w", "'w'"),
                // a loss that leaves the numbers
                new Mistake(
                        "train spiral --optimizer sgd --lr 1000 --activation identity --hidden " + "64,".repeat(11)
                                + "64",
                        "step",
                        "matmul",
                        "smaller learning rate"));
    }

    @BeforeAll
    static void makeFiles() throws Exception {
        Files.writeString(folder.resolve("table.csv"), "size,price\n1,2\n2,4\n3,6\n");
        Files.writeString(folder.resolve("file"), "a file");
        Files.createDirectory(folder.resolve("empty"));
        Files.createDirectories(folder.resolve("no-cache/hillock/mnist"));
        mnist("truncated", idx(3, 2, 28, 28), idx(1, 2));
        Files.write(folder.resolve("truncated/train-images-idx3-ubyte"), Arrays.copyOf(idx(3, 2, 28, 28), 1000));
        byte[] magic = idx(3, 2, 28, 28);
        magic[2] = 0x0d;
        mnist("magic", magic, idx(1, 2));
        mnist("counts", idx(3, 2, 28, 28), idx(1, 3));
        mnist("gzip", idx(3, 2, 28, 28), idx(1, 2));
        Files.delete(folder.resolve("gzip/train-images-idx3-ubyte"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(idx(3, 2, 28, 28));
        }
        Files.write(
                folder.resolve("gzip/train-images-idx3-ubyte.gz"),
                Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        Files.write(folder.resolve("two-bytes"), new byte[] {1, 2});
        Files.write(folder.resolve("huge-header"), header(10_000_000_000L, "{}"));
        String tensor = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}";
        safetensors("overlap", "{\"a\":" + tensor.formatted(0, 8) + ",\"b\":" + tensor.formatted(4, 12) + "}", 12);
        safetensors("repeated", "{\"a\":" + tensor.formatted(0, 8) + ",\"a\":" + tensor.formatted(8, 16) + "}", 16);
        safetensors(
                "absurd",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000,1000000000,1000000000],\"data_offsets\":[0,8]}}",
                8);
        safetensors("deep", "[".repeat(100_000) + "]".repeat(100_000), 0);
        safetensors("foreign", "{\"a\":" + tensor.formatted(0, 8) + "}", 8);
        Files.createDirectory(folder.resolve("broken"));
        safetensors("broken/last.safetensors", "{\"a\":" + tensor.formatted(0, 8) + "}", 8);
        Outcome model = CommandProcess.run(folder, "train", "xor", "--epochs", "1", "--save", "xor.model");
        assertThat(model.code()).as(model.err()).isZero();
        Outcome kept =
                CommandProcess.run(folder, "train", "spiral", "--hidden", "3", "--epochs", "1", "--checkpoint", "kept");
        assertThat(kept.code()).as(kept.err()).isZero();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeIsTold(Mistake mistake) throws Exception {
        Set<String> before = contents();
        Outcome outcome = CommandProcess.run(folder, mistake.arguments());
        assertThat(outcome.code()).as("exit code; it said: %s", outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("hillock: ").contains(mistake.said());
        assertThat(outcome.err()).doesNotContain("at hillock.", "Exception", "\tat ");
        assertThat(outcome.out()).doesNotContain("Exception");
        assertThat(contents()).isEqualTo(before);
    }

    private static Set<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** A folder of MNIST files, the test files well-formed. */
    private static void mnist(String name, byte[] images, byte[] labels) throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        Files.write(place.resolve("train-images-idx3-ubyte"), images);
        Files.write(place.resolve("train-labels-idx1-ubyte"), labels);
        Files.write(place.resolve("t10k-images-idx3-ubyte"), idx(3, 2, 28, 28));
        Files.write(place.resolve("t10k-labels-idx1-ubyte"), idx(1, 2));
    }

    /** An IDX file of zeros. */
    private static byte[] idx(int axes, int... extents) {
        int size = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * axes + size).putInt(0x0800 | axes);
        for (int extent : extents) {
            buffer.putInt(extent);
        }
        return buffer.array();
    }

    private static void safetensors(String name, String header, int bytes) throws IOException {
        byte[] head = header(header.length(), header);
        Files.write(folder.resolve(name), Arrays.copyOf(head, head.length + bytes));
    }

    private static byte[] header(long claimed, String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed)
                .put(text)
                .array();
    }
}
