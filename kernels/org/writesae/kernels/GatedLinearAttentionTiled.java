package org.writesae.kernels;

/**
 * The fast twins of {@link GatedLinearAttention}: a stretch of columns of one head is carried together, so
 * that the loops run along the rows of the state. Same operations on each column in the same order.
 */
public final class GatedLinearAttentionTiled {
    /** Columns of a stretch. */
    private static final int COLUMNS = StretchTiled.COLUMNS;

    private GatedLinearAttentionTiled() {
    }

    /** {@link GatedLinearAttention#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] o, float[] state, float[] kept, double[] q, double[] k, double[] v, double[] alpha,
            int[] keep, int rows, int heads, int dk, int dv, int columns, int from, int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] output = new double[COLUMNS];
        double[] values = new double[2 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int perHead = (dv + COLUMNS - 1) / COLUMNS;
            int h = (from + i) / perHead;
            int column = ((from + i) % perHead) * COLUMNS;
            int width = Math.min(COLUMNS, dv - column);
            StretchTiled.load(stretch, state, h * dk * dv + column, dk, dv, width);
            for (int t = 0; t < rows; t++) {
                advance(stretch, output, values, o, q, k, v, alpha, t * heads + h, column, width, dk, dv);
                int matrix = keep[t * heads + h];
                if (matrix >= 0) {
                    StretchTiled.store(kept, stretch, matrix * dk * dv + column, dk, dv, width);
                }
            }
            StretchTiled.store(state, stretch, h * dk * dv + column, dk, dv, width);
        }
    }

    /** {@link GatedLinearAttention#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] o, float[] states, double[] q, double[] k, double[] v, double[] alpha, int[] first,
            int[] length, int[] start, int heads, int dk, int dv, int columns, int from, int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] output = new double[COLUMNS];
        double[] values = new double[2 * COLUMNS];
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
                advance(stretch, output, values, o, q, k, v, alpha, t * heads + h, column, width, dk, dv);
            }
        }
    }

    private static void advance(float[] stretch, double[] output, double[] values, double[] o, double[] q, double[] k,
            double[] v, double[] alpha, int head, int column, int width, int dk, int dv) {
        int at = head * dv + column;
        for (int j = 0; j < COLUMNS; j++) {
            output[j] = 0;
        }
        for (int j = 0; j < width; j++) {
            values[j] = (float) v[at + j];
            values[COLUMNS + j] = (float) (v[at + j] - values[j]);
        }
        for (int c = 0; c < dk; c++) {
            int n = head * dk + c;
            float high = (float) alpha[n];
            float low = (float) (alpha[n] - high);
            StretchTiled.write(stretch, values, c * COLUMNS, high, low, k[n]);
            StretchTiled.addProduct(output, stretch, c * COLUMNS, q[n]);
        }
        for (int j = 0; j < width; j++) {
            o[at + j] = Wide.wide(output[j]);
        }
    }
}
