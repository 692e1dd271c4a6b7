package org.writesae.kernels;

/**
 * The fast twins of {@link GatedDelta}: a stretch of columns of one head is carried together, so that
 * the loops run along the rows of the state. Same operations on each column in the same order.
 */
public final class GatedDeltaTiled {
    /** Columns of a stretch. */
    public static final int COLUMNS = StretchTiled.COLUMNS;

    private GatedDeltaTiled() {
    }

    /** Stretches of {@code columns} = sequences · H · d_v columns, whole heads: what is left of one is not computed. */
    public static int stretches(int columns, int dv) {
        return StretchTiled.stretches(columns, dv);
    }

    /** {@link GatedDelta#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] o, double[] error, float[] state, float[] kept, double[] q, double[] k,
            double[] mixed, double[] alpha, double[] beta, int[] keep, int rows, int heads, int keyHeads, int dk, int dv,
            int columns, int from, int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] held = new double[COLUMNS];
        double[] output = new double[COLUMNS];
        double[] errors = new double[2 * COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int perHead = (dv + COLUMNS - 1) / COLUMNS;
            int h = (from + i) / perHead;
            int column = ((from + i) % perHead) * COLUMNS;
            int width = Math.min(COLUMNS, dv - column);
            StretchTiled.load(stretch, state, h * dk * dv + column, dk, dv, width);
            for (int t = 0; t < rows; t++) {
                advance(stretch, held, output, errors, o, error, q, k, mixed, alpha, beta, t, h, column, width, heads,
                        keyHeads, dk, dv);
                int matrix = keep[t * heads + h];
                if (matrix >= 0) {
                    StretchTiled.store(kept, stretch, matrix * dk * dv + column, dk, dv, width);
                }
            }
            StretchTiled.store(state, stretch, h * dk * dv + column, dk, dv, width);
        }
    }

    /** {@link GatedDelta#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] o, double[] error, float[] states, double[] q, double[] k, double[] mixed,
            double[] alpha, double[] beta, int[] first, int[] length, int[] start, int heads, int keyHeads, int dk,
            int dv, int columns, int from, int count) {
        float[] stretch = new float[dk * COLUMNS];
        double[] held = new double[COLUMNS];
        double[] output = new double[COLUMNS];
        double[] errors = new double[2 * COLUMNS];
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
                advance(stretch, held, output, errors, o, error, q, k, mixed, alpha, beta, t, h, column, width, heads,
                        keyHeads, dk, dv);
            }
        }
    }

    private static void advance(float[] stretch, double[] held, double[] output, double[] errors, double[] o,
            double[] error, double[] q, double[] k, double[] mixed, double[] alpha, double[] beta, int t, int h, int column,
            int width, int heads, int keyHeads, int dk, int dv) {
        int key = (t * keyHeads + h / (heads / keyHeads)) * dk;
        float high = (float) alpha[t * heads + h];
        float low = (float) (alpha[t * heads + h] - high);
        for (int j = 0; j < COLUMNS; j++) {
            held[j] = 0;
            output[j] = 0;
        }
        for (int c = 0; c < dk; c++) {
            StretchTiled.addProduct(held, stretch, c * COLUMNS, k[key + c]);
        }
        int value = t * (2 * keyHeads * dk + heads * dv) + 2 * keyHeads * dk + h * dv + column;
        int at = (t * heads + h) * dv + column;
        for (int j = 0; j < width; j++) {
            double read = GatedDelta.product(held[j], high, low);
            double e = Wide.wide(beta[t * heads + h] * (mixed[value + j] - read));
            errors[j] = (float) e;
            errors[COLUMNS + j] = (float) (e - errors[j]);
            error[at + j] = e;
        }
        for (int c = 0; c < dk; c++) {
            StretchTiled.write(stretch, errors, c * COLUMNS, high, low, k[key + c]);
            StretchTiled.addProduct(output, stretch, c * COLUMNS, q[key + c]);
        }
        for (int j = 0; j < width; j++) {
            o[at + j] = Wide.wide(output[j]);
        }
    }
}
