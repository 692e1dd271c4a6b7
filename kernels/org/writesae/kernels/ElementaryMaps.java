package org.writesae.kernels;

/**
 * {@link Elementary} over arrays, one kernel per function: {@code y[n] = f(x[n])} for n in [from, from + count), computed in
 * double and rounded to float32 once. Elements are independent; {@code y} may be the same array as {@code x}.
 */
public final class ElementaryMaps {
    private ElementaryMaps() {}

    /** y[n] = e^x[n], see {@link Elementary#exponential}. Writes y; reads x; both have at least from + count elements. */
    public static void exponentials(float[] y, float[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = (float) Elementary.exponential(x[n]);
        }
    }

    /** y[n] = ln x[n], see {@link Elementary#logarithm}. Writes y; reads x; both have at least from + count elements. */
    public static void logarithms(float[] y, float[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = (float) Elementary.logarithm(x[n]);
        }
    }

    /** y[n] = 1 / (1 + e^-x[n]), see {@link Elementary#sigmoid}. Writes y; reads x; both have at least from + count elements. */
    public static void sigmoids(float[] y, float[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = (float) Elementary.sigmoid(x[n]);
        }
    }

    /** y[n] = ln(1 + e^x[n]), see {@link Elementary#softplus}. Writes y; reads x; both have at least from + count elements. */
    public static void softpluses(float[] y, float[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = (float) Elementary.softplus(x[n]);
        }
    }

    /** y[n] = tanh x[n], see {@link Elementary#hyperbolicTangent}. Writes y; reads x; both have at least from + count elements. */
    public static void hyperbolicTangents(float[] y, float[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = (float) Elementary.hyperbolicTangent(x[n]);
        }
    }

    /** y[n] = x[n] / (1 + e^-x[n]), see {@link Elementary#silu}. Writes y; reads x; both have at least from + count elements. */
    public static void silus(float[] y, float[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = (float) Elementary.silu(x[n]);
        }
    }
}
