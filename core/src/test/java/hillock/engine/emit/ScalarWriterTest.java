package hillock.engine.emit;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.graph.Op;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scalar code as classes. */
class ScalarWriterTest {
    /** The limit of HotSpot, {@code -XX:HugeMethodLimit}. */
    private static final int HUGE_METHOD = 8000;

    /** Wide locals, few values that can be forgotten: the longest code there is. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "INT64"})
    void noPartIsTooLongToBeCompiled(DType dtype) {
        Random random = new Random(3);
        ScalarCode code = new ScalarCode();
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            values.add(code.load(0, 200 + i, dtype));
        }
        for (int i = 0; i < 3000; i++) {
            int x = values.get(random.nextInt(values.size()));
            int y = values.get(random.nextInt(values.size()));
            values.add(code.apply(i % 2 == 0 ? Op.Binary.ADD : Op.Binary.MUL, dtype, List.of(x, y)));
        }
        for (int i = 0; i < values.size(); i++) {
            code.store(values.get(i), 1, 300 + i);
        }
        int parts = 0;
        for (MethodModel method :
                ClassFile.of().parse(new ScalarWriter(code).write()).methods()) {
            int length = ((CodeAttribute) method.code().orElseThrow()).codeLength();
            assertThat(length).as(method.methodName().stringValue()).isLessThan(HUGE_METHOD);
            parts++;
        }
        assertThat(parts).isGreaterThan(5);
    }
}
