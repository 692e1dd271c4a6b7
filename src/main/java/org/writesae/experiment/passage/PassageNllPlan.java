package org.writesae.experiment.passage;

import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.WriteReading;

import static org.writesae.io.InputException.requireAtLeast;

/**
 * What to delete in which passages.
 *
 * @param layer     layer of the cell
 * @param head      its head
 * @param write     which update counts as the native write; delta takes the writes of the unchanged run
 * @param select    whether a register has to be the strongest atom of a position, or may fire beside others
 * @param control   what the random matrix does to the native write
 * @param passages  passages, the first ones
 * @param seed      of the random matrices and the bootstrap
 * @param resamples of the bootstrap
 */
public record PassageNllPlan(int layer, int head, WriteReading write, FiringSelection select, Control control, int passages, int seed,
        int resamples) {
    /** The paper's number of passages. */
    public static final int PASSAGES = 20;

    public PassageNllPlan {
        requireAtLeast(1, "--passages", passages);
        requireAtLeast(1, "--resamples", resamples);
    }
}
