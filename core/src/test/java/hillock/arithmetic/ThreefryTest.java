package hillock.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreefryTest {

    record Vector(int counter0, int counter1, int key0, int key1, int word0, int word1) {}

    /** The known answers of the Random123 distribution (tests/kat_vectors, "threefry2x32 20"). */
    @Test
    void blocksAreThePublishedOnes() {
        Vector[] vectors = {
            new Vector(0, 0, 0, 0, 0x6b200159, 0x99ba4efe),
            new Vector(-1, -1, -1, -1, 0x1cb996fc, 0xbb002be7),
            new Vector(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0),
        };
        for (Vector v : vectors) {
            long block = Threefry.block(v.key0, v.key1, v.counter0, v.counter1);
            assertThat(Threefry.word0(block)).isEqualTo(v.word0);
            assertThat(Threefry.word1(block)).isEqualTo(v.word1);
        }
    }

    @Test
    void packingKeepsBothWords() {
        assertThat(Threefry.pack(-1, 0)).isEqualTo(0xFFFFFFFFL);
        assertThat(Threefry.pack(0, -1)).isEqualTo(0xFFFFFFFF00000000L);
        assertThat(Threefry.word0(Threefry.pack(-7, 9))).isEqualTo(-7);
        assertThat(Threefry.word1(Threefry.pack(-7, 9))).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 63, 64, 1023, 1024, 1025, 2047, 2049, 5000})
    void wordsInBulkAreTheSingleWords(int length) {
        for (int from : new int[] {0, 1, 2, 7, 1000, Integer.MAX_VALUE - 1, -3}) {
            long key = Threefry.pack(from * 31 + 5, length);
            int[] out = new int[length + 4];
            Arrays.fill(out, 12345);
            Threefry.words(key, from, out, 3, length);
            for (int i = 0; i < length; i++) {
                assertThat(out[3 + i]).isEqualTo(Threefry.word(key, from + i));
            }
            assertThat(out[2]).isEqualTo(12345);
            assertThat(out[3 + length]).isEqualTo(12345);
        }
    }

    @Test
    void wordsAreTheHalvesOfTheDrawBlocks() {
        long key = 0x0123456789ABCDEFL;
        for (int i = 0; i < 10; i++) {
            long block = Threefry.block((int) key, (int) (key >>> 32), i, -1);
            assertThat(Threefry.word(key, 2 * i)).isEqualTo((int) block);
            assertThat(Threefry.word(key, 2 * i + 1)).isEqualTo((int) (block >>> 32));
        }
    }

    @Test
    void wordsOutsideTheArrayAreRefused() {
        assertThatThrownBy(() -> Threefry.words(1, 0, new int[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void foldsAreBlocksOfTheirStream() {
        long key = 0x0123456789ABCDEFL;
        assertThat(Threefry.fold(key, 7)).isEqualTo(Threefry.block((int) key, (int) (key >>> 32), 0, 7));
        assertThatThrownBy(() -> Threefry.fold(key, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        Set<Long> keys = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add(Threefry.fold(key, i));
        }
        assertThat(keys).hasSize(10_000);
    }

    /** The hashes of the empty string, "a" and "foobar" are in the table of FNV-1a's authors (isthe.com/chongo). */
    @Test
    void pathsHashByFnv() {
        assertThat(Threefry.hash("")).isEqualTo(0x811c9dc5 & 0x7FFFFFFF);
        assertThat(Threefry.hash("a")).isEqualTo(0xe40c292c & 0x7FFFFFFF);
        assertThat(Threefry.hash("foobar")).isEqualTo(0xbf9cf968 & 0x7FFFFFFF);
        assertThat(Threefry.hash("\u00e9\u20ac")).isNotNegative();
        assertThat(Threefry.fold(5, "layers/0/weight")).isEqualTo(Threefry.fold(5, Threefry.hash("layers/0/weight")));
    }

    @Test
    void uniformsLieBelowOne() {
        assertThat(Threefry.uniform24(0)).isZero();
        assertThat(Threefry.uniform24(-1)).isEqualTo(1 - 0x1p-24f);
        assertThat(Threefry.uniform24(0xFF)).isZero();
        assertThat(Threefry.uniform24(0x80000000)).isEqualTo(0.5f);
        assertThat(Threefry.uniform53(0, 0)).isZero();
        assertThat(Threefry.uniform53(-1, -1)).isEqualTo(1 - 0x1p-53);
        assertThat(Threefry.uniform53(0x80000000, 0)).isEqualTo(0.5);
        assertThat(Threefry.uniform53(0, 64)).isEqualTo(0x1p-53);
    }
}
