package org.writesae.sae.training;

import java.util.List;

import org.writesae.kernels.RowNorm;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;
import org.writesae.sae.TrainingDraws;

/** One step, in upstream's order: forward, backward, learning rate, Adam, normalisation, resampling, measures. */
final class TrainingStep {
    private static final Kernel NORMALIZE = Kernel.of(RowNorm.class, "normalizeRows");

    private final SaeConfig config;
    private final TrainingOptions options;
    private final Schedule schedule;
    private final Parameters parameters;
    private final StatesData data;
    private final Backend backend;
    private final Batch batch;
    private final Objective objective;
    private final AdamOptimizer adam;
    private final Resampler resampler;
    private Losses losses;

    TrainingStep(SaeConfig config, TrainingOptions options, Schedule schedule, Parameters parameters, TrainingDraws draws,
            StatesData data, Backend backend) {
        this.config = config;
        this.options = options;
        this.schedule = schedule;
        this.parameters = parameters;
        this.data = data;
        this.backend = backend;
        this.batch = new Batch(config, options.batchSize());
        this.objective = objective(config, options, parameters, batch, backend);
        this.adam = new AdamOptimizer(parameters, backend);
        this.resampler = new Resampler(config, parameters, objective, batch, draws, backend);
    }

    static Objective objective(SaeConfig config, TrainingOptions options, Parameters parameters, Batch batch, Backend backend) {
        return switch (config.type()) {
            case BILINEAR_GATED -> new GatedObjective(config, parameters, batch, backend, options.gatedSparsity(),
                    options.gatedAuxiliary());
            case BILINEAR_JUMPRELU -> new JumpReluObjective(config, parameters, batch, backend, options.jumpSparsity(),
                    options.jumpBandwidth());
            default -> new TopKObjective(config, parameters, batch, backend, options.auxiliaryWeight());
        };
    }

    /**
     * Runs step {@code number} on samples [from, from + states) of an epoch's order.
     *
     * @return what the log gets, or null if this step is not logged or has no finite loss; then nothing was updated
     */
    Measures run(long number, int[] order, int from, int states, TrainingListener listener) {
        data.read(order, from, states, batch.x.floats());
        double bandwidth = schedule.bandwidth(number);
        if (objective instanceof JumpReluObjective jump) {
            jump.bandwidth(bandwidth);
        }
        losses = objective.forward(states);
        if (!Double.isFinite(losses.total())) {
            return null;
        }
        double lr = schedule.learningRate(number);
        // Before the update: resampling encodes the batch anew.
        boolean annealed = config.type() == SaeType.BILINEAR_JUMPRELU && options.jumpAnneal();
        Measures measures = schedule.logs(number)
                ? Measures.of(batch, states, config.dIn(), config.features(), lr, losses, annealed ? bandwidth : Double.NaN) : null;
        objective.backward(states);
        adam.update(number + 1, lr);
        normalize(number);
        if (schedule.resamples(number)) {
            Resampler.Event event = resampler.resample(states);
            if (event.features().length > 0) {
                listener.resampled(number, event.features(), event.samples());
            }
        }
        return measures;
    }

    private void normalize(long number) {
        Program p = new Program("normalize");
        if (options.normalizeEncoder() && config.type() != SaeType.FLAT && config.type() != SaeType.RANK1
                && config.type() != SaeType.BILINEAR_TIED) {
            for (String name : List.of("V_enc", "W_enc")) {
                int width = name.equals("V_enc") ? config.dk() : config.dv();
                p.add(NORMALIZE, config.features() * config.rank(), parameters.get(name).value(), width);
            }
        }
        if (schedule.normalizes(number)) {
            objective.decoder.normalize(p);
        }
        backend.run(p);
    }

    /** Of the last step. */
    Losses losses() {
        return losses;
    }

    Objective objective() {
        return objective;
    }
}
