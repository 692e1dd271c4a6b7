package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.Wide;

/**
 * The device twins of {@link GatedDelta}, over {@link Columns}. One pass over a column writes token t, reads it
 * with q_t and already reads it with k_{t+1}: the two sums are independent, so neither waits for the other, and
 * each has the order of the definition.
 */
public final class GatedDeltaColumns {
    private GatedDeltaColumns() {
    }

    /** {@link GatedDelta#sequence}; {@code rows[0]} is the number of rows. */
    @Group(Columns.LANES)
    public static void sequence(KernelContext context, double[] o, double[] error, float[] state, float[] kept, double[] q,
            double[] k, double[] mixed, double[] alpha, double[] beta, int[] keep, int[] rows, int heads, int keyHeads,
            int dk, int dv) {
        int h = Columns.head(context, dv);
        carry(context, o, error, state, h, kept, q, k, mixed, alpha, beta, keep, 1, 0, rows[0], h, heads, keyHeads, dk, dv);
    }

    /** {@link GatedDelta#branches}. */
    @Group(Columns.LANES)
    public static void branches(KernelContext context, double[] o, double[] error, float[] states, double[] q, double[] k,
            double[] mixed, double[] alpha, double[] beta, int[] first, int[] length, int[] start, int heads, int keyHeads,
            int dk, int dv) {
        int head = Columns.head(context, dv);
        int from = first[head / heads];
        int end = from + length[head / heads];
        carry(context, o, error, states, start[head], states, q, k, mixed, alpha, beta, start, 0, from, end, head % heads, heads,
                keyHeads, dk, dv);
    }

    /**
     * Carries columns of a matrix of {@code states} through the rows from {@code from} to before {@code end}. If
     * {@code keeps} is 1 it keeps states and stores the last one, else it forgets them.
     */
    private static void carry(KernelContext context, double[] o, double[] error, float[] states, int matrix, float[] kept,
            double[] q, double[] k, double[] mixed, double[] alpha, double[] beta, int[] keep, int keeps, int from, int end,
            int h, int heads, int keyHeads, int dk, int dv) {
        int most = Columns.tokens(2, dk);
        int height = Columns.height(dk);
        float[] columns = context.allocateFloatLocalArray(height * Columns.LANES);
        double[] keys = context.allocateDoubleLocalArray((most + 1) * height);
        double[] queries = context.allocateDoubleLocalArray(most * height);
        double[] values = context.allocateDoubleLocalArray(most * Columns.LANES);
        double[] alphas = context.allocateDoubleLocalArray(most);
        double[] betas = context.allocateDoubleLocalArray(most);
        int bottom = Columns.end(context, dk);
        int lane = context.localIdx;
        int j = Columns.column(context, dv);
        float[] elements = new float[Columns.DEPTH];
        for (int c = 0; c < bottom; c++) {
            columns[c * Columns.LANES + lane] = c < dk && j < dv ? states[(matrix * dk + c) * dv + j] : 0;
        }
        double held = 0;
        for (int t = from; t < end; t += most) {
            int tokens = Math.min(most, end - t);
            context.localBarrier();
            // One key more, which the state is read with after the last of these tokens.
            for (int n = lane; n < (most + 1) * height; n += Columns.LANES) {
                int row = t + n / height;
                int c = n % height;
                int at = (row * keyHeads + h / (heads / keyHeads)) * dk + c;
                keys[n] = row < end && c < dk ? k[at] : 0;
                if (n < most * height) {
                    queries[n] = row < end && c < dk ? q[at] : 0;
                }
            }
            for (int s = 0; s < most; s++) {
                int at = (t + s) * (2 * keyHeads * dk + heads * dv) + 2 * keyHeads * dk + h * dv + j;
                values[s * Columns.LANES + lane] = s < tokens && j < dv ? mixed[at] : 0;
            }
            if (lane < tokens) {
                alphas[lane] = alpha[(t + lane) * heads + h];
                betas[lane] = beta[(t + lane) * heads + h];
            }
            context.localBarrier();
            if (t == from) {
                for (int c = 0; c < dk; c++) {
                    held += columns[c * Columns.LANES + lane] * keys[c];
                }
            }
            for (int s = 0; s < tokens; s++) {
                int head = (t + s) * heads + h;
                int matrixKept = keeps == 1 ? keep[head] : -1;
                float high = (float) alphas[s];
                float low = (float) (alphas[s] - high);
                double e = Wide.wide(betas[s] * (values[s * Columns.LANES + lane] - GatedDelta.product(held, high, low)));
                float errorHigh = (float) e;
                float errorLow = (float) (e - errorHigh);
                double output = 0;
                double next = 0;
                for (int c = 0; c < bottom; c += Columns.DEPTH) {
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        int n = s * height + c + d;
                        float element = columns[(c + d) * Columns.LANES + lane];
                        double decayed = (double) high * element + (double) low * element;
                        double written = keys[n] * errorHigh + keys[n] * errorLow;
                        elements[d] = (float) (decayed + written);
                        output += elements[d] * queries[n];
                        next += elements[d] * keys[n + height];
                    }
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        columns[(c + d) * Columns.LANES + lane] = elements[d];
                    }
                }
                held = next;
                if (j < dv) {
                    error[head * dv + j] = e;
                    o[head * dv + j] = Wide.wide(output);
                }
                if (matrixKept >= 0 && j < dv) {
                    for (int c = 0; c < dk; c++) {
                        kept[(matrixKept * dk + c) * dv + j] = columns[c * Columns.LANES + lane];
                    }
                }
            }
        }
        if (keeps == 1 && j < dv) {
            for (int c = 0; c < dk; c++) {
                states[(matrix * dk + c) * dv + j] = columns[c * Columns.LANES + lane];
            }
        }
    }
}
