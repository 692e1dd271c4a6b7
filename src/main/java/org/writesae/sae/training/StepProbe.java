package org.writesae.sae.training;

import java.util.Arrays;

import org.writesae.runtime.Backend;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.TrainingDraws;

/** Training steps on one batch in memory, for benchmarks: forward, backward and Adam, without reading, logging or resampling. */
public final class StepProbe {
    private static final float WEAK = 0.1f;

    private final Batch batch;
    private final Objective objective;
    private final AdamOptimizer adam;
    private final int states;
    private long steps;

    /**
     * @param options variant, sizes and weights of the losses
     * @param x       [batch size, dk, dv]
     * @param dead    how many features are dead: they have long been silent, and their encoder is so weak that others win
     */
    public StepProbe(TrainingOptions options, int dk, int dv, float[] x, int dead, Backend backend) {
        SaeConfig config = new SaeConfig(options.type(), options.features(), options.rank(), dk, dv, options.k(),
                options.batchTopK(), null, null, options.config(dk, dv, 1));
        Parameters parameters = new Parameters(config, new TrainingDraws(options.seed(), 2).initialWeights(config));
        Arrays.fill(parameters.silent(), 0, dead, ReconstructionLoss.DEAD_AFTER);
        Parameter weights = parameters.get(switch (config.type()) {
            case FLAT, RANK1 -> "encoder.weight";
            case BILINEAR_TIED -> "V_dec";
            default -> "V_enc";
        });
        boolean last = weights.name().equals("encoder.weight");
        for (int n = 0; n < weights.size(); n++) {
            int feature = last ? n % config.features() : n / (config.rank() * config.dk());
            weights.value().floats()[n] *= feature < dead ? WEAK : 1;
        }
        states = options.batchSize();
        batch = new Batch(config, states);
        System.arraycopy(x, 0, batch.x.floats(), 0, x.length);
        objective = TrainingStep.objective(config, options, parameters, batch, backend);
        adam = new AdamOptimizer(parameters, backend);
    }

    /** One step; its loss. */
    public double step() {
        Losses losses = objective.forward(states);
        objective.backward(states);
        adam.update(++steps, 1e-4);
        return losses.total();
    }
}
