package hillock.graph;

/** Something that stands for a node: a {@link Node} itself, or a face of one such as {@code hillock.Tensor}. */
public interface Expression {
    /** The node. */
    Node node();
}
