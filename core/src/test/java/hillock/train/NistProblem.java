package hillock.train;

import hillock.Tensor;
import java.util.List;

/**
 * Nonlinear regressions of the Statistical Reference Datasets of the US National Institute of Standards and Technology
 * (NIST StRD, in the public domain), with both published starts and the certified results, which were computed with 500
 * digits. That data and certified parameters give the certified sum of squares to its last digit proves them right.
 *
 * @param name the published name
 * @param level the published level of difficulty
 * @param x the predictor
 * @param y the response
 * @param model the formula of the predictor and the parameters
 * @param starts the two published ones
 * @param certified the parameters
 * @param residual the certified sum of squared residuals
 */
record NistProblem(
        String name,
        String level,
        double[] x,
        double[] y,
        Model model,
        double[][] starts,
        double[] certified,
        double residual) {
    /** The predicted response, [samples]. */
    interface Model {
        Tensor of(Tensor x, Tensor[] b);
    }

    private static double[] numbers(double... numbers) {
        return numbers;
    }

    private static double[][] starts(double[] far, double[] near) {
        return new double[][] {far, near};
    }

    @Override
    public String toString() {
        return name;
    }

    private static final double[] MISRA_X = {
        77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0
    };
    private static final double[] MISRA_Y = {
        10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78
    };

    static List<NistProblem> all() {
        return List.of(
                new NistProblem(
                        "Misra1a",
                        "lower",
                        MISRA_X,
                        MISRA_Y,
                        (x, b) -> b[0].mul(x.mul(b[1]).neg().exp().neg().add(1)),
                        starts(numbers(500, 1e-4), numbers(250, 5e-4)),
                        numbers(2.3894212918E+02, 5.5015643181E-04),
                        1.2455138894E-01),
                new NistProblem(
                        "Misra1b",
                        "lower",
                        MISRA_X,
                        MISRA_Y,
                        (x, b) ->
                                b[0].mul(x.mul(b[1]).div(2).add(1).pow(-2).neg().add(1)),
                        starts(numbers(500, 1e-4), numbers(300, 2e-4)),
                        numbers(3.3799746163E+02, 3.9039091287E-04),
                        7.5464681533E-02),
                new NistProblem(
                        "DanWood",
                        "lower",
                        numbers(1.309, 1.471, 1.490, 1.565, 1.611, 1.680),
                        numbers(2.138, 3.421, 3.597, 4.340, 4.882, 5.660),
                        (x, b) -> b[0].mul(x.pow(b[1])),
                        starts(numbers(1, 5), numbers(0.7, 4)),
                        numbers(7.6886226176E-01, 3.8604055871E+00),
                        4.3173084083E-03),
                new NistProblem(
                        "Misra1c",
                        "average",
                        MISRA_X,
                        MISRA_Y,
                        (x, b) -> b[0].mul(
                                x.mul(b[1]).mul(2).add(1).pow(-0.5).neg().add(1)),
                        starts(numbers(500, 1e-4), numbers(600, 2e-4)),
                        numbers(6.3642725809E+02, 2.0813627256E-04),
                        4.0966836971E-02),
                new NistProblem(
                        "Misra1d",
                        "average",
                        MISRA_X,
                        MISRA_Y,
                        (x, b) -> b[0].mul(b[1]).mul(x).div(x.mul(b[1]).add(1)),
                        starts(numbers(500, 1e-4), numbers(450, 3e-4)),
                        numbers(4.3736970754E+02, 3.0227324449E-04),
                        5.6419295283E-02),
                new NistProblem(
                        "MGH09",
                        "higher",
                        numbers(4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625),
                        numbers(0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246),
                        (x, b) -> b[0].mul(x.square().add(x.mul(b[1])))
                                .div(x.square().add(x.mul(b[2])).add(b[3])),
                        starts(numbers(25, 39, 41.5, 39), numbers(0.25, 0.39, 0.415, 0.39)),
                        numbers(1.9280693458E-01, 1.9128232873E-01, 1.2305650693E-01, 1.3606233068E-01),
                        3.0750560385E-04),
                new NistProblem(
                        "MGH10",
                        "higher",
                        numbers(50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 125),
                        numbers(
                                34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427,
                                3820, 3307, 2872),
                        (x, b) -> b[0].mul(b[1].div(x.add(b[2])).exp()),
                        starts(numbers(2, 400000, 25000), numbers(0.02, 4000, 250)),
                        numbers(5.6096364710E-03, 6.1813463463E+03, 3.4522363462E+02),
                        8.7945855171E+01),
                new NistProblem(
                        "Thurber",
                        "higher",
                        numbers(
                                -3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363,
                                -2.322, -1.501, -1.460, -1.274, -1.212, -1.100, -1.046, -0.915, -0.714, -0.566, -0.545,
                                -0.400, -0.309, -0.109, -0.103, 0.010, 0.119, 0.377, 0.790, 0.963, 1.006, 1.115, 1.572,
                                1.841, 2.047, 2.200),
                        numbers(
                                80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696,
                                101.060, 401.672, 390.724, 567.534, 635.316, 733.054, 759.087, 894.206, 990.785,
                                1090.109, 1080.914, 1122.643, 1178.351, 1260.531, 1273.514, 1288.339, 1327.543,
                                1353.863, 1414.509, 1425.208, 1421.384, 1442.962, 1464.350, 1468.705, 1447.894,
                                1457.628),
                        (x, b) -> b[0].add(x.mul(b[1]))
                                .add(x.square().mul(b[2]))
                                .add(x.pow(3).mul(b[3]))
                                .div(x.mul(b[4])
                                        .add(1)
                                        .add(x.square().mul(b[5]))
                                        .add(x.pow(3).mul(b[6]))),
                        starts(
                                numbers(1000, 1000, 400, 40, 0.7, 0.3, 0.03),
                                numbers(1300, 1500, 500, 75, 1, 0.4, 0.05)),
                        numbers(
                                1.2881396800E+03,
                                1.4910792535E+03,
                                5.8323836877E+02,
                                7.5416644291E+01,
                                9.6629502864E-01,
                                3.9797285797E-01,
                                4.9727297349E-02),
                        5.6427082397E+03),
                new NistProblem(
                        "BoxBOD",
                        "higher",
                        numbers(1, 2, 3, 5, 7, 10),
                        numbers(109, 149, 149, 191, 213, 224),
                        (x, b) -> b[0].mul(x.mul(b[1]).neg().exp().neg().add(1)),
                        starts(numbers(1, 1), numbers(100, 0.75)),
                        numbers(2.1380940889E+02, 5.4723748542E-01),
                        1.1680088766E+03),
                new NistProblem(
                        "Rat42",
                        "higher",
                        numbers(9, 14, 21, 28, 42, 57, 63, 70, 79),
                        numbers(8.93, 10.80, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08),
                        (x, b) -> b[0].div(b[1].sub(x.mul(b[2])).exp().add(1)),
                        starts(numbers(100, 1, 0.1), numbers(75, 2.5, 0.07)),
                        numbers(7.2462237576E+01, 2.6180768402E+00, 6.7359200066E-02),
                        8.0565229338E+00),
                new NistProblem(
                        "Rat43",
                        "higher",
                        numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                        numbers(
                                16.08, 33.83, 65.80, 97.20, 191.55, 326.20, 386.87, 520.53, 590.03, 651.92, 724.93,
                                699.56, 689.96, 637.56, 717.41),
                        (x, b) -> b[0].div(b[1].sub(x.mul(b[2]))
                                .exp()
                                .add(1)
                                .pow(Tensor.scalar(1.0).div(b[3]))),
                        starts(numbers(100, 10, 1, 1), numbers(700, 5, 0.75, 1.3)),
                        numbers(6.9964151270E+02, 5.2771253025E+00, 7.5962938329E-01, 1.2792483859E+00),
                        8.7864049080E+03),
                new NistProblem(
                        "Eckerle4",
                        "higher",
                        numbers(
                                400, 405, 410, 415, 420, 425, 430, 435, 436.5, 438, 439.5, 441, 442.5, 444, 445.5, 447,
                                448.5, 450, 451.5, 453, 454.5, 456, 457.5, 459, 460.5, 462, 463.5, 465, 470, 475, 480,
                                485, 490, 495, 500),
                        numbers(
                                0.0001575, 0.0001699, 0.0002350, 0.0003102, 0.0004917, 0.0008710, 0.0017418, 0.0046400,
                                0.0065895, 0.0097302, 0.0149002, 0.0237310, 0.0401683, 0.0712559, 0.1264458, 0.2073413,
                                0.2902366, 0.3445623, 0.3698049, 0.3668534, 0.3106727, 0.2078154, 0.1164354, 0.0616764,
                                0.0337200, 0.0194023, 0.0117831, 0.0074357, 0.0022732, 0.0008800, 0.0004579, 0.0002345,
                                0.0001586, 0.0001143, 0.0000710),
                        (x, b) -> b[0].div(b[1])
                                .mul(x.sub(b[2]).div(b[1]).square().mul(-0.5).exp()),
                        starts(numbers(1, 10, 500), numbers(1.5, 5, 450)),
                        numbers(1.5543827178E+00, 4.0888321754E+00, 4.5154121844E+02),
                        1.4635887487E-03));
    }
}
