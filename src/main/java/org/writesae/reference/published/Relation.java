package org.writesae.reference.published;

/** How a published number stands to the value it describes. */
public enum Relation {
    /** The value, to the printed digits. */
    EQUAL("="),
    /** An upper bound. */
    BELOW("<"),
    /** A lower bound. */
    ABOVE(">"),
    /** Said to be about this. */
    ABOUT("≈");

    private final String sign;

    Relation(String sign) {
        this.sign = sign;
    }

    public String sign() {
        return sign;
    }
}
