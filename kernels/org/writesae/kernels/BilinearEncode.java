package org.writesae.kernels;

/** The matched-filter encoder of the bilinear WriteSAE (upstream {@code BilinearMatrixSAE._encode}). */
public final class BilinearEncode {
    private BilinearEncode() {
    }

    /**
     * {@code s[n, i] = Σ_r v[i, r]ᵀ X[n] w[i, r] + bias[i]}: first X[n] w[i, r], each element made wide, then
     * its product with v[i, r], so that every product is exact. Filters are stored features last, like the
     * weight of {@link Linear}, so that the fast twin walks memory in order.
     *
     * @param s        [N, features], pre-activations. Modified.
     * @param x        [N, d_k, d_v], states. Not modified.
     * @param v        [rank, d_k, features], key-side filters. Not modified.
     * @param w        [rank, d_v, features], value-side filters. Not modified.
     * @param bias     [features]. Not modified.
     * @param features dictionary size
     * @param rank     rank-1 terms of a filter
     * @param dk       d_k
     * @param dv       d_v
     * @param from     first of the N · features elements to compute
     * @param count    how many
     */
    public static void bilinearEncode(float[] s, float[] x, float[] v, float[] w, float[] bias, int features,
            int rank, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int feature = n % features;
            int state = (n / features) * dk * dv;
            double sum = 0;
            for (int r = 0; r < rank; r++) {
                for (int c = 0; c < dk; c++) {
                    double row = 0;
                    for (int j = 0; j < dv; j++) {
                        row += (double) x[state + c * dv + j] * w[(r * dv + j) * features + feature];
                    }
                    sum += Wide.wide(row) * v[(r * dk + c) * features + feature];
                }
            }
            s[n] = (float) (sum + bias[feature]);
        }
    }
}
