package org.writesae.experiment.perplexity;

import org.writesae.experiment.Reading;

/** What the short convolutions see at the first tokens of the suffix: conflict K45.3. */
public enum Convolution implements Reading {
    /** Zeros, in every layer, in the baseline too: the transformers that upstream targets starts them anew. The default. */
    RESET("reset", "convolutions start the suffix with zeros, in the baseline too"),
    /** The last tokens of the prefix, as newer transformers and any run without a split. */
    CARRY("carry", "convolutions see the last tokens of the prefix");

    private final String option;
    private final String meaning;

    Convolution(String option, String meaning) {
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
