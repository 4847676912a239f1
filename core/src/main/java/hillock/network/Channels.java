package hillock.network;

import hillock.Tensor;
import hillock.array.Shape;
import java.util.Arrays;

/** Numbers that belong to the channels, axis 1, of [samples, channels, extent...]. */
final class Channels {
    private Channels() {}

    /** [channels] as [channels, 1...], so that it is stretched over samples and extents. */
    static Tensor along(Tensor numbers, Shape x) {
        int[] shape = new int[x.rank() - 1];
        Arrays.fill(shape, 1);
        shape[0] = x.dimension(1);
        return numbers.reshape(shape);
    }

    /** All axes but that of the channels. */
    static int[] others(Shape x) {
        int[] axes = new int[x.rank() - 1];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = i + 1;
        }
        return axes;
    }
}
