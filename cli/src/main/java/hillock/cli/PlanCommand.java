package hillock.cli;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.engine.PlanReport;
import hillock.graph.ExpressionException;
import hillock.graph.ExpressionParser;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.io.Json;
import hillock.io.NetworkFile;
import hillock.network.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How an expression, a network or a step of training runs, kernel by kernel. */
@Command(
        name = PlanCommand.NAME,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show how something runs: what became of its graph, the kernels, their arithmetic, bytes and times.",
            "An expression and a network are evaluated, with data a step of training is taken; nothing is learnt.",
            "",
            "  hillock explain plan 'tanh(x*w+b)' 'x=[1,2,3]' w=2 b=1",
            "  hillock explain plan spiral",
            "  hillock explain plan mnist --hidden 256,128 --batch-size 128",
            "  hillock explain plan model.safetensors --batch-size 64"
        })
final class PlanCommand implements Callable<Integer> {
    /** Two words on the command line, which {@link #joined} makes one. */
    static final String NAME = "explain plan";

    /** Pictures that nobody has to fetch: for times only their shape matters. */
    private static final String PICTURES = "mnist";

    private static final int LEAST_PICTURES = 1024;
    private static final int MOST_PICTURES = 60_000;

    /** Options that everything heeds. */
    private static final Set<String> ALWAYS = Set.of("--threads", "--json", "--debug");

    /** Options that say how long to train, of which one step is looked at. */
    private static final Set<String> LONGER = Set.of("--epochs", "--patience");

    private final Surroundings surroundings;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(
            index = "0",
            paramLabel = "WHAT",
            description = "An expression, a file made by 'train --save', or what 'hillock train' learns from.")
    String what = "";

    @Parameters(index = "1..*", paramLabel = "name=value", description = "Of an expression: the value of each name.")
    List<String> values = List.of();

    @Mixin(name = "What is predicted")
    TargetOptions target = new TargetOptions();

    @Mixin(name = "The network and its training")
    TrainOptions options = new TrainOptions();

    @Mixin(name = "Where the data come from")
    SourceOptions source = new SourceOptions();

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Kinds.Threads.class,
            description = "Threads to compute with (default: one per core).")
    @Nullable
    Integer threads;

    @Option(names = "--json", description = "Write one JSON object for each kernel and one for the whole.")
    boolean json;

    PlanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The words of the command line with the two of this command joined; {@code plan} may also be an expression. */
    static String[] joined(String... words) {
        if (words.length < 2
                || !words[0].equals("explain")
                || !words[1].equals("plan")
                || words.length > 2 && words[2].strip().startsWith("plan=")) {
            return words;
        }
        String[] joined = new String[words.length - 1];
        joined[0] = NAME;
        System.arraycopy(words, 2, joined, 1, joined.length - 1);
        return joined;
    }

    @Override
    public Integer call() throws IOException {
        Measuring measuring = new Measuring(surroundings.errScreen());
        surroundings.interruption().tidyBy(measuring::end);
        Planned planned;
        try {
            planned = planned(measuring);
        } finally {
            measuring.end();
        }
        PlanReport report = planned.report();
        if (json) {
            report.kernels()
                    .forEach(kernel -> surroundings
                            .out()
                            .println(object(kernel, !report.oneMethod()).print()));
            surroundings.out().println(object(planned).print());
            surroundings.out().flush();
            return ExitCode.DONE;
        }
        Screen screen = surroundings.outScreen();
        int columns = screen.terminal().columns();
        Texts.wrapped(planned.what() + ".", columns).forEach(screen::println);
        screen.println();
        report.text(columns).lines().forEach(screen::println);
        return ExitCode.DONE;
    }

    /**
     * What was looked at.
     *
     * @param what in words
     * @param report how it runs
     */
    private record Planned(String what, PlanReport report) {}

    private Planned planned(Measuring measuring) throws IOException {
        Engine engine = threads == null ? Engine.standard() : Engine.standard().withThreads(threads);
        Optional<Path> file = Sources.file(what);
        if (file.isPresent() && what.endsWith(".safetensors")) {
            return network(file.get(), engine, measuring);
        }
        if (file.isPresent() || Catalogue.isName(what)) {
            return training(engine, measuring);
        }
        return expression(engine, measuring);
    }

    private Planned expression(Engine engine, Measuring measuring) {
        if (values.isEmpty() && what.matches("[A-Za-z][A-Za-z0-9_.-]*")) {
            // Rather a name or file with a slip than an expression that is one name without a value.
            Sources.named(what, Optional.empty(), new Download(surroundings.errScreen()));
        }
        refuse(option -> !ALWAYS.contains(option), "an expression, which is evaluated as it is");
        SequencedMap<String, NDArray> given = ExplainCommand.given(values);
        ExplainCommand.checkNames(ExpressionParser.names(what), given);
        Map<String, Node> inputs = new LinkedHashMap<>();
        Program.Builder builder = Program.builder();
        given.forEach((name, value) -> {
            Node input = Nodes.input(name, value.type());
            inputs.put(name, input);
            builder.input(input);
        });
        // Whatever the shapes and types do not allow is in what the user typed.
        try {
            builder.output("value", ExpressionParser.parse(what, inputs, DType.FLOAT64));
        } catch (ExpressionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
        PlanReport report = engine.prepare(builder.build())
                .measured(measuring.begun(), given.values().toArray(NDArray[]::new));
        return new Planned("One evaluation of " + what.strip(), report);
    }

    private Planned network(Path file, Engine engine, Measuring measuring) throws IOException {
        refuseValues();
        refuse(
                option -> !ALWAYS.contains(option) && !option.equals("--batch-size"),
                "a trained network, for which --batch-size may be given");
        NetworkFile network = Networks.read(file, false);
        if (options.batchSize != null && options.batchSize == Settings.FULL_BATCH) {
            throw new InputException("--batch-size full means nothing here, for there are no data; give a number");
        }
        int samples = options.batchSize == null ? 1 : options.batchSize;
        TensorType type = network.sample().withShape(network.sample().shape().insert(0, samples));
        Node features = Nodes.input("features", type);
        Tensor outputs = network.model().apply(Tensor.of(features), Pass.inference());
        Program program = Program.builder()
                .input(features)
                .output("outputs", outputs.node())
                .build();
        return new Planned(
                "What the network in %s gives for %s".formatted(file, Texts.count(samples, "sample")),
                engine.prepare(program).measured(measuring.begun(), NDArray.zeros(type)));
    }

    private Planned training(Engine engine, Measuring measuring) throws IOException {
        refuseValues();
        refuse(LONGER::contains, "looked at for one step of training");
        boolean pictures = what.equals(PICTURES);
        refuse(
                option -> pictures && option.equals("--data-dir"),
                "looked at with empty pictures, because times depend on their shape alone");
        Material material = source.material(NAME, what, target, Map.of(), surroundings);
        Settings settings = material.preset().with(options);
        Dataset data = pictures
                ? pictures(settings.batchSize())
                : material.parts(settings).train();
        options.checkBatchSize(pictures ? MOST_PICTURES : data.size());
        PlanReport report = settings.trainer(settings.makeNetwork(data), data.task())
                .engine(engine)
                .plan(data, measuring.begun());
        int samples = Math.min(settings.batchSize(), data.size());
        return new Planned(
                pictures
                        ? "One step of training on %s of the size of those of mnist; nothing is learnt"
                                .formatted(Texts.count(samples, "empty picture"))
                        : "One step of training on the first %s of %s; nothing is learnt"
                                .formatted(Texts.count(samples, "sample"), what),
                report);
    }

    private static Dataset pictures(int batchSize) {
        int count =
                batchSize == Settings.FULL_BATCH ? MOST_PICTURES : Math.clamp(batchSize, LEAST_PICTURES, MOST_PICTURES);
        return Dataset.of(
                NDArray.zeros(new TensorType(DType.FLOAT32, Shape.of(count, 28, 28))),
                NDArray.zeros(new TensorType(DType.INT32, Shape.of(count))),
                Task.classes(10));
    }

    /** Makes sure that no option was given that would not be heeded. */
    private void refuse(Predicate<String> unheeded, String kind) {
        Given.of(spec, what).options().keySet().stream()
                .filter(unheeded)
                .findFirst()
                .ifPresent(option -> {
                    throw new InputException("%s means nothing here: '%s' is %s. Leave it out."
                            .formatted(option, Failures.shortened(what), kind));
                });
    }

    private void refuseValues() {
        if (!values.isEmpty()) {
            throw new InputException("'%s' is no expression, so there is nothing to give the value '%s' to"
                    .formatted(Failures.shortened(what), Failures.shortened(values.getFirst())));
        }
    }

    private static Json object(PlanReport.Kernel kernel, boolean predicted) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of("kernel"));
        members.put("depth", Json.of(kernel.depth()));
        members.put("step", Json.of(kernel.kind()));
        members.put("operations", Json.of(kernel.operations()));
        members.put("result", Json.of(kernel.result()));
        figures(members, kernel.flops(), kernel.bytes());
        if (predicted) {
            members.put("predictedSeconds", Json.of(kernel.predictedSeconds()));
        }
        kernel.measuredSeconds().ifPresent(seconds -> members.put("measuredSeconds", Json.of(seconds)));
        return Json.of(members);
    }

    private static Json object(Planned planned) {
        PlanReport report = planned.report();
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of("plan"));
        members.put("what", Json.of(planned.what()));
        members.put("nodesBefore", Json.of(report.rewriting().before()));
        members.put("nodesAfter", Json.of(report.rewriting().after()));
        members.put("fusedGroups", Json.of(report.groups().size()));
        members.put("bands", Json.of(report.bands().size()));
        members.put("tensors", Json.of(report.storage().values()));
        members.put("arrays", Json.of(report.storage().arrays()));
        members.put("valueBytes", Json.of(report.storage().frameBytes()));
        members.put("inputBytes", Json.of(report.storage().boundBytes()));
        members.put("updateBytes", Json.of(report.storage().updateBytes()));
        members.put("constantBytes", Json.of(report.storage().constantBytes()));
        figures(members, report.flops(), report.bytes());
        if (!report.oneMethod()) {
            members.put("predictedSeconds", Json.of(report.predictedSeconds()));
        }
        report.measuredSeconds().ifPresent(seconds -> members.put("measuredSeconds", Json.of(seconds)));
        report.measurement().ifPresent(measurement -> {
            members.put("measuredRuns", Json.of(measurement.runs()));
            members.put("warmUpRuns", Json.of(measurement.warmUpRuns()));
            members.put("warmUpSeconds", Json.of(measurement.warmUpSeconds()));
            members.put("settled", Json.of(measurement.settled()));
        });
        members.put("oneMethod", Json.of(report.oneMethod()));
        members.put("threads", Json.of(report.speeds().threads()));
        if (!report.oneMethod()) {
            members.put("machineFlops", Json.of(report.speeds().flops()));
            members.put("machineBytes", Json.of(report.speeds().memoryBytes()));
        }
        return Json.of(members);
    }

    private static void figures(SequencedMap<String, Json> members, long flops, long bytes) {
        members.put("flops", Json.of(flops));
        members.put("bytes", Json.of(bytes));
    }
}
