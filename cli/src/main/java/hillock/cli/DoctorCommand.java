package hillock.cli;

import hillock.cli.terminal.Colour;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.io.Json;
import hillock.io.NetworkFile;
import hillock.train.Doctor;
import hillock.train.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The examination of a network that was kept in a file, and of the data it was trained on. */
@Command(
        name = "doctor",
        sortOptions = false,
        description = {
            "Say what is wrong with a network kept with 'train --save', its training and its data.",
            "Looks for dead and saturated units, gradients that vanish or explode, a last layer that does not suit the",
            "loss, unscaled inputs, inputs that give the answer away, bad numbers, samples in training and test, a",
            "learning rate too high or too low, and results no or hardly better than a constant answer."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    Tested tested = new Tested();

    @Option(names = "--json", description = "Write what was found as a JSON array.")
    boolean json;

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        NetworkFile network = tested.network();
        Tested.Samples samples = tested.samples(network, surroundings, json);
        Doctor doctor = Doctor.of(
                        network.model(), Tested.lossOf(network, samples.train().task()), samples.train())
                .history(network.history())
                .engine(tested.engine());
        List<Finding> findings;
        try (Waiting _ = Waiting.on(surroundings.errScreen(), "Examining network and data")) {
            findings = samples.test().map(doctor::test).orElse(doctor).examine();
        }
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
