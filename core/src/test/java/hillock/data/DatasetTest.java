package hillock.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Datasets, their order and their division. */
class DatasetTest {
    /** Row i has the features (i, -i) and the class i mod classes. */
    private static Dataset numbered(int size, int classes) {
        float[] features = new float[2 * size];
        int[] targets = new int[size];
        for (int i = 0; i < size; i++) {
            features[2 * i] = i;
            features[2 * i + 1] = -i;
            targets[i] = i % classes;
        }
        return Dataset.of(
                NDArray.wrap(TensorType.of(DType.FLOAT32, size, 2), features),
                NDArray.of(targets),
                Task.classes(classes));
    }

    private static int[] rows(Dataset data) {
        float[] features = data.all().features().floats();
        return IntStream.range(0, data.size()).map(i -> (int) features[2 * i]).toArray();
    }

    @Test
    void rowsAreGathered() {
        Dataset data = numbered(10, 3);
        assertThat(data.sampleType()).isEqualTo(TensorType.of(DType.FLOAT32, 2));
        assertThat(data.targetType()).isEqualTo(TensorType.of(DType.INT32));
        Batch batch = data.batch(7, 0, 7);
        assertThat(batch.features().floats()).containsExactly(7, -7, 0, 0, 7, -7);
        assertThat(batch.targets().ints()).containsExactly(1, 0, 1);
        Batch reused = Batch.allocate(data, 2);
        data.copy(new int[] {1, 2, 3, 4}, 1, reused);
        assertThat(reused.features().floats()).containsExactly(2, -2, 3, -3);
        data.copy(new int[] {5, 6}, 0, reused);
        assertThat(reused.targets().ints()).containsExactly(2, 0);
        assertThat(rows(data.select(9, 3))).containsExactly(9, 3);
        assertThat(rows(data.take(3))).containsExactly(0, 1, 2);
        assertThat(data.take(99)).isSameAs(data);
        assertThatThrownBy(() -> data.batch(10)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void everyEpochHasAnOrderOfItsOwn() {
        Dataset data = numbered(1000, 2);
        int[] first = data.order(1, 0);
        assertThat(data.order(1, 0)).containsExactly(first);
        assertThat(data.order(1, 1)).isNotEqualTo(first);
        assertThat(data.order(2, 0)).isNotEqualTo(first);
        Arrays.sort(first);
        assertThat(first).containsExactly(IntStream.range(0, 1000).toArray());
    }

    @Test
    void ordersAreUniform() {
        // Each of the 24 orders of 4 samples comes up 1000 times in 24,000 on average; the deviation is 31, five are
        // allowed.
        Dataset data = numbered(4, 2);
        int[] counts = new int[256];
        for (int epoch = 0; epoch < 24_000; epoch++) {
            int[] order = data.order(5, epoch);
            counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
        }
        int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
        assertThat(seen).hasSize(24);
        assertThat(Arrays.stream(seen).allMatch(count -> Math.abs(count - 1000) < 155))
                .isTrue();
    }

    @Test
    void divisionKeepsTheProportionsAndLosesNothing() {
        Dataset data = numbered(100, 3);
        Split split = data.split(0.2, 1);
        assertThat(split.test().size()).isEqualTo(20);
        assertThat(split.train().size()).isEqualTo(80);
        int[] all = IntStream.concat(Arrays.stream(rows(split.train())), Arrays.stream(rows(split.test())))
                .sorted()
                .toArray();
        assertThat(all).containsExactly(IntStream.range(0, 100).toArray());
        for (int label = 0; label < 3; label++) {
            int wanted = label;
            long count = Arrays.stream(split.test().all().targets().ints())
                    .filter(target -> target == wanted)
                    .count();
            assertThat(count).isBetween(6L, 7L);
        }
        assertThat(rows(data.split(0.2, 1).test())).containsExactly(rows(split.test()));
        assertThat(rows(data.split(0.2, 2).test())).isNotEqualTo(rows(split.test()));
        assertThatThrownBy(() -> data.split(0.001, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keeps 0 back and leaves 100 for training");
        assertThatThrownBy(() -> data.split(1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherDataHaveAnotherFingerprint() {
        assertThat(numbered(10, 3).fingerprint()).isEqualTo(numbered(10, 3).fingerprint());
        assertThat(numbered(10, 3).fingerprint()).isNotEqualTo(numbered(11, 3).fingerprint());
        assertThat(numbered(10, 3).fingerprint()).isNotEqualTo(numbered(10, 4).fingerprint());
        assertThat(Xor.quadrants(50, 1).fingerprint())
                .isNotEqualTo(Xor.quadrants(50, 2).fingerprint());
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() {
        NDArray features = NDArray.zeros(TensorType.of(DType.FLOAT32, 3, 2));
        record Refusal(NDArray features, NDArray targets, Task task, String message) {}
        for (Refusal refusal : List.of(
                new Refusal(features, NDArray.of(0, 1, 2), Task.classes(2), "target of row 2 is 2"),
                new Refusal(features, NDArray.of(0, 1, -1), Task.classes(2), "target of row 2 is -1"),
                new Refusal(features, NDArray.of(0, 1), Task.classes(2), "must be int32[3]; these are int32[2]"),
                new Refusal(
                        features,
                        NDArray.of(0f, 1f, 1f),
                        Task.binary("a", "b"),
                        "must be int32[3]; these are float32[3]"),
                new Refusal(
                        features,
                        NDArray.of(0, 1, 1),
                        Task.regression(List.of("y")),
                        "must be floats [3, 1]; these are int32[3]"),
                new Refusal(NDArray.of(1f, 2f), NDArray.of(0, 1), Task.classes(2), "reshape them to [2, 1]"),
                new Refusal(
                        NDArray.zeros(TensorType.of(DType.FLOAT32, 0, 2)),
                        NDArray.zeros(TensorType.of(DType.INT32, 0)),
                        Task.classes(2),
                        "at least one sample"))) {
            assertThatThrownBy(() -> Dataset.of(refusal.features, refusal.targets, refusal.task))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(refusal.message);
        }
        assertThatThrownBy(() -> Dataset.of(features, NDArray.of(0, 1, 1), Task.classes(2), List.of("x")))
                .hasMessageContaining("1 names");
        assertThatThrownBy(() -> Task.classes(List.of("only"))).hasMessageContaining("single class");
    }

    @Test
    void tasksAreReadAsTheyAreWritten() {
        for (Task task :
                List.of(Task.binary("no", "yes"), Task.classes(10), Task.regression(List.of("price", "weight")))) {
            assertThat(Task.of(task.kind(), task.labels())).isEqualTo(task);
        }
        assertThatThrownBy(() -> Task.of("ranking", List.of("a"))).hasMessageContaining("ranking");
        assertThat(Task.binary("no", "yes").outputs()).isEqualTo(1);
        assertThat(Task.classes(10).outputs()).isEqualTo(10);
    }

    @Test
    void imagesKeepTheirShape() {
        Dataset images = Dataset.of(
                NDArray.zeros(TensorType.of(DType.FLOAT32, 4, 28, 28)), NDArray.of(0, 1, 0, 1), Task.classes(2));
        assertThat(images.sampleType().shape()).isEqualTo(Shape.of(28, 28));
        assertThat(images.batch(1, 2).features().shape()).isEqualTo(Shape.of(2, 28, 28));
    }
}
