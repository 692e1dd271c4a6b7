package org.writesae.experiment.perplexity;

import org.writesae.experiment.Reading;

/** The questions that can be asked with replaced states. */
public enum ReplacementKind implements Reading {
    /** Of the one head the autoencoders are for (E21, E27). */
    HEAD("head", "the state of the one head the autoencoders are for"),
    /** Of all heads, by the autoencoder of one (E21). */
    SHARED("shared", "the states of all heads, each by the same autoencoder"),
    /** Of each head, by its own (E21, E24, E26). */
    MATCHED("matched", "the states of all heads, each by an autoencoder of its own"),
    /** One head after the other, by its own (E28). */
    ONE_BY_ONE("one-by-one", "the state of one head at a time, by an autoencoder of its own"),
    /** Of random subsets of heads of growing size (E25). */
    CURVE("curve", "the states of random subsets of heads, each by an autoencoder of its own"),
    /** Of all heads, by singular vectors (E28). */
    SVD("svd", "the states of all heads, by their first singular vectors");

    private final String option;
    private final String meaning;

    ReplacementKind(String option, String meaning) {
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

    /** Its key in a result: letters and underscores. */
    public String key() {
        return option.replace('-', '_');
    }
}
