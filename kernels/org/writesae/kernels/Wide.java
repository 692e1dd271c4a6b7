package org.writesae.kernels;

/**
 * A wide value is a double that holds 29 significant bits. Its product with a float32 value (24 bits) has
 * at most 53 bits and so is exact in double: activations kept wide lose 32 times less than float32
 * ones at each step, and a sum of products still gives the same bits with or without fused multiply-add.
 */
public final class Wide {
    /** 2^24: a double rounded at 53 − 24 bits. */
    private static final double SPLITTER = 16777216.0;

    private Wide() {
    }

    /**
     * The nearest value with 29 significant bits (Veltkamp's splitting). The one product is exact, so
     * contraction changes nothing. Infinity and magnitudes above 2^999 give NaN.
     */
    public static double wide(double x) {
        double shifted = x * SPLITTER + x;
        return shifted - (shifted - x);
    }
}
