package hillock.data;

import java.util.Optional;

/**
 * The encoding learnt from one column of the training part, or why it was dropped.
 *
 * @param encoding how it becomes inputs; empty if it tells nothing
 * @param notice a sentence for the user; empty if there is nothing to say
 */
record Fitting(Optional<Encoding> encoding, String notice) {
    static Fitting kept(Encoding encoding) {
        return new Fitting(Optional.of(encoding), "");
    }

    static Fitting dropped(String column, String why) {
        return new Fitting(Optional.empty(), "Column '%s' is left out: %s.".formatted(column, why));
    }
}
