package hillock.cli;

import hillock.cli.terminal.Colour;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Split;
import hillock.data.TableDataset;
import hillock.io.Json;
import hillock.io.NetworkFile;
import hillock.io.TableFile;
import hillock.train.Doctor;
import hillock.train.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The examination of a network that was kept in a file, and of the data it was trained on. */
@Command(
        name = "doctor",
        sortOptions = false,
        description = {
            "Say what is wrong with a network kept with 'train --save', its training and its data.",
            "Looks for dead and saturated units, gradients that vanish or explode, a last layer that does not suit the",
            "loss, unscaled inputs, inputs that give the answer away, bad numbers, samples in training and test, a",
            "learning rate too high or too low, and results no better than a constant answer."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(index = "0", paramLabel = "MODEL", converter = Kinds.File.class, description = "The file.")
    @Nullable
    Path model;

    @Parameters(
            index = "1",
            paramLabel = "DATA",
            completionCandidates = Catalogue.Names.class,
            description = "What it was trained on: a file, or a name that 'hillock data' lists.")
    String name = "";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            converter = Kinds.File.class,
            description = "Folder with the files of data that are not generated (DIR/mnist, or DIR itself).")
    @Nullable
    Path folder;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Option(names = "--json", description = "Write what was found as a JSON array.")
    boolean json;

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Path file = model == null ? Path.of("") : model;
        NetworkFile network = Networks.read(file, true);
        Dataset train;
        Optional<Dataset> test = Optional.empty();
        if (network.encoder().isPresent()) {
            TableDataset rows = TableFile.read(Sources.existing(name, "doctor"), Sources.as(network, reading.options()))
                    .dataset(network.encoder().get());
            Screen screen = surroundings.screen(json);
            rows.notices().forEach(notice -> screen.println("Note: " + notice));
            train = rows;
        } else {
            Networks.checkNoFile(file, network, name, "doctor");
            Download download = new Download(surroundings.errScreen());
            surroundings.interruption().tidyBy(download::end);
            BuiltIn data = Sources.named(name, Optional.ofNullable(folder), download);
            Split split = data.load(Tested.seedOf(network));
            download.end();
            train = split.train();
            test = Optional.of(split.test());
            Tested.checkFits(file, network, train, name);
        }
        Doctor doctor = Doctor.of(network.model(), Tested.lossOf(network, train.task()), train)
                .history(network.history());
        List<Finding> findings = test.map(doctor::test).orElse(doctor).examine();
        if (json) {
            surroundings.out().println(json(findings).print());
        } else {
            print(surroundings.outScreen(), findings);
        }
        return ExitCode.DONE;
    }

    /** Tells people what was found. */
    static void print(Screen screen, List<Finding> findings) {
        if (findings.isEmpty()) {
            screen.println("The doctor found nothing wrong.");
            return;
        }
        screen.println("The doctor found %s:".formatted(Texts.count(findings.size(), "thing")));
        for (Finding finding : findings) {
            String illness = finding.illness().toString();
            screen.println("  "
                    + (finding.illness().isSevere() ? screen.coloured(illness, Colour.RED) : illness)
                    + finding.toString().substring(illness.length()));
        }
    }

    /** What was found, for programs. */
    static Json json(List<Finding> findings) {
        List<Json> elements = new ArrayList<>();
        for (Finding finding : findings) {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            members.put("illness", Json.of(finding.illness().toString()));
            members.put("severe", Json.of(finding.illness().isSevere()));
            members.put("where", Json.of(finding.where()));
            members.put("number", Json.of(finding.number()));
            members.put("sentence", Json.of(finding.sentence()));
            members.put("remedy", Json.of(finding.remedy()));
            elements.add(Json.of(members));
        }
        return Json.of(elements);
    }
}
