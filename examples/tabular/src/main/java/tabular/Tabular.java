package tabular;

import hillock.data.Dataset;
import hillock.data.Feature;
import hillock.data.TableDataset;
import hillock.data.TableEncoder;
import hillock.data.TableSplit;
import hillock.data.Target;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Evaluation;
import hillock.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Rows of your own records as training data: categories, missing values and units are taken care of. */
public final class Tabular {
    private Tabular() {}

    enum Fuel {
        PETROL,
        DIESEL,
        ELECTRIC
    }

    /** A car for sale; nobody has noted the mileage of some. */
    record Car(int year, Double kilometres, Fuel fuel, boolean garage, double price) {}

    private static Car random(RandomGenerator dice) {
        int year = 2005 + dice.nextInt(20);
        double kilometres = (2025 - year) * (5000 + 20_000 * dice.nextDouble());
        Fuel fuel = Fuel.values()[dice.nextInt(3)];
        boolean garage = dice.nextBoolean();
        double price = 30_000 * Math.exp(-0.1 * (2025 - year) - kilometres / 400_000)
                + (fuel == Fuel.ELECTRIC ? 4000 : 0)
                + (garage ? 800 : 0)
                + 500 * dice.nextGaussian();
        return new Car(year, dice.nextInt(10) == 0 ? null : kilometres, fuel, garage, price);
    }

    /** Trains on the prices of 1500 cars and estimates others. */
    public static void main(String[] arguments) {
        RandomGenerator dice = new SplittableRandom(1);
        List<Car> cars = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            cars.add(random(dice));
        }
        TableDataset data = Dataset.of(
                cars,
                Feature.numeric("year", Car::year),
                Feature.numeric("kilometres", Car::kilometres),
                Feature.category("fuel", Car::fuel),
                Feature.truth("garage", Car::garage),
                Target.of("price", Car::price));
        data.notices().forEach(IO::println);

        // Means, deviations and categories are learnt from the training part alone.
        TableSplit parts = data.divide(0.25, 1);
        TableEncoder encoder = parts.train().encoder();
        IO.println("inputs: " + encoder.featureNames());

        var net = Sequential.of(Dense.of(encoder.width(), 64), Activation.relu(), Dense.of(64, 1));
        Loss loss = Loss.squaredError(1);
        var result = Trainer.of(net, loss, Adam.of(3e-3))
                .seed(1)
                .validation(0.15)
                .earlyStopping(15)
                .fit(parts.train(), Epochs.of(200));

        double rmse = Evaluation.of(result.model(), loss, parts.test()).rmse().orElseThrow();
        IO.println("test: off by %.0f, of which noise 500".formatted(rmse));
    }
}
