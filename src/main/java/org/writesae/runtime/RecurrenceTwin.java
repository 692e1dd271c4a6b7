package org.writesae.runtime;

/**
 * What the fast twins of the recurrences have in common: they take stretches of columns through the rows of a sequence or
 * branch. Only the JVM runs them, and in the definition's order: see {@link Stretch}.
 */
abstract class RecurrenceTwin {
    final Stretch stretch;
    final int heads;
    final int dk;
    final int dv;

    /**
     * @param heads   H
     * @param sharing heads in a row that share their keys, a divisor of H
     * @param dk      d_k
     * @param dv      d_v
     */
    RecurrenceTwin(int heads, int sharing, int dk, int dv) {
        this.heads = heads;
        this.dk = dk;
        this.dv = dv;
        stretch = new Stretch(sharing, dk, dv);
    }

    /** Called with the states before row {@code t}, the first one. */
    abstract void begin(int t);

    /** Row {@code t}; {@code next} is the row after it, or {@code t} again where none follows. */
    abstract void advance(int t, int next);

    final void sequence(float[] state, float[] kept, int[] keep, int rows, int from, int count) {
        for (int n = from; n < from + count; n++) {
            stretch.place(n);
            for (int m = 0; m < stretch.heads; m++) {
                stretch.load(state, m, stretch.head + m);
            }
            for (int t = 0; t < rows; t++) {
                step(t, 0, rows);
                for (int m = 0; m < stretch.heads; m++) {
                    int matrix = keep[t * heads + stretch.head + m];
                    if (matrix >= 0) {
                        stretch.store(kept, m, matrix);
                    }
                }
            }
            for (int m = 0; m < stretch.heads; m++) {
                stretch.store(state, m, stretch.head + m);
            }
        }
    }

    final void branches(float[] states, int[] first, int[] length, int[] start, int branches, int from, int count) {
        for (int n = from; n < from + count; n++) {
            // Branches next to each other often start from the same states: a stretch is taken for all of them in turn.
            int branch = n % branches;
            stretch.place(n / branches);
            for (int m = 0; m < stretch.heads; m++) {
                stretch.load(states, m, start[branch * heads + stretch.head + m]);
            }
            int end = first[branch] + length[branch];
            for (int t = first[branch]; t < end; t++) {
                step(t, first[branch], end);
            }
        }
    }

    private void step(int t, int first, int end) {
        if (t == first) {
            begin(t);
        }
        advance(t, Math.min(t + 1, end - 1));
    }
}
