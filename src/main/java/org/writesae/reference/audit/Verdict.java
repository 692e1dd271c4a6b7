package org.writesae.reference.audit;

/** What a check found, from good to bad. */
public enum Verdict {
    /** Holds to the printed digits. */
    OK("OK"),
    /** Holds within the rounding of the numbers it was computed from. */
    ROUNDED("OK~"),
    /** Not wrong, but a reader should know. */
    NOTE("NOTE"),
    /** Does not hold. */
    FAIL("FAIL");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** As printed. */
    public String label() {
        return label;
    }
}
