package org.writesae.experiment.steering;

import org.writesae.experiment.Reading;

/** Which states count as those in front of a boundary: conflict K33, check C24. */
public enum BoundaryLabels implements Reading {
    /** The state after every token that has a next one, labelled by that next token; the default. */
    RIGHT("right", "a state is in front of a boundary if the next token is one"),
    /**
     * As coded upstream: state number i of the file, which is the last one of sequence i, has the label of token i of the
     * corpus read in a row. Labels and states do not belong together.
     */
    UPSTREAM("upstream", "the last state of sequence i is labelled by token i of the whole corpus, as coded upstream");

    private final String option;
    private final String meaning;

    BoundaryLabels(String option, String meaning) {
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
