package org.writesae.stats;

/** Vectors of equal length, one a row, however they are held. */
public interface Samples {
    int count();

    /** Elements of a vector. */
    int width();

    /** Vector {@code i}, into {@code target} [width]. */
    void copy(int i, double[] target);

    /** Products of all pairs, [count, count]. */
    double[][] gram();
}
