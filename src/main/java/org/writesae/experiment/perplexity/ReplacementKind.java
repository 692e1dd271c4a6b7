package org.writesae.experiment.perplexity;

import org.writesae.experiment.Reading;

/** The questions that can be asked with replaced states. */
public enum ReplacementKind implements Reading {
    /** Of the one head the autoencoders are for (E21, E27). */
    HEAD("head", 500, "the state of the one head the autoencoders are for"),
    /** Of all heads, by the autoencoder of one (E21). */
    SHARED("shared", 500, "the states of all heads, each by the same autoencoder"),
    /** Of each head, by its own (E21, E24, E26). */
    MATCHED("matched", 500, "the states of all heads, each by an autoencoder of its own"),
    /** One head after the other, by its own (E28). */
    ONE_BY_ONE("one-by-one", 200, "the state of one head at a time, by an autoencoder of its own"),
    /** Of random subsets of heads of growing size (E25). */
    CURVE("curve", 200, "the states of random subsets of heads, each by an autoencoder of its own"),
    /** Of all heads, by singular vectors (E28). */
    SVD("svd", 200, "the states of all heads, by their first singular vectors");

    private final String option;
    private final int texts;
    private final String meaning;

    ReplacementKind(String option, int texts, String meaning) {
        this.option = option;
        this.texts = texts;
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

    /** Texts that upstream's script takes at most. */
    public int texts() {
        return texts;
    }

    /** Its key in a result: letters and underscores. */
    public String key() {
        return option.replace('-', '_');
    }
}
