package hillock.graph;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.List;

/**
 * The operations of the expression graph: small records and enums that carry attributes only. Every concern (type rule,
 * interpretation, derivative, execution, export) is an exhaustive {@code switch} over this sealed interface without
 * {@code default}; to add an operation, add a record here and follow the compiler.
 *
 * <p>Binary operations and {@link Select} take operands of one shape: stretching is an explicit {@link Broadcast} node,
 * which {@link Nodes} inserts by NumPy's rules.
 */
public sealed interface Op {

    /** The short lower-case name used in print-outs and files. */
    String label();

    /** Operations without tensor operands, except {@link Random}. */
    sealed interface Leaf extends Op {
        /** The type of the value. */
        TensorType type();
    }

    /** Operations that work element by element on operands of one shape. */
    sealed interface Elementwise extends Op {}

    /** Operations that only move elements. */
    sealed interface Movement extends Op {}

    /**
     * An array that does not change. Two constants are the same only if they are the same object: contents are neither
     * compared nor hashed.
     *
     * @param value the values, never written to
     */
    record Constant(NDArray value) implements Leaf {
        @Override
        public TensorType type() {
            return value.type();
        }

        @Override
        public String label() {
            return "constant";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Constant constant && constant.value == value;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(value);
        }
    }

    /**
     * A scalar that does not change, compared by its raw bits.
     *
     * @param dtype the element type
     * @param bits the IEEE pattern of a float, the value of an integer or truth value
     */
    record Scalar(DType dtype, long bits) implements Leaf {
        @Override
        public TensorType type() {
            return new TensorType(dtype, Shape.SCALAR);
        }

        @Override
        public String label() {
            return "scalar";
        }

        /** The value as an array of rank 0. */
        public NDArray value() {
            return NDArray.scalar(dtype, bits);
        }

        // By hand, as a record's own is linked at its first use, which takes milliseconds of every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Scalar scalar && scalar.dtype == dtype && scalar.bits == bits;
        }

        @Override
        public int hashCode() {
            return 31 * dtype.hashCode() + Long.hashCode(bits);
        }
    }

    /**
     * A value given for each evaluation of a {@link Program}.
     *
     * @param symbol the identity of the input
     */
    record Input(Symbol symbol) implements Leaf {
        @Override
        public TensorType type() {
            return symbol.type();
        }

        @Override
        public String label() {
            return "input";
        }
    }

    /**
     * A parameter of a {@link Function}. Two parameters are equal if number and type are, so functions that differ in
     * names only are equal.
     *
     * @param index the number, from 0
     * @param type its type
     * @param scope the function under construction it belongs to; not part of equality
     */
    record Parameter(int index, TensorType type, Object scope) implements Leaf {
        @Override
        public String label() {
            return "parameter";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Parameter parameter && parameter.index == index && parameter.type.equals(type);
        }

        @Override
        public int hashCode() {
            return index * 31 + type.hashCode();
        }
    }

    /**
     * The content of a variable when an evaluation starts.
     *
     * @param variable the variable read
     */
    record Read(Variable variable) implements Leaf {
        @Override
        public TensorType type() {
            return variable.type();
        }

        @Override
        public String label() {
            return "variable";
        }
    }

    /**
     * The index along one axis: element {@code [i0, i1, ...]} is {@code i_axis}.
     *
     * @param type a numeric type of rank at least 1
     * @param axis the axis, from 0
     */
    record Iota(TensorType type, int axis) implements Leaf {
        @Override
        public String label() {
            return "iota";
        }
    }

    /**
     * Random numbers of Threefry-2x32-20. Operands: a key, int32[2], and a stream, int32[]. Word {@code i} is word
     * {@code i & 1} of the block with counter {@code (i >>> 1, stream)}. int32: the words themselves; float32: the
     * upper 24 bits of word {@code i} times 2^-24; float64: 53 bits of the two words of block {@code i}, times 2^-53.
     *
     * @param type int32, float32 or float64, any shape
     */
    record Random(TensorType type) implements Op {
        @Override
        public String label() {
            return "random";
        }
    }

    /** Functions of one operand, element by element. */
    enum Unary implements Elementwise {
        NEG,
        ABS,
        SIGN,
        EXP,
        EXPM1,
        LOG,
        LOG1P,
        SQRT,
        SIN,
        COS,
        ATAN,
        TANH,
        ERF,
        FLOOR,
        /** To the nearest integer, ties to even. */
        ROUND,
        /** Of truth values. */
        NOT;

        private final String label = name().toLowerCase(java.util.Locale.ROOT);

        @Override
        public String label() {
            return label;
        }
    }

    /** Functions of two operands of one shape and type, element by element. */
    enum Binary implements Elementwise {
        ADD,
        SUB,
        MUL,
        /** Integers truncate; an integer zero divisor is an error. */
        DIV,
        /** The remainder of the truncated quotient, with the sign of the dividend. */
        REM,
        POW,
        /** NaN if either is NaN; -0 is less than +0. */
        MAX,
        /** NaN if either is NaN; -0 is less than +0. */
        MIN,
        LESS,
        LESS_EQUAL,
        EQUAL,
        /** Of truth values. */
        AND,
        /** Of truth values. */
        OR;

        private final String label = name().toLowerCase(java.util.Locale.ROOT);

        @Override
        public String label() {
            return label;
        }

        /** Whether the result is a truth value made from numbers. */
        public boolean isComparison() {
            return this == LESS || this == LESS_EQUAL || this == EQUAL;
        }
    }

    /** Element by element the second operand where the first (bool) is true, else the third. */
    record Select() implements Elementwise {
        @Override
        public String label() {
            return "select";
        }
    }

    /**
     * Conversion of the element type. Floats to integers truncate and saturate, NaN gives 0 (as in Java); to bool:
     * whether not zero.
     *
     * @param dtype the new element type
     */
    record Cast(DType dtype) implements Elementwise {
        @Override
        public String label() {
            return "cast";
        }
    }

    /**
     * The same elements in row-major order under another shape of the same size.
     *
     * @param shape the new shape
     */
    record Reshape(Shape shape) implements Movement {
        @Override
        public String label() {
            return "reshape";
        }
    }

    /**
     * Axes in another order: axis {@code i} of the result is axis {@code order[i]} of the operand.
     *
     * @param order a permutation of the axes
     */
    record Permute(List<Integer> order) implements Movement {
        /** Copies the list. */
        public Permute {
            order = List.copyOf(order);
        }

        @Override
        public String label() {
            return "permute";
        }
    }

    /**
     * Stretching by NumPy's rules: new axes in front, extents of 1 repeated.
     *
     * @param shape the shape to stretch to
     */
    record Broadcast(Shape shape) implements Movement {
        @Override
        public String label() {
            return "broadcast";
        }
    }

    /**
     * Elements {@code start, start + step, ...} of every axis.
     *
     * @param starts the first index taken, per axis
     * @param sizes how many are taken, per axis
     * @param steps the distance between them, per axis, at least 1
     */
    record Slice(List<Integer> starts, List<Integer> sizes, List<Integer> steps) implements Movement {
        /** Copies the lists. */
        public Slice {
            starts = List.copyOf(starts);
            sizes = List.copyOf(sizes);
            steps = List.copyOf(steps);
        }

        @Override
        public String label() {
            return "slice";
        }
    }

    /**
     * The elements with a constant around and between them.
     *
     * @param before how many constants in front, per axis
     * @param between how many between neighbours, per axis
     * @param after how many behind, per axis
     * @param bits the raw bits of the constant, as in {@link Scalar}
     */
    record Pad(List<Integer> before, List<Integer> between, List<Integer> after, long bits) implements Movement {
        /** Copies the lists. */
        public Pad {
            before = List.copyOf(before);
            between = List.copyOf(between);
            after = List.copyOf(after);
        }

        @Override
        public String label() {
            return "pad";
        }
    }

    /**
     * One or more operands joined along an axis.
     *
     * @param axis the axis, from 0
     */
    record Concat(int axis) implements Movement {
        @Override
        public String label() {
            return "concat";
        }
    }

    /**
     * Slices picked by index. Operands: x, indices (int32, any shape). The result has the shape of x with {@code axis}
     * replaced by the axes of the indices. An index outside x is an error.
     *
     * @param axis the axis picked from, from 0
     */
    record Gather(int axis) implements Op {
        @Override
        public String label() {
            return "gather";
        }
    }

    /**
     * The transpose of {@link Gather}: operands base, indices, updates (of the type {@code Gather} of base would have);
     * base with every update added at its index, in index order. An index outside base is an error.
     *
     * @param axis the axis added to, from 0
     */
    record ScatterAdd(int axis) implements Op {
        @Override
        public String label() {
            return "scatter_add";
        }
    }

    /** What a {@link Reduce} computes. */
    enum Reduction {
        SUM,
        /** Of nothing: -infinity, or the least integer. */
        MAX,
        /** Of nothing: +infinity, or the greatest integer. */
        MIN
    }

    /**
     * A reduction over axes, which are dropped. Neighbouring axes count as one; groups are reduced from the last to the
     * first. Sums follow the orders of {@code hillock.arithmetic.Sums}: the 64-lane order for a group that ends at the
     * last axis of what is being reduced, ascending chains otherwise.
     *
     * @param kind the reduction
     * @param axes ascending axes, from 0
     */
    record Reduce(Reduction kind, List<Integer> axes) implements Op {
        /** Copies the list. */
        public Reduce {
            axes = List.copyOf(axes);
        }

        @Override
        public String label() {
            return switch (kind) {
                case SUM -> "sum";
                case MAX -> "max_over";
                case MIN -> "min_over";
            };
        }
    }

    /**
     * The index (int32) of the greatest element along an axis, which is dropped; the first among equals; a NaN counts
     * as greatest.
     *
     * @param axis the axis, from 0
     */
    record ArgMax(int axis) implements Op {
        @Override
        public String label() {
            return "argmax";
        }
    }

    /**
     * Running sums along an axis, one ascending chain from +0.
     *
     * @param axis the axis, from 0
     * @param reversed whether the chain runs from the last element to the first
     * @param exclusive whether an element's own value is left out
     */
    record CumSum(int axis, boolean reversed, boolean exclusive) implements Op {
        @Override
        public String label() {
            return "cumsum";
        }
    }

    /**
     * The matrix product of the last two axes; all earlier axes are a batch and must be equal. k is cut every 256; each
     * block is one chain of fused multiply-adds from +0, and block sums are added in ascending order.
     */
    record MatMul() implements Op {
        @Override
        public String label() {
            return "matmul";
        }
    }

    /**
     * Cross-correlation without padding. Operands: x [n, channels, extent...] and w [out, channels / groups, taps...];
     * result [n, out, extent...]. Defined as the matrix product over (channel, tap), so summed in its order.
     *
     * @param strides the step of the window, per spatial axis
     * @param dilations the distance of the taps, per spatial axis
     * @param groups the number of independent channel groups
     */
    record Conv(List<Integer> strides, List<Integer> dilations, int groups) implements Op {
        /** Copies the lists. */
        public Conv {
            strides = List.copyOf(strides);
            dilations = List.copyOf(dilations);
        }

        @Override
        public String label() {
            return "conv";
        }
    }

    /**
     * A scan. Operands: carries, scanned tensors (cut along axis 0, extent {@code count}), invariants. The body takes
     * the carries, one cut of each scanned tensor and the invariants, and gives the next carries and further outputs,
     * which are stacked along a new axis 0. Result: a tuple of the last carries and the stacks.
     *
     * @param body the step
     * @param count how often it runs
     * @param carries how many operands are carries
     * @param scanned how many operands are scanned
     * @param reversed whether it runs from the last cut to the first
     * @param recompute 0: the reverse derivative keeps what every step needs; k: it keeps the carries of every k-th
     *     step and computes the rest again, to the same bits
     */
    record Loop(Function body, int count, int carries, int scanned, boolean reversed, int recompute) implements Op {
        @Override
        public String label() {
            return "loop";
        }
    }

    /**
     * A named function. If {@code partials} is not empty, the function works element by element and
     * {@code partials[i]}, a function of the same parameters, is its partial derivative by operand i in both modes and
     * for all orders; otherwise the body is differentiated. The value is always the body's.
     *
     * @param name the name, kept for explanations and export
     * @param body the definition
     * @param partials empty, or one function per operand
     */
    record Call(String name, Function body, List<Function> partials) implements Op {
        /** Copies the list. */
        public Call {
            partials = List.copyOf(partials);
        }

        @Override
        public String label() {
            return name;
        }
    }

    /**
     * One part of a tuple.
     *
     * @param index the number of the part, from 0
     */
    record Element(int index) implements Op {
        @Override
        public String label() {
            return "element";
        }
    }
}
