package org.writesae.kernels;

/**
 * The decoder of the flat SAEs: atoms are whole matrices, stored one after the other, [features, width] (the transpose of
 * torch's {@code decoder.weight}), so that a silent atom is not read at all.
 */
public final class DenseDecode {
    private DenseDecode() {
    }

    /**
     * {@code X̂[n, p] = Σ_i a[n, i] A[i, p] + bias[p]} (upstream {@code FlatSAE._decode}).
     *
     * @param y        [N, width], reconstructions. Modified.
     * @param a        [N, features], coefficients; zeros are passed over. Not modified.
     * @param atoms    [features, width]. Not modified.
     * @param bias     [width]. Not modified.
     * @param features dictionary size
     * @param width    elements of a state, d_k · d_v
     * @param from     first of the N · width elements to compute
     * @param count    how many
     */
    public static void decodeDense(float[] y, float[] a, float[] atoms, float[] bias, int features, int width, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int row = (n / width) * features;
            int p = n % width;
            double sum = bias[p];
            for (int feature = 0; feature < features; feature++) {
                float coefficient = a[row + feature];
                if (coefficient != 0) {
                    sum += (double) coefficient * atoms[feature * width + p];
                }
            }
            y[n] = (float) sum;
        }
    }

    /**
     * Gradient of the coefficients: {@code da[n, i] = Σ_p D[n, p] A[i, p]} where mask[n, i] is not 0, else 0.
     *
     * @param da       [N, features]. Modified.
     * @param mask     [N, features], which gradients are wanted. Not modified.
     * @param d        [N, width], gradient of the reconstruction. Not modified.
     * @param atoms    [features, width]. Not modified.
     * @param features dictionary size
     * @param width    elements of a state
     * @param from     first of the N · features elements to compute
     * @param count    how many
     */
    public static void decodeDenseBackward(float[] da, float[] mask, float[] d, float[] atoms, int features, int width,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int state = (n / features) * width;
            int atom = (n % features) * width;
            double sum = 0;
            if (mask[n] != 0) {
                for (int p = 0; p < width; p++) {
                    sum += (double) d[state + p] * atoms[atom + p];
                }
            }
            da[n] = (float) sum;
        }
    }
}
