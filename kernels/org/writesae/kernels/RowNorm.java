package org.writesae.kernels;

/** Norms of rows, and rows of unit norm (torch {@code F.normalize}). */
public final class RowNorm {
    private RowNorm() {
    }

    /**
     * {@code norms[n] = ‖x[n]‖₂}.
     *
     * @param norms [N]. Modified.
     * @param x     [N, width]. Not modified.
     * @param width elements of a row
     * @param from  first of the N rows to compute
     * @param count how many
     */
    public static void rowNorms(double[] norms, float[] x, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double squares = 0;
            for (int p = n * width; p < (n + 1) * width; p++) {
                squares += (double) x[p] * x[p];
            }
            norms[n] = Math.sqrt(squares);
        }
    }

    /**
     * {@code x[n] ← x[n] / max(‖x[n]‖₂, 10⁻¹²)}.
     *
     * @param x     [N, width]. Modified.
     * @param width elements of a row
     * @param from  first of the N rows to scale
     * @param count how many
     */
    public static void normalizeRows(float[] x, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double squares = 0;
            for (int p = n * width; p < (n + 1) * width; p++) {
                squares += (double) x[p] * x[p];
            }
            // Not Math.max: devices differ in what it makes of NaN.
            double root = Math.sqrt(squares);
            double norm = root < 1e-12 ? 1e-12 : root;
            for (int p = n * width; p < (n + 1) * width; p++) {
                x[p] = (float) (x[p] / norm);
            }
        }
    }
}
