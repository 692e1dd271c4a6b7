package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.StateSpace;
import org.writesae.kernels.Wide;

/** The device twins of {@link StateSpace}, over {@link Columns}. */
public final class StateSpaceColumns {
    private StateSpaceColumns() {
    }

    /** {@link StateSpace#sequence}; {@code rows[0]} is the number of rows. */
    @Group(Columns.LANES)
    public static void sequence(KernelContext context, double[] y, float[] state, float[] kept, double[] value, double[] mixed,
            double[] alpha, float[] skip, int[] keep, int[] rows, int heads, int groups, int dk, int dv) {
        int h = Columns.head(context, dv);
        carry(context, y, state, h, kept, value, mixed, alpha, skip, keep, 1, 0, rows[0], h, heads, groups, dk, dv);
    }

    /** {@link StateSpace#branches}. */
    @Group(Columns.LANES)
    public static void branches(KernelContext context, double[] y, float[] states, double[] value, double[] mixed, double[] alpha,
            float[] skip, int[] first, int[] length, int[] start, int heads, int groups, int dk, int dv) {
        int head = Columns.head(context, dv);
        int from = first[head / heads];
        int end = from + length[head / heads];
        carry(context, y, states, start[head], states, value, mixed, alpha, skip, start, 0, from, end, head % heads, heads, groups,
                dk, dv);
    }

    /**
     * Carries columns of a matrix of {@code states} through the rows from {@code from} to before {@code end}. If
     * {@code keeps} is 1 it keeps states and stores the last one, else it forgets them.
     */
    private static void carry(KernelContext context, double[] y, float[] states, int matrix, float[] kept, double[] value,
            double[] mixed, double[] alpha, float[] skip, int[] keep, int keeps, int from, int end, int h, int heads, int groups,
            int dk, int dv) {
        int most = Columns.tokens(2, dk);
        int height = Columns.height(dk);
        float[] columns = context.allocateFloatLocalArray(height * Columns.LANES);
        double[] keys = context.allocateDoubleLocalArray(most * height);
        double[] queries = context.allocateDoubleLocalArray(most * height);
        double[] values = context.allocateDoubleLocalArray(most * Columns.LANES);
        double[] inputs = context.allocateDoubleLocalArray(most * Columns.LANES);
        double[] alphas = context.allocateDoubleLocalArray(most);
        int channels = heads * dv + 2 * groups * dk;
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
                int key = (t + n / height) * channels + heads * dv + h / (heads / groups) * dk + c;
                keys[n] = c < dk ? mixed[key] : 0;
                queries[n] = c < dk ? mixed[key + groups * dk] : 0;
            }
            for (int s = 0; s < most; s++) {
                values[s * Columns.LANES + lane] = s < tokens && j < dv ? value[((t + s) * heads + h) * dv + j] : 0;
                inputs[s * Columns.LANES + lane] = s < tokens && j < dv ? mixed[(t + s) * channels + h * dv + j] : 0;
            }
            if (lane < tokens) {
                alphas[lane] = alpha[(t + lane) * heads + h];
            }
            context.localBarrier();
            for (int s = 0; s < tokens; s++) {
                int head = (t + s) * heads + h;
                int matrixKept = keeps == 1 ? keep[head] : -1;
                float high = (float) alphas[s];
                float low = (float) (alphas[s] - high);
                double write = values[s * Columns.LANES + lane];
                float writeHigh = (float) write;
                float writeLow = (float) (write - writeHigh);
                double output = 0;
                for (int c = 0; c < bottom; c += Columns.DEPTH) {
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        int n = s * height + c + d;
                        float element = columns[(c + d) * Columns.LANES + lane];
                        double decayed = (double) high * element + (double) low * element;
                        elements[d] = (float) (decayed + (keys[n] * writeHigh + keys[n] * writeLow));
                        output += elements[d] * queries[n];
                    }
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        columns[(c + d) * Columns.LANES + lane] = elements[d];
                    }
                }
                if (j < dv) {
                    y[head * dv + j] = Wide.wide(output + skip[h] * inputs[s * Columns.LANES + lane]);
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
