package org.writesae.experiment;

/**
 * A change of the state of one head after one token, as rank-1 terms to add: Σ_n left_n rightₙᵀ. No term at all leaves
 * the state as it is.
 *
 * @param position token after whose write the state is changed
 * @param left     [terms, d_k] key-side factors with their coefficients
 * @param right    [terms, d_v] value-side factors
 */
public record StateChange(int position, double[] left, double[] right) {
}
