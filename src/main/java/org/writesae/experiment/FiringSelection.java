package org.writesae.experiment;

/** Which positions count as firings of feature i: conflict K8. */
public enum FiringSelection implements Reading {
    /** i is in the TopK at t and i = argmax_j a_j(t). §2, §3.2; the default. */
    ARGMAX("argmax", "a firing is a position where the feature is in the TopK and has the largest coefficient"),
    /**
     * i is in the TopK at t, whatever fires more strongly; i itself is substituted. The population test
     * counts firings this way.
     */
    ANY("any", "a firing is any position where the feature is in the TopK");

    private final String option;
    private final String meaning;

    FiringSelection(String option, String meaning) {
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
