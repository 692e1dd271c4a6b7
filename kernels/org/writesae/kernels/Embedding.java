package org.writesae.kernels;

/** The first step of every model: a token id picks a row of the embedding table. */
public final class Embedding {
    private Embedding() {
    }

    /**
     * {@code x[t, c] = table[ids[t], c]}.
     *
     * @param x      [T, hidden], the residual stream. Modified.
     * @param table  [vocabulary, hidden]. Not modified.
     * @param ids    [T], token ids within the vocabulary. Not modified.
     * @param hidden width of the residual stream
     * @param from   first of the T · hidden elements to compute
     * @param count  how many
     */
    public static void embed(double[] x, float[] table, int[] ids, int hidden, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int t = n / hidden;
            x[n] = table[ids[t] * hidden + n % hidden];
        }
    }
}
