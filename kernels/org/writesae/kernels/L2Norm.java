package org.writesae.kernels;

/** Normalisation of the queries and keys of a delta-rule layer to unit length. */
public final class L2Norm {
    private L2Norm() {
    }

    /**
     * {@code y[t, h, c] = x · scale / √(Σ_c x² + ε)} with {@code x = x[t, offset + h · width + c]}.
     * ε is inside the root (fla and transformers; not {@code max(‖x‖, ε)}). Gated DeltaNet normalises
     * after convolution and SiLU; only the query is scaled, by d_k^(−1/2). The squares are of the input
     * rounded to float32, so that they are exact.
     *
     * @param y      [T, heads, width], wide. Modified.
     * @param x      [T, stride]; wide; the heads start at {@code offset} of each row. Not modified.
     * @param heads  heads
     * @param width  d_k
     * @param stride elements in a row of x
     * @param offset where the first head starts
     * @param scale  factor of the result
     * @param eps    ε
     * @param from   first of the T · heads vectors to compute
     * @param count  how many
     */
    public static void l2Norm(double[] y, double[] x, int heads, int width, int stride, int offset, double scale,
            double eps, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int base = (n / heads) * stride + offset + (n % heads) * width;
            double squares = 0;
            for (int c = 0; c < width; c++) {
                float value = (float) x[base + c];
                squares += (double) value * value;
            }
            double factor = scale / Math.sqrt(squares + eps);
            for (int c = 0; c < width; c++) {
                y[n * width + c] = Wide.wide(x[base + c] * factor);
            }
        }
    }
}
