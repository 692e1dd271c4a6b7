package org.writesae.kernels;

/**
 * The fast twins of {@link LogSoftmax}: the terms of a sum are computed a block at a time in short loops, which the JVM
 * compiles to vector instructions, and added one after the other in the definition's order.
 */
public final class LogSoftmaxTiled {
    /** Terms of a block. */
    public static final int BLOCK = ElementaryTiled.BLOCK;
    private static final int X = ElementaryTiled.EXPONENT;

    private LogSoftmaxTiled() {
    }

    /** {@link LogSoftmax#logNormalizer}; from and count are rows. */
    public static void logNormalizer(double[] z, double[] logits, int vocabulary, int rows, int from, int count) {
        double[] terms = new double[ElementaryTiled.EXPONENTIAL_LANES];
        int[] powers = new int[ElementaryTiled.POWERS];
        for (@Parallel int i = 0; i < count; i++) {
            int first = (from + i) * vocabulary;
            double top = logits[first];
            for (int j = 1; j < vocabulary; j++) {
                top = Math.max(top, logits[first + j]);
            }
            double sum = 0;
            for (int block = 0; block < vocabulary; block += BLOCK) {
                int width = Math.min(BLOCK, vocabulary - block);
                exponentials(terms, powers, logits, first + block, width, top);
                for (int j = 0; j < width; j++) {
                    sum += terms[j];
                }
            }
            z[from + i] = top + Elementary.logarithm(sum);
        }
    }

    /** {@link LogSoftmax#klDivergence}; from and count are divergences. */
    public static void klDivergence(double[] kl, double[] p, double[] zp, double[] q, double[] zq, int[] rowP, int[] rowQ,
            int vocabulary, int rows, int from, int count) {
        double[] terms = new double[ElementaryTiled.EXPONENTIAL_LANES];
        int[] powers = new int[ElementaryTiled.POWERS];
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int baseQ = rowQ[n] * vocabulary;
            double normalizer = zq[rowQ[n]];
            double sum = 0;
            for (int block = 0; block < vocabulary; block += BLOCK) {
                int width = Math.min(BLOCK, vocabulary - block);
                exponentials(terms, powers, p, rowP[n] * vocabulary + block, width, zp[rowP[n]]);
                for (int j = 0; j < width; j++) {
                    sum += terms[j] * (terms[X + j] - (q[baseQ + block + j] - normalizer));
                }
            }
            kl[n] = sum;
        }
    }

    /** {@code x = logits − amount} and {@code y = e^x}, the bits of {@link Elementary#exponential}. */
    private static void exponentials(double[] terms, int[] powers, double[] logits, int first, int width, double amount) {
        for (int j = 0; j < width; j++) {
            terms[X + j] = logits[first + j] - amount;
        }
        ElementaryTiled.exponentials(terms, powers, width);
    }
}
