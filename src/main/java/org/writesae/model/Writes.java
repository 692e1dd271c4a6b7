package org.writesae.model;

/**
 * The native writes of a layer over a text, as factors: what token t adds to the state of head h is
 * Σ_n key[t, h, n] ⊗ value[t, h, n].
 *
 * @param terms  rank-1 terms of a write
 * @param keys   [T, H, terms, d_k], wide
 * @param values [T, H, terms, d_v], wide
 */
public record Writes(int terms, double[] keys, double[] values) {

    /** [T, terms, d]: the factors of one head. */
    private static double[] head(double[] factors, int head, int heads, int width) {
        double[] one = new double[factors.length / heads];
        for (int t = 0; t < one.length / width; t++) {
            System.arraycopy(factors, (t * heads + head) * width, one, t * width, width);
        }
        return one;
    }

    /** The writes of one head of {@code heads}, as if the layer had no other. */
    public Writes ofHead(int head, ModelConfig c) {
        return new Writes(terms, head(keys, head, c.heads(), terms * c.dk()), head(values, head, c.heads(), terms * c.dv()));
    }

    /** [T, H, d]: term {@code n} of {@code factors}, which are {@link #keys} or {@link #values} with width d. */
    public double[] term(double[] factors, int n, int width) {
        double[] one = new double[factors.length / terms];
        for (int i = 0; i < one.length / width; i++) {
            System.arraycopy(factors, (i * terms + n) * width, one, i * width, width);
        }
        return one;
    }
}
