package org.writesae.kernels;

/** The gate of the feed-forward block. */
public final class SwiGlu {
    private SwiGlu() {
    }

    /**
     * {@code y = silu(gate) · up}, element by element.
     *
     * @param y     [n], wide. Modified.
     * @param gate  [n], wide. Not modified.
     * @param up    [n], wide. Not modified.
     * @param from  first element to compute
     * @param count how many
     */
    public static void swiGlu(double[] y, double[] gate, double[] up, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = Wide.wide(Elementary.silu(gate[n]) * up[n]);
        }
    }
}
