package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashesTest {
    /** The bytes hashed, written out by hand. */
    @Test
    void hashIsThatOfTheDescribedBytes() {
        byte[] bytes = HexFormat.of()
                .parseHex("00000001" + "61" // name "a"
                        + "00000007" + "666c6f61743332" // "float32"
                        + "00000002" + "00000001" + "00000002" // [1, 2]
                        + "0000803f" + "0000c07f" // 1, NaN
                        + "00000001" + "62" // name "b"
                        + "00000005" + "696e743634" // "int64"
                        + "00000000" // []
                        + "feffffffffffffff"); // -2
        SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
        weights.put("b", NDArray.scalar(DType.INT64, -2));
        weights.put("a", NDArray.of(Shape.of(1, 2), 1f, Float.intBitsToFloat(0xffffffff)));
        assertThat(Hashes.weightsSha256(weights))
                .isEqualTo(HexFormat.of().formatHex(Hashes.sha256().digest(bytes)));
    }

    @Test
    void nothingHasTheHashOfNothing() {
        // FIPS 180-4, the empty message.
        assertThat(Hashes.weightsSha256(Map.of()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void everyDifferenceShows() {
        NDArray x = NDArray.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 0f);
        List<Map<String, NDArray>> all = List.of(
                Map.of("x", x),
                Map.of("y", x),
                Map.of("x", x.reshape(Shape.of(3, 2))),
                Map.of("x", x.reshape(Shape.of(6))),
                Map.of("x", NDArray.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, -0f)),
                Map.of("x", NDArray.of(Shape.of(2, 3), 1d, 2d, 3d, 4d, 5d, 0d)),
                Map.of("x", NDArray.zeros(TensorType.of(DType.FLOAT32, 2, 3))),
                Map.of("x", NDArray.zeros(TensorType.of(DType.INT32, 2, 3))),
                Map.of("x", x, "y", x));
        Set<String> hashes = new HashSet<>();
        all.forEach(weights -> hashes.add(Hashes.weightsSha256(weights)));
        assertThat(hashes).hasSize(all.size());
    }
}
