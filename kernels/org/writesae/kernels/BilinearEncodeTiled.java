package org.writesae.kernels;

/**
 * The fast twin of {@link BilinearEncode}: 512 features at a time over four key rows of a state, so that
 * each filter weight is loaded once for four products. Same sums, same order, same bits.
 */
public final class BilinearEncodeTiled {
    /** Features of a tile. */
    public static final int COLUMNS = 512;
    /** States of a tile: its filters stay in the cache from one to the next. */
    public static final int STATES = 8;

    private BilinearEncodeTiled() {
    }

    /** Tiles of {@code elements} = N · features outputs, whole rows: what is left of a row is not computed. */
    public static int tiles(int elements, int features) {
        int states = elements / features;
        return ((states + STATES - 1) / STATES) * ((features + COLUMNS - 1) / COLUMNS);
    }

    /** {@link BilinearEncode#bilinearEncode}; from and count are tiles. */
    public static void bilinearEncode(float[] s, float[] x, float[] v, float[] w, float[] bias, int features,
            int rank, int dk, int dv, int elements, int from, int count) {
        double[] rows = new double[4 * COLUMNS];
        double[] sums = new double[COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int columns = (features + COLUMNS - 1) / COLUMNS;
            int first = ((from + i) % columns) * COLUMNS;
            int width = Math.min(COLUMNS, features - first);
            int state = ((from + i) / columns) * STATES;
            int end = Math.min(state + STATES, elements / features);
            for (; state < end; state++) {
                encode(sums, rows, x, v, w, state * dk * dv, first, width, features, rank, dk, dv);
                for (int j = 0; j < width; j++) {
                    s[state * features + first + j] = (float) (sums[j] + bias[first + j]);
                }
            }
        }
    }

    private static void encode(double[] sums, double[] rows, float[] x, float[] v, float[] w, int state, int first,
            int width, int features, int rank, int dk, int dv) {
        for (int j = 0; j < COLUMNS; j++) {
            sums[j] = 0;
        }
        for (int r = 0; r < rank; r++) {
            for (int c = 0; c < dk; c += 4) {
                int keys = Math.min(4, dk - c);
                multiply(rows, x, w, state + c * dv, r * dv * features + first, keys, width, features, dv);
                for (int key = 0; key < keys; key++) {
                    addRow(sums, rows, key * COLUMNS, v, (r * dk + c + key) * features + first, width);
                }
            }
        }
    }

    /** X w of up to four key rows, one stretch of {@link #COLUMNS} features after the other. */
    private static void multiply(double[] rows, float[] x, float[] w, int base, int filter, int keys, int width,
            int features, int dv) {
        for (int j = 0; j < rows.length; j++) {
            rows[j] = 0;
        }
        int l = 0;
        if (keys == 4 && width == COLUMNS) {
            int b = base + dv;
            int c = b + dv;
            int d = c + dv;
            for (; l + 1 < dv; l += 2) {
                LinearTiled.addTwoInputs(rows, w, filter + l * features, filter + (l + 1) * features, x[base + l],
                        x[base + l + 1], x[b + l], x[b + l + 1], x[c + l], x[c + l + 1], x[d + l], x[d + l + 1]);
            }
        }
        for (int key = 0; key < keys; key++) {
            for (int rest = l; rest < dv; rest++) {
                LinearTiled.addInput(rows, key * COLUMNS, w, filter + rest * features, width, x[base + key * dv + rest]);
            }
        }
    }

    private static void addRow(double[] sums, double[] rows, int at, float[] v, int first, int width) {
        for (int j = 0; j < width; j++) {
            sums[j] += Wide.wide(rows[at + j]) * v[first + j];
        }
    }
}
