package org.writesae.experiment.sweep;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.sae.training.TrainingOptions;

/**
 * What all runs of a sweep have in common, by upstream's names; what is not here has the trainer's defaults.
 *
 * @param jump values of the JumpReLU and gated variants
 */
public record SweepSettings(int features, int k, int epochs, int batchSize, double lr, double lrMin, int warmupSteps, int resampleEvery,
        JumpSettings jump) {
    private static final int NORM_EVERY = 100;
    private static final int LOG_EVERY = 25;

    /**
     * What only some variants read.
     *
     * @param sparsity       λ of the JumpReLU variant
     * @param threshold      θ at first
     * @param bandwidth      h at first
     * @param bandwidthFinal h at the end of its cosine; equal to the first: it stays
     * @param gatedSparsity  λ_s of the gated variant
     */
    public record JumpSettings(double sparsity, double threshold, double bandwidth, double bandwidthFinal, double gatedSparsity) {
        /** The paper's JumpReLU run (K42), and upstream's default of the gated variant. */
        public static final JumpSettings PAPER = new JumpSettings(1e-5, 1e-4, 1e-3, 1e-5, 1.0);
    }

    TrainingOptions options(TrainingRun run) {
        return new TrainingOptions(run.type(), run.layer(), run.head(), features, k, run.rank(), run.batchTopK(), run.seed(), lr, lrMin,
                batchSize, epochs, warmupSteps, NORM_EVERY, resampleEvery, LOG_EVERY, jump.gatedSparsity(), 1, jump.sparsity(),
                jump.bandwidth(), jump.threshold(), jump.bandwidthFinal() != jump.bandwidth(), jump.bandwidthFinal(), 1, false);
    }

    /** {@code train_config} of upstream's results. */
    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("n_features", features).put("k", k).put("epochs", epochs)
                .put("batch_size", batchSize).put("lr", lr).put("lr_min", lrMin).put("warmup_steps", warmupSteps)
                .put("resample_every", resampleEvery);
    }
}
