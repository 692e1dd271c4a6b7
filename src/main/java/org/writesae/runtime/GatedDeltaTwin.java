package org.writesae.runtime;

import java.util.Arrays;

import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.Wide;

/** The fast twins of {@link GatedDelta}. */
public final class GatedDeltaTwin extends RecurrenceTwin {
    private final double[] o;
    private final double[] error;
    private final double[] q;
    private final double[] k;
    private final double[] mixed;
    private final double[] alpha;
    private final double[] beta;
    private final int keyHeads;

    private GatedDeltaTwin(double[] o, double[] error, double[] q, double[] k, double[] mixed, double[] alpha, double[] beta,
            int heads, int keyHeads, int dk, int dv) {
        super(heads, heads / keyHeads, dk, dv);
        this.o = o;
        this.error = error;
        this.q = q;
        this.k = k;
        this.mixed = mixed;
        this.alpha = alpha;
        this.beta = beta;
        this.keyHeads = keyHeads;
    }

    /** {@link GatedDelta#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] o, double[] error, float[] state, float[] kept, double[] q, double[] k,
            double[] mixed, double[] alpha, double[] beta, int[] keep, int rows, int heads, int keyHeads, int dk, int dv,
            int columns, int from, int count) {
        new GatedDeltaTwin(o, error, q, k, mixed, alpha, beta, heads, keyHeads, dk, dv)
                .sequence(state, kept, keep, rows, from, count, (first, some) -> GatedDelta.sequence(o, error, state, kept, q, k,
                        mixed, alpha, beta, keep, rows, heads, keyHeads, dk, dv, first, some));
    }

    /** {@link GatedDelta#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] o, double[] error, float[] states, double[] q, double[] k, double[] mixed,
            double[] alpha, double[] beta, int[] first, int[] length, int[] start, int heads, int keyHeads, int dk,
            int dv, int columns, int from, int count) {
        new GatedDeltaTwin(o, error, q, k, mixed, alpha, beta, heads, keyHeads, dk, dv)
                .branches(states, first, length, start, columns / (heads * dv), from, count, (at, some) -> GatedDelta.branches(o,
                        error, states, q, k, mixed, alpha, beta, first, length, start, heads, keyHeads, dk, dv, at, some));
    }

    private int keys(int t) {
        return (t * keyHeads + stretch.head / (heads / keyHeads)) * dk;
    }

    @Override
    boolean decaysArePlain(int t) {
        return areUnsigned(alpha, t * heads + stretch.head, stretch.heads);
    }

    @Override
    void begin(int t) {
        int key = keys(t);
        stretch.clear(Stretch.HELD);
        for (int c = 0; c < dk; c++) {
            Stretch.hold(stretch.state, stretch.lanes, c * stretch.width, stretch.width, k[key + c]);
        }
    }

    @Override
    void advance(int t, int next) {
        boolean fades = false;
        for (int m = 0; m < stretch.heads; m++) {
            fades |= correct(t, m);
        }
        stretch.clear(Stretch.OUTPUT);
        stretch.clear(Stretch.HELD);
        if (fades) {
            write(keys(t), keys(next));
        } else {
            add(keys(t), keys(next));
        }
        stretch.give(o, (t * heads + stretch.head) * dv + stretch.column);
    }

    private void write(int key, int next) {
        float[] state = stretch.state;
        double[] lanes = stretch.lanes;
        int width = stretch.width;
        for (int c = 0; c < dk; c++) {
            Stretch.writeReadHold(state, lanes, c * width, width, k[key + c], q[key + c], k[next + c]);
        }
    }

    private void add(int key, int next) {
        float[] state = stretch.state;
        double[] lanes = stretch.lanes;
        int width = stretch.width;
        for (int c = 0; c < dk; c++) {
            Stretch.addReadHold(state, lanes, c * width, width, k[key + c], q[key + c], k[next + c]);
        }
    }

    /** The errors of head {@code m} of the stretch, and its decay; whether that is not 1. */
    private boolean correct(int t, int m) {
        int h = stretch.head + m;
        float high = (float) alpha[t * heads + h];
        float low = (float) (alpha[t * heads + h] - high);
        double decay = (double) high + low;
        int first = m * stretch.part;
        int value = t * (2 * keyHeads * dk + heads * dv) + 2 * keyHeads * dk + h * dv + stretch.column;
        System.arraycopy(mixed, value, stretch.lanes, Stretch.VALUE + first, stretch.part);
        errors(stretch.lanes, first, stretch.part, high, low, beta[t * heads + h]);
        System.arraycopy(stretch.lanes, Stretch.OUTPUT + first, error, (t * heads + h) * dv + stretch.column, stretch.part);
        Arrays.fill(stretch.lanes, Stretch.DECAY + first, Stretch.DECAY + first + stretch.part, decay);
        return decay != 1;
    }

    /** Errors from values and what was held, in the lane of outputs for now; and as they are written, instead of the values. */
    private static void errors(double[] lanes, int first, int part, float high, float low, double strength) {
        for (int j = first; j < first + part; j++) {
            lanes[Stretch.OUTPUT + j] = GatedDelta.product(lanes[Stretch.HELD + j], high, low);
        }
        for (int j = first; j < first + part; j++) {
            lanes[Stretch.OUTPUT + j] = Wide.wide(strength * (lanes[Stretch.VALUE + j] - lanes[Stretch.OUTPUT + j]));
        }
        for (int j = first; j < first + part; j++) {
            lanes[Stretch.VALUE + j] = Stretch.parts(lanes[Stretch.OUTPUT + j]);
        }
    }
}
