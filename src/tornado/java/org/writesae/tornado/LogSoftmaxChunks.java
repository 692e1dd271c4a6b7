package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.Elementary;
import org.writesae.kernels.LogSoftmax;

/**
 * The device twins of {@link LogSoftmax}. A group of {@link #THREADS} threads sums a row of the vocabulary, {@link #CHUNK}
 * terms at a time: most of its threads compute the terms of a chunk, exponentials all of them, while the first thread
 * adds those of the chunk before, one after the other as the definition does. Chunks lie in the two halves of an array
 * in local memory by turns. Threads run 32 at a time, so those next to the first do nothing but wait for it.
 */
public final class LogSoftmaxChunks {
    /** Threads of a group: as many as every GPU takes. */
    static final int THREADS = 256;
    /** The first of them, of which one adds. */
    private static final int ADDERS = 32;
    /** Threads that compute terms. */
    private static final int WORKERS = THREADS - ADDERS;
    /** Terms in half of the local memory, a multiple of {@link #STRETCH}. */
    static final int CHUNK = 4 * WORKERS;
    /** Terms that are read together, so that their additions do not wait for them one by one. */
    private static final int STRETCH = 32;

    private LogSoftmaxChunks() {
    }

    /** {@link LogSoftmax#logNormalizer}; a group computes a row. */
    @Group(THREADS)
    public static void logNormalizer(KernelContext context, double[] z, double[] logits, int vocabulary) {
        int thread = context.localIdx;
        int row = context.groupIdx;
        // The definition does not pass over NaN, but a row with NaN has the normaliser NaN all the same, and x − top and
        // top + log Σ are the same with either zero.
        double top = GroupMaximum.of(context, thread, THREADS, logits, row * vocabulary, vocabulary);
        double sum = sum(context, thread, logits, row * vocabulary, top, 0, logits, 0, 0, vocabulary);
        if (thread == 0) {
            z[row] = top + Elementary.logarithm(sum);
        }
    }

    /** {@link LogSoftmax#klDivergence}; a group computes a divergence. */
    @Group(THREADS)
    public static void klDivergence(KernelContext context, double[] kl, double[] p, double[] zp, double[] q, double[] zq,
            int[] rowP, int[] rowQ, int vocabulary) {
        int thread = context.localIdx;
        int pair = context.groupIdx;
        double sum = sum(context, thread, p, rowP[pair] * vocabulary, zp[rowP[pair]], 1, q, rowQ[pair] * vocabulary,
                zq[rowQ[pair]], vocabulary);
        if (thread == 0) {
            kl[pair] = sum;
        }
    }

    /**
     * In the first thread, {@code Σ_j e^x_j} with {@code x_j = p_j − zp}, or of a divergence
     * {@code Σ_j e^x_j (x_j − (q_j − zq))}. The last chunk is filled up with zeros. A sum that began with +0 is
     * never −0, so they leave it as it was.
     */
    private static double sum(KernelContext context, int thread, double[] p, int baseP, double zp, int divergence, double[] q,
            int baseQ, double zq, int vocabulary) {
        double[] terms = context.allocateDoubleLocalArray(2 * CHUNK);
        double sum = 0;
        for (int block = 0; block < vocabulary + CHUNK; block += CHUNK) {
            int half = block / CHUNK % 2 * CHUNK;
            if (thread == 0 && block > 0) {
                for (int n = CHUNK - half; n < 2 * CHUNK - half; n += STRETCH) {
                    for (int m = 0; m < STRETCH; m++) {
                        sum += terms[n + m];
                    }
                }
            }
            if (thread >= ADDERS) {
                for (int n = thread - ADDERS; n < CHUNK; n += WORKERS) {
                    int j = block + n;
                    double term = 0;
                    if (j < vocabulary) {
                        double x = p[baseP + j] - zp;
                        term = Elementary.exponential(x);
                        if (divergence == 1) {
                            term = term * (x - (q[baseQ + j] - zq));
                        }
                    }
                    terms[half + n] = term;
                }
            }
            context.localBarrier();
        }
        return sum;
    }
}
