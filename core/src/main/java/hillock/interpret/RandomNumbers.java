package hillock.interpret;

import hillock.arithmetic.Threefry;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Op;

/** Random numbers: blocks of Threefry-2x32-20 at the counters (index, stream). */
final class RandomNumbers {
    private RandomNumbers() {}

    static NDArray draw(Op.Random op, NDArray key, NDArray stream) {
        TensorType type = op.type();
        int key0 = key.ints()[0];
        int key1 = key.ints()[1];
        int name = stream.ints()[0];
        Object result = type.dtype().newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            long pair = Threefry.block(key0, key1, i >>> 1, name);
            int word = (i & 1) == 0 ? Threefry.word0(pair) : Threefry.word1(pair);
            switch (result) {
                case int[] a -> a[i] = word;
                case float[] a -> a[i] = Threefry.uniform24(word);
                case double[] a -> {
                    long block = Threefry.block(key0, key1, i, name);
                    a[i] = Threefry.uniform53(Threefry.word0(block), Threefry.word1(block));
                }
                default -> throw new AssertionError(type);
            }
        }
        return NDArray.wrap(type, result);
    }
}
