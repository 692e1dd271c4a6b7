package org.writesae.experiment;

/** Which rank-1 update counts as the native write that is replaced: conflict K10. */
public enum WriteReading implements Reading {
    /**
     * Δ_nat = β_t k̂_t v_tᵀ. Deleting it leaves α_t (I − β_t k̂_t k̂_tᵀ) S_{t−1}. The paper, its script;
     * the default.
     */
    RAW("raw", "the native write is β k vᵀ, as the paper writes it"),
    /**
     * Δ_nat = β_t k̂_t (v_t − (α_t S_{t−1})ᵀ k̂_t)ᵀ. Deleting it leaves α_t S_{t−1}. Upstream's capture
     * routines.
     */
    DELTA("delta", "the native write is β k (v − (αS)ᵀk)ᵀ, the delta rule's correction included");

    private final String option;
    private final String meaning;

    WriteReading(String option, String meaning) {
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
