package hillock.engine.emit;

import hillock.array.DType;
import hillock.engine.simd.Kernel;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * Chains as classes where there are no vectors: a loop over rows and one over their elements. Elementary functions are
 * calls of their definitions, which HotSpot puts into the loop. Everything is read before anything is written, so a
 * result may take the place of an operand.
 */
final class LoopWriter {
    private static final String NAME = LoopWriter.class.getPackageName() + ".EmittedLoop";
    private static final int ARRAYS = 1;
    private static final int OFFSETS = 2;
    private static final int ROW_STRIDES = 3;
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;
    private static final int COLUMN = 6;
    private static final int FIRST_LOCAL = 7;

    private final Chain chain;
    private final int reads;
    private final int arrays;

    LoopWriter(Chain chain) {
        this.chain = chain;
        this.reads = chain.operands().size();
        this.arrays = reads + chain.outputs().size();
    }

    /** The bytes of a class with a public constructor that implements {@link Kernel}. */
    byte[] write() {
        return ClassFile.of()
                .build(
                        ClassDesc.of(NAME),
                        type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                                .withInterfaceSymbols(ClassDesc.of(Kernel.class.getName()))
                                .withMethodBody(
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void,
                                        ClassFile.ACC_PUBLIC,
                                        Scalars::constructor)
                                .withMethodBody(
                                        "run",
                                        MethodTypeDesc.of(
                                                ConstantDescs.CD_void,
                                                ConstantDescs.CD_Object.arrayType(),
                                                ConstantDescs.CD_int.arrayType(),
                                                ConstantDescs.CD_int.arrayType(),
                                                ConstantDescs.CD_int,
                                                ConstantDescs.CD_int),
                                        ClassFile.ACC_PUBLIC,
                                        this::body));
    }

    private DType dtype(int array) {
        return chain.dtype(array < reads ? array : chain.outputs().get(array - reads));
    }

    private static int array(int number) {
        return FIRST_LOCAL + 2 * number;
    }

    /** Where the row of an array begins. */
    private static int begin(int number) {
        return FIRST_LOCAL + 2 * number + 1;
    }

    /** Two places for each, for some numbers take two. */
    private int value(int number) {
        return FIRST_LOCAL + 2 * arrays + 2 * number;
    }

    private void body(CodeBuilder b) {
        for (int i = 0; i < arrays; i++) {
            b.aload(ARRAYS)
                    .loadConstant(i)
                    .aaload()
                    .checkcast(ScalarOps.arrayType(dtype(i)))
                    .astore(array(i));
            b.aload(OFFSETS).loadConstant(i).iaload().istore(begin(i));
        }
        Label nextRow = b.newLabel();
        Label end = b.newLabel();
        b.labelBinding(nextRow).iload(ROWS).ifle(end);
        row(b);
        for (int i = 0; i < arrays; i++) {
            b.iload(begin(i)).aload(ROW_STRIDES).loadConstant(i).iaload().iadd().istore(begin(i));
        }
        b.iinc(ROWS, -1).goto_(nextRow).labelBinding(end).return_();
    }

    private void row(CodeBuilder b) {
        Label next = b.newLabel();
        Label end = b.newLabel();
        // An empty row has no element to read.
        b.iload(COLUMNS).ifle(end);
        for (int i = 0; i < reads; i++) {
            if (chain.operands().get(i).single()) {
                b.aload(array(i)).iload(begin(i));
                load(b, i);
            }
        }
        b.loadConstant(0).istore(COLUMN);
        b.labelBinding(next).iload(COLUMN).iload(COLUMNS).if_icmpge(end);
        for (int i = 0; i < reads; i++) {
            if (!chain.operands().get(i).single()) {
                b.aload(array(i)).iload(begin(i)).iload(COLUMN).iadd();
                load(b, i);
            }
        }
        for (int i = 0; i < chain.steps().size(); i++) {
            Chain.Step step = chain.steps().get(i);
            List<Integer> arguments = step.arguments();
            for (int argument : arguments) {
                b.loadLocal(ScalarOps.kind(chain.dtype(argument)), value(argument));
            }
            ScalarOps.apply(b, step.op(), chain.dtype(arguments.getFirst()), step.dtype());
            b.storeLocal(ScalarOps.kind(step.dtype()), value(reads + i));
        }
        for (int i = reads; i < arrays; i++) {
            b.aload(array(i)).iload(begin(i)).iload(COLUMN).iadd();
            b.loadLocal(ScalarOps.kind(dtype(i)), value(chain.outputs().get(i - reads)));
            b.arrayStore(ScalarOps.stored(dtype(i)));
        }
        b.iinc(COLUMN, 1).goto_(next).labelBinding(end);
    }

    private void load(CodeBuilder b, int operand) {
        b.arrayLoad(ScalarOps.stored(dtype(operand))).storeLocal(ScalarOps.kind(dtype(operand)), value(operand));
    }
}
