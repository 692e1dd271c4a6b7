package org.writesae.kernels;

/**
 * The fast twin of {@link Attention#attend}: a block of rows shares the keys of the sequence, transposed
 * so that the scores of neighbouring keys are computed side by side. Each score and each output is the
 * same sum in the same order.
 */
public final class AttentionTiled {
    /** Rows of a tile. */
    public static final int ROWS = 32;

    private AttentionTiled() {
    }

    /**
     * Tiles of {@code vectors} = T · heads query vectors: a block of rows with one key head. They must be
     * whole rows: what is left of a row is not computed.
     */
    public static int tiles(int vectors, int heads, int keyHeads) {
        return keyHeads * ((vectors / heads + ROWS - 1) / ROWS);
    }

    /** {@link Attention#attend}; from and count are tiles of the {@code vectors} = T · heads query vectors. */
    public static void attend(double[] y, double[] scores, double[] q, float[] keys, float[] values, int[] prefix,
            int[] ownFirst, int[] ownCount, int heads, int keyHeads, int width, int capacity, int vectors, int from,
            int count) {
        float[] transposed = new float[width * capacity];
        double[] sums = new double[Math.max(width, capacity)];
        for (@Parallel int i = 0; i < count; i++) {
            int keyHead = (from + i) % keyHeads;
            int first = ((from + i) / keyHeads) * ROWS;
            int end = Math.min(first + ROWS, vectors / heads);
            int shared = 0;
            for (int t = first; t < end; t++) {
                shared = Math.max(shared, prefix[t]);
            }
            transpose(transposed, keys, shared, keyHead, keyHeads, width, capacity);
            int group = heads / keyHeads;
            for (int t = first; t < end; t++) {
                for (int h = keyHead * group; h < (keyHead + 1) * group; h++) {
                    int n = t * heads + h;
                    score(scores, n * capacity, sums, q, n * width, transposed, prefix[t], width, capacity);
                    scoreOwn(scores, n * capacity + prefix[t], q, n * width, keys, ownFirst[t], ownCount[t], keyHead,
                            keyHeads, width);
                    double total = weigh(scores, n * capacity, prefix[t] + ownCount[t]);
                    average(y, n * width, sums, scores, n * capacity, values, prefix[t], ownFirst[t], ownCount[t],
                            keyHead, keyHeads, width, total);
                }
            }
        }
    }

    private static void transpose(float[] transposed, float[] keys, int slots, int keyHead, int keyHeads, int width,
            int capacity) {
        for (int slot = 0; slot < slots; slot++) {
            for (int c = 0; c < width; c++) {
                transposed[c * capacity + slot] = keys[(slot * keyHeads + keyHead) * width + c];
            }
        }
    }

    /** Scores of the keys of the sequence. */
    private static void score(double[] scores, int row, double[] sums, double[] q, int query, float[] transposed,
            int before, int width, int capacity) {
        for (int s = 0; s < before; s++) {
            sums[s] = 0;
        }
        for (int c = 0; c < width; c++) {
            LinearTiled.addInput(sums, 0, transposed, c * capacity, before, q[query + c]);
        }
        double scale = 1.0 / Math.sqrt(width);
        for (int s = 0; s < before; s++) {
            scores[row + s] = sums[s] * scale;
        }
    }

    /** Scores of the few keys of the row's own branch. */
    private static void scoreOwn(double[] scores, int row, double[] q, int query, float[] keys, int first, int count,
            int keyHead, int keyHeads, int width) {
        double scale = 1.0 / Math.sqrt(width);
        for (int s = 0; s < count; s++) {
            double dot = 0;
            for (int c = 0; c < width; c++) {
                dot += q[query + c] * keys[((first + s) * keyHeads + keyHead) * width + c];
            }
            scores[row + s] = dot * scale;
        }
    }

    /** Turns scores into weights and returns their sum. */
    private static double weigh(double[] scores, int row, int seen) {
        double top = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < seen; s++) {
            double score = scores[row + s];
            // As the definition has it, which passes over NaN.
            top = score > top ? score : top;
        }
        double total = 0;
        for (int s = 0; s < seen; s++) {
            double weight = Wide.wide(Elementary.exponential(scores[row + s] - top));
            scores[row + s] = weight;
            total += weight;
        }
        return total;
    }

    private static void average(double[] y, int at, double[] sums, double[] weights, int row, float[] values,
            int before, int ownFirst, int ownCount, int keyHead, int keyHeads, int width, double total) {
        for (int c = 0; c < width; c++) {
            sums[c] = 0;
        }
        for (int s = 0; s < before + ownCount; s++) {
            int slot = s < before ? s : ownFirst + s - before;
            LinearTiled.addInput(sums, 0, values, (slot * keyHeads + keyHead) * width, width, weights[row + s]);
        }
        for (int c = 0; c < width; c++) {
            y[at + c] = Wide.wide(sums[c] / total);
        }
    }
}
