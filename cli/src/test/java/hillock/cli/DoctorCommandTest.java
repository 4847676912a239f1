package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import hillock.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hillock doctor}, and what {@code hillock train} says in its name. */
class DoctorCommandTest {
    @TempDir
    Path folder;

    @Test
    void aHealthyNetworkIsLeftAlone() {
        String file = folder.resolve("net.safetensors").toString();
        Outcome trained = InProcess.run("train", "moons", "--save", file);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).doesNotContain("doctor");
        assertThat(InProcess.run("train", "moons", "--doctor").out()).contains("The doctor found nothing wrong.");
        Outcome doctor = InProcess.run("doctor", file, "moons");
        assertThat(doctor.code()).as(doctor.err()).isZero();
        assertThat(doctor.out()).isEqualTo("The doctor found nothing wrong.\n");
        assertThat(InProcess.run("doctor", file, "moons", "--json").out().strip())
                .isEqualTo("[]");
        Outcome other = InProcess.run("doctor", file, "glyphs");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("was not made for 'glyphs'");
    }

    @Test
    void whatIsWrongIsSaidAfterTraining() throws Exception {
        String[] command = {"train", "moons", "--learning-rate", "1e-9", "--epochs", "6"};
        assertThat(InProcess.run(command).out()).contains("rate too low", "learning rate 9.", "Raise");
        String[] json = {"train", "moons", "--learning-rate", "1e-9", "--epochs", "6", "--json"};
        Json findings = TrainCommandTest.members(InProcess.run(json).lastLine()).get("findings");
        assertThat(findings).isInstanceOf(Json.Elements.class);
        assertThat(((Json.Elements) findings).elements())
                .anySatisfy(finding -> assertThat(TrainCommandTest.text(((Json.Members) finding).members(), "illness"))
                        .isEqualTo("rate too low"));
    }

    @Test
    void aColumnThatGivesTheAnswerAwayIsNamed() throws Exception {
        Random random = new Random(1);
        StringBuilder table = new StringBuilder("age,paid back,income,default\n");
        for (int row = 0; row < 200; row++) {
            boolean bad = random.nextBoolean();
            table.append("%d,%s,%d,%s%n"
                    .formatted(
                            20 + random.nextInt(50),
                            bad ? "never" : "in full",
                            random.nextInt(9000),
                            bad ? "yes" : "no"));
        }
        Path file = Files.writeString(folder.resolve("loans.csv"), table);
        String model = folder.resolve("net.safetensors").toString();
        Outcome trained = InProcess.run("train", file.toString(), "--epochs", "3", "--test", "0.2", "--save", model);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("leaking input: 'paid back' alone predicts the target");
        Outcome doctor = InProcess.run("doctor", model, file.toString());
        assertThat(doctor.code()).as(doctor.err()).isZero();
        assertThat(doctor.out()).contains("leaking input: 'paid back'");
        String column = "paid back";
        assertThat(InProcess.run("train", file.toString(), "--epochs", "3", "--ignore", column)
                        .out())
                .doesNotContain("leaking input");
    }
}
