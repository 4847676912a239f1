package hillock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The options of a command, each {@code --name} or {@code --name value}. */
final class Words {
    private final List<String> words;

    /** Words that make no sense, in one line. */
    static final class WrongWordsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongWordsException(String message) {
            super(message);
        }
    }

    Words(List<String> words) {
        this.words = new ArrayList<>(words);
    }

    /** Whether an option without a value is there; it is taken away. */
    boolean flag(String name) {
        return words.remove(name);
    }

    /** The value of an option; both are taken away. */
    Optional<String> value(String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == words.size()) {
            throw new WrongWordsException(name + " needs a value.");
        }
        words.remove(at);
        return Optional.of(words.remove(at));
    }

    /** A whole number within bounds. */
    int number(String name, int least, int most, int usual) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new WrongWordsException(
                "%s is a whole number from %d to %d, not '%s'.".formatted(name, least, most, text.get()));
    }

    /** Some of several names, joined by commas; all of them if the option is not there. */
    List<String> some(String name, List<String> all) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return all;
        }
        Set<String> wanted = Set.of(text.get().toUpperCase(Locale.ROOT).split(","));
        List<String> found = all.stream().filter(wanted::contains).toList();
        if (found.size() != wanted.size()) {
            throw new WrongWordsException("%s takes some of %s, joined by commas, not '%s'."
                    .formatted(name, String.join(",", all), text.get()));
        }
        return found;
    }

    /** Complains if anything is left. */
    void end() {
        if (!words.isEmpty()) {
            throw new WrongWordsException(
                    "'%s' is not understood; see ./bench/run --help.".formatted(words.getFirst()));
        }
    }
}
