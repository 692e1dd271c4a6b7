package org.writesae.sae.training;

/** Is told how a training goes. */
public interface TrainingListener {
    /** Nobody. */
    TrainingListener NONE = new TrainingListener() {
    };

    /**
     * One step is done.
     *
     * @param step     its number, from 0
     * @param total    steps of the run
     * @param loss     of the batch
     * @param measures what the log got, or null where this step is not logged
     */
    default void step(long step, long total, double loss, Measures measures) {
    }

    /** Dead features started again, from these positions of the batch. */
    default void resampled(long step, int[] features, int[] samples) {
    }

    /** An epoch is done. */
    default void evaluated(int epoch, Evaluation evaluation, boolean best) {
    }

    /** The run goes on from a checkpoint. */
    default void resumed(long step, int epoch) {
    }
}
