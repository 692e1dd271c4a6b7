package org.writesae.experiment;

/** How large the atom is that takes the place of the native write: conflict K5. */
public enum Amplitude implements Reading {
    /**
     * Δ_atom = a_i(t) v_i w_iᵀ with a_i(t) the coefficient the encoder gave. Abstract, §1, §2, §3.2; the
     * default.
     */
    NATURAL("natural", "the atom enters at its own coefficient, aᵢ vᵢ wᵢᵀ"),
    /**
     * Δ_atom = σ_t v_i w_iᵀ / ‖v_i w_iᵀ‖_F with σ_t = ‖Δ_nat‖_F: only the direction is the atom's. App
     * J, the upstream script, Table 6.
     */
    MATCHED("matched", "the atom is rescaled to the Frobenius norm of the native write");

    private final String option;
    private final String meaning;

    Amplitude(String option, String meaning) {
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
