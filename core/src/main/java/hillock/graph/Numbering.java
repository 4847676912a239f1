package hillock.graph;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The nodes of a graph, each once and operands first, with a number each: its place in that order. Built with an
 * explicit worklist, so any depth will do.
 */
public final class Numbering {
    /** What {@link #number} gives for a node that is not part of the graph. */
    public static final int ABSENT = -1;

    private static final int SMALLEST = 16;

    /** Rows of nodes by number, with the place of the first of their operands among all operands. */
    private Node[] nodes = new Node[SMALLEST];

    private int[] firstInputs = new int[SMALLEST];
    private int size;

    /** The numbers of the operands of all nodes; while walking, when they were met. */
    private int[] inputs = new int[2 * SMALLEST];

    private int inputCount;

    /** An open hash table of nodes met, and when. */
    private Node[] table = new Node[4 * SMALLEST];

    private int[] metAt = new int[4 * SMALLEST];

    /** By when a node was met its number. */
    private int[] numbers = new int[SMALLEST];

    private int met;

    private Numbering() {}

    /** The nodes that some nodes depend on, and these themselves. */
    public static Numbering of(Collection<Node> roots) {
        Numbering numbering = new Numbering();
        Path path = new Path();
        for (Node root : roots) {
            numbering.walk(root, path);
        }
        for (int i = 0; i < numbering.inputCount; i++) {
            numbering.inputs[i] = numbering.numbers[numbering.inputs[i]];
        }
        return numbering;
    }

    /** How many nodes there are. */
    public int size() {
        return size;
    }

    /** The node with a number. */
    public Node node(int number) {
        return nodes[number];
    }

    /** The nodes in order: a view. */
    public List<Node> nodes() {
        return new Nodes(nodes, size);
    }

    /** The number of a node, or {@link #ABSENT}. */
    public int number(Node node) {
        int slot = slot(node);
        return table[slot] == null ? ABSENT : numbers[metAt[slot]];
    }

    /** The number of an operand of the node with a number. */
    public int input(int number, int index) {
        return inputs[firstInputs[number] + index];
    }

    /** Nodes whose operands are being walked, how many of these are done, and when the nodes were met. */
    private static final class Path {
        Node[] nodes = new Node[SMALLEST];
        int[] cursors = new int[SMALLEST];
        int[] firstInputs = new int[SMALLEST];
        int[] metAt = new int[SMALLEST];
        int depth;

        void push(Node node, int firstInput, int met) {
            if (depth == nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * depth);
                cursors = Arrays.copyOf(cursors, 2 * depth);
                firstInputs = Arrays.copyOf(firstInputs, 2 * depth);
                metAt = Arrays.copyOf(metAt, 2 * depth);
            }
            nodes[depth] = node;
            cursors[depth] = 0;
            firstInputs[depth] = firstInput;
            metAt[depth++] = met;
        }
    }

    private void walk(Node root, Path path) {
        meet(root, path);
        while (path.depth > 0) {
            int top = path.depth - 1;
            Node node = path.nodes[top];
            int cursor = path.cursors[top];
            if (cursor < node.inputs().size()) {
                path.cursors[top]++;
                // In two statements, for the rows of operands may move.
                int metAt = meet(node.input(cursor), path);
                inputs[path.firstInputs[top] + cursor] = metAt;
            } else {
                path.depth--;
                if (size == nodes.length) {
                    nodes = Arrays.copyOf(nodes, 2 * size);
                    firstInputs = Arrays.copyOf(firstInputs, 2 * size);
                }
                numbers[path.metAt[top]] = size;
                firstInputs[size] = path.firstInputs[top];
                nodes[size++] = node;
            }
        }
    }

    /** When a node was met; one that has not been met is put on the path. */
    private int meet(Node node, Path path) {
        int slot = slot(node);
        if (table[slot] != null) {
            return metAt[slot];
        }
        table[slot] = node;
        metAt[slot] = met;
        if (met == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * met);
        }
        path.push(node, inputCount, met);
        inputCount += node.inputs().size();
        if (inputCount > inputs.length) {
            inputs = Arrays.copyOf(inputs, 2 * inputCount);
        }
        met++;
        if (2 * met > table.length) {
            grow();
        }
        return met - 1;
    }

    private int slot(Node node) {
        int mask = table.length - 1;
        int slot = node.hashCode() & mask;
        while (table[slot] != null && table[slot] != node) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        Node[] before = table;
        int[] metBefore = metAt;
        table = new Node[4 * before.length];
        metAt = new int[table.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != null) {
                int slot = slot(before[i]);
                table[slot] = before[i];
                metAt[slot] = metBefore[i];
            }
        }
    }

    private static final class Nodes extends AbstractList<Node> implements RandomAccess {
        private final Node[] nodes;
        private final int size;

        Nodes(Node[] nodes, int size) {
            this.nodes = nodes;
            this.size = size;
        }

        @Override
        public Node get(int index) {
            return nodes[Objects.checkIndex(index, size)];
        }

        @Override
        public int size() {
            return size;
        }
    }
}
