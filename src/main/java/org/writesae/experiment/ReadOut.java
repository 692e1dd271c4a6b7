package org.writesae.experiment;

/** At which positions the output distributions are compared: conflict K12. */
public enum ReadOut implements Reading {
    /**
     * The cache is patched after t, token t + 1 is fed, and its logits are read. The default, as
     * upstream transplants do.
     */
    NEXT("next", "next-token distributions one token after the patched position"),
    /** The read of step t is computed again from the patched state, and the logits at t are compared. */
    SAME("same", "next-token distributions at the patched position itself"),
    /** The cache is patched after t and the KL divergences at t + 1 to the last token are averaged. */
    SUFFIX_MEAN("suffix-mean", "the mean over all positions after the patched one"),
    /** The cache is patched after t and the logits of the last token are compared. */
    LAST("last", "next-token distributions at the last token of the passage");

    private final String option;
    private final String meaning;

    ReadOut(String option, String meaning) {
        this.option = option;
        this.meaning = meaning;
    }

    /** The tokens that are run on from a changed state. */
    public Extent extent() {
        return switch (this) {
            case NEXT -> Extent.NEXT;
            case SAME -> Extent.SAME;
            case SUFFIX_MEAN, LAST -> Extent.REST;
        };
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
