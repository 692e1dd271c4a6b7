package org.writesae.experiment;

/** What the random condition writes instead of the native write: conflict K7. */
public enum RandomControl implements Reading {
    /**
     * Δ_rand = a_i(t) v_j w_jᵀ, j ≠ i drawn uniformly. §3.2, Table 2, Fig 1; the default with natural
     * amplitude.
     */
    SAME_COEFFICIENT("same-coefficient",
            "another atom of the dictionary, drawn at random, with the coefficient of the firing atom"),
    /**
     * j uniform among the atoms with zero coefficient at t, scaled to the norm of the atom term, ‖Δ_nat‖_F with
     * matched amplitude. The upstream script; the
     * default with matched amplitude.
     */
    NON_FIRING("non-firing",
            "a random atom that does not fire at this position, rescaled to the norm of the atom term"),
    /** g hᵀ with g, h standard normal, scaled to the norm of the atom term. App J, Figs 9 to 11, the passage test. */
    GAUSSIAN("gaussian",
            "a random rank-1 direction with Gaussian factors, rescaled to the norm of the atom term"),
    /**
     * g hᵀ, each coordinate of g and h that of the native write of a token drawn from the passage for it, scaled to
     * ‖Δ_nat‖_F. App B, for Mamba-2; it does not say over which writes the distribution is taken.
     */
    EMPIRICAL("empirical",
            "a rank-1 matrix whose coordinates are each drawn from the native writes of the passage, rescaled to the norm of the native write");

    private final String option;
    private final String meaning;

    RandomControl(String option, String meaning) {
        this.option = option;
        this.meaning = meaning;
    }

    @Override
    public String option() {
        return option;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
