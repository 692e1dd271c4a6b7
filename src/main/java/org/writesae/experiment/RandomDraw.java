package org.writesae.experiment;

/**
 * What the random control of a firing is made from, for each of its readings.
 *
 * @param sameCoefficientAtom another atom
 * @param nonFiringAtom       an atom whose coefficient is zero at this state, or {@link #NONE} where every atom fires
 * @param gaussianKey         [d_k]
 * @param gaussianValue       [d_v]
 * @param empiricalKey        [d_k]: the token of the passage whose write gives each coordinate of the key factor
 * @param empiricalValue      [d_v]: the same for the value factor
 */
public record RandomDraw(int sameCoefficientAtom, int nonFiringAtom, double[] gaussianKey, double[] gaussianValue,
        int[] empiricalKey, int[] empiricalValue) {
    static final int NONE = -1;
}
