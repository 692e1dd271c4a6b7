package org.writesae.experiment.memory;

import org.writesae.experiment.Reading;

/** Which firings choose the token that is then tested: conflict K35. */
public enum Detection implements Reading {
    /** Passages 0, 2, 4, … choose, passages 1, 3, 5, … are edited; the default. */
    DISJOINT("disjoint", "passages with an even index choose the token, those with an odd one are edited"),
    /** The firings that are erased choose: the arg-max is tested on the sample that it is the arg-max of. */
    SAME("same", "the firings that are erased choose the token themselves");

    private final String option;
    private final String meaning;

    Detection(String option, String meaning) {
        this.option = option;
        this.meaning = meaning;
    }

    boolean detects(int passage) {
        return this == SAME || passage % 2 == 0;
    }

    boolean edits(int passage) {
        return this == SAME || passage % 2 == 1;
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
