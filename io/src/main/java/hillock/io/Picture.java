package hillock.io;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * What the beginning of a picture file says of it.
 *
 * @param width in pixels
 * @param height in pixels
 * @param isGrey whether it has no colours
 */
record Picture(int width, int height, boolean isGrey) {
    /** Beyond so many pixels a picture is refused by its header alone. */
    private static final long MOST_PIXELS = 1 << 27;

    /** Beyond so many pixels only some rows and columns are decoded. */
    private static final long DECODED_PIXELS = 1 << 24;

    /** ITU-R BT.601. */
    private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

    /** What is done with a reader that stands at the beginning of a picture. */
    private interface Use<V> {
        V apply(ImageReader reader, Picture header) throws IOException;
    }

    /**
     * The header of a file.
     *
     * @throws FormatException naming the file, if it is no picture or too large
     */
    static Picture header(Path file) throws IOException {
        return read(file, (_, header) -> header);
    }

    /**
     * The pixels of a file, [channels, height, width] in 0 to 1. A triangle filter brings them to the size: that is
     * bilinear interpolation where the picture is enlarged, and a weighted mean of all pixels where it is made smaller.
     * What is transparent is white. Rotations noted in the file are disregarded.
     *
     * @param channels 1 for grey (luma by ITU-R BT.601), 3 for red, green and blue
     * @throws FormatException naming the file, if it is no picture, damaged or too large
     */
    static float[] pixels(Path file, int channels, int height, int width) throws IOException {
        return read(file, (reader, header) -> {
            boolean[] cut = new boolean[1];
            // The decoder of JPEG fills up what is absent and only warns.
            reader.addIIOReadWarningListener((_, text) -> cut[0] |= text.contains("premature end"));
            ImageReadParam parameters = reader.getDefaultReadParam();
            int[] steps = header.steps(height, width);
            parameters.setSourceSubsampling(steps[1], steps[0], 0, 0);
            BufferedImage image = reader.read(0, parameters);
            if (cut[0]) {
                throw new FormatException(file, "the picture is cut short");
            }
            float[] planes = planes(image, channels);
            float[] wide = resized(planes, channels * image.getHeight(), image.getWidth(), 1, width);
            return resized(wide, channels, image.getHeight(), width, height);
        });
    }

    /** Of which rows and columns one is decoded: never fewer than are wanted, so a thin picture is cut lengthwise. */
    int[] steps(int wantedHeight, int wantedWidth) {
        int down = Math.max(1, height / wantedHeight);
        int across = Math.max(1, width / wantedWidth);
        int step = 1;
        while (Math.ceilDiv((long) height, Math.min(step, down)) * Math.ceilDiv((long) width, Math.min(step, across))
                        > DECODED_PIXELS
                && step < Math.max(down, across)) {
            step++;
        }
        return new int[] {Math.min(step, down), Math.min(step, across)};
    }

    private static <V> V read(Path file, Use<V> use) throws IOException {
        // Tells what is missing, a folder or may not be read.
        InputFile.open(file).close();
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new FormatException(
                        file, in.length() == 0 ? "the file is empty" : "this is no picture in PNG, JPEG, GIF or BMP");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
                    throw new FormatException(
                            file,
                            "%d x %d pixels; at least one and at most %d are read"
                                    .formatted(width, height, MOST_PIXELS));
                }
                var type = reader.getRawImageType(0);
                boolean grey =
                        type != null && type.getNumBands() <= 2 && !(type.getColorModel() instanceof IndexColorModel);
                return use.apply(reader, new Picture(width, height, grey));
            } finally {
                reader.dispose();
            }
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The decoders of the JDK answer damaged files with exceptions of many kinds.
            String reason =
                    e instanceof IIOException && String.valueOf(e.getMessage()).contains("Unsupported Image Type")
                            ? "its colours are stored in a way that is not read, such as CMYK; convert it to RGB"
                            : "the picture is damaged or cut short";
            FormatException problem = new FormatException(file, reason);
            problem.initCause(e);
            throw problem;
        }
    }

    private static float[] planes(BufferedImage image, int channels) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[] planes = new float[channels * width * height];
        boolean grey =
                image.getColorModel().getNumComponents() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        Raster raster = image.getRaster();
        // The JDK takes grey for linear light and would brighten it; the samples are what other programs show.
        float whole = (1 << image.getColorModel().getComponentSize(0)) - 1;
        boolean alpha = image.getColorModel().hasAlpha();
        int[] row = new int[width];
        float[] colour = new float[3];
        for (int y = 0; y < height; y++) {
            if (!grey) {
                image.getRGB(0, y, width, 1, row, 0, width);
            }
            for (int x = 0; x < width; x++) {
                float opaque;
                if (grey) {
                    colour[0] = colour[1] = colour[2] = raster.getSample(x, y, 0) / whole;
                    opaque = alpha ? raster.getSample(x, y, 1) / whole : 1;
                } else {
                    for (int c = 0; c < 3; c++) {
                        colour[c] = (row[x] >> 16 - 8 * c & 255) / 255f;
                    }
                    opaque = (row[x] >>> 24) / 255f;
                }
                for (int c = 0; c < 3; c++) {
                    colour[c] = colour[c] * opaque + (1 - opaque);
                }
                int at = y * width + x;
                if (channels == 3) {
                    for (int c = 0; c < 3; c++) {
                        planes[c * width * height + at] = colour[c];
                    }
                } else {
                    // Equal parts give themselves, whatever the rounding of the weights.
                    planes[at] = grey ? colour[0] : LUMA[0] * colour[0] + LUMA[1] * colour[1] + LUMA[2] * colour[2];
                }
            }
        }
        return planes;
    }

    /** The middle one of three axes brought to another size by the triangle filter. */
    private static float[] resized(float[] source, int outer, int size, int inner, int wanted) {
        if (size == wanted) {
            return source;
        }
        float[] result = new float[outer * wanted * inner];
        double ratio = (double) size / wanted;
        double reach = Math.max(1, ratio);
        for (int i = 0; i < wanted; i++) {
            double centre = (i + 0.5) * ratio;
            int from = Math.max(0, (int) Math.floor(centre - reach + 0.5));
            int to = Math.min(size, (int) Math.floor(centre + reach + 0.5));
            double sum = 0;
            double[] weights = new double[to - from];
            for (int j = from; j < to; j++) {
                weights[j - from] = Math.max(0, 1 - Math.abs(j + 0.5 - centre) / reach);
                sum += weights[j - from];
            }
            for (int o = 0; o < outer; o++) {
                for (int k = 0; k < inner; k++) {
                    double value = 0;
                    for (int j = from; j < to; j++) {
                        value += weights[j - from] * source[(o * size + j) * inner + k];
                    }
                    result[(o * wanted + i) * inner + k] = (float) (value / sum);
                }
            }
        }
        return result;
    }
}
