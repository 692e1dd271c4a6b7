package org.writesae.kernels;

/**
 * A stretch of columns of one head's state that the fast twins of the recurrences carry together, as
 * [d_k, {@link #COLUMNS}]. Each method does to every column what the definition does to one.
 */
final class StretchTiled {
    /** Columns of a stretch. */
    static final int COLUMNS = 64;

    private StretchTiled() {
    }

    /** Stretches of {@code columns} = sequences · H · d_v columns, whole heads: what is left of one is not computed. */
    static int stretches(int columns, int dv) {
        return (columns / dv) * ((dv + COLUMNS - 1) / COLUMNS);
    }

    /** {@code sums += row · factor}, the row of the stretch that starts at {@code at}. */
    static void addProduct(double[] sums, float[] stretch, int at, double factor) {
        for (int j = 0; j < COLUMNS; j++) {
            sums[j] += stretch[at + j] * factor;
        }
    }

    /**
     * {@code row = (high + low) · row + key · value}, the value of each column in two parts, the high ones first. They are
     * float32 values, kept as doubles: a float[] could be the stretch's alias.
     */
    static void write(float[] stretch, double[] values, int at, double high, double low, double key) {
        for (int j = 0; j < COLUMNS; j++) {
            double decayed = high * stretch[at + j] + low * stretch[at + j];
            stretch[at + j] = (float) (decayed + (key * values[j] + key * values[COLUMNS + j]));
        }
    }

    /** Takes {@code width} columns of a state [d_k, d_v] from element {@code base} on. */
    static void load(float[] stretch, float[] state, int base, int dk, int dv, int width) {
        for (int c = 0; c < dk; c++) {
            for (int j = 0; j < width; j++) {
                stretch[c * COLUMNS + j] = state[base + c * dv + j];
            }
        }
    }

    /** Puts them back. */
    static void store(float[] state, float[] stretch, int base, int dk, int dv, int width) {
        for (int c = 0; c < dk; c++) {
            for (int j = 0; j < width; j++) {
                state[base + c * dv + j] = stretch[c * COLUMNS + j];
            }
        }
    }
}
