package org.writesae.tornado;

import org.writesae.kernels.Linear;
import org.writesae.kernels.Parallel;
import org.writesae.kernels.Wide;

/**
 * The device twins of {@link Linear}: a thread computes a block of {@link #ROWS} × {@link #COLUMNS} outputs, each
 * of them summed in the order of the definition, and so loads a weight once for all its rows and an input once
 * for all its columns. {@link #LANES} neighbouring threads have the same rows and neighbouring columns.
 *
 * <p>The number of rows T comes in an array, since a number would be a constant of the compiled kernel. Blocks
 * that reach over the edge compute the last row or column again and store nothing there.
 */
public final class LinearBlocks {
    /** Rows of a block. */
    static final int ROWS = 8;
    /** Columns of a block, {@link #LANES} apart. */
    static final int COLUMNS = 4;
    /** Threads side by side. */
    static final int LANES = 32;
    /** Groups of {@link #LANES} threads, one below the other, that share the weights of a tile. */
    static final int GROUPS = 8;
    private static final int WIDTH = COLUMNS * LANES;
    private static final int HEIGHT = ROWS * GROUPS;

    private LinearBlocks() {
    }

    /** Threads for a product with {@code elements} = T · out outputs. */
    static int threads(int elements, int out) {
        int rows = elements / out;
        return Math.multiplyExact(((rows + HEIGHT - 1) / HEIGHT) * ((out + WIDTH - 1) / WIDTH), LANES * GROUPS);
    }

    /** {@link Linear#linear}; {@code rows[0]} is T, from and count are threads. */
    public static void linear(double[] y, double[] x, float[] w, int[] rows, int in, int out, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int last = rows[0] - 1;
            int column = columnOf(from + i, out);
            int row = rowOf(from + i, out);
            double[] sums = new double[ROWS * COLUMNS];
            multiply(sums, x, w, row, last, column, in, out);
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    if (row + r <= last && column + c * LANES < out) {
                        y[(row + r) * out + column + c * LANES] = Wide.wide(sums[r * COLUMNS + c]);
                    }
                }
            }
        }
    }

    /** {@link Linear#linearAdd}; {@code rows[0]} is T, from and count are threads. */
    public static void linearAdd(double[] x, double[] a, float[] w, int[] rows, int in, int out, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int last = rows[0] - 1;
            int column = columnOf(from + i, out);
            int row = rowOf(from + i, out);
            double[] sums = new double[ROWS * COLUMNS];
            multiply(sums, a, w, row, last, column, in, out);
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    if (row + r <= last && column + c * LANES < out) {
                        int n = (row + r) * out + column + c * LANES;
                        x[n] = x[n] + sums[r * COLUMNS + c];
                    }
                }
            }
        }
    }

    /** {@link Linear#linearBias}; {@code rows[0]} is T, from and count are threads. */
    public static void linearBias(float[] y, double[] x, float[] w, float[] bias, int[] rows, int in, int out, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int last = rows[0] - 1;
            int column = columnOf(from + i, out);
            int row = rowOf(from + i, out);
            double[] sums = new double[ROWS * COLUMNS];
            multiply(sums, x, w, row, last, column, in, out);
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    if (row + r <= last && column + c * LANES < out) {
                        int j = column + c * LANES;
                        y[(row + r) * out + j] = (float) (sums[r * COLUMNS + c] + bias[j]);
                    }
                }
            }
        }
    }

    private static int columnOf(int thread, int out) {
        return (thread / (LANES * GROUPS)) % ((out + WIDTH - 1) / WIDTH) * WIDTH + thread % LANES;
    }

    private static int rowOf(int thread, int out) {
        return (thread / (LANES * GROUPS)) / ((out + WIDTH - 1) / WIDTH) * HEIGHT + (thread / LANES) % GROUPS * ROWS;
    }

    /**
     * The sums of a block, row after row. They are scalars of their own until the end, since arrays of a thread
     * may not lie in registers.
     */
    private static void multiply(double[] sums, double[] x, float[] w, int row, int last, int column, int in, int out) {
        int j0 = column < out ? column : out - 1;
        int j1 = column + LANES < out ? column + LANES : out - 1;
        int j2 = column + 2 * LANES < out ? column + 2 * LANES : out - 1;
        int j3 = column + 3 * LANES < out ? column + 3 * LANES : out - 1;
        int a = (row < last ? row : last) * in;
        int b = (row + 1 < last ? row + 1 : last) * in;
        int c = (row + 2 < last ? row + 2 : last) * in;
        int d = (row + 3 < last ? row + 3 : last) * in;
        int e = (row + 4 < last ? row + 4 : last) * in;
        int f = (row + 5 < last ? row + 5 : last) * in;
        int g = (row + 6 < last ? row + 6 : last) * in;
        int h = (row + 7 < last ? row + 7 : last) * in;
        double a0 = 0;
        double a1 = 0;
        double a2 = 0;
        double a3 = 0;
        double b0 = 0;
        double b1 = 0;
        double b2 = 0;
        double b3 = 0;
        double c0 = 0;
        double c1 = 0;
        double c2 = 0;
        double c3 = 0;
        double d0 = 0;
        double d1 = 0;
        double d2 = 0;
        double d3 = 0;
        double e0 = 0;
        double e1 = 0;
        double e2 = 0;
        double e3 = 0;
        double f0 = 0;
        double f1 = 0;
        double f2 = 0;
        double f3 = 0;
        double g0 = 0;
        double g1 = 0;
        double g2 = 0;
        double g3 = 0;
        double h0 = 0;
        double h1 = 0;
        double h2 = 0;
        double h3 = 0;
        for (int l = 0; l < in; l++) {
            double w0 = w[l * out + j0];
            double w1 = w[l * out + j1];
            double w2 = w[l * out + j2];
            double w3 = w[l * out + j3];
            double ax = x[a + l];
            double bx = x[b + l];
            double cx = x[c + l];
            double dx = x[d + l];
            double ex = x[e + l];
            double fx = x[f + l];
            double gx = x[g + l];
            double hx = x[h + l];
            a0 = a0 + ax * w0;
            a1 = a1 + ax * w1;
            a2 = a2 + ax * w2;
            a3 = a3 + ax * w3;
            b0 = b0 + bx * w0;
            b1 = b1 + bx * w1;
            b2 = b2 + bx * w2;
            b3 = b3 + bx * w3;
            c0 = c0 + cx * w0;
            c1 = c1 + cx * w1;
            c2 = c2 + cx * w2;
            c3 = c3 + cx * w3;
            d0 = d0 + dx * w0;
            d1 = d1 + dx * w1;
            d2 = d2 + dx * w2;
            d3 = d3 + dx * w3;
            e0 = e0 + ex * w0;
            e1 = e1 + ex * w1;
            e2 = e2 + ex * w2;
            e3 = e3 + ex * w3;
            f0 = f0 + fx * w0;
            f1 = f1 + fx * w1;
            f2 = f2 + fx * w2;
            f3 = f3 + fx * w3;
            g0 = g0 + gx * w0;
            g1 = g1 + gx * w1;
            g2 = g2 + gx * w2;
            g3 = g3 + gx * w3;
            h0 = h0 + hx * w0;
            h1 = h1 + hx * w1;
            h2 = h2 + hx * w2;
            h3 = h3 + hx * w3;
        }
        sums[0] = a0;
        sums[1] = a1;
        sums[2] = a2;
        sums[3] = a3;
        sums[4] = b0;
        sums[5] = b1;
        sums[6] = b2;
        sums[7] = b3;
        sums[8] = c0;
        sums[9] = c1;
        sums[10] = c2;
        sums[11] = c3;
        sums[12] = d0;
        sums[13] = d1;
        sums[14] = d2;
        sums[15] = d3;
        sums[16] = e0;
        sums[17] = e1;
        sums[18] = e2;
        sums[19] = e3;
        sums[20] = f0;
        sums[21] = f1;
        sums[22] = f2;
        sums[23] = f3;
        sums[24] = g0;
        sums[25] = g1;
        sums[26] = g2;
        sums[27] = g3;
        sums[28] = h0;
        sums[29] = h1;
        sums[30] = h2;
        sums[31] = h3;
    }
}
