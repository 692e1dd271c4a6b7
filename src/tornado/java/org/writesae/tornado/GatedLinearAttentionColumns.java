package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.GatedLinearAttention;
import org.writesae.kernels.Wide;

/** The device twins of {@link GatedLinearAttention}, over {@link Columns}. The parts of α are taken once for all columns. */
public final class GatedLinearAttentionColumns {
    private GatedLinearAttentionColumns() {
    }

    /** {@link GatedLinearAttention#sequence}; {@code rows[0]} is the number of rows. */
    @Group(Columns.LANES)
    public static void sequence(KernelContext context, double[] o, float[] state, float[] kept, double[] q, double[] k, double[] v,
            double[] alpha, int[] keep, int[] rows, int heads, int dk, int dv) {
        int h = Columns.head(context, dv);
        carry(context, o, state, h, kept, q, k, v, alpha, keep, 1, 0, rows[0], h, heads, dk, dv);
    }

    /** {@link GatedLinearAttention#branches}. */
    @Group(Columns.LANES)
    public static void branches(KernelContext context, double[] o, float[] states, double[] q, double[] k, double[] v,
            double[] alpha, int[] first, int[] length, int[] start, int heads, int dk, int dv) {
        int head = Columns.head(context, dv);
        int from = first[head / heads];
        int end = from + length[head / heads];
        carry(context, o, states, start[head], states, q, k, v, alpha, start, 0, from, end, head % heads, heads, dk, dv);
    }

    /**
     * Carries columns of a matrix of {@code states} through the rows from {@code from} to before {@code end}. If
     * {@code keeps} is 1 it keeps states and stores the last one, else it forgets them.
     */
    private static void carry(KernelContext context, double[] o, float[] states, int matrix, float[] kept, double[] q, double[] k,
            double[] v, double[] alpha, int[] keep, int keeps, int from, int end, int h, int heads, int dk, int dv) {
        int most = Columns.tokens(4, dk);
        int height = Columns.height(dk);
        float[] columns = context.allocateFloatLocalArray(height * Columns.LANES);
        double[] keys = context.allocateDoubleLocalArray(most * height);
        double[] queries = context.allocateDoubleLocalArray(most * height);
        double[] highs = context.allocateDoubleLocalArray(most * height);
        double[] lows = context.allocateDoubleLocalArray(most * height);
        double[] values = context.allocateDoubleLocalArray(most * Columns.LANES);
        int bottom = Columns.end(context, dk);
        int lane = context.localIdx;
        int j = Columns.column(context, dv);
        float[] elements = new float[Columns.DEPTH];
        for (int c = 0; c < bottom; c++) {
            columns[c * Columns.LANES + lane] = c < dk && j < dv ? states[(matrix * dk + c) * dv + j] : 0;
        }
        for (int t = from; t < end; t += most) {
            int tokens = Math.min(most, end - t);
            context.localBarrier();
            for (int n = lane; n < tokens * height; n += Columns.LANES) {
                int c = n % height;
                int at = ((t + n / height) * heads + h) * dk + c;
                double decay = c < dk ? alpha[at] : 0;
                float high = (float) decay;
                float low = (float) (decay - high);
                highs[n] = high;
                lows[n] = low;
                keys[n] = c < dk ? k[at] : 0;
                queries[n] = c < dk ? q[at] : 0;
            }
            for (int s = 0; s < most; s++) {
                values[s * Columns.LANES + lane] = s < tokens && j < dv ? v[((t + s) * heads + h) * dv + j] : 0;
            }
            context.localBarrier();
            for (int s = 0; s < tokens; s++) {
                int head = (t + s) * heads + h;
                int matrixKept = keeps == 1 ? keep[head] : -1;
                double value = values[s * Columns.LANES + lane];
                float valueHigh = (float) value;
                float valueLow = (float) (value - valueHigh);
                double output = 0;
                for (int c = 0; c < bottom; c += Columns.DEPTH) {
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        int n = s * height + c + d;
                        float element = columns[(c + d) * Columns.LANES + lane];
                        double decayed = highs[n] * element + lows[n] * element;
                        double written = keys[n] * valueHigh + keys[n] * valueLow;
                        elements[d] = (float) (decayed + written);
                        output += elements[d] * queries[n];
                    }
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        columns[(c + d) * Columns.LANES + lane] = elements[d];
                    }
                }
                if (j < dv) {
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
