package org.writesae.experiment;

/**
 * How an atom stands to the native writes where it fires.
 *
 * @param feature      index of the atom
 * @param firings      positions at which it fires
 * @param medianCosine median over them of the signed cosine to the native write; NaN without firings
 * @param medianNull   the same with each firing's write taken from another firing, drawn at random
 * @param meanCoefficient mean of a_i over the firings
 */
public record AtomAlignment(int feature, int firings, double medianCosine, double medianNull, double meanCoefficient) {

    /** Whether it fires at all. */
    public boolean isAlive() {
        return firings > 0;
    }
}
