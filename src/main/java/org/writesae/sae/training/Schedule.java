package org.writesae.sae.training;

/**
 * Learning rate and bandwidth by step (upstream {@code get_lr} and the annealing in {@code train}).
 *
 * @param total         steps of the run
 * @param warmup        steps of linear warm-up
 * @param resampleEvery steps between resamplings
 */
record Schedule(TrainingOptions options, long total, long warmup, long resampleEvery) {

    /** Upstream's bounds: warm-up and cadence are at most a quarter of the run. */
    static Schedule of(TrainingOptions options, int batchesPerEpoch) {
        long total = (long) options.epochs() * batchesPerEpoch;
        return new Schedule(options, total, Math.min(options.warmupSteps(), total / 4),
                Math.min(options.resampleEvery(), Math.max(total / 4, 1)));
    }

    double learningRate(long step) {
        if (step < warmup) {
            return options.lr() * step / Math.max(warmup, 1);
        }
        double progress = (double) (step - warmup) / Math.max(total - warmup, 1);
        return options.lrMin() + 0.5 * (options.lr() - options.lrMin()) * (1.0 + Math.cos(Math.PI * progress));
    }

    /** h of the JumpReLU variant. */
    double bandwidth(long step) {
        if (!options.jumpAnneal()) {
            return options.jumpBandwidth();
        }
        double progress = Math.min(Math.max((double) step / Math.max(total - 1, 1), 0.0), 1.0);
        double cosine = 0.5 * (1.0 + Math.cos(Math.PI * progress));
        return options.jumpBandwidthFinal() + (options.jumpBandwidth() - options.jumpBandwidthFinal()) * cosine;
    }

    boolean normalizes(long step) {
        return step % options.normEvery() == 0;
    }

    boolean resamples(long step) {
        return step > 0 && step % resampleEvery == 0;
    }

    boolean logs(long step) {
        return step % options.logEvery() == 0;
    }
}
