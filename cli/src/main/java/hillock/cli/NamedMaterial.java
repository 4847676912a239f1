package hillock.cli;

import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Split;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Data that have a name.
 *
 * @param data the data
 * @param download shows that they are being fetched
 */
record NamedMaterial(BuiltIn data, Download download) implements Material {
    @Override
    public String name() {
        return data.name();
    }

    @Override
    public Settings preset() {
        return Settings.preset(data);
    }

    @Override
    public Optional<String> limit() {
        return data.limit();
    }

    @Override
    public Parts parts(Settings settings) throws IOException {
        Split split = data.load(settings.seed());
        download.end();
        Dataset train = split.train();
        Optional<Dataset> validation = Optional.empty();
        if (settings.validationSplit() > 0) {
            // The trainer would divide them too, but there a mistake of the user could not be told from one of ours.
            try {
                Split parts = train.split(settings.validationSplit(), settings.seed());
                train = parts.train();
                validation = Optional.of(parts.test());
            } catch (IllegalArgumentException e) {
                throw new InputException("--validation-split: " + e.getMessage(), e);
            }
        }
        return new Parts(train, validation, Optional.of(split.test()), Optional.empty(), List.of());
    }
}
