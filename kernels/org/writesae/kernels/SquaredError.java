package org.writesae.kernels;

/** The squared error of reconstructions. Differences are rounded to float32, so that their squares are exact. */
public final class SquaredError {
    private SquaredError() {
    }

    /**
     * {@code sums[n] = Σ_p (y[n, p] − target[n, p])²}. The mean over everything is the sum of these over N · width.
     *
     * @param sums   [N]. Modified.
     * @param y      [N, width]. Not modified.
     * @param target [N, width]. Not modified.
     * @param width  elements of a row
     * @param from   first of the N rows to compute
     * @param count  how many
     */
    public static void squaredError(double[] sums, float[] y, float[] target, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double sum = 0;
            for (int p = n * width; p < (n + 1) * width; p++) {
                float difference = (float) ((double) y[p] - target[p]);
                sum += (double) difference * difference;
            }
            sums[n] = sum;
        }
    }

    /**
     * Gradient of a mean of squares times a weight: {@code d[at + n] = (y[n] − target[n]) · scale}, where
     * scale = 2 · weight / (B · width) for B states.
     *
     * @param d      gradients. Modified at [at, at + elements).
     * @param y      reconstructions. Not modified.
     * @param target what they are held against. Not modified.
     * @param scale  twice the weight of one square
     * @param at     where in d they begin
     * @param from   first of the elements to compute
     * @param count  how many
     */
    public static void squaredErrorBackward(float[] d, float[] y, float[] target, double scale, int at, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            d[at + n] = (float) (((double) y[n] - target[n]) * scale);
        }
    }

    /**
     * {@code rest[n] = x[n] − y[n]}: what the reconstruction leaves, the target of the auxiliary loss.
     *
     * @param rest  [n]. Modified.
     * @param x     [n]. Not modified.
     * @param y     [n]. Not modified.
     * @param from  first element to compute
     * @param count how many
     */
    public static void residual(float[] rest, float[] x, float[] y, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            rest[n] = (float) ((double) x[n] - y[n]);
        }
    }
}
