package hillock.array;

/** The type of a value in the graph: one tensor, or a tuple of tensors. */
public sealed interface Type permits TensorType, TupleType {}
