package org.writesae.kernels;

/**
 * The fast twins of {@link StateSpace}: a stretch of columns of one head is carried together, so that the loops run
 * along the rows of the state. Same operations on each column in the same order.
 */
public final class StateSpaceTiled {
    /** Columns of a stretch. */
    public static final int COLUMNS = StretchTiled.COLUMNS;

    private StateSpaceTiled() {
    }

    /** {@link StateSpace#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] y, float[] state, float[] kept, double[] value, double[] mixed, double[] alpha,
            float[] skip, int[] keep, int rows, int heads, int groups, int dk, int dv, int columns, int from, int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] output = new double[COLUMNS];
        double[] written = new double[2 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int perHead = (dv + COLUMNS - 1) / COLUMNS;
            int h = (from + i) / perHead;
            int column = ((from + i) % perHead) * COLUMNS;
            int width = Math.min(COLUMNS, dv - column);
            StretchTiled.load(stretch, state, h * dk * dv + column, dk, dv, width);
            for (int t = 0; t < rows; t++) {
                advance(stretch, output, written, y, value, mixed, alpha, skip, t, h, column, width, heads, groups, dk, dv);
                int matrix = keep[t * heads + h];
                if (matrix >= 0) {
                    StretchTiled.store(kept, stretch, matrix * dk * dv + column, dk, dv, width);
                }
            }
            StretchTiled.store(state, stretch, h * dk * dv + column, dk, dv, width);
        }
    }

    /** {@link StateSpace#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] y, float[] states, double[] value, double[] mixed, double[] alpha, float[] skip,
            int[] first, int[] length, int[] start, int heads, int groups, int dk, int dv, int columns, int from,
            int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] output = new double[COLUMNS];
        double[] written = new double[2 * COLUMNS];
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
                advance(stretch, output, written, y, value, mixed, alpha, skip, t, h, column, width, heads, groups, dk, dv);
            }
        }
    }

    private static void advance(float[] stretch, double[] output, double[] written, double[] y, double[] value,
            double[] mixed, double[] alpha, float[] skip, int t, int h, int column, int width, int heads, int groups, int dk,
            int dv) {
        int row = t * (heads * dv + 2 * groups * dk);
        int key = row + heads * dv + h / (heads / groups) * dk;
        int query = key + groups * dk;
        float high = (float) alpha[t * heads + h];
        float low = (float) (alpha[t * heads + h] - high);
        int at = (t * heads + h) * dv + column;
        for (int j = 0; j < COLUMNS; j++) {
            output[j] = 0;
        }
        for (int j = 0; j < width; j++) {
            written[j] = (float) value[at + j];
            written[COLUMNS + j] = (float) (value[at + j] - written[j]);
        }
        for (int c = 0; c < dk; c++) {
            StretchTiled.write(stretch, written, c * COLUMNS, high, low, mixed[key + c]);
            StretchTiled.addProduct(output, stretch, c * COLUMNS, mixed[query + c]);
        }
        int x = row + h * dv + column;
        for (int j = 0; j < width; j++) {
            y[at + j] = Wide.wide(output[j] + skip[h] * mixed[x + j]);
        }
    }
}
