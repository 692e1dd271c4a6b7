package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.Linear;
import org.writesae.kernels.Wide;

/**
 * The device twins of {@link Linear}. A group of {@link #THREADS} threads computes a tile of {@link #SIDE} ×
 * {@link #SIDE} outputs. {@link #DEPTH} inputs of each of its rows and columns at a time go to local memory, as
 * doubles, and each thread adds their products to the {@link #ROWS} × {@link #COLUMNS} sums that are its own, in
 * the order of the definition.
 *
 * <p>Where a tile reaches over the edge of a matrix, it reads zeros and stores nothing. A sum that began with +0
 * is never −0, so the products 0 · 0 behind the last input leave it as it was.
 *
 * <p>The number of rows T comes in an array, since a number would be a constant of the compiled kernel.
 */
public final class LinearTiles {
    /** Rows and columns of a tile. */
    static final int SIDE = 64;
    /** Rows of a thread, one below the other. */
    static final int ROWS = 8;
    /** Columns of a thread, {@link #LANES} apart, so that neighbouring threads read and write neighbouring columns. */
    static final int COLUMNS = 4;
    private static final int LANES = SIDE / COLUMNS;
    /** Threads of a group. */
    static final int THREADS = LANES * SIDE / ROWS;
    /** Inputs of a row that are in local memory at a time. */
    private static final int DEPTH = 16;
    /** From an input to the next in local memory: one more than the rows, so that threads store to different banks. */
    private static final int PITCH = SIDE + 1;

    private LinearTiles() {
    }

    /** Threads for T rows. */
    static int threads(int rows, int out) {
        return Math.multiplyExact(((rows + SIDE - 1) / SIDE) * ((out + SIDE - 1) / SIDE), THREADS);
    }

    /** {@link Linear#linear}; {@code rows[0]} is T. */
    @Group(THREADS)
    public static void linear(KernelContext context, double[] y, double[] x, float[] w, int[] rows, int in, int out) {
        double[] sums = new double[ROWS * COLUMNS];
        multiply(context, sums, x, w, rows[0], in, out);
        int row = row(context, out);
        int column = column(context, out);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < COLUMNS; c++) {
                if (row + r < rows[0] && column + c * LANES < out) {
                    y[(row + r) * out + column + c * LANES] = Wide.wide(sums[r * COLUMNS + c]);
                }
            }
        }
    }

    /** {@link Linear#linearAdd}; {@code rows[0]} is T. */
    @Group(THREADS)
    public static void linearAdd(KernelContext context, double[] x, double[] a, float[] w, int[] rows, int in, int out) {
        double[] sums = new double[ROWS * COLUMNS];
        multiply(context, sums, a, w, rows[0], in, out);
        int row = row(context, out);
        int column = column(context, out);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < COLUMNS; c++) {
                if (row + r < rows[0] && column + c * LANES < out) {
                    int n = (row + r) * out + column + c * LANES;
                    x[n] = x[n] + sums[r * COLUMNS + c];
                }
            }
        }
    }

    /** {@link Linear#linearBias}; {@code rows[0]} is T. */
    @Group(THREADS)
    public static void linearBias(KernelContext context, float[] y, double[] x, float[] w, float[] bias, int[] rows, int in,
            int out) {
        double[] sums = new double[ROWS * COLUMNS];
        multiply(context, sums, x, w, rows[0], in, out);
        int row = row(context, out);
        int column = column(context, out);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < COLUMNS; c++) {
                if (row + r < rows[0] && column + c * LANES < out) {
                    int j = column + c * LANES;
                    y[(row + r) * out + j] = (float) (sums[r * COLUMNS + c] + bias[j]);
                }
            }
        }
    }

    /** The first row of a thread. Tiles are numbered row by row. */
    private static int row(KernelContext context, int out) {
        return context.groupIdx / ((out + SIDE - 1) / SIDE) * SIDE + context.localIdx / LANES * ROWS;
    }

    /** The first column of a thread. */
    private static int column(KernelContext context, int out) {
        return context.groupIdx % ((out + SIDE - 1) / SIDE) * SIDE + context.localIdx % LANES;
    }

    /** The sums of a thread, row after row. */
    private static void multiply(KernelContext context, double[] sums, double[] x, float[] w, int rows, int in, int out) {
        double[] inputs = context.allocateDoubleLocalArray(DEPTH * PITCH);
        double[] weights = context.allocateDoubleLocalArray(DEPTH * SIDE);
        int thread = context.localIdx;
        int top = row(context, out) - thread / LANES * ROWS;
        int left = column(context, out) - thread % LANES;
        for (int n = 0; n < ROWS * COLUMNS; n++) {
            sums[n] = 0;
        }
        for (int first = 0; first < in; first += DEPTH) {
            for (int n = thread; n < DEPTH * SIDE; n += THREADS) {
                int i = top + n / DEPTH;
                int l = first + n % DEPTH;
                inputs[n % DEPTH * PITCH + n / DEPTH] = i < rows && l < in ? x[i * in + l] : 0;
                int k = first + n / SIDE;
                int j = left + n % SIDE;
                weights[n] = k < in && j < out ? w[k * out + j] : 0;
            }
            context.localBarrier();
            for (int l = 0; l < DEPTH; l++) {
                for (int r = 0; r < ROWS; r++) {
                    for (int c = 0; c < COLUMNS; c++) {
                        sums[r * COLUMNS + c] += inputs[l * PITCH + thread / LANES * ROWS + r]
                                * weights[l * SIDE + thread % LANES + c * LANES];
                    }
                }
            }
            context.localBarrier();
        }
    }
}
