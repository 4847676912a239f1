package hillock.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

/** The oracle against numbers from elsewhere: computed by mpmath 1.2.1 at 80 digits from the exact double arguments. */
class OracleTest {

    private static final BigDecimal TOLERANCE = new BigDecimal("1e-28");

    record Row(String function, double x, String value) {}

    record Power(double x, double y, String value) {}

    private static final Map<String, DoubleFunction<DoubleDouble>> FUNCTIONS = Map.of(
            "exp", Oracle::exp,
            "expm1", Oracle::expm1,
            "log", Oracle::log,
            "log1p", Oracle::log1p,
            "sin", Oracle::sin,
            "cos", Oracle::cos,
            "atan", Oracle::atan,
            "tanh", Oracle::tanh,
            "erf", Oracle::erf);

    private static final List<Row> ROWS = List.of(
            new Row("exp", 1, "2.718281828459045235360287471352662"),
            new Row("exp", -0.1, "0.9048374180359595681413923842169356"),
            new Row("exp", 0.25, "1.284025416687741484073420568062436"),
            new Row("exp", 700, "1.014232054735004509455329595231268e+304"),
            new Row("exp", -600, "2.650396553004310816338679447269583e-261"),
            new Row("expm1", 0.1, "0.1051709180756476309466388234587797"),
            new Row("expm1", 1e-10, "1.00000000005000003643386398580767e-10"),
            new Row("expm1", -0.5, "-0.3934693402873665763962004650088195"),
            new Row("expm1", 3, "19.08553692318766774092852965458172"),
            new Row("expm1", -30, "-0.9999999999999064237703115982539508"),
            new Row("log", 3, "1.098612288668109691395245236922526"),
            new Row("log", 1.0000001, "9.999999505838704517751609968345449e-8"),
            new Row("log", 0.7, "-0.3566749439387324423539544041072745"),
            new Row("log", 1e300, "690.7755278982137052579021966605137"),
            new Row("log", 1e-310, "-713.8013788281541651006446006623884"),
            new Row("log1p", 1e-10, "9.999999999500000364355306451876052e-11"),
            new Row("log1p", -0.4, "-0.5108256237659907202129482504755473"),
            new Row("log1p", 0.3, "0.2623642644674910434953188743797502"),
            new Row("log1p", 1e10, "23.02585093004045684017491454684398"),
            new Row("sin", 1, "0.841470984807896506652502321630299"),
            new Row("sin", 0.1, "0.09983341664682815783019686785861667"),
            new Row("sin", 22, "-0.008851309290403875921690256815772332"),
            new Row("sin", 1e300, "-0.8178819121159085970458852827554262"),
            new Row("cos", 1, "0.5403023058681397174009366074429766"),
            new Row("cos", 0.5, "0.8775825618903727161162815826038297"),
            new Row("cos", 11, "0.004425697988050785748355024723941573"),
            new Row("cos", 0x1.6ac5b262ca1ffp849, "-4.687165924254627611122582801963884e-19"),
            new Row("atan", 1, "0.7853981633974483096156608458198757"),
            new Row("atan", 0.1, "0.09966865249116203287459970713127079"),
            new Row("atan", 3, "1.24904577239825442582991707728109"),
            new Row("atan", 1e10, "1.570796326694896619231321691640085"),
            new Row("tanh", 0.5, "0.4621171572600097585023184836436725"),
            new Row("tanh", 0.001, "0.0009999996666668000207626926629550769"),
            new Row("tanh", 3, "0.9950547536867304513318801852554885"),
            new Row("tanh", 20, "0.999999999999999991503291489416822"),
            new Row("erf", 0.5, "0.5204998778130465376827466538919645"),
            new Row("erf", 0.001, "0.00112837879096923640343756413937149"),
            new Row("erf", 1, "0.8427007929497148693412206350826093"),
            new Row("erf", 2, "0.9953222650189527341620692563672529"),
            new Row("erf", 5, "0.9999999999984625402055719651498117"));

    private static final List<Power> POWERS = List.of(
            new Power(1.1, 1000, "2.469932918006025765134622914385304e+41"),
            new Power(3, -600, "5.336385165377107659108951344333475e-287"),
            new Power(0.5, 0.1, "0.9330329915368074123912750931119155"),
            new Power(1.0000000001, 1000000000000.0, "2.688139370048410716224951563920563e+43"));

    @Test
    void functionsAgreeWithMpmath() {
        for (Row row : ROWS) {
            check(row.toString(), FUNCTIONS.get(row.function).apply(row.x), row.value);
        }
    }

    @Test
    void powersAgreeWithMpmath() {
        for (Power row : POWERS) {
            check(row.toString(), Oracle.pow(row.x, row.y, 0), row.value);
        }
    }

    /** The first fifty decimals of pi. */
    @Test
    void piIsPi() {
        assertThat(Oracle.PI.toString()).startsWith("3.14159265358979323846264338327950288419716939937510");
    }

    @Test
    void unitsOfTheLastPlaceAreCounted() {
        DoubleDouble third = DoubleDouble.ONE.over(DoubleDouble.of(3));
        assertThat(third.ulps(1 / 3.0)).isBetween(0.33, 0.34);
        assertThat(third.ulps(Math.nextUp(1 / 3.0))).isBetween(0.66, 0.67);
        // Just below 1 the unit is the smaller one.
        DoubleDouble below = DoubleDouble.ONE.plus(-0x1p-60);
        assertThat(below.ulps(1)).isEqualTo(0x1p-7);
        assertThat(DoubleDouble.of(Double.MIN_VALUE).ulps(3 * Double.MIN_VALUE)).isEqualTo(2);
        assertThat(DoubleDouble.of(1).ulps(1 + 0x1p-23, Float.MIN_EXPONENT, 23)).isEqualTo(1);
    }

    private static void check(String what, DoubleDouble computed, String value) {
        BigDecimal expected = new BigDecimal(value);
        BigDecimal difference = new BigDecimal(computed.high())
                .add(new BigDecimal(computed.low()))
                .subtract(expected)
                .abs();
        assertThat(difference).as(what).isLessThan(expected.abs().multiply(TOLERANCE));
    }
}
