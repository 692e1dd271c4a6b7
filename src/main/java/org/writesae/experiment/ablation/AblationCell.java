package org.writesae.experiment.ablation;

import org.writesae.experiment.perplexity.Convolution;

/**
 * Where states are replaced.
 *
 * @param layer       a layer with a state
 * @param head        the head the dictionary is for
 * @param split       tokens that are read before
 * @param convolution at the start of the rest
 */
public record AblationCell(int layer, int head, int split, Convolution convolution) {
}
