package org.writesae.kernels;

/**
 * Functions of {@link Elementary} over a block of values, the same bits: step by step in loops that are short enough for the
 * JVM to compile them to vector instructions. The lanes of a block lie at constant offsets of one array: two arrays could be
 * the same to the JVM, which would then not vectorise.
 */
final class ElementaryTiled {
    /** Values of a block. */
    static final int BLOCK = 512;
    /** Elements of the {@code lanes} and the {@code powers} that the functions work in. Results are in the first lane. */
    static final int LANES = 4 * BLOCK;
    static final int POWERS = 3 * BLOCK;
    /** The lanes that {@link #exponentials} does with, and so leaves more of the first-level cache. */
    static final int EXPONENTIAL_LANES = 3 * BLOCK;
    /** Lane of what {@link #exponentials} takes. */
    static final int EXPONENT = BLOCK;
    /** Lane of what {@link #silus} takes. */
    static final int X = 3 * BLOCK;
    /** Lane of r of {@link Elementary#exponential}, then of the numerator of {@link Elementary#sigmoid}. */
    private static final int R = 2 * BLOCK;
    /** From here to {@link #MOST} the k of {@link Elementary#exponential} is within −60 and 0. */
    private static final double LEAST = -41.0;
    private static final double MOST = 0.25;
    private static final double TWO_TO_60 = 1073741824.0 * 1073741824.0;

    private ElementaryTiled() {
    }

    /** {@link Elementary#exponential}. */
    static void exponentials(double[] lanes, int[] powers, int width) {
        double least = 0;
        double most = 0;
        for (int j = 0; j < width; j++) {
            least = Math.min(least, lanes[EXPONENT + j]);
        }
        for (int j = 0; j < width; j++) {
            most = Math.max(most, lanes[EXPONENT + j]);
        }
        // Not so with NaN among them.
        if (least >= LEAST && most <= MOST) {
            ordinary(lanes, powers, width);
        } else {
            for (int j = 0; j < width; j++) {
                lanes[j] = Elementary.exponential(lanes[EXPONENT + j]);
            }
        }
    }

    /** {@link Elementary#silu}. */
    static void silus(double[] lanes, int[] powers, int width) {
        for (int j = 0; j < width; j++) {
            lanes[EXPONENT + j] = -Math.abs(lanes[X + j]);
        }
        exponentials(lanes, powers, width);
        // x < 0 ? t : 1. Between 0 and 2^-60, where neither is taken, t is 1.
        for (int j = 0; j < width; j++) {
            lanes[R + j] = Math.max(lanes[j], Math.min(1.0, lanes[X + j] * TWO_TO_60));
        }
        for (int j = 0; j < width; j++) {
            lanes[j] = lanes[X + j] * (lanes[R + j] / (1.0 + lanes[j]));
        }
    }

    /** Step by step what Elementary.exponential does to one x. */
    private static void ordinary(double[] lanes, int[] powers, int width) {
        for (int j = 0; j < width; j++) {
            powers[j] = Elementary.nearestPower(lanes[EXPONENT + j]);
        }
        for (int j = 0; j < width; j++) {
            lanes[R + j] = Elementary.reduced(lanes[EXPONENT + j], powers[j]);
        }
        for (int j = 0; j < width; j++) {
            lanes[j] = Elementary.oddSeries(lanes[R + j] * lanes[R + j]);
        }
        for (int j = 0; j < width; j++) {
            double r = lanes[R + j];
            double square = r * r;
            lanes[j] = 1.0 + (r + square * (Elementary.evenSeries(square) + r * lanes[j]));
        }
        // 2^k as the product of two int powers, of halves of k + 60 each: exact.
        for (int j = 0; j < width; j++) {
            powers[BLOCK + j] = 1 << ((powers[j] + 60) >> 1);
        }
        for (int j = 0; j < width; j++) {
            powers[2 * BLOCK + j] = 1 << ((powers[j] + 61) >> 1);
        }
        for (int j = 0; j < width; j++) {
            lanes[j] = lanes[j] * powers[BLOCK + j] * powers[2 * BLOCK + j] * (1.0 / TWO_TO_60);
        }
    }
}
