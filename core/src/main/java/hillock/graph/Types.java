package hillock.graph;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.array.TupleType;
import hillock.array.Type;
import java.util.ArrayList;
import java.util.List;

/** The type rules: what each operation takes and what it gives. Every violation names the operation and the types. */
final class Types {
    private Types() {}

    static Type infer(Op op, List<Node> inputs) {
        return switch (op) {
            case Op.Leaf leaf -> {
                arity(op, inputs, 0);
                yield leafType(leaf);
            }
            case Op.Random random -> {
                arity(op, inputs, 2);
                TensorType type = random.type();
                boolean drawable = type.dtype().isFloat() || type.dtype() == DType.INT32;
                require(drawable, op, inputs, "random numbers are float32, float64 or int32");
                require(
                        type(inputs, 0).equals(TensorType.of(DType.INT32, 2))
                                && type(inputs, 1).equals(TensorType.of(DType.INT32)),
                        op,
                        inputs,
                        "the operands are a key, int32[2], and a stream, int32[]");
                yield type;
            }
            case Op.Unary unary -> unary(unary, inputs);
            case Op.Binary binary -> binary(binary, inputs);
            case Op.Select _ -> {
                arity(op, inputs, 3);
                TensorType type = type(inputs, 1);
                require(
                        type(inputs, 0).dtype() == DType.BOOL
                                && type(inputs, 0).shape().equals(type.shape())
                                && type(inputs, 2).equals(type),
                        op,
                        inputs,
                        "it takes a bool condition and two operands of one type, all of one shape");
                yield type;
            }
            case Op.Cast cast -> {
                arity(op, inputs, 1);
                yield type(inputs, 0).withDType(cast.dtype());
            }
            case Op.Reshape _, Op.Permute _, Op.Broadcast _, Op.Slice _, Op.Pad _, Op.Concat _ ->
                MovementTypes.infer((Op.Movement) op, inputs);
            case Op.Gather gather -> {
                arity(op, inputs, 2);
                yield gathered(op, gather.axis(), inputs);
            }
            case Op.ScatterAdd scatter -> {
                arity(op, inputs, 3);
                require(type(inputs, 0).dtype() != DType.BOOL, op, inputs, "truth values cannot be added");
                require(
                        gathered(op, scatter.axis(), inputs).equals(type(inputs, 2)),
                        op,
                        inputs,
                        "the updates must have the type that gathering from the base with these indices would have");
                yield type(inputs, 0);
            }
            case Op.Reduce reduce -> reduce(reduce, inputs);
            case Op.ArgMax argMax -> {
                arity(op, inputs, 1);
                axis(op, argMax.axis(), inputs);
                Shape shape = type(inputs, 0).shape();
                require(
                        shape.dimension(argMax.axis()) > 0,
                        op,
                        inputs,
                        "the axis is empty and has no greatest element");
                yield new TensorType(DType.INT32, shape.without(argMax.axis()));
            }
            case Op.CumSum cumSum -> {
                arity(op, inputs, 1);
                axis(op, cumSum.axis(), inputs);
                require(type(inputs, 0).dtype() != DType.BOOL, op, inputs, "truth values cannot be added; cast them");
                yield type(inputs, 0);
            }
            case Op.MatMul _ -> matMul(op, inputs);
            case Op.Conv conv -> conv(conv, inputs);
            case Op.Loop loop -> loop(loop, inputs);
            case Op.Call call -> call(call, inputs);
            case Op.Element element -> {
                arity(op, inputs, 1);
                List<TensorType> parts = inputs.getFirst().tupleTypes();
                require(
                        element.index() >= 0 && element.index() < parts.size(),
                        op,
                        inputs,
                        "part %d does not exist".formatted(element.index()));
                yield parts.get(element.index());
            }
        };
    }

    private static Type leafType(Op.Leaf leaf) {
        if (leaf instanceof Op.Iota iota) {
            require(
                    iota.type().dtype() != DType.BOOL
                            && iota.axis() >= 0
                            && iota.axis() < iota.type().rank(),
                    iota,
                    List.of(),
                    "%s along axis %d is not a numeric tensor with that axis".formatted(iota.type(), iota.axis()));
        }
        return leaf.type();
    }

    private static Type unary(Op.Unary op, List<Node> inputs) {
        arity(op, inputs, 1);
        TensorType type = type(inputs, 0);
        switch (op) {
            case NOT -> require(type.dtype() == DType.BOOL, op, inputs, "it takes truth values");
            case NEG, ABS, SIGN -> require(type.dtype() != DType.BOOL, op, inputs, "it takes numbers; cast first");
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND ->
                require(type.dtype().isFloat(), op, inputs, "it takes floats; cast first");
        }
        return type;
    }

    private static Type binary(Op.Binary op, List<Node> inputs) {
        arity(op, inputs, 2);
        TensorType type = type(inputs, 0);
        require(
                type.equals(type(inputs, 1)),
                op,
                inputs,
                type.dtype() != type(inputs, 1).dtype()
                        ? "element types differ and nothing is promoted; cast one of them"
                        : "shapes differ; broadcast one of them");
        return switch (op) {
            case AND, OR -> {
                require(type.dtype() == DType.BOOL, op, inputs, "it takes truth values");
                yield type;
            }
            case EQUAL -> type.withDType(DType.BOOL);
            case LESS, LESS_EQUAL -> {
                require(type.dtype() != DType.BOOL, op, inputs, "truth values have no order; cast them");
                yield type.withDType(DType.BOOL);
            }
            case POW -> {
                require(type.dtype().isFloat(), op, inputs, "it takes floats; cast first");
                yield type;
            }
            case ADD, SUB, MUL, DIV, REM, MAX, MIN -> {
                require(type.dtype() != DType.BOOL, op, inputs, "it takes numbers; cast first");
                yield type;
            }
        };
    }

    private static TensorType gathered(Op op, int axis, List<Node> inputs) {
        TensorType indices = type(inputs, 1);
        require(indices.dtype() == DType.INT32, op, inputs, "indices are int32");
        axis(op, axis, inputs);
        Shape result = type(inputs, 0).shape().without(axis);
        for (int i = 0; i < indices.rank(); i++) {
            result = result.insert(axis + i, indices.shape().dimension(i));
        }
        return type(inputs, 0).withShape(result);
    }

    private static Type reduce(Op.Reduce op, List<Node> inputs) {
        arity(op, inputs, 1);
        TensorType type = type(inputs, 0);
        require(type.dtype() != DType.BOOL, op, inputs, "it takes numbers; cast first");
        List<Integer> kept = new ArrayList<>();
        int previous = -1;
        for (int axis : op.axes()) {
            require(
                    axis > previous && axis < type.rank(),
                    op,
                    inputs,
                    "axes %s must ascend and exist".formatted(op.axes()));
            previous = axis;
        }
        for (int axis = 0; axis < type.rank(); axis++) {
            if (!op.axes().contains(axis)) {
                kept.add(type.shape().dimension(axis));
            }
        }
        return type.withShape(Shape.of(kept.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static Type matMul(Op op, List<Node> inputs) {
        arity(op, inputs, 2);
        TensorType a = type(inputs, 0);
        TensorType b = type(inputs, 1);
        require(a.dtype() == b.dtype() && a.dtype() != DType.BOOL, op, inputs, "element types must be equal numbers");
        require(
                a.rank() >= 2 && a.rank() == b.rank(),
                op,
                inputs,
                "operands must be matrices or equal batches of matrices; reshape a vector to one row or column");
        for (int axis = 0; axis < a.rank() - 2; axis++) {
            require(
                    a.shape().dimension(axis) == b.shape().dimension(axis),
                    op,
                    inputs,
                    "batch extents differ at axis " + axis);
        }
        require(
                a.shape().dimension(-1) == b.shape().dimension(-2),
                op,
                inputs,
                "the columns of the first, %d, must equal the rows of the second, %d; is a transpose missing?"
                        .formatted(a.shape().dimension(-1), b.shape().dimension(-2)));
        return a.withShape(a.shape().with(-1, b.shape().dimension(-1)));
    }

    private static Type conv(Op.Conv op, List<Node> inputs) {
        arity(op, inputs, 2);
        TensorType x = type(inputs, 0);
        TensorType w = type(inputs, 1);
        int spatial = op.strides().size();
        require(x.dtype() == w.dtype() && x.dtype().isFloat(), op, inputs, "operands are floats of one type");
        require(
                op.dilations().size() == spatial && x.rank() == spatial + 2 && w.rank() == spatial + 2,
                op,
                inputs,
                "x is [n, channels, extent...], w is [out, channels / groups, taps...] with %d spatial axes"
                        .formatted(spatial));
        int channels = x.shape().dimension(1);
        int out = w.shape().dimension(0);
        require(
                op.groups() > 0
                        && out % op.groups() == 0
                        && channels == w.shape().dimension(1) * op.groups(),
                op,
                inputs,
                "%d channels do not split into %d groups of the weights' %d, or %d outputs do not"
                        .formatted(channels, op.groups(), w.shape().dimension(1), out));
        Shape result = x.shape().with(1, out);
        for (int i = 0; i < spatial; i++) {
            int stride = op.strides().get(i);
            int dilation = op.dilations().get(i);
            require(stride > 0 && dilation > 0, op, inputs, "strides and dilations are at least 1");
            int taps = w.shape().dimension(2 + i);
            long reach = (taps - 1L) * dilation + 1;
            int extent = x.shape().dimension(2 + i);
            require(
                    taps > 0 && extent >= reach,
                    op,
                    inputs,
                    "a window of %d does not fit into extent %d; pad x".formatted(reach, extent));
            result = result.with(2 + i, (int) ((extent - reach) / stride) + 1);
        }
        return x.withShape(result);
    }

    private static Type loop(Op.Loop op, List<Node> inputs) {
        Function body = op.body();
        int bound = op.carries() + op.scanned();
        require(
                op.count() >= 0
                        && op.recompute() >= 0
                        && op.carries() >= 0
                        && op.scanned() >= 0
                        && inputs.size() >= bound,
                op,
                inputs,
                "count %d, %d carries, %d scanned do not describe %d operands"
                        .formatted(op.count(), op.carries(), op.scanned(), inputs.size()));
        List<TensorType> expected = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            TensorType type = type(inputs, i);
            if (i >= op.carries() && i < bound) {
                require(
                        type.rank() > 0 && type.shape().dimension(0) == op.count(),
                        op,
                        inputs,
                        "scanned operand %d needs extent %d at axis 0".formatted(i, op.count()));
                type = type.withShape(type.shape().without(0));
            }
            expected.add(type);
        }
        require(
                body.parameters().equals(expected),
                op,
                inputs,
                "the body takes %s, the operands give %s".formatted(body.parameters(), expected));
        List<TensorType> results = body.resultTypes();
        require(
                results.size() >= op.carries()
                        && results.subList(0, op.carries()).equals(expected.subList(0, op.carries())),
                op,
                inputs,
                "the body must first give the next carries %s, it gives %s"
                        .formatted(expected.subList(0, op.carries()), results));
        List<TensorType> parts = new ArrayList<>(results.subList(0, op.carries()));
        for (TensorType type : results.subList(op.carries(), results.size())) {
            parts.add(type.withShape(type.shape().insert(0, op.count())));
        }
        return new TupleType(parts);
    }

    private static Type call(Op.Call op, List<Node> inputs) {
        List<TensorType> given = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            given.add(type(inputs, i));
        }
        require(
                op.body().parameters().equals(given),
                op,
                inputs,
                "its definition takes " + op.body().parameters());
        List<TensorType> results = op.body().resultTypes();
        if (!op.partials().isEmpty()) {
            require(
                    op.partials().size() == inputs.size() && results.size() == 1,
                    op,
                    inputs,
                    "partial derivatives need one result and one function per operand");
            for (Function partial : op.partials()) {
                boolean fits = partial.parameters().equals(given)
                        && partial.resultTypes().equals(results)
                        && given.stream()
                                .allMatch(type ->
                                        type.shape().equals(results.getFirst().shape()));
                require(fits, op, inputs, "partial derivatives must have the parameters and the type of the function");
            }
        }
        return results.size() == 1 ? results.getFirst() : new TupleType(results);
    }

    static TensorType type(List<Node> inputs, int index) {
        return inputs.get(index).tensorType();
    }

    static void axis(Op op, int axis, List<Node> inputs) {
        int rank = type(inputs, 0).rank();
        require(axis >= 0 && axis < rank, op, inputs, "axis %d does not exist at rank %d".formatted(axis, rank));
    }

    static void arity(Op op, List<Node> inputs, int expected) {
        if (inputs.size() != expected) {
            throw new IllegalArgumentException(
                    "'%s' takes %d operands, not %d.".formatted(op.label(), expected, inputs.size()));
        }
    }

    static void require(boolean fits, Op op, List<Node> inputs, String reason) {
        if (!fits) {
            throw new IllegalArgumentException("'%s' does not fit %s: %s%s"
                    .formatted(
                            op.label(),
                            inputs.stream().map(Node::type).toList(),
                            reason,
                            reason.endsWith("?") ? "" : "."));
        }
    }
}
