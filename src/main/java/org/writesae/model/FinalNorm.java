package org.writesae.model;

import org.writesae.runtime.Buffer;

/**
 * The norm between the last layer and the output matrix.
 *
 * @param stored  [hidden], its weight as stored
 * @param offset  what is added to that: 1 where it is stored zero-centred (Qwen3.5), else 0
 * @param centred whether it takes the mean off first (LayerNorm of RWKV-7), or not (RMS norm of the others)
 * @param eps     ε, inside the root
 */
public record FinalNorm(Buffer stored, double offset, boolean centred, double eps) {

    /** [hidden]: the weight as applied. */
    public double[] weight() {
        double[] weight = new double[stored.length()];
        for (int c = 0; c < weight.length; c++) {
            weight[c] = offset + stored.floats()[c];
        }
        return weight;
    }

    /**
     * The derivative of the norm at a row, applied to a change of it.
     *
     * @param x      [hidden], the residual stream behind the last layer
     * @param change [hidden]
     * @return [hidden], the change of what meets the output matrix
     */
    public double[] tangent(double[] x, double[] change) {
        double[] moved = NormTangent.of(x, change, centred, eps);
        double[] weight = weight();
        for (int c = 0; c < moved.length; c++) {
            moved[c] *= weight[c];
        }
        return moved;
    }
}
