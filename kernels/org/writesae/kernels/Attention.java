package org.writesae.kernels;

/**
 * Causal softmax attention with grouped heads over a cache of keys and values, and the output gate of
 * Qwen3.5. A row sees the first {@code prefix} slots of the cache (the sequence before it) and then
 * {@code ownCount} slots from {@code ownFirst} on (the rows of its own branch, itself included).
 */
public final class Attention {
    private Attention() {
    }

    /**
     * {@code y[t, h] = Σ_s softmax_s(q[t, h] · k[s] / √width) · v[s]}, key head h / (heads / keyHeads).
     * Weights are wide when they meet the values, so that the products are exact, and the sum is
     * divided by the sum of the weights as rounded.
     *
     * @param y        [T, heads, width], wide. Modified.
     * @param scores   [T, heads, capacity], scratch. Modified.
     * @param q        [T, heads, width], rotated, wide. Not modified.
     * @param keys     [slots, keyHeads, width], rotated. Not modified.
     * @param values   [slots, keyHeads, width]. Not modified.
     * @param prefix   [T], how many slots from 0 on the row sees. Not modified.
     * @param ownFirst [T], first slot of the row's branch. Not modified.
     * @param ownCount [T], how many slots of its branch the row sees; prefix + ownCount ≤ capacity. Not modified.
     * @param heads    query heads
     * @param keyHeads key and value heads, a divisor of heads
     * @param width    elements of a head
     * @param capacity slots a row can see at most
     * @param from     first of the T · heads vectors to compute
     * @param count    how many
     */
    public static void attend(double[] y, double[] scores, double[] q, float[] keys, float[] values, int[] prefix,
            int[] ownFirst, int[] ownCount, int heads, int keyHeads, int width, int capacity, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int t = n / heads;
            int keyHead = (n % heads) / (heads / keyHeads);
            int before = prefix[t];
            int seen = before + ownCount[t];
            int jump = ownFirst[t] - before;
            int row = n * capacity;
            double scale = 1.0 / Math.sqrt(width);
            double top = Double.NEGATIVE_INFINITY;
            for (int s = 0; s < seen; s++) {
                int slot = s < before ? s : s + jump;
                int base = (slot * keyHeads + keyHead) * width;
                double dot = 0;
                for (int c = 0; c < width; c++) {
                    dot += q[n * width + c] * keys[base + c];
                }
                double score = dot * scale;
                scores[row + s] = score;
                // Not Math.max: devices differ in what it makes of NaN.
                top = score > top ? score : top;
            }
            double total = 0;
            for (int s = 0; s < seen; s++) {
                double weight = Wide.wide(Elementary.exponential(scores[row + s] - top));
                scores[row + s] = weight;
                total += weight;
            }
            for (int c = 0; c < width; c++) {
                double sum = 0;
                for (int s = 0; s < seen; s++) {
                    int slot = s < before ? s : s + jump;
                    sum += scores[row + s] * values[(slot * keyHeads + keyHead) * width + c];
                }
                y[n * width + c] = Wide.wide(sum / total);
            }
        }
    }

    /**
     * {@code y[t, h, c] = a[t, h, c] · σ(gate[t, h, c])}, the gate being the second half of each head's
     * rows of the query projection.
     *
     * @param y         [T, heads, width], wide. Modified.
     * @param a         [T, heads, width], attention output, wide. Not modified.
     * @param queryGate [T, heads, 2 · width], query then gate, wide. Not modified.
     * @param width     elements of a head
     * @param from      first of the T · heads · width elements to compute
     * @param count     how many
     */
    public static void gateOutput(double[] y, double[] a, double[] queryGate, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int vector = n / width;
            double gate = queryGate[vector * 2 * width + width + n % width];
            y[n] = Wide.wide(a[n] * Elementary.sigmoid(gate));
        }
    }
}
