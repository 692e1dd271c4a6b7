package org.writesae.kernels;

/** The decoder of a matrix SAE: a sum of atoms, each of them v wᵀ or a sum of such. */
public final class AtomDecode {
    private AtomDecode() {
    }

    /**
     * {@code X̂[n] = Σ_i a[n, i] Σ_r v[i, r] w[i, r]ᵀ + bias}. The product of coefficient and key factor
     * is made wide before it meets the value factor, so that every product summed is exact.
     *
     * @param y        [N, d_k, d_v], reconstructions. Modified.
     * @param a        [N, features], coefficients; zeros are passed over. Not modified.
     * @param v        [features, rank, d_k], key factors. Not modified.
     * @param w        [features, rank, d_v], value factors. Not modified.
     * @param bias     [d_k, d_v]. Not modified.
     * @param features dictionary size
     * @param rank     rank-1 terms of an atom
     * @param dk       d_k
     * @param dv       d_v
     * @param from     first of the N · d_k · d_v elements to compute
     * @param count    how many
     */
    public static void decodeAtoms(float[] y, float[] a, float[] v, float[] w, float[] bias, int features, int rank,
            int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int state = n / (dk * dv);
            int c = (n / dv) % dk;
            int j = n % dv;
            double sum = bias[n % (dk * dv)];
            for (int feature = 0; feature < features; feature++) {
                float coefficient = a[state * features + feature];
                if (coefficient != 0) {
                    for (int r = 0; r < rank; r++) {
                        int factor = feature * rank + r;
                        double scaled = Wide.wide((double) coefficient * v[factor * dk + c]);
                        sum += scaled * w[factor * dv + j];
                    }
                }
            }
            y[n] = (float) sum;
        }
    }

    /**
     * Gradient of the coefficients: {@code da[n, i] = Σ_r v[i, r]ᵀ D[n] w[i, r]} where mask[n, i] is not 0, else 0, with D the
     * gradient of the reconstruction. TopK and ReLU pass a gradient to the coefficients they keep, so there the mask
     * is the coefficients themselves. D is taken from the left first: {@code Σ_j wide(Σ_c v_c D[c, j]) w_j}.
     *
     * @param da       [N, features]. Modified.
     * @param mask     [N, features], which gradients are wanted. Not modified.
     * @param d        [N, d_k, d_v], gradient of the reconstruction. Not modified.
     * @param v        [features, rank, d_k], key factors. Not modified.
     * @param w        [features, rank, d_v], value factors. Not modified.
     * @param features dictionary size
     * @param rank     rank-1 terms of an atom
     * @param dk       d_k
     * @param dv       d_v
     * @param from     first of the N · features elements to compute
     * @param count    how many
     */
    public static void decodeAtomsBackward(float[] da, float[] mask, float[] d, float[] v, float[] w, int features, int rank,
            int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int state = (n / features) * dk * dv;
            int feature = n % features;
            double sum = 0;
            if (mask[n] != 0) {
                for (int r = 0; r < rank; r++) {
                    int factor = feature * rank + r;
                    for (int j = 0; j < dv; j++) {
                        double column = 0;
                        for (int c = 0; c < dk; c++) {
                            column += (double) v[factor * dk + c] * d[state + c * dv + j];
                        }
                        sum += Wide.wide(column) * w[factor * dv + j];
                    }
                }
            }
            da[n] = (float) sum;
        }
    }
}
