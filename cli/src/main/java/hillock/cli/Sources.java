package hillock.cli;

import hillock.data.BuiltIn;
import hillock.graph.Suggest;
import hillock.io.NetworkFile;
import hillock.io.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The meaning of the word DATA: a name of the catalogue, or a file. */
final class Sources {
    private static final int MOST_FILES = 1000;

    private Sources() {}

    /** The file of a word, if it is one; a folder is one too. A name of the catalogue is never a file. */
    static Optional<Path> file(String word) {
        if (Catalogue.isName(word)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(word)).filter(Files::exists);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /**
     * The data of a name of the catalogue.
     *
     * @throws InputException if there are none, with the names and files that are near
     */
    static BuiltIn named(String word, Optional<Path> folder, Download download) {
        if (Catalogue.isName(word)) {
            return Catalogue.named(word, folder, download);
        }
        List<String> known = new ArrayList<>(Catalogue.names());
        String names = String.join(", ", known);
        known.addAll(neighbours(word));
        String near = Suggest.sentence(word, known);
        throw new InputException("there are no data and no file called '%s'%s%nData with a name are: %s"
                .formatted(Failures.shortened(word), near.isEmpty() ? "" : ". " + near, names));
    }

    /**
     * The file of a word.
     *
     * @param command which needs it, for a message
     * @throws InputException if there is none
     */
    static Path existing(String word, String command) {
        return file(word).orElseThrow(() -> {
            String near = Suggest.sentence(word, neighbours(word));
            return new InputException("%s needs a table, and there is no file '%s'%s"
                    .formatted(command, Failures.shortened(word), near.isEmpty() ? "" : ". " + near));
        });
    }

    /** How a table for a network is to be read: as the one it was trained on. */
    static TableOptions as(NetworkFile network, TableOptions options) {
        TableOptions read = network.encoder().map(options::withKinds).orElse(options);
        for (String word : TargetOptions.words(network.notes().get("--missing"))) {
            read = read.withMissing(word);
        }
        return read;
    }

    /** The files beside the one that a word would name. */
    private static List<String> neighbours(String word) {
        try {
            Path parent = Path.of(word).getParent();
            try (Stream<Path> files = Files.list(parent == null ? Path.of("") : parent)) {
                return files.limit(MOST_FILES)
                        .map(file -> (parent == null ? Path.of("") : parent)
                                .resolve(file.getFileName())
                                .toString())
                        .sorted()
                        .toList();
            }
        } catch (IOException | InvalidPathException _) {
            return List.of(); // Only a courtesy.
        }
    }
}
