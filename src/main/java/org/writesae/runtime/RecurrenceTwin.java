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

    /** Whether no decay of row {@code t} has its sign set; for those that have, see {@link Stretch}. */
    abstract boolean decaysArePlain(int t);

    /** The kernel's definition over some of the columns. */
    interface Definition {
        void columns(int from, int count);
    }

    final void sequence(float[] state, float[] kept, int[] keep, int rows, int from, int count, Definition definition) {
        for (int n = from; n < from + count; n++) {
            stretch.place(n);
            for (int m = 0; m < stretch.heads; m++) {
                stretch.load(state, m, stretch.head + m);
            }
            boolean plain = arePlain(0, rows);
            for (int t = 0; plain && t < rows; t++) {
                step(t, 0, rows);
                plain = keep(kept, keep, t);
            }
            if (!plain || !stretch.isFinite() || !stretch.hasNoNegativeZero()) {
                define(definition, 0);
                continue;
            }
            for (int m = 0; m < stretch.heads; m++) {
                stretch.store(state, m, stretch.head + m);
            }
        }
    }

    /** Keeps what is to be kept after row {@code t}; whether that has no -0. */
    private boolean keep(float[] kept, int[] keep, int t) {
        boolean keeps = false;
        for (int m = 0; m < stretch.heads; m++) {
            int matrix = keep[t * heads + stretch.head + m];
            if (matrix >= 0) {
                stretch.store(kept, m, matrix);
                keeps = true;
            }
        }
        return !keeps || stretch.hasNoNegativeZero();
    }

    final void branches(float[] states, int[] first, int[] length, int[] start, int branches, int from, int count,
            Definition definition) {
        for (int n = from; n < from + count; n++) {
            // Branches next to each other often start from the same states: a stretch is taken for all of them in turn.
            int branch = n % branches;
            stretch.place(n / branches);
            for (int m = 0; m < stretch.heads; m++) {
                stretch.load(states, m, start[branch * heads + stretch.head + m]);
            }
            int end = first[branch] + length[branch];
            boolean plain = arePlain(first[branch], end);
            for (int t = first[branch]; plain && t < end; t++) {
                step(t, first[branch], end);
            }
            if (!plain || !stretch.isFinite()) {
                define(definition, branch);
            }
        }
    }

    private boolean arePlain(int first, int end) {
        for (int t = first; t < end; t++) {
            if (!decaysArePlain(t)) {
                return false;
            }
        }
        return true;
    }

    /** Does the stretch again by the definition, which writes over everything the stretch has. */
    private void define(Definition definition, int branch) {
        for (int m = 0; m < stretch.heads; m++) {
            definition.columns((branch * heads + stretch.head + m) * dv + stretch.column, stretch.part);
        }
    }

    /** Whether none of {@code count} numbers has its sign set, -0 included. */
    static boolean areUnsigned(double[] values, int from, int count) {
        for (int n = from; n < from + count; n++) {
            if (Double.doubleToRawLongBits(values[n]) < 0) {
                return false;
            }
        }
        return true;
    }

    private void step(int t, int first, int end) {
        if (t == first) {
            begin(t);
        }
        advance(t, Math.min(t + 1, end - 1));
    }
}
