package org.writesae.runtime;

import java.util.Arrays;

import org.writesae.kernels.LinearTiled;

/**
 * The sums of one tile of a product x · w, rows by columns, each in order of the inputs. The inputs are taken in blocks, whose
 * weights are copied to a panel that stays in a second-level cache while all rows pass over it; six rows share each weight
 * that is loaded and widened. The sums of six rows lie at constant offsets of one array of their own: with variable ones, or
 * with arrays that could be the same, the JVM does not compile the loop to vector instructions.
 *
 * <p>A product of one row reads each weight once, so it is bound by memory: its tiles are wide, for long runs through w, and
 * take w as it lies there.
 */
final class FusedTile {
    private static final int COLUMNS = LinearTiled.COLUMNS;
    private static final int GROUP = 6;
    /** Rows of a tile, groups of six. */
    static final int ROWS = 11 * GROUP;
    /** Inputs of a block, a multiple of the three taken at a time. */
    private static final int INPUTS = 126;
    /** Elements of a panel, a power of two. */
    private static final int PANEL = 128 * COLUMNS;
    /** Columns of a tile of one row are a quarter of all, within {@link #COLUMNS} and this. */
    private static final int MOST = 4096;

    private final int in;
    private final int out;
    private final int allRows;
    private final int columns;
    private final double[][] groups;
    private final float[] panel;
    int row;
    int rows;
    int column;
    int width;

    /** @param elements T · out */
    FusedTile(int in, int out, int elements) {
        this.in = in;
        this.out = out;
        allRows = elements / out;
        columns = columns(allRows, out);
        int most = Math.min(ROWS, allRows);
        groups = new double[(most + GROUP - 1) / GROUP][(allRows == 1 ? 1 : GROUP) * columns];
        panel = new float[allRows == 1 ? 0 : Math.min(INPUTS, in) * COLUMNS];
    }

    static int tiles(int rows, int out) {
        int columns = columns(rows, out);
        return (rows + ROWS - 1) / ROWS * ((out + columns - 1) / columns);
    }

    private static int columns(int rows, int out) {
        return rows == 1 ? Math.clamp((out + 3) / 4, COLUMNS, MOST) : COLUMNS;
    }

    /** The array of the sums of row {@code r} of the tile, from {@link #first} on. */
    double[] sums(int r) {
        return groups[r / GROUP];
    }

    int first(int r) {
        return r % GROUP * columns;
    }

    void multiply(int tile, double[] x, float[] w) {
        int across = (out + columns - 1) / columns;
        row = tile / across * ROWS;
        rows = Math.min(ROWS, allRows - row);
        column = tile % across * columns;
        width = Math.min(columns, out - column);
        for (double[] sums : groups) {
            Arrays.fill(sums, 0);
        }
        if (allRows == 1) {
            addRow(groups[0], 0, w, column, out, x, 0, in);
            return;
        }
        for (int block = 0; block < in; block += INPUTS) {
            int inputs = Math.min(INPUTS, in - block);
            for (int l = 0; l < inputs; l++) {
                System.arraycopy(w, (block + l) * out + column, panel, l * COLUMNS, width);
            }
            for (int r = 0; r < rows; r += GROUP) {
                addGroup(groups[r / GROUP], Math.min(GROUP, rows - r), x, (row + r) * in + block, inputs);
            }
        }
    }

    /** Adds the products of the inputs in the panel to the sums of up to six rows, whose inputs begin at {@code first}. */
    private void addGroup(double[] sums, int count, double[] x, int first, int inputs) {
        int l = 0;
        if (2 * width >= COLUMNS) {
            // Rows and columns that are missing are computed all the same, from the last row and what the panel held.
            int b = first + Math.min(1, count - 1) * in;
            int c = first + Math.min(2, count - 1) * in;
            int d = first + Math.min(3, count - 1) * in;
            int e = first + Math.min(4, count - 1) * in;
            int f = first + (count - 1) * in;
            for (int a = first; l + 2 < inputs; l += 3, a += 3, b += 3, c += 3, d += 3, e += 3, f += 3) {
                addThreeInputs(sums, panel, l * COLUMNS, x[a], x[a + 1], x[a + 2], x[b], x[b + 1], x[b + 2], x[c], x[c + 1],
                        x[c + 2], x[d], x[d + 1], x[d + 2], x[e], x[e + 1], x[e + 2], x[f], x[f + 1], x[f + 2]);
            }
        }
        for (int r = 0; r < count; r++) {
            addRow(sums, r * COLUMNS, panel, l * COLUMNS, COLUMNS, x, first + r * in + l, inputs - l);
        }
    }

    /** Adds the products of {@code inputs} inputs to the sums of one row; their weights lie {@code stride} apart. */
    private void addRow(double[] sums, int at, float[] w, int first, int stride, double[] x, int input, int inputs) {
        int l = 0;
        for (; l + 3 < inputs; l += 4) {
            addFourInputs(sums, at, w, first + l * stride, stride, width, x[input + l], x[input + l + 1], x[input + l + 2],
                    x[input + l + 3]);
        }
        for (; l < inputs; l++) {
            addInput(sums, at, w, first + l * stride, width, x[input + l]);
        }
    }

    /**
     * Adds the products of three inputs, in order, to the sums of six rows. The JVM gives up on vector instructions where a
     * loop has more than about 60 operations: so the weights, too, lie at constant offsets, and the mask, which changes nothing,
     * shows that their index does not overflow, which would take operations of its own.
     */
    private static void addThreeInputs(double[] sums, float[] panel, int first, double a0, double a1, double a2, double b0,
            double b1, double b2, double c0, double c1, double c2, double d0, double d1, double d2, double e0, double e1,
            double e2, double f0, double f1, double f2) {
        int start = first & PANEL - 1;
        for (int j = 0; j < COLUMNS; j++) {
            double w0 = panel[start + j];
            double w1 = panel[start + j + COLUMNS];
            double w2 = panel[start + j + 2 * COLUMNS];
            sums[j] = Math.fma(a2, w2, Math.fma(a1, w1, Math.fma(a0, w0, sums[j])));
            sums[j + COLUMNS] = Math.fma(b2, w2, Math.fma(b1, w1, Math.fma(b0, w0, sums[j + COLUMNS])));
            sums[j + 2 * COLUMNS] = Math.fma(c2, w2, Math.fma(c1, w1, Math.fma(c0, w0, sums[j + 2 * COLUMNS])));
            sums[j + 3 * COLUMNS] = Math.fma(d2, w2, Math.fma(d1, w1, Math.fma(d0, w0, sums[j + 3 * COLUMNS])));
            sums[j + 4 * COLUMNS] = Math.fma(e2, w2, Math.fma(e1, w1, Math.fma(e0, w0, sums[j + 4 * COLUMNS])));
            sums[j + 5 * COLUMNS] = Math.fma(f2, w2, Math.fma(f1, w1, Math.fma(f0, w0, sums[j + 5 * COLUMNS])));
        }
    }

    /** Adds the products of four inputs, in order, to the sums of one row. */
    private static void addFourInputs(double[] sums, int at, float[] w, int first, int stride, int width, double a0, double a1,
            double a2, double a3) {
        int second = first + stride;
        int third = second + stride;
        int fourth = third + stride;
        for (int j = 0; j < width; j++) {
            double sum = Math.fma(a1, w[second + j], Math.fma(a0, w[first + j], sums[at + j]));
            sums[at + j] = Math.fma(a3, w[fourth + j], Math.fma(a2, w[third + j], sum));
        }
    }

    /** Adds the products of one input to the sums of one row. */
    static void addInput(double[] sums, int at, float[] w, int first, int width, double a) {
        for (int j = 0; j < width; j++) {
            sums[at + j] = Math.fma(a, w[first + j], sums[at + j]);
        }
    }
}
