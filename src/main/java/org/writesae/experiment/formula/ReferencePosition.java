package org.writesae.experiment.formula;

import org.writesae.experiment.Reading;

/** Where the state is changed: the paper's t0, of which it says nothing (K4). */
public enum ReferencePosition implements Reading {
    /** In each passage where the atom fires, at its largest coefficient. */
    FIRING("firing", "in each passage where the atom fires, where its coefficient is largest"),
    /** In every passage, as late as the horizon allows, whether the atom fires or not. */
    LAST("last", "in every passage, as late as the horizon allows");

    private final String option;
    private final String meaning;

    ReferencePosition(String option, String meaning) {
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
