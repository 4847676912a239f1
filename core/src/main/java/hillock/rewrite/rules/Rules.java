package hillock.rewrite.rules;

import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;

/** Which rules are tried on which operation, in which order. The first that applies wins. */
public final class Rules {
    private static final List<Rule> NONE = List.of();
    private static final List<Rule> ANY = any();
    private static final List<Rule> ELEMENTWISE = elementwise();
    private static final List<Rule> UNARY = unary();
    private static final List<Rule> NEG = unary(new NegationOfNegation());
    private static final List<Rule> ABS = unary(new AbsOfNegation(), new UnaryOfItself());
    private static final List<Rule> IDEMPOTENT = unary(new UnaryOfItself());
    private static final List<Rule> EXP = unary(new ExpOfMinusMagnitude());
    private static final List<Rule> NOT = unary(new NotOfNot());
    private static final List<Rule> ADD = elementwise(new AddOfZero(), new AddOfNegation(), new AddOfPads());
    private static final List<Rule> SUB = elementwise(new SubOfZero(), new SubFromZero(), new SubOfNegation());
    private static final List<Rule> MUL = elementwise(new MulByOne(), new MulOfNegation());
    private static final List<Rule> DIV = elementwise(new DivByOne(), new DivByPowerOfTwo(), new DivOfNegations());
    private static final List<Rule> POW = elementwise(new PowOfZero());
    private static final List<Rule> EXTREMUM = elementwise(new ExtremumOfItself(), new ExtremumWithBound());
    private static final List<Rule> COMPARISON = elementwise(new ComparisonWithItself());
    private static final List<Rule> LOGIC = elementwise(new LogicWithItself(), new LogicWithConstant());
    private static final List<Rule> SELECT =
            elementwise(new SelectByConstant(), new SelectOfEquals(), new SelectByNot(), new SelectOfTruths());
    private static final List<Rule> CAST = unary(new CastToSame(), new CastOfCast());
    private static final List<Rule> RESHAPE = any(new ReshapeToSame(), new ReshapeOfReshape(), new MovementOfUniform());
    private static final List<Rule> PERMUTE =
            any(new PermuteToSame(), new PermuteOfPermute(), new PermuteOfPad(), new MovementOfUniform());
    private static final List<Rule> BROADCAST = any(new BroadcastOfBroadcast(), new BroadcastToSame());
    private static final List<Rule> SLICE =
            any(new SliceOfAll(), new SliceOfSlice(), new SliceOfPad(), new MovementOfUniform());
    private static final List<Rule> PAD = any(new PadOfNothing(), new MovementOfUniform());
    private static final List<Rule> CONCAT = any(new ConcatOfOne(), new MovementOfUniform());
    private static final List<Rule> GATHER = any(new GatherOfOneIndex());
    private static final List<Rule> REDUCE = any(new ReduceOverNothing(), new ReduceOverOnes());

    private Rules() {}

    /** The rules for an operation. */
    public static List<Rule> of(Op op) {
        return switch (op) {
            case Op.Leaf _, Op.Loop _, Op.Call _, Op.Element _ -> NONE;
            case Op.Unary unary ->
                switch (unary) {
                    case NEG -> NEG;
                    case ABS -> ABS;
                    case SIGN, FLOOR, ROUND -> IDEMPOTENT;
                    case NOT -> NOT;
                    case EXP -> EXP;
                    case EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF -> UNARY;
                };
            case Op.Binary binary ->
                switch (binary) {
                    case ADD -> ADD;
                    case SUB -> SUB;
                    case MUL -> MUL;
                    case DIV -> DIV;
                    case POW -> POW;
                    case MAX, MIN -> EXTREMUM;
                    case LESS, LESS_EQUAL, EQUAL -> COMPARISON;
                    case AND, OR -> LOGIC;
                    case REM -> ELEMENTWISE;
                };
            case Op.Select _ -> SELECT;
            case Op.Cast _ -> CAST;
            case Op.Reshape _ -> RESHAPE;
            case Op.Permute _ -> PERMUTE;
            case Op.Broadcast _ -> BROADCAST;
            case Op.Slice _ -> SLICE;
            case Op.Pad _ -> PAD;
            case Op.Concat _ -> CONCAT;
            case Op.Gather _ -> GATHER;
            case Op.Reduce _ -> REDUCE;
            case Op.Random _, Op.ScatterAdd _, Op.ArgMax _, Op.CumSum _, Op.MatMul _, Op.Conv _ -> ANY;
        };
    }

    private static List<Rule> any(Rule... own) {
        List<Rule> rules = new ArrayList<>(List.of(own));
        rules.add(new ConstantFolding());
        return List.copyOf(rules);
    }

    private static List<Rule> unary(Rule... own) {
        List<Rule> rules = new ArrayList<>(List.of(own));
        rules.add(new UnaryOfSelect());
        rules.addAll(elementwise());
        return List.copyOf(rules);
    }

    private static List<Rule> elementwise(Rule... own) {
        List<Rule> rules = new ArrayList<>(List.of(own));
        rules.addAll(any(new ElementwiseOfBroadcasts()));
        return List.copyOf(rules);
    }
}
