package hillock.cli;

import hillock.cli.terminal.Bar;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.io.Json;
import hillock.io.NetworkFile;
import hillock.train.Importance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a network leans on. */
@Command(
        name = "importance",
        sortOptions = false,
        description = {
            "Show how much worse a network does when the values of a column are exchanged at random between the rows.",
            "",
            "  hillock importance income.safetensors people.csv"
        })
final class ImportanceCommand implements Callable<Integer> {
    private static final int BAR_WIDTH = 30;
    private static final int MOST_NAME = 40;

    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    Tested tested = new Tested();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            converter = Kinds.Repeats.class,
            description = "How often the values of a column are exchanged anew (default: 10).")
    @Nullable
    Integer repeats;

    @Option(names = "--json", description = "Write the result as a JSON object.")
    boolean json;

    ImportanceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        NetworkFile network = tested.network();
        Dataset data = tested.data(network, surroundings, json);
        Importance found;
        try {
            found = Importance.of(
                    network.model(),
                    Tested.lossOf(network, data.task()),
                    data,
                    repeats == null ? 10 : repeats,
                    tested.seed == null ? Settings.DEFAULT_SEED : tested.seed,
                    tested.engine());
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
        if (json) {
            surroundings.out().println(json(found).print());
        } else {
            people(found, surroundings.outScreen());
        }
        return ExitCode.DONE;
    }

    private static Json json(Importance found) {
        List<Json> columns = new ArrayList<>();
        for (Importance.Column column : found.columns()) {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            members.put("column", Json.of(column.name()));
            members.put("drop", Json.of(column.drop()));
            if (Double.isFinite(column.spread())) {
                members.put("spread", Json.of(column.spread()));
            }
            columns.add(Json.of(members));
        }
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put(found.scoreName(), Json.of(found.score()));
        members.put("columns", Json.of(columns));
        return Json.of(members);
    }

    private static void people(Importance found, Screen screen) {
        boolean numbers = found.scoreName().equals("rmse");
        screen.println(Texts.score(found.scoreName(), found.score()));
        screen.println();
        Table table = new Table("lrrl").row("COLUMN", numbers ? "RISE" : "DROP", "SPREAD", "");
        double most = Math.max(found.columns().getFirst().drop(), Double.MIN_NORMAL);
        for (Importance.Column column : found.columns()) {
            String name = Failures.shortened(column.name());
            table.row(
                    name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME - 3) + "...",
                    number(column.drop(), numbers),
                    number(column.spread(), numbers),
                    Bar.of(column.drop() / most, BAR_WIDTH, screen.terminal().unicode()));
        }
        table.lines().forEach(screen::println);
        screen.println();
        screen.println("How much the %s %s when the values of the column are exchanged between the rows."
                .formatted(found.scoreName(), numbers ? "rises" : "drops, in percent,"));
    }

    private static String number(double value, boolean numbers) {
        return Double.isNaN(value)
                ? ""
                : numbers ? Texts.number(value) : String.format(Locale.ROOT, "%.2f", 100 * value);
    }
}
