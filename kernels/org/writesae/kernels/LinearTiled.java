package org.writesae.kernels;

/**
 * The fast twins of {@link Linear}: the same sums in the same order, tile by tile. Four rows share each
 * weight they load, and the inputs are taken in blocks whose weights stay in the cache while all the
 * rows of a tile pass over them.
 *
 * <p>The inner loop is a method of its own with a constant length and one {@code double[]} that nothing
 * else can alias: in this form the JVM compiles it to vector instructions.
 */
public final class LinearTiled {
    /** Outputs of a tile. */
    public static final int COLUMNS = 512;
    /** Rows of a tile. */
    public static final int ROWS = 64;
    /** Inputs of a block: its weights, 256 × 512 float32 values, fit a second-level cache. */
    private static final int INPUTS = 256;

    private LinearTiled() {
    }

    /** Tiles of a product with {@code elements} = T · out outputs, whole rows: what is left of a row is not computed. */
    public static int tiles(int elements, int out) {
        int rows = elements / out;
        return ((rows + ROWS - 1) / ROWS) * ((out + COLUMNS - 1) / COLUMNS);
    }

    /** {@link Linear#linear}; from and count are tiles of the {@code elements} = T · out outputs. */
    public static void linear(double[] y, double[] x, float[] w, int in, int out, int elements, int from, int count) {
        double[] sums = new double[ROWS * COLUMNS];
        double[] four = new double[4 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int column = columnOf(from + i, out);
            int width = Math.min(COLUMNS, out - column);
            int row = rowOf(from + i, out);
            int rows = Math.min(ROWS, elements / out - row);
            multiply(sums, four, x, w, in, out, row, rows, column, width);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < width; j++) {
                    y[(row + r) * out + column + j] = Wide.wide(sums[r * COLUMNS + j]);
                }
            }
        }
    }

    /** {@link Linear#linearAdd}; from and count are tiles of the {@code elements} = T · out outputs. */
    public static void linearAdd(double[] x, double[] a, float[] w, int in, int out, int elements, int from,
            int count) {
        double[] sums = new double[ROWS * COLUMNS];
        double[] four = new double[4 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int column = columnOf(from + i, out);
            int width = Math.min(COLUMNS, out - column);
            int row = rowOf(from + i, out);
            int rows = Math.min(ROWS, elements / out - row);
            multiply(sums, four, a, w, in, out, row, rows, column, width);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < width; j++) {
                    x[(row + r) * out + column + j] += sums[r * COLUMNS + j];
                }
            }
        }
    }

    /** {@link Linear#linearBias}; from and count are tiles of the {@code elements} = T · out outputs. */
    public static void linearBias(float[] y, double[] x, float[] w, float[] bias, int in, int out, int elements,
            int from, int count) {
        double[] sums = new double[ROWS * COLUMNS];
        double[] four = new double[4 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int column = columnOf(from + i, out);
            int width = Math.min(COLUMNS, out - column);
            int row = rowOf(from + i, out);
            int rows = Math.min(ROWS, elements / out - row);
            multiply(sums, four, x, w, in, out, row, rows, column, width);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < width; j++) {
                    y[(row + r) * out + column + j] = (float) (sums[r * COLUMNS + j] + bias[column + j]);
                }
            }
        }
    }

    private static int columnOf(int tile, int out) {
        return (tile % ((out + COLUMNS - 1) / COLUMNS)) * COLUMNS;
    }

    private static int rowOf(int tile, int out) {
        return (tile / ((out + COLUMNS - 1) / COLUMNS)) * ROWS;
    }

    /** The sums of the rows of a tile, one stretch of {@link #COLUMNS} after the other. */
    private static void multiply(double[] sums, double[] four, double[] x, float[] w, int in, int out, int row,
            int rows, int column, int width) {
        for (int n = 0; n < rows * COLUMNS; n++) {
            sums[n] = 0;
        }
        for (int first = 0; first < in; first += INPUTS) {
            int end = Math.min(in, first + INPUTS);
            for (int r = 0; r < rows; r += 4) {
                if (r + 4 <= rows && width == COLUMNS) {
                    addBlock(sums, r * COLUMNS, four, x, (row + r) * in, in, w, column, out, first, end);
                } else {
                    for (int rest = r; rest < Math.min(r + 4, rows); rest++) {
                        for (int l = first; l < end; l++) {
                            addInput(sums, rest * COLUMNS, w, l * out + column, width, x[(row + rest) * in + l]);
                        }
                    }
                }
            }
        }
    }

    /** Adds the products of inputs [first, end) to the sums of four rows, which pass through {@code four}. */
    private static void addBlock(double[] sums, int at, double[] four, double[] x, int a, int in, float[] w,
            int column, int out, int first, int end) {
        for (int n = 0; n < four.length; n++) {
            four[n] = sums[at + n];
        }
        int b = a + in;
        int c = b + in;
        int d = c + in;
        int l = first;
        for (; l + 1 < end; l += 2) {
            addTwoInputs(four, w, l * out + column, (l + 1) * out + column, x[a + l], x[a + l + 1], x[b + l],
                    x[b + l + 1], x[c + l], x[c + l + 1], x[d + l], x[d + l + 1]);
        }
        if (l < end) {
            addInput(four, 0, w, l * out + column, COLUMNS, x[a + l]);
            addInput(four, COLUMNS, w, l * out + column, COLUMNS, x[b + l]);
            addInput(four, 2 * COLUMNS, w, l * out + column, COLUMNS, x[c + l]);
            addInput(four, 3 * COLUMNS, w, l * out + column, COLUMNS, x[d + l]);
        }
        for (int n = 0; n < four.length; n++) {
            sums[at + n] = four[n];
        }
    }

    /**
     * Adds the products of two inputs, the first one first, to the sums of four rows. The rows lie at
     * constant offsets of one array: with variable ones the JVM does not vectorise the loop.
     */
    static void addTwoInputs(double[] sums, float[] w, int first, int second, double a0, double a1, double b0,
            double b1, double c0, double c1, double d0, double d1) {
        for (int j = 0; j < COLUMNS; j++) {
            double w0 = w[first + j];
            double w1 = w[second + j];
            sums[j] = sums[j] + a0 * w0 + a1 * w1;
            sums[j + COLUMNS] = sums[j + COLUMNS] + b0 * w0 + b1 * w1;
            sums[j + 2 * COLUMNS] = sums[j + 2 * COLUMNS] + c0 * w0 + c1 * w1;
            sums[j + 3 * COLUMNS] = sums[j + 3 * COLUMNS] + d0 * w0 + d1 * w1;
        }
    }

    /** Adds the products of one input to the sums of one row. */
    static void addInput(double[] sums, int at, float[] w, int first, int width, double a) {
        for (int j = 0; j < width; j++) {
            sums[at + j] += a * w[first + j];
        }
    }
}
