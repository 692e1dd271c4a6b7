package org.writesae.experiment.selectivity;

import org.writesae.experiment.Reading;

/** What an atom is compared with, all at the norm of the atom. */
public enum SelectivityControl implements Reading {
    /** g hᵀ with standard normal factors. */
    RANDOM("random", "a Gaussian rank-1 matrix"),
    /** The same with factors orthogonal to those of the atom. */
    ORTHOGONAL("orthogonal", "a Gaussian rank-1 matrix with factors orthogonal to those of the atom"),
    /** The leading singular pair of a flat autoencoder's reconstruction of the state. */
    FLAT_SVD("flat-svd", "the leading singular pair of a flat autoencoder's reconstruction of the state");

    private final String option;
    private final String meaning;

    SelectivityControl(String option, String meaning) {
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
