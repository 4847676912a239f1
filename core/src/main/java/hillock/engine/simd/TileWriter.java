package hillock.engine.simd;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tiles as classes. Those that multiply keep all sums in registers while a loop runs over k. There are vector operands
 * only and no helper methods: scalar overloads and helpers make HotSpot give up inlining.
 */
final class TileWriter {
    /** Taller tiles have so many operations that HotSpot stops compiling them well. */
    static final int MOST_ROWS = 16;
    /** The most sums of a tile, for the same reason. */
    static final int MOST_SUMS = 24;

    static final int MOST_VECTORS = 8;

    /**
     * How far rows of a that is laid out lie apart: a block of k, and what keeps them out of the same sets of caches.
     */
    static final int LINE = Contraction.K_BLOCK + 8;

    /** How many tiles there can be. */
    static final int FORMS = 2 * Kind.values().length * (MOST_ROWS + 1) * (MOST_VECTORS + 1);

    /** Every tile that was needed so far: they are few, and depend on no program. */
    private static final AtomicReferenceArray<@Nullable Tile> MADE = new AtomicReferenceArray<>(FORMS);

    private static final String VECTOR = "jdk.incubator.vector.";
    private static final ClassDesc SPECIES = ClassDesc.of(VECTOR + "VectorSpecies");
    private static final ClassDesc ANY_VECTOR = ClassDesc.of(VECTOR + "Vector");
    private static final ClassDesc TABLE = ConstantDescs.CD_int.arrayType();

    // The parameters of Tile.run.
    private static final int K = 1;
    private static final int A = 2;
    private static final int A_OFFSET = 3;
    private static final int ROWS = 4;
    private static final int ROW = 5;
    private static final int A_STEPS = 6;
    private static final int A_FROM = 7;
    private static final int B = 8;
    private static final int B_OFFSET = 9;
    private static final int B_STEPS = 10;
    private static final int B_FROM = 11;
    private static final int STARTS = 12;
    private static final int START = 13;
    private static final int C = 14;
    private static final int C_OFFSET = 15;
    private static final int OUTS = 16;
    private static final int OUT = 17;
    private static final int TARGETS = 18;
    private static final int TARGET = 19;

    // Local variables.
    private static final int P = 20;
    private static final int A_STEP = 21;
    private static final int AT_B = 22;
    private static final int FACTOR = 23;
    private static final int AT_VECTOR = 24;
    private static final int FIRST = 25;

    /** What a tile does. */
    enum Kind {
        /** Multiplies operands whose elements lie at equal distances. */
        STRIDED,
        /** Multiplies as {@link #STRIDED} does, rows of neighbours: HotSpot checks their bounds once for all k. */
        ROWS,
        /** Multiplies as {@link #STRIDED} does, columns of neighbours, with one check of bounds for each. */
        COLUMNS,
        /**
         * Multiplies as {@link #ROWS} does, with a b that is packed and rows of a {@link #LINE} apart: distances are
         * constants, and bounds are checked once.
         */
        LAID_ROWS,
        /** The same for columns of neighbours, one after the other. */
        LAID_COLUMNS,
        /** Multiplies operands whose elements lie where tables say. */
        TABLED,
        /** Multiplies as {@link #TABLED} does, rows of neighbours. */
        WINDOWED,
        /** Multiplies as {@link #STRIDED} does, over all columns at a time, and adds to what is stored. */
        STREAMED,
        /** Adds rows of a to rows of c. */
        ADD,
        /** Copies rows of a to rows of c. */
        MOVE,
        /** Copies rows of a to rows of several strips. */
        DEAL,
        /** Copies columns of elements that lie anywhere to rows of c. Uses no vectors. */
        GATHER,
        /** Copies rows of neighbours to columns of c. Uses no vectors. */
        TURN
    }

    private final int rows;
    private final int vectors;
    private final int lanes;
    private final boolean wide;
    private final Kind kind;
    private final ClassDesc vector;
    private final ClassDesc element;

    private TileWriter(Kind kind, boolean wide, int rows, int vectors, int lanes) {
        this.rows = rows;
        this.vectors = vectors;
        this.lanes = lanes;
        this.wide = wide;
        this.kind = kind;
        this.vector = ClassDesc.of(VECTOR + (wide ? "DoubleVector" : "FloatVector"));
        this.element = wide ? ConstantDescs.CD_double : ConstantDescs.CD_float;
    }

    /**
     * A tile, made when it is first asked for.
     *
     * @param kind what it does
     * @param rows how many rows it multiplies or gathers at a time; others take as many as they are told
     */
    static Tile tile(Kind kind, boolean wide, int rows, int vectors, int lanes) {
        int form = form(kind, wide, rows, vectors);
        Tile tile = MADE.getAcquire(form);
        if (tile == null) {
            tile = (Tile) Simd.instance(write(kind, wide, rows, vectors, lanes));
            MADE.setRelease(form, tile);
        }
        return tile;
    }

    /** The number of a tile, below {@link #FORMS}. */
    static int form(Kind kind, boolean wide, int rows, int vectors) {
        int form = 2 * kind.ordinal() + (wide ? 1 : 0);
        return (form * (MOST_ROWS + 1) + rows) * (MOST_VECTORS + 1) + vectors;
    }

    private static byte[] write(Kind kind, boolean wide, int rows, int vectors, int lanes) {
        TileWriter writer = new TileWriter(kind, wide, rows, vectors, lanes);
        ClassDesc object = ConstantDescs.CD_Object;
        ClassDesc number = ConstantDescs.CD_int;
        ClassDesc[] parameters = new ClassDesc[TARGET];
        Arrays.fill(parameters, number);
        for (int array : new int[] {A, B, C}) {
            parameters[array - 1] = object;
        }
        for (int table : new int[] {ROWS, A_STEPS, B_STEPS, STARTS, OUTS, TARGETS}) {
            parameters[table - 1] = TABLE;
        }
        String home = Tile.class.getPackageName();
        return ClassFile.of()
                .build(
                        ClassDesc.of(home + ".Emitted"),
                        type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                                .withInterfaceSymbols(ClassDesc.of(Tile.class.getName()))
                                .withMethodBody(
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void,
                                        ClassFile.ACC_PUBLIC,
                                        b -> b.aload(0)
                                                .invokespecial(object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                                .return_())
                                .withMethodBody(
                                        "run",
                                        MethodTypeDesc.of(ConstantDescs.CD_void, parameters),
                                        ClassFile.ACC_PUBLIC,
                                        writer::body));
    }

    private int begin(int row) {
        return FIRST + row;
    }

    private int loaded(int v) {
        return FIRST + rows + v;
    }

    private int start(int v) {
        return FIRST + rows + vectors + v;
    }

    private int sum(int row, int v) {
        return FIRST + rows + 2 * vectors + row * vectors + v;
    }

    // Of tiles that stream: begin(row), the chain of each row, where each row of b is, the factors.
    private int chain(int row) {
        return FIRST + rows + row;
    }

    private int line(int step) {
        return FIRST + 2 * rows + step;
    }

    private int factor(int row, int step) {
        return FIRST + 2 * rows + vectors + row * vectors + step;
    }

    /** Each row of c becomes that of a, or the sum of both. */
    private void moved(CodeBuilder b) {
        Label top = b.newBoundLabel();
        Label end = b.newLabel();
        b.iload(P).iload(K).if_icmpge(end);
        at(b, A_OFFSET, ROWS, ROW, P).istore(A_STEP);
        at(b, C_OFFSET, OUTS, OUT, P).istore(AT_B);
        for (int v = 0; v < vectors; v++) {
            load(b, A, A_STEP, v);
            if (kind == Kind.ADD) {
                load(b, C, AT_B, v);
                b.invokevirtual(vector, "add", MethodTypeDesc.of(vector, ANY_VECTOR));
            }
            b.astore(FACTOR);
            store(b, FACTOR, AT_B, v);
            if (kind == Kind.DEAL && (v + 1) % Lanes.strip() == 0) {
                b.iload(AT_B).iload(TARGET).iadd().istore(AT_B);
            }
        }
        b.iinc(P, 1).goto_(top).labelBinding(end);
    }

    private void multiplied(CodeBuilder b) {
        for (int r = 0; r < rows; r++) {
            switch (kind) {
                case LAID_ROWS -> b.iload(A_OFFSET).loadConstant(r * LINE).iadd();
                case LAID_COLUMNS -> b.iload(A_OFFSET).loadConstant(r).iadd();
                case TABLED, WINDOWED -> {
                    b.loadConstant(r).istore(A_STEP);
                    at(b, A_OFFSET, ROWS, ROW, A_STEP);
                    if (kind == Kind.WINDOWED) {
                        b.iload(A_FROM).iadd();
                    }
                }
                default -> b.iload(A_OFFSET).iload(ROW).loadConstant(r).imul().iadd();
            }
            b.istore(begin(r));
        }
        for (int sum = 0; sum < rows * vectors; sum++) {
            species(b);
            b.invokestatic(vector, "zero", MethodTypeDesc.of(vector, SPECIES)).astore(sum(0, sum));
        }
        for (int v = 0; v < vectors && isTabled(); v++) {
            b.aload(STARTS).iload(START).loadConstant(v).iadd().iaload();
            b.istore(start(v));
        }
        if (kind == Kind.COLUMNS) {
            b.iload(begin(0)).istore(A_STEP);
        } else {
            b.iconst_0().istore(A_STEP);
        }
        b.iload(B_OFFSET).istore(AT_B);
        Label top = b.newBoundLabel();
        Label end = b.newLabel();
        b.iload(P).iload(K).if_icmpge(end);
        step(b);
        b.iinc(P, 1).goto_(top).labelBinding(end);
        if (isTabled()) {
            stored(b, false);
            return;
        }
        Label added = b.newLabel();
        Label done = b.newLabel();
        b.iload(TARGET).ifne(added);
        stored(b, false);
        b.goto_(done).labelBinding(added);
        stored(b, true);
        b.labelBinding(done);
    }

    private boolean isTabled() {
        return kind == Kind.TABLED || kind == Kind.WINDOWED;
    }

    /** A step of k. */
    private void step(CodeBuilder b) {
        switch (kind) {
            case LAID_ROWS, LAID_COLUMNS -> {
                b.iload(B_OFFSET)
                        .iload(P)
                        .loadConstant(vectors * lanes)
                        .imul()
                        .iadd()
                        .istore(AT_B);
                b.iload(P).loadConstant(rows).imul().istore(A_STEP);
            }
            case TABLED, WINDOWED -> {
                if (kind == Kind.TABLED) {
                    b.aload(A_STEPS).iload(A_FROM).iload(P).iadd().iaload().istore(A_STEP);
                }
                at(b, B_OFFSET, B_STEPS, B_FROM, P).istore(AT_B);
            }
            default -> {}
        }
        for (int v = 0; v < vectors; v++) {
            if (isTabled()) {
                b.iload(AT_B).iload(start(v)).iadd().istore(AT_VECTOR);
                load(b, B, AT_VECTOR, 0);
            } else {
                load(b, B, AT_B, v);
            }
            b.astore(loaded(v));
        }
        for (int r = 0; r < rows; r++) {
            species(b);
            b.aload(A);
            switch (kind) {
                case ROWS, LAID_ROWS, WINDOWED -> b.iload(begin(r)).iload(P).iadd();
                case COLUMNS -> b.iload(A_STEP).loadConstant(r).iadd();
                default -> b.iload(begin(r)).iload(A_STEP).iadd();
            }
            element(b);
            broadcast(b).astore(FACTOR);
            for (int v = 0; v < vectors; v++) {
                b.aload(FACTOR).aload(loaded(v)).aload(sum(r, v));
                fma(b).astore(sum(r, v));
            }
        }
        if (kind == Kind.STRIDED || kind == Kind.ROWS || kind == Kind.COLUMNS) {
            b.iload(A_STEP).iload(A_FROM).iadd().istore(A_STEP);
            b.iload(AT_B).iload(B_FROM).iadd().istore(AT_B);
        }
    }

    private void stored(CodeBuilder b, boolean added) {
        for (int r = 0; r < rows; r++) {
            if (isTabled()) {
                b.loadConstant(r).istore(A_STEP);
                at(b, C_OFFSET, OUTS, OUT, A_STEP).istore(AT_B);
            } else {
                b.iload(C_OFFSET).iload(OUT).loadConstant(r).imul().iadd().istore(AT_B);
            }
            for (int v = 0; v < vectors; v++) {
                if (added) {
                    b.aload(sum(r, v));
                    load(b, C, AT_B, v);
                    b.invokevirtual(vector, "add", MethodTypeDesc.of(vector, ANY_VECTOR));
                    b.astore(FACTOR);
                    store(b, FACTOR, AT_B, v);
                } else if (!isTabled()) {
                    store(b, sum(r, v), AT_B, v);
                } else {
                    b.iload(AT_B).aload(TARGETS).iload(TARGET).loadConstant(v).iadd();
                    b.iaload().iadd().istore(A_STEP);
                    store(b, sum(r, v), A_STEP, 0);
                }
            }
        }
    }

    /** As many steps of k as there are vectors, whose factors are held in registers while a loop runs over columns. */
    private void streamed(CodeBuilder b) {
        for (int r = 0; r < rows; r++) {
            b.loadConstant(r).istore(A_STEP);
            at(b, A_OFFSET, ROWS, ROW, A_STEP).istore(AT_B);
            at(b, C_OFFSET, OUTS, OUT, A_STEP).istore(begin(r));
            for (int s = 0; s < vectors; s++) {
                species(b);
                element(b.aload(A)
                        .iload(AT_B)
                        .iload(A_FROM)
                        .loadConstant(s)
                        .imul()
                        .iadd());
                broadcast(b).astore(factor(r, s));
            }
        }
        for (int s = 0; s < vectors; s++) {
            b.iload(B_OFFSET).iload(B_FROM).loadConstant(s).imul().iadd().istore(line(s));
        }
        Label top = b.newBoundLabel();
        Label end = b.newLabel();
        b.iload(P).iload(K).if_icmpge(end);
        for (int r = 0; r < rows; r++) {
            b.iload(begin(r)).iload(P).iadd().istore(AT_B);
            load(b, C, AT_B, 0);
            b.astore(chain(r));
        }
        for (int s = 0; s < vectors; s++) {
            b.iload(line(s)).iload(P).iadd().istore(AT_VECTOR);
            load(b, B, AT_VECTOR, 0);
            b.astore(FACTOR);
            for (int r = 0; r < rows; r++) {
                b.aload(factor(r, s)).aload(FACTOR).aload(chain(r));
                fma(b).astore(chain(r));
            }
        }
        for (int r = 0; r < rows; r++) {
            b.iload(begin(r)).iload(P).iadd().istore(AT_B);
            store(b, chain(r), AT_B, 0);
        }
        b.iinc(P, lanes).goto_(top).labelBinding(end);
    }

    /** Several columns together, so that the loop is as long as k. */
    private void gathered(CodeBuilder b) {
        for (int r = 0; r < rows; r++) {
            b.loadConstant(r).istore(A_STEP);
            at(b, A_OFFSET, ROWS, ROW, A_STEP).istore(begin(r));
        }
        b.iload(C_OFFSET).istore(AT_B);
        Label top = b.newBoundLabel();
        Label end = b.newLabel();
        b.iload(P).iload(K).if_icmpge(end);
        if (kind == Kind.GATHER) {
            b.aload(A_STEPS).iload(A_FROM).iload(P).iadd().iaload().istore(A_STEP);
        }
        int step = kind == Kind.GATHER ? A_STEP : P;
        for (int r = 0; r < rows; r++) {
            b.aload(C).iload(AT_B).loadConstant(r).iadd();
            element(b.aload(A).iload(begin(r)).iload(step).iadd());
            if (wide) {
                b.dastore();
            } else {
                b.fastore();
            }
        }
        b.iload(AT_B).iload(OUT).iadd().istore(AT_B);
        b.iinc(P, 1).goto_(top).labelBinding(end);
    }

    private CodeBuilder broadcast(CodeBuilder b) {
        return b.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
    }

    private CodeBuilder fma(CodeBuilder b) {
        return b.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, ANY_VECTOR, ANY_VECTOR));
    }

    private void element(CodeBuilder b) {
        if (wide) {
            b.daload();
        } else {
            b.faload();
        }
    }

    private void body(CodeBuilder b) {
        for (int array : new int[] {A, B, C}) {
            b.aload(array).checkcast(element.arrayType()).astore(array);
        }
        b.iconst_0().istore(P);
        switch (kind) {
            case STRIDED, ROWS, COLUMNS, LAID_ROWS, LAID_COLUMNS, TABLED, WINDOWED -> multiplied(b);
            case STREAMED -> streamed(b);
            case ADD, MOVE, DEAL -> moved(b);
            case GATHER, TURN -> gathered(b);
        }
        b.return_();
    }

    /** Pushes {@code offset + table[from + index]}. */
    private static CodeBuilder at(CodeBuilder b, int offset, int table, int from, int index) {
        return b.iload(offset)
                .aload(table)
                .iload(from)
                .iload(index)
                .iadd()
                .iaload()
                .iadd();
    }

    private void store(CodeBuilder b, int value, int at, int v) {
        b.aload(value).aload(C).iload(at).loadConstant(v * lanes).iadd();
        b.invokevirtual(
                vector,
                "intoArray",
                MethodTypeDesc.of(ConstantDescs.CD_void, element.arrayType(), ConstantDescs.CD_int));
    }

    private void load(CodeBuilder b, int array, int at, int v) {
        species(b);
        b.aload(array).iload(at).loadConstant(v * lanes).iadd();
        b.invokestatic(
                vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, element.arrayType(), ConstantDescs.CD_int));
    }

    private void species(CodeBuilder b) {
        b.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
    }
}
