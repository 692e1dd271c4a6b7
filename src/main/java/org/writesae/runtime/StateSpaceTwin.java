package org.writesae.runtime;

import org.writesae.kernels.StateSpace;
import org.writesae.kernels.Wide;

/** The fast twins of {@link StateSpace}. */
public final class StateSpaceTwin extends RecurrenceTwin {
    private final double[] y;
    private final double[] value;
    private final double[] mixed;
    private final double[] alpha;
    private final float[] skip;
    private final int groups;

    private StateSpaceTwin(double[] y, double[] value, double[] mixed, double[] alpha, float[] skip, int heads, int groups,
            int dk, int dv) {
        super(heads, heads / groups, dk, dv);
        this.y = y;
        this.value = value;
        this.mixed = mixed;
        this.alpha = alpha;
        this.skip = skip;
        this.groups = groups;
    }

    /** {@link StateSpace#sequence}; from and count are stretches of the {@code columns} = H · d_v columns. */
    public static void sequence(double[] y, float[] state, float[] kept, double[] value, double[] mixed, double[] alpha,
            float[] skip, int[] keep, int rows, int heads, int groups, int dk, int dv, int columns, int from, int count) {
        new StateSpaceTwin(y, value, mixed, alpha, skip, heads, groups, dk, dv).sequence(state, kept, keep, rows, from, count,
                (first, some) -> StateSpace.sequence(y, state, kept, value, mixed, alpha, skip, keep, rows, heads, groups, dk, dv,
                        first, some));
    }

    /** {@link StateSpace#branches}; from and count are stretches of the {@code columns} columns. */
    public static void branches(double[] y, float[] states, double[] value, double[] mixed, double[] alpha, float[] skip,
            int[] first, int[] length, int[] start, int heads, int groups, int dk, int dv, int columns, int from,
            int count) {
        new StateSpaceTwin(y, value, mixed, alpha, skip, heads, groups, dk, dv)
                .branches(states, first, length, start, columns / (heads * dv), from, count, (at, some) -> StateSpace.branches(y,
                        states, value, mixed, alpha, skip, first, length, start, heads, groups, dk, dv, at, some));
    }

    @Override
    boolean decaysArePlain(int t) {
        return areUnsigned(alpha, t * heads + stretch.head, stretch.heads);
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
        stretch.take(value, at);
        for (int m = 0; m < stretch.heads; m++) {
            fade(m * stretch.part, Stretch.parts(alpha[t * heads + stretch.head + m]));
        }
        stretch.clear(Stretch.OUTPUT);
        int row = t * (heads * dv + 2 * groups * dk);
        int key = row + heads * dv + stretch.head / (heads / groups) * dk;
        int query = key + groups * dk;
        for (int c = 0; c < dk; c++) {
            Stretch.writeRead(state, lanes, c * width, width, mixed[key + c], mixed[query + c]);
        }
        for (int m = 0; m < stretch.heads; m++) {
            read(m * stretch.part, at, row + stretch.head * dv + stretch.column, skip[stretch.head + m]);
        }
    }

    private void fade(int first, double decay) {
        for (int j = first; j < first + stretch.part; j++) {
            stretch.lanes[Stretch.DECAY + j] = decay;
        }
    }

    private void read(int first, int at, int x, double skipped) {
        for (int j = first; j < first + stretch.part; j++) {
            y[at + j] = Wide.wide(stretch.lanes[Stretch.OUTPUT + j] + skipped * mixed[x + j]);
        }
    }
}
