package org.writesae.experiment;

/**
 * What the random control of a firing is made from, for each of its three readings.
 *
 * @param sameCoefficientAtom another atom
 * @param nonFiringAtom       an atom whose coefficient is zero at this state
 * @param gaussianKey         [d_k]
 * @param gaussianValue       [d_v]
 */
public record RandomDraw(int sameCoefficientAtom, int nonFiringAtom, double[] gaussianKey, double[] gaussianValue) {
}
