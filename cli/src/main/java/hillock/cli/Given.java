package hillock.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command as the user gave it, to be shown again with changes.
 *
 * @param name the data, empty if there was no such word
 * @param options the values by the names of the options, in the order in which they were given; a flag has none
 */
record Given(String name, SequencedMap<String, List<String>> options) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@%+-]([A-Za-z0-9_./:,@%+=-])*");

    /** What was given to a command that runs. */
    static Given of(CommandSpec command, String name) {
        SequencedMap<String, List<String>> options = new LinkedHashMap<>();
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            options.put(option.longestName(), option.arity().max() == 0 ? List.of() : option.originalStringValues());
        }
        return new Given(name, options);
    }

    /** This without some options. */
    Given without(Collection<String> names) {
        SequencedMap<String, List<String>> rest = new LinkedHashMap<>(options);
        rest.keySet().removeAll(names);
        return new Given(name, rest);
    }

    /** This with an option, in its place if it was given already. */
    Given with(String option, String value) {
        SequencedMap<String, List<String>> more = new LinkedHashMap<>(options);
        more.put(option, List.of(value));
        return new Given(name, more);
    }

    /** The line that trains with these options, for a shell. */
    String trainLine() {
        List<String> words = new ArrayList<>(List.of(Machine.command(), "train"));
        if (!name.isEmpty()) {
            words.add(quoted(name));
        }
        for (Map.Entry<String, List<String>> option : options.entrySet()) {
            if (option.getValue().isEmpty()) {
                words.add(option.getKey());
            }
            for (String value : option.getValue()) {
                words.add(option.getKey());
                words.add(quoted(value));
            }
        }
        return String.join(" ", words);
    }

    /** A word as a shell takes it for one. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
