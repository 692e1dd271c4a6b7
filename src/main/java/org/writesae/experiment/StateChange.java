package org.writesae.experiment;

import org.writesae.kernels.RankOneEdit;

/**
 * A change of the state of one head after one token, as rank-1 terms to add: Σ_n left_n rightₙᵀ. No term at all leaves
 * the state as it is.
 *
 * @param position token after whose write the state is changed
 * @param left     [terms, d_k] key-side factors with their coefficients
 * @param right    [terms, d_v] value-side factors
 */
public record StateChange(int position, double[] left, double[] right) {

    /** Makes the change: {@code states} [heads, dk, dv] after the token, of which one head is modified. */
    public void apply(float[] states, int head, int dk, int dv) {
        int size = dk * dv;
        float[] pair = new float[2 * size];
        System.arraycopy(states, head * size, pair, 0, size);
        RankOneEdit.editStates(pair, new int[] {0}, new int[] {1}, left, right, left.length / dk, dk, dv, 0, size);
        System.arraycopy(pair, size, states, head * size, size);
    }
}
