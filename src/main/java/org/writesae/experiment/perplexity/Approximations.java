package org.writesae.experiment.perplexity;

import java.util.List;
import java.util.Set;

/** Ways to approximate the states of a layer, head by head; used from several threads at once. */
public interface Approximations {

    /** A name for each way. */
    List<String> tags();

    /** Heads that a way has an approximation for. */
    Set<Integer> heads(int way);

    /**
     * What every way makes of a state.
     *
     * @param state [d_k, d_v]
     * @return [ways] of [d_k, d_v]; null where a way has nothing for the head
     */
    float[][] of(int head, float[] state);
}
