package org.writesae.kernels;

/**
 * RWKV's token shift: every channel of a row moves part of the way to the row before. A row finds the one
 * before it through {@code previous}, so that a branch that leaves the sequence reads the sequence's row.
 */
public final class TokenShift {
    private TokenShift() {
    }

    /**
     * {@code y[t, c] = x[t, c] + (x[t − 1, c] − x[t, c]) · w[c]}. The inputs are normed rows, not the
     * residual stream (official {@code rwkv_v7_numpy.py}, {@code time_mixing} and {@code channel_mixing}).
     *
     * @param y        [T, width], wide. Modified.
     * @param x        [T, width], normed rows, wide. Not modified.
     * @param history  [width], the row before this call, wide; zeros at the start of a text. Not modified.
     * @param w        [width]. Not modified.
     * @param previous [T], row before each row, or −1 for the history. Not modified.
     * @param width    channels
     * @param from     first of the T · width elements to compute
     * @param count    how many
     */
    public static void tokenShift(double[] y, double[] x, double[] history, float[] w, int[] previous, int width, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int c = n % width;
            int row = previous[n / width];
            double before = row < 0 ? history[c] : x[row * width + c];
            y[n] = Wide.wide(x[n] + Wide.wide(before - x[n]) * w[c]);
        }
    }
}
