package org.writesae.experiment.readers;

import java.util.List;

import org.writesae.io.InputException;

/**
 * Whose readers are looked for.
 *
 * @param layer    layer of the cell
 * @param head     its head
 * @param features atoms
 * @param contexts firings of each, those with the largest coefficients
 * @param horizon  tokens after the firing over which a head's change is averaged
 * @param seed     of the random matrices
 */
public record ReaderPlan(int layer, int head, List<Integer> features, int contexts, int horizon, int seed) {
    /** The atoms whose readers the paper prints. */
    public static final List<Integer> FEATURES = List.of(53, 63, 1335);
    /** The contexts that the paper's histograms of these atoms add up to. */
    public static final int CONTEXTS = 20;

    public ReaderPlan {
        features = List.copyOf(features);
        if (contexts < 1) {
            throw new InputException("--contexts " + contexts + ": at least 1");
        }
        if (horizon < 1) {
            throw new InputException("--horizon " + horizon + ": at least 1");
        }
    }
}
