package org.writesae.kernels;

/** Turning weights around, from torch's layout to the one a kernel walks in order. */
public final class Transpose {
    private Transpose() {
    }

    /**
     * {@code y[j, i] = x[i, j]}.
     *
     * @param y       [columns, rows]. Modified.
     * @param x       [rows, columns]. Not modified.
     * @param rows    rows of x
     * @param columns columns of x
     * @param from    first of the elements of y to copy
     * @param count   how many
     */
    public static void transpose(float[] y, float[] x, int rows, int columns, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = x[(n % rows) * columns + n / rows];
        }
    }
}
