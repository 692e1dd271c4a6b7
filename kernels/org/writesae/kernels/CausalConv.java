package org.writesae.kernels;

/**
 * The short causal convolution in front of a recurrence: depthwise, then SiLU; Mamba-2's has a bias.
 * A row finds the rows before it through {@code previous}, so that a branch that leaves the sequence
 * reads the sequence's rows without owning a copy.
 */
public final class CausalConv {
    private CausalConv() {
    }

    /**
     * {@code y[t, c] = silu(Σ_j w[c, j] · x[t − (taps − 1) + j, c])}; the last tap is the current token.
     * The row before row t is {@code previous[t]}; −1 is the newest row of the history, −2 the one
     * before it. Summed from the current token backwards.
     *
     * @param y        [T, channels], wide. Modified.
     * @param x        [T, channels], before the convolution, wide. Not modified.
     * @param history  [taps − 1, channels], the rows before this call, oldest first, wide; zeros at the
     *                 start of a text. Not modified.
     * @param w        [channels, taps] (torch stores [channels, 1, taps]). Not modified.
     * @param previous [T], row before each row, or −1 for the newest row of the history. Not modified.
     * @param channels channels
     * @param taps     kernel width
     * @param from     first of the T · channels elements to compute
     * @param count    how many
     */
    public static void causalConv(double[] y, double[] x, double[] history, float[] w, int[] previous, int channels,
            int taps, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = Wide.wide(Elementary.silu(window(0, x, history, w, previous, n / channels, n % channels, channels, taps)));
        }
    }

    /**
     * The same with a bias: {@code y[t, c] = silu(b[c] + Σ_j w[c, j] · x[t − (taps − 1) + j, c])}, summed from the bias on.
     *
     * @param y        [T, channels], wide. Modified.
     * @param x        [T, channels], before the convolution, wide. Not modified.
     * @param history  [taps − 1, channels], as for {@link #causalConv}. Not modified.
     * @param w        [channels, taps]. Not modified.
     * @param bias     [channels], b. Not modified.
     * @param previous [T], as for {@link #causalConv}. Not modified.
     * @param channels channels
     * @param taps     kernel width
     * @param from     first of the T · channels elements to compute
     * @param count    how many
     */
    public static void causalConvBias(double[] y, double[] x, double[] history, float[] w, float[] bias, int[] previous,
            int channels, int taps, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int c = n % channels;
            y[n] = Wide.wide(Elementary.silu(window(bias[c], x, history, w, previous, n / channels, c, channels, taps)));
        }
    }

    /** {@code start} plus the taps of channel {@code c} over the row and those before it, from the row backwards. */
    private static double window(double start, double[] x, double[] history, float[] w, int[] previous, int row, int c,
            int channels, int taps) {
        double sum = start;
        int at = row;
        for (int j = taps - 1; j >= 0; j--) {
            double value;
            if (at >= 0) {
                value = x[at * channels + c];
                at = previous[at];
            } else {
                // Row −1 is the last of the taps − 1 stored rows.
                value = history[(taps - 1 + at) * channels + c];
                at = at - 1;
            }
            sum += value * w[c * taps + j];
        }
        return sum;
    }

    /**
     * Moves the window: {@code history} becomes the last taps − 1 rows of history followed by the first
     * {@code rows} rows of x. One row of this kernel is one channel, since its rows move in order.
     *
     * @param history  [taps − 1, channels], wide. Modified.
     * @param x        [at least rows, channels], before the convolution, wide. Not modified.
     * @param rows     rows of the sequence in x
     * @param channels channels
     * @param taps     kernel width
     * @param from     first channel to move
     * @param count    how many
     */
    public static void shiftHistory(double[] history, double[] x, int rows, int channels, int taps, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int c = from + i;
            for (int j = 0; j < taps - 1; j++) {
                int row = rows - (taps - 1) + j;
                double value;
                if (row >= 0) {
                    value = x[row * channels + c];
                } else {
                    value = history[(taps - 1 + row) * channels + c];
                }
                history[j * channels + c] = value;
            }
        }
    }
}
