package org.writesae.kernels;

/**
 * The fast twins of {@link Rwkv7}: a stretch of columns of one head is carried together, so that the loops
 * run along the rows of the state. Same operations on each column in the same order.
 */
public final class Rwkv7Tiled {
    private static final int COLUMNS = StretchTiled.COLUMNS;

    private Rwkv7Tiled() {
    }

    /** {@link Rwkv7#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] o, double[] e, float[] state, float[] kept, double[] r, double[] w, double[] key,
            double[] v, double[] kappa, double[] b, int[] keep, int rows, int heads, int dk, int dv, int columns, int from,
            int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] held = new double[COLUMNS];
        double[] output = new double[COLUMNS];
        double[] parts = new double[4 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int perHead = (dv + COLUMNS - 1) / COLUMNS;
            int h = (from + i) / perHead;
            int column = ((from + i) % perHead) * COLUMNS;
            int width = Math.min(COLUMNS, dv - column);
            StretchTiled.load(stretch, state, h * dk * dv + column, dk, dv, width);
            for (int t = 0; t < rows; t++) {
                advance(stretch, held, output, parts, o, e, r, w, key, v, kappa, b, t * heads + h, column, width, dk, dv);
                int matrix = keep[t * heads + h];
                if (matrix >= 0) {
                    StretchTiled.store(kept, stretch, matrix * dk * dv + column, dk, dv, width);
                }
            }
            StretchTiled.store(state, stretch, h * dk * dv + column, dk, dv, width);
        }
    }

    /** {@link Rwkv7#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] o, double[] e, float[] states, double[] r, double[] w, double[] key, double[] v,
            double[] kappa, double[] b, int[] first, int[] length, int[] start, int heads, int dk, int dv, int columns,
            int from, int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] held = new double[COLUMNS];
        double[] output = new double[COLUMNS];
        double[] parts = new double[4 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int perHead = (dv + COLUMNS - 1) / COLUMNS;
            // Branches next to each other often start from the same states: a stretch is taken for all of them in turn.
            int branches = columns / (heads * dv);
            int branch = (from + i) % branches;
            int h = (from + i) / branches / perHead;
            int column = ((from + i) / branches % perHead) * COLUMNS;
            int width = Math.min(COLUMNS, dv - column);
            StretchTiled.load(stretch, states, start[branch * heads + h] * dk * dv + column, dk, dv, width);
            int end = first[branch] + length[branch];
            for (int t = first[branch]; t < end; t++) {
                advance(stretch, held, output, parts, o, e, r, w, key, v, kappa, b, t * heads + h, column, width, dk, dv);
            }
        }
    }

    private static void advance(float[] stretch, double[] held, double[] output, double[] parts, double[] o, double[] e,
            double[] r, double[] w, double[] key, double[] v, double[] kappa, double[] b, int n, int column, int width, int dk,
            int dv) {
        int at = n * dk;
        for (int j = 0; j < COLUMNS; j++) {
            held[j] = 0;
            output[j] = 0;
        }
        for (int c = 0; c < dk; c++) {
            StretchTiled.addProduct(held, stretch, c * COLUMNS, kappa[at + c]);
        }
        int first = n * dv + column;
        for (int j = 0; j < width; j++) {
            double erased = Wide.wide(-held[j]);
            e[first + j] = erased;
            // All parts are float32 values, kept as doubles: a float[] could be the stretch's alias.
            parts[j] = (float) erased;
            parts[COLUMNS + j] = (float) (erased - parts[j]);
            parts[2 * COLUMNS + j] = (float) v[first + j];
            parts[3 * COLUMNS + j] = (float) (v[first + j] - parts[2 * COLUMNS + j]);
        }
        for (int c = 0; c < dk; c++) {
            write(stretch, parts, c * COLUMNS, w[at + c], key[at + c], b[at + c]);
            StretchTiled.addProduct(output, stretch, c * COLUMNS, r[at + c]);
        }
        for (int j = 0; j < width; j++) {
            o[first + j] = Wide.wide(output[j]);
        }
    }

    private static void write(float[] stretch, double[] parts, int at, double w, double key, double b) {
        for (int j = 0; j < COLUMNS; j++) {
            double written = key * parts[2 * COLUMNS + j] + key * parts[3 * COLUMNS + j];
            double removed = b * parts[j] + b * parts[COLUMNS + j];
            stretch[at + j] = (float) (w * stretch[at + j] + (written + removed));
        }
    }
}
