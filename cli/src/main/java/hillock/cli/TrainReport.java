package hillock.cli;

import hillock.cli.terminal.Colour;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.io.Hashes;
import hillock.io.Json;
import hillock.network.Models;
import hillock.network.Sequential;
import hillock.train.Doctor;
import hillock.train.Evaluation;
import hillock.train.Finding;
import hillock.train.TrainingResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What came of training, told to people or to programs.
 *
 * @param job what was done
 * @param result the trained network
 * @param given the command that makes the same network again
 * @param saved the file it was written to
 * @param thorough whether the doctor is to look at every sample
 */
record TrainReport(Job job, TrainingResult<Sequential> result, Given given, Optional<Path> saved, boolean thorough) {
    private static final int MISTAKES = 5;
    private static final String DIFFERENT = "other bits on your machine, which should not be: please report it";

    void print(Surroundings surroundings, boolean json) {
        String sha256 = Hashes.weightsSha256(Models.values(result.model()));
        Optional<Evaluation> validation;
        Optional<Evaluation> test;
        List<Finding> findings;
        try (Waiting _ = Waiting.on(surroundings.errScreen(), testing())) {
            validation = job.parts().validation().map(this::evaluation);
            test = job.parts().test().map(this::evaluation);
            findings = findings();
        }
        if (json) {
            surroundings.out().println(json(sha256, validation, test, findings).print());
            surroundings.out().flush();
        }
        people(surroundings.screen(json), sha256, validation, test, findings, !json);
    }

    /** What is done when training has ended, for those who wait. */
    private String testing() {
        int samples = job.parts().validation().map(Dataset::size).orElse(0)
                + job.parts().test().map(Dataset::size).orElse(0);
        return samples == 0
                ? "Training has ended; looking for what may be wrong"
                : "Training has ended; testing on %s and looking for what may be wrong"
                        .formatted(Texts.count(samples, "sample"));
    }

    /** What is wrong with data, network or training. */
    private List<Finding> findings() {
        Dataset train = job.parts().train();
        Doctor doctor =
                Doctor.of(result, job.settings().makeLoss(train.task()), train).engine(job.engine());
        Optional<Dataset> test = job.parts().test();
        Optional<Dataset> validation = job.parts().validation();
        if (test.isPresent()) {
            doctor = doctor.test(test.get());
        } else if (validation.isPresent()) {
            doctor = doctor.validation(validation.get());
        }
        return (thorough ? doctor : doctor.quick()).examine();
    }

    private Evaluation evaluation(Dataset data) {
        return Evaluation.of(result.model(), job.settings().makeLoss(data.task()), data, job.engine());
    }

    private Json json(
            String sha256, Optional<Evaluation> validation, Optional<Evaluation> test, List<Finding> findings) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of("result"));
        members.put("data", Json.of(job.data().name()));
        test.ifPresent(found -> put(members, "test", found));
        if (test.isEmpty()) {
            validation.ifPresent(found -> put(members, "validation", found));
        }
        members.put("parameters", Json.of(Models.count(result.model())));
        members.put("epochs", Json.of(result.history().size()));
        members.put("steps", Json.of(result.steps()));
        members.put("stopped", Json.of(result.reason().name().toLowerCase(Locale.ROOT)));
        result.bestEpoch().ifPresent(epoch -> members.put("bestEpoch", Json.of(epoch)));
        members.put("seconds", Json.of(result.seconds()));
        members.put("samplesPerSecond", Json.of(result.samplesPerSecond()));
        members.put("weightsSha256", Json.of(sha256));
        members.put("findings", DoctorCommand.json(findings));
        return Json.of(members);
    }

    private void put(SequencedMap<String, Json> members, String part, Evaluation found) {
        boolean numbers = found.task() instanceof Task.Regression;
        members.put(part + (numbers ? "Rmse" : "Accuracy"), Json.of(found.score()));
        members.put(part + "Loss", Json.of(found.loss()));
    }

    private void people(
            Screen screen,
            String sha256,
            Optional<Evaluation> validation,
            Optional<Evaluation> test,
            List<Finding> findings,
            boolean hints) {
        screen.println();
        switch (result.reason()) {
            case FINISHED, INTERRUPTED -> {}
            case EARLY_STOPPING -> screen.println("Stopped early, for the validation loss no longer fell.");
            case TIME_LIMIT ->
                screen.println("Stopped after step %s, for the time was up.".formatted(Texts.count(result.steps())));
        }
        if (result.samples() == 0 && !result.stoppedEarly()) {
            screen.println("Nothing was left to train: all %s are done. To go on, ask for more with --epochs."
                    .formatted(Texts.count(result.history().size(), "epoch")));
        }
        Table table = new Table("ll");
        validation.ifPresent(found -> score(table, "Validation", found));
        test.ifPresent(found -> score(table, "Test", found));
        table.row("Network", job.network().describe() + ", " + Texts.count(Models.count(result.model()), "parameter"));
        table.row(
                "Training",
                "%s in %s, %s, %s"
                        .formatted(
                                Texts.count(result.samples(), "sample"),
                                Texts.seconds(result.seconds()),
                                Texts.rate(result.samplesPerSecond(), "samples"),
                                Texts.count(job.engine().threads(), "thread")));
        table.row("SIMD", Engine.simdForm());
        table.row("Weights", "sha256 " + sha256);
        boolean preset = job.settings().equals(job.data().preset());
        Optional<String> known = preset ? KnownWeights.sha256(job.data().name()) : Optional.empty();
        known.ifPresent(expected -> {
            table.row("In README", "sha256 " + expected);
            table.row("", expected.equals(sha256) ? "the same bits on your machine" : DIFFERENT);
        });
        saved.ifPresent(file -> table.row("Saved", file.toString()));
        for (String line : table.lines()) {
            screen.println(line.contains(DIFFERENT) ? screen.coloured(line, Colour.RED) : line);
        }
        job.data().limit().ifPresent(limit -> screen.println("Note: " + limit + "."));
        if (test.isEmpty() && job.settings().keepsBest() && result.bestEpoch().isPresent()) {
            screen.println("Note: the rows that watched progress chose the network, so its score on them flatters;"
                    + " --test 0.2 keeps rows back.");
        }
        test.or(() -> validation).ifPresent(found -> mistakes(screen, found));
        if (thorough || !findings.isEmpty()) {
            screen.println();
            DoctorCommand.print(screen, findings);
        }
        if (hints) {
            hints(screen);
        }
    }

    private void score(Table table, String part, Evaluation found) {
        String loss = ", loss " + Texts.number(found.loss());
        if (found.task() instanceof Task.Regression) {
            table.row(part + " rmse", Texts.number(found.score()) + loss);
            return;
        }
        long right = Math.round(found.score() * found.examples());
        table.row(
                part + " accuracy",
                "%s (%s of %s)%s"
                        .formatted(
                                Texts.percent(found.score()), Texts.count(right), Texts.count(found.examples()), loss));
    }

    /** Tells which classes are taken for which. */
    static void mistakes(Screen screen, Evaluation test) {
        if (test.task() instanceof Task.Classes classes && classes.labels().size() > 2) {
            Table table = new Table("llr");
            for (Evaluation.Mistake mistake : test.worstMistakes(MISTAKES)) {
                table.row(mistake.actual(), "taken for " + mistake.predicted(), Texts.count(mistake.count(), "time"));
            }
            if (!table.lines().isEmpty()) {
                screen.println();
                screen.println("Most often confused:");
                table.lines().forEach(line -> screen.println("  " + line));
            }
        }
    }

    private void hints(Screen screen) {
        String command = Machine.command();
        Table table = new Table("ll");
        if (saved.isPresent()) {
            String file = Given.quoted(saved.get().toString());
            table.row(command + " inspect " + file, "what is in the file");
            table.row(
                    command + " evaluate " + file + " "
                            + Given.quoted(job.data().name()),
                    "use it");
        } else if (job.data().name().equals("spiral")) {
            table.row(command + " train spiral --hidden 4 --activation relu", "watch a small network fail");
            table.row(command + " train mnist", "learn to read digits");
        } else {
            table.row(given.with("--save", "model.safetensors").trainLine(), "keep the network");
            table.row(command + " data", "more to learn from");
        }
        table.row(command + " explain '(x+y)*z' x=-2 y=5 z=-4", "see how gradients flow");
        screen.println();
        screen.println("Next:");
        table.lines().forEach(line -> screen.println("  " + line));
    }
}
