package hillock.train;

import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One run of a {@link Sweep}. */
final class Sweeping<L extends Layer> {
    private final Sweep<L> sweep;
    private final Dataset train;
    private final Dataset validation;
    private final List<Combination> combinations;
    private final Engine engine;
    private final int seeds;
    /** For each combination what came of each seed; empty while it has not come to an end. */
    private final List<List<Optional<SweepRow.Run>>> runs = new ArrayList<>();
    /** The best training of a combination that is not complete yet, and of the best complete one. */
    private final Map<Integer, Candidate<L>> candidates = new HashMap<>();

    private int best = -1;

    /** What came of one training, with the network if there is one. */
    private record Outcome<L extends Layer>(
            int combination, int seed, Optional<SweepRow.Run> run, Optional<Candidate<L>> candidate) {}

    /** A trained network and how it did. */
    private record Candidate<L extends Layer>(SweepRow.Trained run, TrainingResult<L> result) {}

    Sweeping(Sweep<L> sweep, Dataset train, Dataset validation) {
        this.sweep = sweep;
        this.train = train;
        this.validation = validation;
        this.combinations = sweep.combinations();
        this.seeds = sweep.seeds.length;
        combinations.forEach(_ -> {
            List<Optional<SweepRow.Run>> row = new ArrayList<>();
            for (int seed = 0; seed < seeds; seed++) {
                row.add(Optional.empty());
            }
            runs.add(row);
        });
        int together = Math.min(sweep.parallel, combinations.size() * seeds);
        // Side by side every training has a thread of its own; alone it may use all.
        this.engine = together == 1 ? Engine.standard() : Engine.standard().withThreads(1);
    }

    SweepResult<L> run() {
        int total = combinations.size() * seeds;
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(sweep.parallel, total),
                Thread.ofPlatform().daemon().name("hillock-sweep-", 0).factory());
        CompletionService<Outcome<L>> outcomes = new ExecutorCompletionService<>(threads);
        for (int combination = 0; combination < combinations.size(); combination++) {
            for (int seed = 0; seed < seeds; seed++) {
                int row = combination;
                int column = seed;
                outcomes.submit(() -> train(row, column));
            }
        }
        boolean interrupted = false;
        int done = 0;
        try {
            while (done < total) {
                done += take(outcomes.take().get(), done, total);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException e) {
            // A failed training is an outcome; this is a fault of the program, or memory has run out.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
            interrupted |= await(threads);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result(done < total && interrupted);
    }

    /** Waits until no training runs any more: each stops after the step at hand. */
    private static boolean await(ExecutorService threads) {
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.HOURS)) {
                    return interrupted;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private Outcome<L> train(int row, int column) {
        long seed = sweep.seeds[column];
        try {
            Sweep.Plan<L> plan = sweep.recipe.apply(combinations.get(row));
            Trainer<L> trainer = plan.trainer().seed(seed).engine(engine).validation(validation);
            TrainingResult<L> result = trainer.fit(train, plan.epochs());
            if (result.interrupted()) {
                return new Outcome<>(row, column, Optional.empty(), Optional.empty());
            }
            Evaluation evaluation = Evaluation.of(result.model(), trainer.loss, validation, engine);
            if (!Double.isFinite(evaluation.loss())) {
                return failed(row, column, "the validation loss is " + evaluation.loss());
            }
            SweepRow.Trained run = new SweepRow.Trained(
                    seed,
                    evaluation.loss(),
                    evaluation.score(),
                    result.history().size(),
                    result.seconds());
            return new Outcome<>(row, column, Optional.of(run), Optional.of(new Candidate<>(run, result)));
        } catch (RuntimeException e) {
            return failed(row, column, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private Outcome<L> failed(int row, int column, String reason) {
        return new Outcome<>(
                row, column, Optional.of(new SweepRow.Failed(sweep.seeds[column], reason)), Optional.empty());
    }

    /** Takes note of what came of a training. */
    private int take(Outcome<L> outcome, int done, int total) {
        if (outcome.run.isEmpty()) {
            return 0;
        }
        runs.get(outcome.combination).set(outcome.seed, outcome.run);
        outcome.candidate.ifPresent(candidate -> candidates.merge(
                outcome.combination,
                candidate,
                (known, other) -> measure(other.run) < measure(known.run)
                                || measure(other.run) == measure(known.run) && other.run.seed() < known.run.seed()
                        ? other
                        : known));
        forget(outcome.combination);
        sweep.listener.accept(
                new Sweep.Progress(combinations.get(outcome.combination), outcome.run.get(), done + 1, total));
        return 1;
    }

    /** Keeps no network of a complete combination that is not the best, for many would fill the memory. */
    private void forget(int row) {
        if (!isComplete(row)) {
            return;
        }
        boolean better = best < 0
                || Comparator.comparing(this::row, order())
                                .thenComparing(Comparator.naturalOrder())
                                .compare(row, best)
                        < 0;
        candidates.remove(better ? best : row);
        best = better ? row : best;
    }

    private boolean isComplete(int row) {
        return runs.get(row).stream().allMatch(Optional::isPresent);
    }

    private SweepRow row(int row) {
        return new SweepRow(
                combinations.get(row),
                runs.get(row).stream().flatMap(Optional::stream).toList());
    }

    /** What is to be small. */
    private double measure(SweepRow.Trained run) {
        return sweep.byScore ? sign() * run.score() : run.loss();
    }

    private double sign() {
        return validation.task() instanceof Task.Regression ? 1 : -1;
    }

    /** The best first; after those of which all seeds were trained come the others. */
    private Comparator<SweepRow> order() {
        return Comparator.comparing((SweepRow row) -> row.trained().size() < seeds)
                .thenComparing(SweepRow::hasFailed)
                .thenComparingDouble(row -> sweep.byScore
                        ? sign() * row.score().orElse(sign() * Double.POSITIVE_INFINITY)
                        : row.loss().orElse(Double.POSITIVE_INFINITY));
    }

    private SweepResult<L> result(boolean interrupted) {
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < runs.size(); row++) {
            if (!row(row).runs().isEmpty()) {
                order.add(row);
            }
        }
        order.sort(Comparator.comparing(this::row, order()));
        Optional<TrainingResult<L>> winner = order.stream()
                .findFirst()
                .flatMap(row -> Optional.ofNullable(candidates.get(row)))
                .map(Candidate::result);
        return new SweepResult<>(
                order.stream().map(this::row).toList(),
                winner,
                validation.task() instanceof Task.Regression ? "rmse" : "accuracy",
                combinations.size(),
                interrupted);
    }
}
