package org.writesae.kernels;

/** Functions of one wide value, over arrays: {@code y[n] = f(x[n])}. {@code y} may be the same array as {@code x}. */
public final class WideMaps {
    private WideMaps() {
    }

    /** y[n] = tanh x[n], see {@link Elementary#hyperbolicTangent}. Writes y; reads x; both wide, at least from + count elements. */
    public static void hyperbolicTangents(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = Wide.wide(Elementary.hyperbolicTangent(x[from + i]));
        }
    }

    /** y[n] = 1 / (1 + e^-x[n]), see {@link Elementary#sigmoid}. Writes y; reads x; both wide, at least from + count elements. */
    public static void sigmoids(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = Wide.wide(Elementary.sigmoid(x[from + i]));
        }
    }

    /** y[n] = max(x[n], 0)², the activation of RWKV's feed-forward. Writes y; reads x; both wide, at least from + count elements. */
    public static void squaredRelus(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            // Not <=, which devices find true of NaN.
            double positive = x[n] < 0 ? 0 : x[n];
            y[n] = Wide.wide(positive * positive);
        }
    }
}
