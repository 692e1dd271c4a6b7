package org.writesae.experiment;

/** Which distribution the KL divergence averages over: conflict K11. Both are stored with every firing. */
public enum KlDirection implements Reading {
    /**
     * Σ p_native log(p_native / p_cond). The upstream script, the forward KL of Fig 1 and the model
     * card; the default.
     */
    NATIVE_COND("native-cond", "KL(native ‖ condition), averaged over the native distribution"),
    /** Σ p_cond log(p_cond / p_native). §2 of the paper. */
    COND_NATIVE("cond-native", "KL(condition ‖ native), averaged over the patched distribution");

    private final String option;
    private final String meaning;

    KlDirection(String option, String meaning) {
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
