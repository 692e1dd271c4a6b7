package org.writesae.kernels;

/**
 * Root-mean-square normalisation, of a whole row and of the heads of a row. Inputs and outputs are wide;
 * the squares are of the input rounded to float32, so that they are exact. Over n elements that moves
 * the scale by about 2^−25/√n of itself.
 */
public final class RmsNorm {
    private RmsNorm() {
    }

    /**
     * {@code y[t, c] = x[t, c] / √(mean_c x² + ε) · (offset + w[c])}. Qwen3.5 stores its block, final,
     * query and key norms zero-centred (offset 1); every other norm is plain (offset 0).
     *
     * @param y      [T, width], wide. Modified.
     * @param x      [T, width], wide. Not modified.
     * @param w      [width]. Not modified.
     * @param width  elements normalised together
     * @param offset added to the weight: 1 where it is stored zero-centred, else 0
     * @param eps    ε, inside the root
     * @param from   first of the T rows to compute
     * @param count  how many
     */
    public static void rmsNorm(double[] y, double[] x, float[] w, int width, double offset, double eps, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int base = (from + i) * width;
            double squares = 0;
            for (int c = 0; c < width; c++) {
                float value = (float) x[base + c];
                squares += (double) value * value;
            }
            double scale = 1.0 / Math.sqrt(squares / width + eps);
            for (int c = 0; c < width; c++) {
                y[base + c] = Wide.wide(x[base + c] * scale * (offset + w[c]));
            }
        }
    }

    /**
     * The same over each head of a row, reading heads that may lie apart: the query heads of gated
     * attention are interleaved with their gates (256 query rows, then 256 gate rows, per head).
     * {@code y[t, h, c] = norm(x[t, h · stride + c])}.
     *
     * @param y      [T, heads, width], wide. Modified.
     * @param x      [T, heads · stride], wide, of which the first {@code width} of each stride
     *               are read. Not modified.
     * @param w      [width], shared by the heads. Not modified.
     * @param width  elements normalised together
     * @param stride distance between the heads of x, at least {@code width}
     * @param offset added to the weight: 1 where it is stored zero-centred, else 0
     * @param eps    ε, inside the root
     * @param from   first of the T · heads vectors to compute
     * @param count  how many
     */
    public static void headRmsNorm(double[] y, double[] x, float[] w, int width, int stride, double offset, double eps,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int base = n * stride;
            double squares = 0;
            for (int c = 0; c < width; c++) {
                float value = (float) x[base + c];
                squares += (double) value * value;
            }
            double scale = 1.0 / Math.sqrt(squares / width + eps);
            for (int c = 0; c < width; c++) {
                y[n * width + c] = Wide.wide(x[base + c] * scale * (offset + w[c]));
            }
        }
    }

    /**
     * The norm of a Gated DeltaNet head, norm before gate:
     * {@code y = o / √(mean o² + ε) · w · silu(z)}, per head over d_v. Its weight is plain, not 1 + w
     * (upstream {@code Qwen3_5RMSNormGated}).
     *
     * @param y     [T, H, width], wide. Modified.
     * @param o     [T, H, width], head outputs, wide. Not modified.
     * @param z     [T, H, width], gates before SiLU, wide. Not modified.
     * @param w     [width], shared by the heads. Not modified.
     * @param width d_v
     * @param eps   ε, inside the root
     * @param from  first of the T · H vectors to compute
     * @param count how many
     */
    public static void gatedRmsNorm(double[] y, double[] o, double[] z, float[] w, int width, double eps, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int base = (from + i) * width;
            double squares = 0;
            for (int c = 0; c < width; c++) {
                float value = (float) o[base + c];
                squares += (double) value * value;
            }
            double scale = 1.0 / Math.sqrt(squares / width + eps);
            for (int c = 0; c < width; c++) {
                y[base + c] = Wide.wide(o[base + c] * scale * w[c] * Elementary.silu(z[base + c]));
            }
        }
    }

    /**
     * The norm of a Mamba-2 layer, gate before norm: {@code u = o · silu(z)}, {@code y = u / √(mean u² + ε) · w}, the mean
     * over each group of channels (transformers {@code MambaRMSNormGated} takes all channels as one group, mamba_ssm's
     * {@code RMSNormGated} the G groups of B and C).
     *
     * @param y      [T, groups, width], wide. Modified.
     * @param o      [T, groups, width], head outputs, wide. Not modified.
     * @param z      [T, groups, width], gates before SiLU, wide. Not modified.
     * @param w      [groups, width], plain. Not modified.
     * @param groups groups of channels
     * @param width  channels of a group
     * @param eps    ε, inside the root
     * @param from   first of the T · groups vectors to compute
     * @param count  how many
     */
    public static void gateFirstRmsNorm(double[] y, double[] o, double[] z, float[] w, int groups, int width, double eps,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int base = (from + i) * width;
            int weight = (from + i) % groups * width;
            double squares = 0;
            for (int c = 0; c < width; c++) {
                double gated = Wide.wide(o[base + c] * Elementary.silu(z[base + c]));
                y[base + c] = gated;
                float value = (float) gated;
                squares += (double) value * value;
            }
            double scale = 1.0 / Math.sqrt(squares / width + eps);
            for (int c = 0; c < width; c++) {
                y[base + c] = Wide.wide(y[base + c] * scale * w[weight + c]);
            }
        }
    }
}
