package hillock.io;

import hillock.array.NDArray;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The MNIST handwritten digits (LeCun, Cortes, Burges 1998): 60,000 for training and 10,000 for testing, 28 x 28 grey
 * levels each.
 *
 * @param trainImages float32 [n, 784], from 0 to 1
 * @param trainLabels int32 [n], from 0 to 9
 * @param testImages float32 [m, 784], from 0 to 1
 * @param testLabels int32 [m], from 0 to 9
 */
public record Mnist(NDArray trainImages, NDArray trainLabels, NDArray testImages, NDArray testLabels) {

    /**
     * The digits from the first place that has all four files, see {@link MnistSource}.
     *
     * @throws FormatException if no place has them and they cannot be fetched, naming all places looked at, or if a
     *     file is damaged or a label is not a digit
     */
    public static Mnist load(MnistSource source) throws IOException {
        MnistSource.Files files = source.find();
        Idx.Labelled train = Idx.labelled(files.trainImages(), files.trainLabels());
        Idx.Labelled test = Idx.labelled(files.testImages(), files.testLabels());
        checkDigits(files.trainLabels(), train.labels());
        checkDigits(files.testLabels(), test.labels());
        int pixels = train.images().shape().dimension(1);
        if (test.images().shape().dimension(1) != pixels) {
            throw new FormatException(
                    files.testImages(),
                    8,
                    "images of %d pixels, but those for training in %s have %d"
                            .formatted(test.images().shape().dimension(1), files.trainImages(), pixels));
        }
        return new Mnist(train.images(), train.labels(), test.images(), test.labels());
    }

    private static void checkDigits(Path file, NDArray labels) throws FormatException {
        int[] values = labels.ints();
        for (int i = 0; i < values.length; i++) {
            if (values[i] > 9) {
                throw new FormatException(
                        file, 8L + i, "label %d of example %d; a digit is 0 to 9".formatted(values[i], i));
            }
        }
    }
}
