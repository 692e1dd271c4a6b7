package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.Wide;

/**
 * The device twin of {@link BilinearEncode}. A group of {@link #THREADS} threads computes {@link #FEATURES} features of
 * {@link #STATES} states, a thread {@link #COLUMNS} features of one state. It multiplies {@link #KEYS} key rows at a time
 * with the value-side filters, in tiles of local memory as in {@link LinearTiles}, and then adds the products with the
 * key-side filters to its sums, all in the order of the definition.
 *
 * <p>Where a tile reaches over an edge, it reads zeros, and rows behind the last key are not added. A sum that began with
 * +0 is never −0, so the products 0 · 0 behind the last value leave it as it was.
 */
public final class BilinearEncodeTiles {
    /** States of a group. */
    static final int STATES = 8;
    /** Features of a group. */
    static final int FEATURES = 64;
    /** Features of a thread, {@link #LANES} apart, so that neighbouring threads read and write neighbouring features. */
    private static final int COLUMNS = 4;
    private static final int LANES = FEATURES / COLUMNS;
    /** Threads of a group. */
    static final int THREADS = STATES * LANES;
    /** Key rows of a thread at a time. */
    private static final int KEYS = 8;
    private static final int ROWS = STATES * KEYS;
    /** Values of a row that are in local memory at a time. */
    private static final int DEPTH = 16;
    /** From a value to the next in local memory: one more than the rows, so that threads store to different banks. */
    private static final int PITCH = ROWS + 1;

    private BilinearEncodeTiles() {
    }

    /** Threads for N states. */
    static int threads(int states, int features) {
        return Math.multiplyExact(((states + STATES - 1) / STATES) * ((features + FEATURES - 1) / FEATURES), THREADS);
    }

    /** {@link BilinearEncode#bilinearEncode}; {@code states[0]} is N. */
    @Group(THREADS)
    public static void bilinearEncode(KernelContext context, float[] s, float[] x, float[] v, float[] w, float[] bias,
            int[] states, int features, int rank, int dk, int dv) {
        double[] values = context.allocateDoubleLocalArray(DEPTH * PITCH);
        double[] filters = context.allocateDoubleLocalArray(DEPTH * FEATURES);
        double[] rows = new double[KEYS * COLUMNS];
        double[] sums = new double[COLUMNS];
        int thread = context.localIdx;
        int group = context.groupIdx;
        int all = states[0];
        int groups = (features + FEATURES - 1) / FEATURES;
        int top = group / groups * STATES;
        int left = group % groups * FEATURES;
        for (int c = 0; c < COLUMNS; c++) {
            sums[c] = 0;
        }
        for (int r = 0; r < rank; r++) {
            for (int key = 0; key < dk; key += KEYS) {
                for (int n = 0; n < KEYS * COLUMNS; n++) {
                    rows[n] = 0;
                }
                for (int first = 0; first < dv; first += DEPTH) {
                    for (int n = thread; n < DEPTH * ROWS; n += THREADS) {
                        int state = top + n / DEPTH / KEYS;
                        int k = key + n / DEPTH % KEYS;
                        int j = first + n % DEPTH;
                        values[n % DEPTH * PITCH + n / DEPTH] = state < all && k < dk && j < dv ? x[(state * dk + k) * dv + j] : 0;
                    }
                    for (int n = thread; n < DEPTH * FEATURES; n += THREADS) {
                        int j = first + n / FEATURES;
                        int feature = left + n % FEATURES;
                        filters[n] = j < dv && feature < features ? w[(r * dv + j) * features + feature] : 0;
                    }
                    context.localBarrier();
                    for (int l = 0; l < DEPTH; l++) {
                        for (int k = 0; k < KEYS; k++) {
                            for (int c = 0; c < COLUMNS; c++) {
                                rows[k * COLUMNS + c] += values[l * PITCH + thread / LANES * KEYS + k]
                                        * filters[l * FEATURES + thread % LANES + c * LANES];
                            }
                        }
                    }
                    context.localBarrier();
                }
                for (int k = 0; k < KEYS; k++) {
                    for (int c = 0; c < COLUMNS; c++) {
                        int feature = left + thread % LANES + c * LANES;
                        if (key + k < dk && feature < features) {
                            sums[c] += Wide.wide(rows[k * COLUMNS + c]) * v[(r * dk + key + k) * features + feature];
                        }
                    }
                }
            }
        }
        for (int c = 0; c < COLUMNS; c++) {
            int state = top + thread / LANES;
            int feature = left + thread % LANES + c * LANES;
            if (state < all && feature < features) {
                s[state * features + feature] = (float) (sums[c] + bias[feature]);
            }
        }
    }
}
