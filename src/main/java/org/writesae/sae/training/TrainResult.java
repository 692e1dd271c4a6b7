package org.writesae.sae.training;

import java.nio.file.Path;

/**
 * How a run ended.
 *
 * @param folder   its files
 * @param samples  states in the data file
 * @param bestMse  lowest validation error
 * @param finalMse validation error at the end
 * @param dead     features that have long been silent
 * @param seconds  wall time of this process
 */
public record TrainResult(Path folder, int samples, double bestMse, double finalMse, int dead, double seconds) {
}
