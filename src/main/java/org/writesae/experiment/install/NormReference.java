package org.writesae.experiment.install;

import org.writesae.experiment.Reading;

/** What the size of an edit is a multiple of: conflict K34. */
public enum NormReference implements Reading {
    /** ‖k_t v_tᵀ‖_F, as the paper writes it; the default. The same as WRITE where a family has no write strength β. */
    KV("kv", "edits are multiples of ‖k vᵀ‖, without β"),
    /** ‖β_t k_t v_tᵀ‖_F. */
    WRITE("write", "edits are multiples of the norm of the native write, β included");

    private final String option;
    private final String meaning;

    NormReference(String option, String meaning) {
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
