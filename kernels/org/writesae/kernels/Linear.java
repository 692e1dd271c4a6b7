package org.writesae.kernels;

/**
 * Matrix products with a stored weight. The weight is kept [in, out], the transpose of a torch Linear
 * weight, so that the inner loop of the fast twin ({@link LinearTiled}) walks memory in order.
 */
public final class Linear {
    private Linear() {
    }

    /**
     * {@code y[t, j] = Σ_l x[t, l] · w[l, j]}, summed in order of l.
     *
     * @param y     [T, out], wide. Modified.
     * @param x     [T, in], wide. Not modified.
     * @param w     [in, out]. Not modified.
     * @param in    inputs
     * @param out   outputs
     * @param from  first of the T · out elements to compute
     * @param count how many
     */
    public static void linear(double[] y, double[] x, float[] w, int in, int out, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int t = n / out;
            int j = n % out;
            double sum = 0;
            for (int l = 0; l < in; l++) {
                sum += x[t * in + l] * w[l * out + j];
            }
            y[n] = Wide.wide(sum);
        }
    }

    /**
     * {@code x[t, j] += Σ_l a[t, l] · w[l, j]}: a layer's contribution to the residual stream. The sum
     * is formed first and added once.
     *
     * @param x     [T, out], the residual stream. Modified.
     * @param a     [T, in], wide. Not modified.
     * @param w     [in, out]. Not modified.
     * @param in    inputs
     * @param out   outputs
     * @param from  first of the T · out elements to compute
     * @param count how many
     */
    public static void linearAdd(double[] x, double[] a, float[] w, int in, int out, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int t = n / out;
            int j = n % out;
            double sum = 0;
            for (int l = 0; l < in; l++) {
                sum += a[t * in + l] * w[l * out + j];
            }
            x[n] = x[n] + sum;
        }
    }

    /**
     * {@code y[t, j] = Σ_l x[t, l] · w[l, j] + bias[j]}: the dense encoder of a flat or rank-1 SAE
     * (upstream {@code MatrixSAE.encoder}).
     *
     * @param y     [T, out]. Modified.
     * @param x     [T, in], wide. Not modified.
     * @param w     [in, out]. Not modified.
     * @param bias  [out]. Not modified.
     * @param in    inputs
     * @param out   outputs
     * @param from  first of the T · out elements to compute
     * @param count how many
     */
    public static void linearBias(float[] y, double[] x, float[] w, float[] bias, int in, int out, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int t = n / out;
            int j = n % out;
            double sum = 0;
            for (int l = 0; l < in; l++) {
                sum += x[t * in + l] * w[l * out + j];
            }
            y[n] = (float) (sum + bias[j]);
        }
    }
}
