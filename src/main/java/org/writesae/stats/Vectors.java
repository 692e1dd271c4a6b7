package org.writesae.stats;

/** Vectors: products, summed from the first element to the last, and float32 values as double. */
public final class Vectors {
    private Vectors() {
    }

    /** ⟨x, y⟩ */
    public static double dot(double[] x, double[] y) {
        return dot(x, 0, y, 0, x.length);
    }

    /** ⟨x, y⟩ of {@code width} elements each, those of x from {@code i} on and those of y from {@code j} on. */
    public static double dot(double[] x, int i, double[] y, int j, int width) {
        double sum = 0;
        for (int n = 0; n < width; n++) {
            sum += x[i + n] * y[j + n];
        }
        return sum;
    }

    /** ‖x‖, the Euclidean length. */
    public static double length(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    /** ‖x‖ of {@code width} elements from {@code i} on. */
    public static double length(double[] x, int i, int width) {
        return Math.sqrt(dot(x, i, x, i, width));
    }

    /** Adds {@code weight} times {@code x} to {@code to}. */
    static void add(double[] to, double[] x, double weight) {
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * x[i];
        }
    }

    static double[] scaled(double[] x, double factor) {
        double[] scaled = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            scaled[i] = factor * x[i];
        }
        return scaled;
    }

    /** Whether the element of the largest magnitude, the first of equal ones, is below zero: one way to choose a sign. */
    static boolean isUpsideDown(double[] x) {
        double largest = 0;
        for (double element : x) {
            largest = Math.abs(element) > Math.abs(largest) ? element : largest;
        }
        return largest < 0;
    }

    /** The same values as double. */
    public static double[] widened(float[] x) {
        double[] wide = new double[x.length];
        for (int n = 0; n < wide.length; n++) {
            wide[n] = x[n];
        }
        return wide;
    }
}
