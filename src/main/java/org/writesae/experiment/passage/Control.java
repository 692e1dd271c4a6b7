package org.writesae.experiment.passage;

import org.writesae.experiment.Reading;

/** What "writing a matched-norm random rank-1" does to the native write. The paper does not say. */
public enum Control implements Reading {
    /** The random matrix takes the write's place, as the random control of the replacement test does; the default. */
    REPLACE("replace", "the random matrix takes the place of the native write"),
    /** The random matrix is written beside the native write. */
    ADD("add", "the random matrix is added to the native write");

    private final String option;
    private final String meaning;

    Control(String option, String meaning) {
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
