package org.writesae.experiment.perplexity;

import java.util.List;

/**
 * Which states of the layer are replaced in a run, and by what.
 *
 * @param way   of {@link Approximations}
 * @param heads heads whose states it replaces; the way has something for each
 */
public record Replacement(int way, List<Integer> heads) {
    public Replacement {
        heads = List.copyOf(heads);
    }
}
