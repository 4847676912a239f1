package hillock.cli;

import hillock.data.Dataset;
import hillock.data.TableEncoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a network is trained on: data that have a name, or a table. */
interface Material {
    /** What the user calls it. */
    String name();

    /** Settings that train a network well on it. */
    Settings preset();

    /** The best that can be reached and why, if it is known to be less than everything. */
    Optional<String> limit();

    /**
     * The samples, divided.
     *
     * @throws IOException if files cannot be read
     * @throws InputException if they cannot be divided as the settings ask for
     */
    Parts parts(Settings settings) throws IOException;

    /**
     * Samples divided by what they are for.
     *
     * @param train to learn from
     * @param validation to watch progress with
     * @param test never looked at before the end
     * @param encoder how rows of a table became samples
     * @param introduction lines that tell the user what was made of a table
     */
    record Parts(
            Dataset train,
            Optional<Dataset> validation,
            Optional<Dataset> test,
            Optional<TableEncoder> encoder,
            List<String> introduction) {
        /** Copies the list. */
        public Parts {
            introduction = List.copyOf(introduction);
        }
    }
}
