package org.writesae.experiment.sweep;

import org.writesae.sae.SaeType;

/**
 * One run of a sweep.
 *
 * @param tag       what varies besides head and seed: {@code bilinear}, {@code bilinear_r2}
 * @param type      variant
 * @param rank      of the atoms
 * @param batchTopK whether k · B features of a batch are kept
 * @param layer     of the states
 * @param head      of the states
 * @param seed      of weights, split and batches
 */
public record TrainingRun(String tag, SaeType type, int rank, boolean batchTopK, int layer, int head, long seed) {

    /** Where its checkpoints go, as upstream's sweep lays them out. */
    String folder() {
        return "layer_" + layer + "/head_" + head + "/" + tag + "_s" + seed;
    }
}
