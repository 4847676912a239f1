package hillock.array;

/**
 * The element type and shape of a tensor.
 *
 * @param dtype the element type
 * @param shape the extents
 */
public record TensorType(DType dtype, Shape shape) implements Type {

    /** The type of a tensor with the given extents. */
    public static TensorType of(DType dtype, int... dimensions) {
        return new TensorType(dtype, Shape.of(dimensions));
    }

    /** The same shape with another element type. */
    public TensorType withDType(DType other) {
        return other == dtype ? this : new TensorType(other, shape);
    }

    /** The same element type with another shape. */
    public TensorType withShape(Shape other) {
        return other.equals(shape) ? this : new TensorType(dtype, other);
    }

    /** The number of extents. */
    public int rank() {
        return shape.rank();
    }

    /** The number of elements. */
    public int size() {
        return shape.size();
    }

    // By hand, as a record's own is linked at its first use, which takes milliseconds of every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof TensorType type && type.dtype == dtype && type.shape.equals(shape);
    }

    @Override
    public int hashCode() {
        return 31 * dtype.hashCode() + shape.hashCode();
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
