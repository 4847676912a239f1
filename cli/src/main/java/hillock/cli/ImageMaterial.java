package hillock.cli;

import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.data.Split;
import hillock.io.ImageFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Pictures to learn from, in a folder for each class.
 *
 * @param name what the user calls it
 * @param pictures what is in it
 * @param choices what was asked for, by the names of the options
 */
record ImageMaterial(String name, ImageFolder pictures, SequencedMap<String, String> choices) implements Material {
    /**
     * The pictures of a folder.
     *
     * @throws IOException if nothing can be learnt from them as asked for
     */
    static ImageMaterial of(String name, Path folder, SequencedMap<String, String> choices) throws IOException {
        for (String option : choices.keySet()) {
            if (!option.equals("--test")) {
                throw new InputException("%s is for tables, and '%s' is a folder of pictures"
                        .formatted(option, Failures.shortened(name)));
            }
        }
        return new ImageMaterial(name, ImageFolder.of(folder), choices);
    }

    @Override
    public Settings preset() {
        return Settings.pictures(name, pictures.files().size(), choices);
    }

    @Override
    public Optional<String> limit() {
        return Optional.empty();
    }

    @Override
    public Parts parts(Settings settings) throws IOException {
        Dataset train = pictures.dataset();
        Optional<Dataset> test = Optional.empty();
        if (choices.get("--test") instanceof String wanted) {
            Optional<Double> share = TargetOptions.testShare(choices);
            if (share.isPresent()) {
                Split split = divide(train, share.get(), settings.seed(), "--test");
                train = split.train();
                test = Optional.of(split.test());
            } else {
                test = Optional.of(ImageFolder.of(Path.of(wanted))
                        .like(pictures.sampleType(), pictures.labels())
                        .dataset());
            }
        }
        Optional<Dataset> validation = Optional.empty();
        if (settings.validationSplit() > 0) {
            Split split = divide(train, settings.validationSplit(), settings.seed(), "--validation-split");
            train = split.train();
            validation = Optional.of(split.test());
        }
        List<String> introduction = new ArrayList<>();
        introduction.add("Pictures  %s: %s of %s, as %s"
                .formatted(
                        name,
                        Texts.count(pictures.files().size(), "file"),
                        Texts.count(pictures.labels().size(), "class"),
                        pictures.sampleType()));
        pictures.notices().forEach(notice -> introduction.add("Note: " + notice));
        return new Parts(train, validation, test, Optional.empty(), introduction);
    }

    private static Split divide(Dataset whole, double share, long seed, String option) {
        try {
            return whole.split(share, seed);
        } catch (IllegalArgumentException e) {
            throw new InputException("%s: %s".formatted(option, e.getMessage()), e);
        }
    }
}
