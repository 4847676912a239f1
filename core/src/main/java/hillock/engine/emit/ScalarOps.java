package hillock.engine.emit;

import hillock.arithmetic.Float32;
import hillock.arithmetic.Float64;
import hillock.array.DType;
import hillock.graph.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/**
 * Operations on single elements in bytecode, operands and result on the stack. Elementary functions are calls of their
 * definitions, so the bits are theirs.
 */
final class ScalarOps {
    private static final ClassDesc FLOAT32 = ClassDesc.of(Float32.class.getName());
    private static final ClassDesc FLOAT64 = ClassDesc.of(Float64.class.getName());
    private static final ClassDesc TRUTHS = ClassDesc.of(Truths.class.getName());
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc INTEGER = ClassDesc.of("java.lang.Integer");
    private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");

    private ScalarOps() {}

    /** What an element is on the stack and in a local. */
    static TypeKind kind(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> TypeKind.FLOAT;
            case FLOAT64 -> TypeKind.DOUBLE;
            case INT32, BOOL -> TypeKind.INT;
            case INT64 -> TypeKind.LONG;
        };
    }

    /** What an element is in an array. */
    static TypeKind stored(DType dtype) {
        return dtype == DType.BOOL ? TypeKind.BYTE : kind(dtype);
    }

    static ClassDesc arrayType(DType dtype) {
        return stored(dtype).upperBound().arrayType();
    }

    /** Pushes the number with some raw bits. */
    static void constant(CodeBuilder b, DType dtype, long bits) {
        switch (dtype) {
            case FLOAT32 -> b.loadConstant(Float.intBitsToFloat((int) bits));
            case FLOAT64 -> b.loadConstant(Double.longBitsToDouble(bits));
            case INT32, BOOL -> b.loadConstant((int) bits);
            case INT64 -> b.loadConstant(bits);
        }
    }

    static void fma(CodeBuilder b, DType dtype) {
        call(b, MATH, "fma", dtype, dtype, dtype, dtype);
    }

    /**
     * Applies an operation.
     *
     * @param first the element type of the first operand
     * @param result the element type of the value
     */
    static void apply(CodeBuilder b, Op op, DType first, DType result) {
        switch (op) {
            case Op.Unary unary -> unary(b, unary, first);
            case Op.Binary binary -> binary(b, binary, first);
            case Op.Select _ -> call(b, TRUTHS, "select", result, DType.BOOL, result, result);
            case Op.Cast _ -> cast(b, first, result);
            default -> throw new AssertionError(op);
        }
    }

    private static void unary(CodeBuilder b, Op.Unary op, DType dtype) {
        switch (op) {
            case NEG -> {
                switch (dtype) {
                    case FLOAT32 -> b.fneg();
                    case FLOAT64 -> b.dneg();
                    case INT32, BOOL -> b.ineg();
                    case INT64 -> b.lneg();
                }
            }
            case NOT -> call(b, TRUTHS, "not", dtype, dtype);
            case ABS -> call(b, dtype.isFloat() ? definition(dtype) : MATH, "abs", dtype, dtype);
            case SIGN -> {
                switch (dtype) {
                    case INT32, BOOL -> call(b, INTEGER, "signum", DType.INT32, DType.INT32);
                    case INT64 -> {
                        call(b, LONG, "signum", DType.INT32, DType.INT64);
                        b.i2l();
                    }
                    case FLOAT32, FLOAT64 -> call(b, definition(dtype), "sign", dtype, dtype);
                }
            }
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND ->
                call(b, definition(dtype), op.label(), dtype, dtype);
        }
    }

    private static void binary(CodeBuilder b, Op.Binary op, DType dtype) {
        switch (op) {
            case ADD -> {
                switch (dtype) {
                    case FLOAT32 -> b.fadd();
                    case FLOAT64 -> b.dadd();
                    case INT32, BOOL -> b.iadd();
                    case INT64 -> b.ladd();
                }
            }
            case SUB -> {
                switch (dtype) {
                    case FLOAT32 -> b.fsub();
                    case FLOAT64 -> b.dsub();
                    case INT32, BOOL -> b.isub();
                    case INT64 -> b.lsub();
                }
            }
            case MUL -> {
                switch (dtype) {
                    case FLOAT32 -> b.fmul();
                    case FLOAT64 -> b.dmul();
                    case INT32, BOOL -> b.imul();
                    case INT64 -> b.lmul();
                }
            }
            case DIV -> {
                switch (dtype) {
                    case FLOAT32 -> b.fdiv();
                    case FLOAT64 -> b.ddiv();
                    case INT32, INT64, BOOL -> throw new AssertionError(op);
                }
            }
            case REM, POW -> call(b, definition(dtype), op.label(), dtype, dtype, dtype);
            case MAX, MIN -> call(b, dtype.isFloat() ? definition(dtype) : MATH, op.label(), dtype, dtype, dtype);
            case LESS -> call(b, TRUTHS, "less", DType.BOOL, dtype, dtype);
            case LESS_EQUAL -> call(b, TRUTHS, "lessEqual", DType.BOOL, dtype, dtype);
            case EQUAL -> call(b, TRUTHS, "equal", DType.BOOL, dtype, dtype);
            case AND -> b.iand();
            case OR -> b.ior();
        }
    }

    private static void cast(CodeBuilder b, DType from, DType to) {
        if (to == DType.BOOL) {
            if (from != DType.BOOL) {
                constant(b, from, 0);
                call(b, TRUTHS, "equal", DType.BOOL, from, from);
                call(b, TRUTHS, "not", DType.BOOL, DType.BOOL);
            }
        } else if (kind(from) != kind(to)) {
            b.conversion(kind(from), kind(to));
        }
    }

    private static ClassDesc definition(DType dtype) {
        return dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64;
    }

    private static void call(CodeBuilder b, ClassDesc owner, String name, DType result, DType... operands) {
        b.invokestatic(
                owner,
                name,
                MethodTypeDesc.of(
                        primitive(result),
                        Arrays.stream(operands).map(ScalarOps::primitive).toArray(ClassDesc[]::new)));
    }

    private static ClassDesc primitive(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> ConstantDescs.CD_float;
            case FLOAT64 -> ConstantDescs.CD_double;
            case INT32, BOOL -> ConstantDescs.CD_int;
            case INT64 -> ConstantDescs.CD_long;
        };
    }
}
