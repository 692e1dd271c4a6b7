package org.writesae.experiment.readers;

import java.util.List;

import static org.writesae.io.InputException.requireAtLeast;


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
        requireAtLeast(1, "--contexts", contexts);
        requireAtLeast(1, "--horizon", horizon);
    }
}
