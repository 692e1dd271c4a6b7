package org.writesae.experiment.alignment;

import org.writesae.experiment.Reading;

/** Whose states and writes the alignment is measured on: conflict K45.1. */
public enum Replay implements Reading {
    /** The states and the delta writes of the model itself; the default. */
    MODEL("model", "states and writes are the model's own"),
    /** The recurrence as upstream replays it, v − S k in place of v − Sᵀk, from the model's keys, values and gates. */
    TRANSPOSED("transposed", "states and writes are replayed as upstream does, which reads the state along the wrong axis");

    private final String option;
    private final String meaning;

    Replay(String option, String meaning) {
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
