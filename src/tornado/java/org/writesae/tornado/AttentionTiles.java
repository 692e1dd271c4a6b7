package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.Attention;
import org.writesae.kernels.Elementary;
import org.writesae.kernels.Wide;

/**
 * The device twin of {@link Attention#attend}. A group of {@link #THREADS} threads computes the output of a query. First
 * each thread takes a slot at a time: the products of its key with the query, in tiles of local memory, then its weight.
 * Then each takes an element of the output, and sums the weighted values and, for itself, the weights. All sums are in
 * the order of the definition.
 */
public final class AttentionTiles {
    /** Threads of a group, and slots that it takes at a time. */
    static final int THREADS = 128;
    /** Elements of a key that are in local memory at a time. */
    private static final int DEPTH = 16;
    /** From a key to the next in local memory: one more than the elements, so that threads read different banks. */
    private static final int PITCH = DEPTH + 1;

    private AttentionTiles() {
    }

    /** {@link Attention#attend}; a group computes a vector. */
    @Group(THREADS)
    public static void attend(KernelContext context, double[] y, double[] scores, double[] q, float[] keys, float[] values,
            int[] prefix, int[] ownFirst, int[] ownCount, int heads, int keyHeads, int width, int capacity) {
        int thread = context.localIdx;
        int n = context.groupIdx;
        int keyHead = n % heads / (heads / keyHeads);
        int before = prefix[n / heads];
        int seen = before + ownCount[n / heads];
        int jump = ownFirst[n / heads] - before;
        int row = n * capacity;
        score(context, thread, scores, row, q, n * width, keys, before, seen, jump, keyHead, keyHeads, width);
        // Either zero gives the same weights, and the definition passes over NaN too.
        double top = GroupMaximum.of(context, thread, THREADS, scores, row, seen);
        for (int s = thread; s < seen; s += THREADS) {
            scores[row + s] = Wide.wide(Elementary.exponential(scores[row + s] - top));
        }
        context.globalBarrier();
        for (int c = thread; c < width; c += THREADS) {
            double sum = 0;
            double total = 0;
            for (int s = 0; s < seen; s++) {
                int slot = s < before ? s : s + jump;
                double weight = scores[row + s];
                total += weight;
                sum += weight * values[(slot * keyHeads + keyHead) * width + c];
            }
            y[n * width + c] = Wide.wide(sum / total);
        }
    }

    /**
     * Scores of the slots that a query sees. Tiles read zeros behind the last element. A sum that began with +0 is
     * never −0, so the products 0 · 0 leave it as it was.
     */
    private static void score(KernelContext context, int thread, double[] scores, int row, double[] q, int query, float[] keys,
            int before, int seen, int jump, int keyHead, int keyHeads, int width) {
        double[] elements = context.allocateDoubleLocalArray(DEPTH);
        double[] tile = context.allocateDoubleLocalArray(THREADS * PITCH);
        double scale = 1.0 / Math.sqrt(width);
        for (int block = 0; block < seen; block += THREADS) {
            double dot = 0;
            for (int first = 0; first < width; first += DEPTH) {
                if (thread < DEPTH) {
                    elements[thread] = first + thread < width ? q[query + first + thread] : 0;
                }
                for (int m = thread; m < THREADS * DEPTH; m += THREADS) {
                    int s = block + m / DEPTH;
                    int slot = s < before ? s : s + jump;
                    int c = first + m % DEPTH;
                    tile[m / DEPTH * PITCH + m % DEPTH] = s < seen && c < width ? keys[(slot * keyHeads + keyHead) * width + c] : 0;
                }
                context.localBarrier();
                for (int l = 0; l < DEPTH; l++) {
                    dot += elements[l] * tile[thread * PITCH + l];
                }
                context.localBarrier();
            }
            if (block + thread < seen) {
                scores[row + block + thread] = dot * scale;
            }
        }
    }
}
