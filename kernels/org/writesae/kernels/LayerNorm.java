package org.writesae.kernels;

/**
 * Normalisation to mean 0 and variance 1, of a whole row (LayerNorm) or of each head of a row (GroupNorm).
 * The variance is the biased one, over n. Squares are of deviations rounded to float32, and the normalised
 * value is wide before it meets weight and bias, so every product that is summed is exact.
 */
public final class LayerNorm {
    private LayerNorm() {
    }

    /**
     * {@code y[t, g, c] = (x − mean) / √(mean (x − mean)² + ε) · w[g, c] + b[g, c]}, mean over c. One group
     * is torch's LayerNorm; RWKV-7 has it in front of every block, and one group per head behind its
     * recurrence.
     *
     * @param y      [T, groups, width], wide. Modified.
     * @param x      [T, groups, width], wide. Not modified.
     * @param w      [groups, width]. Not modified.
     * @param b      [groups, width], zeros where the norm has no bias. Not modified.
     * @param groups groups of a row
     * @param width  elements normalised together
     * @param eps    ε, inside the root
     * @param from   first of the T · groups vectors to compute
     * @param count  how many
     */
    public static void groupNorm(double[] y, double[] x, float[] w, float[] b, int groups, int width, double eps, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int base = n * width;
            int group = (n % groups) * width;
            double sum = 0;
            for (int c = 0; c < width; c++) {
                sum += x[base + c];
            }
            double mean = sum / width;
            double squares = 0;
            for (int c = 0; c < width; c++) {
                float deviation = (float) (x[base + c] - mean);
                squares += (double) deviation * deviation;
            }
            double scale = 1.0 / Math.sqrt(squares / width + eps);
            for (int c = 0; c < width; c++) {
                double normalised = Wide.wide((x[base + c] - mean) * scale);
                y[base + c] = Wide.wide(normalised * w[group + c] + b[group + c]);
            }
        }
    }
}
