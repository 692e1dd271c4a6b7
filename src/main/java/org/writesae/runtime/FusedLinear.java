package org.writesae.runtime;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.HotSpotDiagnosticMXBean;

import org.writesae.kernels.LinearTiled;
import org.writesae.kernels.Wide;

/**
 * {@link LinearTiled} with fused multiply-add, for processors that have it. The product of a wide and a
 * float32 value is exact, so one rounding or two make no difference: the bits are those of the
 * definition, and tests hold them so. It stands here and not among the kernels because only the JVM runs
 * it, and only where {@link #isFast} says so: without the instruction Math.fma is a thousand times slower.
 */
public final class FusedLinear {
    private static final int COLUMNS = LinearTiled.COLUMNS;
    /** Inputs of a block, a multiple of the three taken at a time; its weights fit a second-level cache. */
    private static final int INPUTS = 129;

    private FusedLinear() {
    }

    /** Whether this JVM compiles Math.fma to an instruction. */
    static boolean isFast() {
        try {
            HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return options != null && Boolean.parseBoolean(options.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@link LinearTiled#linear}. */
    public static void linear(double[] y, double[] x, float[] w, int in, int out, int elements, int from, int count) {
        Tile tile = new Tile(in, out, elements);
        for (int n = from; n < from + count; n++) {
            tile.multiply(n, x, w);
            for (int r = 0; r < tile.rows; r++) {
                for (int j = 0; j < tile.width; j++) {
                    y[(tile.row + r) * out + tile.column + j] = Wide.wide(tile.sums[r * COLUMNS + j]);
                }
            }
        }
    }

    /** {@link LinearTiled#linearAdd}. */
    public static void linearAdd(double[] x, double[] a, float[] w, int in, int out, int elements, int from,
            int count) {
        Tile tile = new Tile(in, out, elements);
        for (int n = from; n < from + count; n++) {
            tile.multiply(n, a, w);
            for (int r = 0; r < tile.rows; r++) {
                for (int j = 0; j < tile.width; j++) {
                    x[(tile.row + r) * out + tile.column + j] += tile.sums[r * COLUMNS + j];
                }
            }
        }
    }

    /** {@link LinearTiled#linearBias}. */
    public static void linearBias(float[] y, double[] x, float[] w, float[] bias, int in, int out, int elements,
            int from, int count) {
        Tile tile = new Tile(in, out, elements);
        for (int n = from; n < from + count; n++) {
            tile.multiply(n, x, w);
            for (int r = 0; r < tile.rows; r++) {
                for (int j = 0; j < tile.width; j++) {
                    float sum = (float) (tile.sums[r * COLUMNS + j] + bias[tile.column + j]);
                    y[(tile.row + r) * out + tile.column + j] = sum;
                }
            }
        }
    }

    /** The sums of one tile of rows and columns. */
    private static final class Tile {
        private final int in;
        private final int out;
        private final int allRows;
        private final double[] sums = new double[LinearTiled.ROWS * COLUMNS];
        private final double[] four = new double[4 * COLUMNS];
        private int row;
        private int rows;
        private int column;
        private int width;

        Tile(int in, int out, int elements) {
            this.in = in;
            this.out = out;
            this.allRows = elements / out;
        }

        void multiply(int tile, double[] x, float[] w) {
            int across = (out + COLUMNS - 1) / COLUMNS;
            row = (tile / across) * LinearTiled.ROWS;
            rows = Math.min(LinearTiled.ROWS, allRows - row);
            column = (tile % across) * COLUMNS;
            width = Math.min(COLUMNS, out - column);
            Arrays.fill(sums, 0, rows * COLUMNS, 0);
            for (int first = 0; first < in; first += INPUTS) {
                int end = Math.min(in, first + INPUTS);
                int r = 0;
                for (; width == COLUMNS && r + 4 <= rows; r += 4) {
                    addBlock(r, x, w, first, end);
                }
                for (; r < rows; r++) {
                    for (int l = first; l < end; l++) {
                        addInput(sums, r * COLUMNS, w, l * out + column, width, x[(row + r) * in + l]);
                    }
                }
            }
        }

        /** Inputs [first, end) of four rows, whose sums lie at constant offsets of one array meanwhile. */
        private void addBlock(int r, double[] x, float[] w, int first, int end) {
            System.arraycopy(sums, r * COLUMNS, four, 0, four.length);
            int a = (row + r) * in;
            int b = a + in;
            int c = b + in;
            int d = c + in;
            int l = first;
            for (; l + 2 < end; l += 3) {
                addThreeInputs(four, w, l * out + column, out, x[a + l], x[a + l + 1], x[a + l + 2], x[b + l], x[b + l + 1],
                        x[b + l + 2], x[c + l], x[c + l + 1], x[c + l + 2], x[d + l], x[d + l + 1], x[d + l + 2]);
            }
            for (; l < end; l++) {
                addInput(four, 0, w, l * out + column, COLUMNS, x[a + l]);
                addInput(four, COLUMNS, w, l * out + column, COLUMNS, x[b + l]);
                addInput(four, 2 * COLUMNS, w, l * out + column, COLUMNS, x[c + l]);
                addInput(four, 3 * COLUMNS, w, l * out + column, COLUMNS, x[d + l]);
            }
            System.arraycopy(four, 0, sums, r * COLUMNS, four.length);
        }
    }

    /** Adds the products of three inputs, in order, to the sums of four rows. */
    static void addThreeInputs(double[] sums, float[] w, int first, int out, double a0, double a1, double a2,
            double b0, double b1, double b2, double c0, double c1, double c2, double d0, double d1, double d2) {
        int second = first + out;
        int third = second + out;
        for (int j = 0; j < COLUMNS; j++) {
            double w0 = w[first + j];
            double w1 = w[second + j];
            double w2 = w[third + j];
            sums[j] = Math.fma(a2, w2, Math.fma(a1, w1, Math.fma(a0, w0, sums[j])));
            sums[j + COLUMNS] = Math.fma(b2, w2, Math.fma(b1, w1, Math.fma(b0, w0, sums[j + COLUMNS])));
            sums[j + 2 * COLUMNS] = Math.fma(c2, w2, Math.fma(c1, w1, Math.fma(c0, w0, sums[j + 2 * COLUMNS])));
            sums[j + 3 * COLUMNS] = Math.fma(d2, w2, Math.fma(d1, w1, Math.fma(d0, w0, sums[j + 3 * COLUMNS])));
        }
    }

    /** Adds the products of one input to the sums of one row. */
    static void addInput(double[] sums, int at, float[] w, int first, int width, double a) {
        for (int j = 0; j < width; j++) {
            sums[at + j] = Math.fma(a, w[first + j], sums[at + j]);
        }
    }
}
