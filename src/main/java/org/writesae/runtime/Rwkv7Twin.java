package org.writesae.runtime;

import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.Wide;

/** The fast twins of {@link Rwkv7}. */
public final class Rwkv7Twin extends RecurrenceTwin {
    private final double[] o;
    private final double[] e;
    private final double[] r;
    private final double[] w;
    private final double[] key;
    private final double[] v;
    private final double[] kappa;
    private final double[] b;

    private Rwkv7Twin(double[] o, double[] e, double[] r, double[] w, double[] key, double[] v, double[] kappa, double[] b,
            int heads, int dk, int dv) {
        super(heads, 1, dk, dv);
        this.o = o;
        this.e = e;
        this.r = r;
        this.w = w;
        this.key = key;
        this.v = v;
        this.kappa = kappa;
        this.b = b;
    }

    /** {@link Rwkv7#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] o, double[] e, float[] state, float[] kept, double[] r, double[] w, double[] key,
            double[] v, double[] kappa, double[] b, int[] keep, int rows, int heads, int dk, int dv, int columns, int from,
            int count) {
        new Rwkv7Twin(o, e, r, w, key, v, kappa, b, heads, dk, dv).sequence(state, kept, keep, rows, from, count,
                (first, some) -> Rwkv7.sequence(o, e, state, kept, r, w, key, v, kappa, b, keep, rows, heads, dk, dv, first, some));
    }

    /** {@link Rwkv7#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] o, double[] e, float[] states, double[] r, double[] w, double[] key, double[] v,
            double[] kappa, double[] b, int[] first, int[] length, int[] start, int heads, int dk, int dv, int columns,
            int from, int count) {
        new Rwkv7Twin(o, e, r, w, key, v, kappa, b, heads, dk, dv)
                .branches(states, first, length, start, columns / (heads * dv), from, count, (at, some) -> Rwkv7.branches(o, e,
                        states, r, w, key, v, kappa, b, first, length, start, heads, dk, dv, at, some));
    }

    @Override
    boolean decaysArePlain(int t) {
        return areUnsigned(w, (t * heads + stretch.head) * dk, dk);
    }

    @Override
    void begin(int t) {
        int at = (t * heads + stretch.head) * dk;
        stretch.clear(Stretch.HELD);
        for (int c = 0; c < dk; c++) {
            Stretch.hold(stretch.state, stretch.lanes, c * stretch.width, stretch.width, kappa[at + c]);
        }
    }

    @Override
    void advance(int t, int next) {
        float[] state = stretch.state;
        double[] lanes = stretch.lanes;
        int width = stretch.width;
        int first = (t * heads + stretch.head) * dv + stretch.column;
        stretch.take(v, first);
        for (int j = 0; j < width; j++) {
            lanes[Stretch.HELD + j] = Wide.wide(-lanes[Stretch.HELD + j]);
        }
        System.arraycopy(lanes, Stretch.HELD, e, first, width);
        for (int j = 0; j < width; j++) {
            lanes[Stretch.ERASED + j] = Stretch.parts(lanes[Stretch.HELD + j]);
        }
        stretch.clear(Stretch.OUTPUT);
        stretch.clear(Stretch.HELD);
        int at = (t * heads + stretch.head) * dk;
        int nextAt = (next * heads + stretch.head) * dk;
        for (int c = 0; c < dk; c++) {
            Stretch.eraseReadHold(state, lanes, c * width, width, w[at + c], key[at + c], b[at + c], r[at + c], kappa[nextAt + c]);
        }
        stretch.give(o, first);
    }
}
