package org.writesae.experiment.formula;

import org.writesae.experiment.Reading;

/** The key side of an edit whose value side is a token's direction; the paper names only the latter (K34). */
public enum KeyFactor implements Reading {
    /** The key that the token itself writes with, so that later queries see ⟨k̂_t, q⟩. */
    WRITE("write", "edits are written with the key of their own token"),
    /** The query of the next token, of unit length: the read is as large as it can be, and never negative. */
    QUERY("query", "edits are written with the query of the next token");

    private final String option;
    private final String meaning;

    KeyFactor(String option, String meaning) {
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
