package org.writesae.runtime;

import org.writesae.kernels.GatedLinearAttention;

/** The fast twins of {@link GatedLinearAttention}. */
public final class GatedLinearAttentionTwin extends RecurrenceTwin {
    private final double[] o;
    private final double[] q;
    private final double[] k;
    private final double[] v;
    private final double[] alpha;

    private GatedLinearAttentionTwin(double[] o, double[] q, double[] k, double[] v, double[] alpha, int heads, int dk, int dv) {
        super(heads, 1, dk, dv);
        this.o = o;
        this.q = q;
        this.k = k;
        this.v = v;
        this.alpha = alpha;
    }

    /** {@link GatedLinearAttention#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] o, float[] state, float[] kept, double[] q, double[] k, double[] v, double[] alpha,
            int[] keep, int rows, int heads, int dk, int dv, int columns, int from, int count) {
        new GatedLinearAttentionTwin(o, q, k, v, alpha, heads, dk, dv).sequence(state, kept, keep, rows, from, count,
                (first, some) -> GatedLinearAttention.sequence(o, state, kept, q, k, v, alpha, keep, rows, heads, dk, dv, first, some));
    }

    /** {@link GatedLinearAttention#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] o, float[] states, double[] q, double[] k, double[] v, double[] alpha, int[] first,
            int[] length, int[] start, int heads, int dk, int dv, int columns, int from, int count) {
        new GatedLinearAttentionTwin(o, q, k, v, alpha, heads, dk, dv)
                .branches(states, first, length, start, columns / (heads * dv), from, count,
                        (at, some) -> GatedLinearAttention.branches(o, states, q, k, v, alpha, first, length, start, heads, dk, dv, at,
                                some));
    }

    @Override
    boolean decaysArePlain(int t) {
        return areUnsigned(alpha, (t * heads + stretch.head) * dk, dk);
    }

    @Override
    void begin(int t) {
        // Nothing is read before it is written.
    }

    @Override
    void advance(int t, int next) {
        float[] state = stretch.state;
        double[] lanes = stretch.lanes;
        int width = stretch.width;
        int at = (t * heads + stretch.head) * dv + stretch.column;
        stretch.take(v, at);
        stretch.clear(Stretch.OUTPUT);
        int key = (t * heads + stretch.head) * dk;
        for (int c = 0; c < dk; c++) {
            Stretch.fadeRead(state, lanes, c * width, width, Stretch.parts(alpha[key + c]), k[key + c], q[key + c]);
        }
        stretch.give(o, at);
    }
}
