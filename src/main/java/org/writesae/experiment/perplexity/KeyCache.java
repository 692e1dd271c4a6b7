package org.writesae.experiment.perplexity;

import org.writesae.experiment.Reading;

/** Which keys and values attention layers see in the suffix: conflict K45.2. */
public enum KeyCache implements Reading {
    /** Those of the prefix and of this run of the suffix. The default. */
    FRESH("fresh", "every run of the suffix sees the prefix only"),
    /**
     * Also those of all runs of the suffix before, at whose end it stands: upstream's loop over single heads keeps one cache
     * for the baseline and all its heads, and attention layers go on appending to it.
     */
    REUSED("reused", "every run of the suffix sees the prefix and all runs of the suffix before it");

    private final String option;
    private final String meaning;

    KeyCache(String option, String meaning) {
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
