package org.writesae.sae.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.sae.Progress;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;
import org.writesae.sae.TrainingDraws;
import org.writesae.sae.TrainingState;

/**
 * Trains one autoencoder on the states of one head (upstream {@code core/train.py}): the same split, batches, order
 * of operations and files. A run that was interrupted goes on from its last checkpoint and ends with the same bits as
 * one that was not: unlike upstream's, the checkpoint holds the state of the random numbers.
 */
public final class Trainer {
    private final TrainingOptions options;
    private final StatesData data;
    private final TrainingDraws draws;
    private final Schedule schedule;
    private final RunFolder folder;
    private final Path output;
    private final TrainingStep step;
    private final Parameters parameters;
    private final TrainingListener listener;
    private final long start = System.nanoTime();
    private TrainingLog log;
    private long steps;
    private int epoch;
    private double best = Double.POSITIVE_INFINITY;

    /**
     * Reads the data and draws the weights, or takes them from the checkpoint of an interrupted run in {@code output}.
     *
     * @param states npy file [n, d_k, d_v]
     * @param output folder of the run, made if need be
     * @throws InputException naming the file and the place, if something cannot be used
     */
    public Trainer(Path states, TrainingOptions options, Path output, Backend backend, TrainingListener listener) {
        this.options = options;
        this.output = output;
        this.listener = listener;
        this.data = StatesData.open(states);
        requireSizes(states);
        this.draws = new TrainingDraws(options.seed(), data.count());
        int train = draws.train().length;
        if (train < options.batchSize()) {
            throw new InputException(states + ": " + data.count() + " states, of which " + train
                    + " are trained on, are fewer than a batch of " + options.batchSize() + " (--batch-size)");
        }
        this.schedule = Schedule.of(options, (train + options.batchSize() - 1) / options.batchSize());
        SaeConfig config = config();
        this.folder = new RunFolder(output, config);
        Optional<SaeCheckpoint> interrupted = folder.interrupted();
        this.parameters = new Parameters(config, interrupted.isPresent() ? interrupted.get().parameters()
                : draws.initialWeights(config));
        this.step = new TrainingStep(config, options, schedule, parameters, draws, data, backend);
        interrupted.ifPresent(this::resume);
    }

    private SaeConfig config() {
        Map<String, Object> raw = options.config(data.dk(), data.dv(), schedule.total());
        return new SaeConfig(options.type(), options.features(), options.rank(), data.dk(), data.dv(), options.k(),
                options.batchTopK(), options.layer(), options.head(), raw);
    }

    /** An array holds at most 2³¹ elements. */
    private void requireSizes(Path states) {
        long dIn = (long) data.dk() * data.dv();
        boolean dense = options.type() == SaeType.FLAT || options.type() == SaeType.RANK1 || options.type() == SaeType.BILINEAR_FLAT;
        long weights = options.features() * (dense ? dIn : (long) options.rank() * Math.max(data.dk(), data.dv()));
        long batch = 2L * options.batchSize() * Math.max(dIn, options.features());
        if (Math.max(weights, batch) > Integer.MAX_VALUE - 8) {
            throw new InputException(states + ": states of " + data.dk() + " x " + data.dv() + " with " + options.features()
                    + " features and batches of " + options.batchSize() + " need arrays of more than 2^31 elements");
        }
    }

    private void resume(SaeCheckpoint checkpoint) {
        TrainingState state = TrainingState.of(checkpoint).filter(stored -> stored.generator() != null)
                .orElseThrow(() -> new InputException(checkpoint.path()
                        + ": does not hold the state of the random numbers, so that it cannot be gone on from"));
        Progress progress = checkpoint.progress();
        if (progress.epoch() == null || progress.bestValMse() == null) {
            throw InputException.at(checkpoint.path(), "epoch, best_val_mse", "missing, so that it cannot be gone on from");
        }
        parameters.restore(state.adam(), checkpoint.tensor(SaeCheckpoint.COUNTERS).longs());
        try {
            draws.restore(state.generator());
        } catch (IllegalArgumentException damaged) {
            throw new InputException(checkpoint.path() + ": rng_state: " + damaged.getMessage(), damaged);
        }
        steps = state.adam().steps();
        epoch = progress.epoch() + 1;
        best = progress.bestValMse();
    }

    /** Trains to the end. */
    public TrainResult run() {
        begin();
        Evaluation last = null;
        for (; epoch < options.epochs(); epoch++) {
            trainEpoch();
            draws.evaluation();
            last = evaluation();
            requireFinite(last.mse(), "validation error");
            boolean improved = last.mse() < best;
            log.epoch(steps, epoch, last);
            if (improved) {
                best = last.mse();
                folder.write("best.pt", parameters, epoch, steps, best);
            }
            folder.writeCheckpoint(parameters, draws.state(), schedule.learningRate(steps - 1), epoch, steps, best);
            listener.evaluated(epoch, last, improved);
        }
        // A run that was interrupted after its last epoch knows its lowest validation error, not its last.
        double end = last == null ? evaluation().mse() : last.mse();
        folder.write("final.pt", parameters, options.epochs() - 1, steps, end);
        folder.removeCheckpoint();
        int dead = 0;
        for (double batches : parameters.silent()) {
            dead += batches >= ReconstructionLoss.DEAD_AFTER ? 1 : 0;
        }
        return new TrainResult(output, data.count(), best, end, dead, (System.nanoTime() - start) / 1e9);
    }

    private Evaluation evaluation() {
        return Evaluation.of(step.objective(), data, draws.validation(), options.batchSize());
    }

    private void begin() {
        folder.writeConfig();
        if (epoch == 0) {
            log = TrainingLog.begin(folder.log(), options.type());
        } else {
            log = TrainingLog.resume(folder.log(), options.type(), epoch - 1);
            listener.resumed(steps, epoch);
        }
    }

    private void trainEpoch() {
        int[] order = draws.epoch();
        for (int from = 0; from < order.length; from += options.batchSize()) {
            int states = Math.min(options.batchSize(), order.length - from);
            Measures measures = step.run(steps, order, from, states, listener);
            requireFinite(step.losses().total(), "loss");
            if (measures != null) {
                log.step(steps, epoch, measures);
            }
            listener.step(steps, schedule.total(), step.losses().total(), measures);
            steps++;
        }
    }

    private void requireFinite(double value, String what) {
        if (!Double.isFinite(value)) {
            throw new InputException(output + ": step " + steps + ", epoch " + epoch + ": the " + what + " is " + value
                    + (epoch == 0 ? "; there is no checkpoint yet" : "; the checkpoint of epoch " + (epoch - 1) + " is kept"));
        }
    }
}
