package org.writesae.kernels;

/**
 * The fast twins of {@link LogSoftmax}: the terms of a sum are computed a block at a time in short loops, which the JVM
 * compiles to vector instructions, and added one after the other in the definition's order.
 */
public final class LogSoftmaxTiled {
    /** Terms of a block. */
    public static final int BLOCK = 512;
    /**
     * Beside the terms their x, and r of {@link Elementary#exponential}, at constant offsets of one array: two arrays could
     * be the same to the JVM, which would then not vectorise.
     */
    private static final int X = BLOCK;
    private static final int R = 2 * BLOCK;
    /** From here to {@link #MOST} the k of {@link Elementary#exponential} is within −60 and 0. */
    private static final double LEAST = -41.0;
    private static final double MOST = 0.25;
    private static final double TWO_TO_MINUS_60 = 1.0 / (1073741824.0 * 1073741824.0);

    private LogSoftmaxTiled() {
    }

    /** {@link LogSoftmax#logNormalizer}; from and count are rows. */
    public static void logNormalizer(double[] z, double[] logits, int vocabulary, int rows, int from, int count) {
        double[] terms = new double[3 * BLOCK];
        int[] powers = new int[3 * BLOCK];
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
        double[] terms = new double[3 * BLOCK];
        int[] powers = new int[3 * BLOCK];
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
        double least = 0;
        double most = 0;
        for (int j = 0; j < width; j++) {
            terms[X + j] = logits[first + j] - amount;
        }
        for (int j = 0; j < width; j++) {
            least = Math.min(least, terms[X + j]);
        }
        for (int j = 0; j < width; j++) {
            most = Math.max(most, terms[X + j]);
        }
        // Not so with NaN among them.
        if (least >= LEAST && most <= MOST) {
            ordinary(terms, powers, width);
        } else {
            for (int j = 0; j < width; j++) {
                terms[j] = Elementary.exponential(terms[X + j]);
            }
        }
    }

    /** Step by step what Elementary.exponential does to one x, in loops that are short enough to be vectorised. */
    private static void ordinary(double[] terms, int[] powers, int width) {
        for (int j = 0; j < width; j++) {
            powers[j] = Elementary.nearestPower(terms[X + j]);
        }
        for (int j = 0; j < width; j++) {
            terms[R + j] = Elementary.reduced(terms[X + j], powers[j]);
        }
        for (int j = 0; j < width; j++) {
            terms[j] = Elementary.oddSeries(terms[R + j] * terms[R + j]);
        }
        for (int j = 0; j < width; j++) {
            double r = terms[R + j];
            double square = r * r;
            terms[j] = 1.0 + (r + square * (Elementary.evenSeries(square) + r * terms[j]));
        }
        // 2^k as the product of two int powers, of halves of k + 60 each: exact.
        for (int j = 0; j < width; j++) {
            powers[BLOCK + j] = 1 << ((powers[j] + 60) >> 1);
        }
        for (int j = 0; j < width; j++) {
            powers[2 * BLOCK + j] = 1 << ((powers[j] + 61) >> 1);
        }
        for (int j = 0; j < width; j++) {
            terms[j] = terms[j] * powers[BLOCK + j] * powers[2 * BLOCK + j] * TWO_TO_MINUS_60;
        }
    }
}
