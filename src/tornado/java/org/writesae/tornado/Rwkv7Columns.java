package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.Wide;

/** The device twins of {@link Rwkv7}, over {@link Columns}. As in {@link GatedDeltaColumns} one pass reads with r_t and κ_{t+1}. */
public final class Rwkv7Columns {
    private Rwkv7Columns() {
    }

    /** {@link Rwkv7#sequence}; {@code rows[0]} is the number of rows. */
    @Group(Columns.LANES)
    public static void sequence(KernelContext context, double[] o, double[] e, float[] state, float[] kept, double[] r, double[] w,
            double[] key, double[] v, double[] kappa, double[] b, int[] keep, int[] rows, int heads, int dk, int dv) {
        int h = Columns.head(context, dv);
        carry(context, o, e, state, h, kept, r, w, key, v, kappa, b, keep, 1, 0, rows[0], h, heads, dk, dv);
    }

    /** {@link Rwkv7#branches}. */
    @Group(Columns.LANES)
    public static void branches(KernelContext context, double[] o, double[] e, float[] states, double[] r, double[] w,
            double[] key, double[] v, double[] kappa, double[] b, int[] first, int[] length, int[] start, int heads, int dk, int dv) {
        int head = Columns.head(context, dv);
        int from = first[head / heads];
        int end = from + length[head / heads];
        carry(context, o, e, states, start[head], states, r, w, key, v, kappa, b, start, 0, from, end, head % heads, heads, dk, dv);
    }

    /**
     * Carries columns of a matrix of {@code states} through the rows from {@code from} to before {@code end}. If
     * {@code keeps} is 1 it keeps states and stores the last one, else it forgets them.
     */
    private static void carry(KernelContext context, double[] o, double[] e, float[] states, int matrix, float[] kept, double[] r,
            double[] w, double[] key, double[] v, double[] kappa, double[] b, int[] keep, int keeps, int from, int end, int h,
            int heads, int dk, int dv) {
        int most = Columns.tokens(5, dk);
        int height = Columns.height(dk);
        float[] columns = context.allocateFloatLocalArray(height * Columns.LANES);
        double[] reads = context.allocateDoubleLocalArray(most * height);
        double[] decays = context.allocateDoubleLocalArray(most * height);
        double[] keys = context.allocateDoubleLocalArray(most * height);
        double[] erases = context.allocateDoubleLocalArray(most * height);
        double[] kappas = context.allocateDoubleLocalArray((most + 1) * height);
        double[] values = context.allocateDoubleLocalArray(most * Columns.LANES);
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
            for (int n = lane; n < tokens * height; n += Columns.LANES) {
                int c = n % height;
                int at = ((t + n / height) * heads + h) * dk + c;
                reads[n] = c < dk ? r[at] : 0;
                decays[n] = c < dk ? w[at] : 0;
                keys[n] = c < dk ? key[at] : 0;
                erases[n] = c < dk ? b[at] : 0;
            }
            // One more, which the state is read with after the last of these tokens.
            for (int n = lane; n < (most + 1) * height; n += Columns.LANES) {
                int row = t + n / height;
                int c = n % height;
                kappas[n] = row < end && c < dk ? kappa[(row * heads + h) * dk + c] : 0;
            }
            for (int s = 0; s < most; s++) {
                values[s * Columns.LANES + lane] = s < tokens && j < dv ? v[((t + s) * heads + h) * dv + j] : 0;
            }
            context.localBarrier();
            if (t == from) {
                for (int c = 0; c < dk; c++) {
                    held += columns[c * Columns.LANES + lane] * kappas[c];
                }
            }
            for (int s = 0; s < tokens; s++) {
                int head = (t + s) * heads + h;
                int matrixKept = keeps == 1 ? keep[head] : -1;
                double erased = Wide.wide(-held);
                double value = values[s * Columns.LANES + lane];
                float erasedHigh = (float) erased;
                float erasedLow = (float) (erased - erasedHigh);
                float valueHigh = (float) value;
                float valueLow = (float) (value - valueHigh);
                double output = 0;
                double next = 0;
                for (int c = 0; c < bottom; c += Columns.DEPTH) {
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        int n = s * height + c + d;
                        double written = keys[n] * valueHigh + keys[n] * valueLow;
                        double removed = erases[n] * erasedHigh + erases[n] * erasedLow;
                        elements[d] = (float) (decays[n] * columns[(c + d) * Columns.LANES + lane] + (written + removed));
                        output += elements[d] * reads[n];
                        next += elements[d] * kappas[n + height];
                    }
                    for (int d = 0; d < Columns.DEPTH; d++) {
                        columns[(c + d) * Columns.LANES + lane] = elements[d];
                    }
                }
                held = next;
                if (j < dv) {
                    e[head * dv + j] = erased;
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
