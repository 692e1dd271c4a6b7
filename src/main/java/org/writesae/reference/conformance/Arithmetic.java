package org.writesae.reference.conformance;

/** What the tensors of another implementation were computed in, and so how close they can be. */
public enum Arithmetic {
    /** Every operation rounds to 24 bits. */
    FLOAT32,
    /** Every operation rounds to 53 bits. */
    FLOAT64;

    /** FLOAT32 if every value is a float32 number, whatever it is stored as; else FLOAT64. */
    static Arithmetic of(double[] values) {
        for (double value : values) {
            if (Double.isFinite(value) && value != (float) value) {
                return FLOAT64;
            }
        }
        return FLOAT32;
    }
}
