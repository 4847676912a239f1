package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.Dataset;
import hillock.data.Task;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Pictures in a folder for each class, which has the name of the class. PNG, JPEG, GIF and BMP are read; files with
 * other endings are disregarded. A sample is float32 [channels, height, width] in 0 to 1. Pictures are decoded when
 * they are needed and kept while there is room. Needs the module java.desktop.
 *
 * <pre>{@code
 * Dataset pictures = ImageFolder.of(Path.of("animals")).size(32, 32).dataset();
 * }</pre>
 */
public final class ImageFolder {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
    private static final int MOST_CLASSES = 10_000;
    private static final int LONGEST_SIDE = 64;

    private final Path folder;
    private final List<String> labels;
    private final List<Path> files;
    private final int[] classes;
    private final List<String> notices;
    private final int channels;
    private final int height;
    private final int width;

    private ImageFolder(
            Path folder,
            List<String> labels,
            List<Path> files,
            int[] classes,
            List<String> notices,
            int channels,
            int height,
            int width) {
        this.folder = folder;
        this.labels = labels;
        this.files = files;
        this.classes = classes;
        this.notices = notices;
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /**
     * The pictures of a folder, in the size and with or without the colours of the first one; of more than 64 pixels a
     * side is made as much smaller as brings the longer one to 64.
     *
     * @throws FormatException if the folder is missing, has less than two folders with pictures, or a file with the
     *     name of a picture is none
     */
    public static ImageFolder of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new FormatException(folder, Files.exists(folder) ? "this is no folder" : "there is no such folder");
        }
        List<String> labels = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        List<String> empty = new ArrayList<>();
        int others = 0;
        for (Path own : listed(folder)) {
            if (!Files.isDirectory(own) || hidden(own)) {
                others += hidden(own) ? 0 : 1;
                continue;
            }
            int before = files.size();
            for (Path file : listed(own)) {
                if (Files.isRegularFile(file) && !hidden(file) && ENDINGS.contains(ending(file))) {
                    files.add(file);
                    classes.add(labels.size());
                } else {
                    others += hidden(file) ? 0 : 1;
                }
            }
            if (files.size() > before) {
                labels.add(name(own));
            } else {
                empty.add("'" + name(own) + "'");
            }
            if (labels.size() > MOST_CLASSES) {
                throw new FormatException(folder, "more than %d folders with pictures".formatted(MOST_CLASSES));
            }
        }
        if (labels.size() < 2) {
            throw new FormatException(
                    folder,
                    ("%d folders with pictures in PNG, JPEG, GIF or BMP; one for each of at least two classes is "
                                    + "expected")
                            .formatted(labels.size()));
        }
        List<String> notices = new ArrayList<>();
        if (others > 0) {
            notices.add("%d files that are no pictures by their names are disregarded.".formatted(others));
        }
        if (!empty.isEmpty()) {
            notices.add("Folders without pictures are disregarded: %s.".formatted(String.join(", ", empty)));
        }
        Picture first = Picture.header(files.getFirst());
        double smaller = Math.min(1, (double) LONGEST_SIDE / Math.max(first.width(), first.height()));
        return new ImageFolder(
                folder,
                List.copyOf(labels),
                List.copyOf(files),
                classes.stream().mapToInt(i -> i).toArray(),
                List.copyOf(notices),
                first.isGrey() ? 1 : 3,
                (int) Math.max(1, Math.round(first.height() * smaller)),
                (int) Math.max(1, Math.round(first.width() * smaller)));
    }

    private static List<Path> listed(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        }
        // The order of a folder differs between file systems.
        files.sort((a, b) -> name(a).compareTo(name(b)));
        return files;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static boolean hidden(Path file) {
        return name(file).startsWith(".") || name(file).equals("Thumbs.db");
    }

    private static String ending(Path file) {
        String name = name(file);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The same with all pictures brought to a size in pixels. */
    public ImageFolder size(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "A picture has at least one pixel, not %d x %d.".formatted(height, width));
        }
        return new ImageFolder(folder, labels, files, classes, notices, channels, height, width);
    }

    /** The same with a single channel, the luma. */
    public ImageFolder grey() {
        return new ImageFolder(folder, labels, files, classes, notices, 1, height, width);
    }

    /** The same with three channels: red, green, blue. */
    public ImageFolder rgb() {
        return new ImageFolder(folder, labels, files, classes, notices, 3, height, width);
    }

    /**
     * The same as a network sees it that was trained on other pictures: in their size, colours and numbering of
     * classes.
     *
     * @param type of a sample, [channels, height, width]
     * @param known the classes in training
     * @throws FormatException if a folder here is no class there
     */
    public ImageFolder like(TensorType type, List<String> known) throws FormatException {
        int[] numbers = new int[classes.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = known.indexOf(labels.get(classes[i]));
            if (numbers[i] < 0) {
                throw new FormatException(
                        folder,
                        "the class '%s' did not occur in training; the classes are %s"
                                .formatted(labels.get(classes[i]), String.join(", ", known)));
            }
        }
        int[] extents = type.shape().toArray();
        if (extents.length != 3 || extents[0] != 1 && extents[0] != 3) {
            throw new FormatException(
                    folder,
                    "samples of the network are %s, not pictures of one or three channels".formatted(type.shape()));
        }
        return new ImageFolder(folder, List.copyOf(known), files, numbers, notices, extents[0], extents[1], extents[2]);
    }

    /** The names of the classes, in the order of the alphabet. */
    public List<String> labels() {
        return labels;
    }

    /** The files, class by class. */
    public List<Path> files() {
        return files;
    }

    /** The type of a sample. */
    public TensorType sampleType() {
        return TensorType.of(DType.FLOAT32, channels, height, width);
    }

    /** What a user should know, one sentence each. */
    public List<String> notices() {
        return notices;
    }

    /**
     * The pictures as data. Every file is looked at, so that one which is none is told now; what is damaged further
     * inside is told when it is decoded, as a {@link FormatException} inside an {@link java.io.UncheckedIOException}.
     *
     * @throws FormatException naming a file that is no picture, or too large
     */
    public Dataset dataset() throws IOException {
        for (Path file : files) {
            Picture.header(file);
        }
        Task task = labels.size() == 2 ? Task.binary(labels.get(0), labels.get(1)) : Task.classes(labels);
        return new ImageDataset(files, classes, task, sampleType());
    }

    /**
     * One picture as a sample.
     *
     * @param type of the sample, [channels, height, width]
     * @throws FormatException naming the file, if it is no picture, damaged or too large
     */
    public static NDArray read(Path file, TensorType type) throws IOException {
        int[] extents = type.shape().toArray();
        return NDArray.wrap(type, Picture.pixels(file, extents[0], extents[1], extents[2]));
    }
}
