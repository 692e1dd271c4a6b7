package org.writesae.kernels;

/** Moving rows between arrays: keeping keys and values, picking the rows that need logits. */
public final class RowCopy {
    private RowCopy() {
    }

    /**
     * {@code y[target[t], c] = x[t, c]}, rounded to float32: the keys or values of new rows go to their slots.
     *
     * @param y      [slots, width]. Modified at the rows named.
     * @param x      [T, width]. Not modified.
     * @param target [T], distinct. Not modified.
     * @param width  elements of a row
     * @param from   first of the T · width elements to copy
     * @param count  how many
     */
    public static void scatterRows(float[] y, double[] x, int[] target, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[target[n / width] * width + n % width] = (float) x[n];
        }
    }

    /**
     * {@code y[t, c] = x[source[t], c]}.
     *
     * @param y      [T, width]. Modified.
     * @param x      [rows, width]. Not modified.
     * @param source [T]. Not modified.
     * @param width  elements of a row
     * @param from   first of the T · width elements to copy
     * @param count  how many
     */
    public static void gatherRows(double[] y, double[] x, int[] source, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = x[source[n / width] * width + n % width];
        }
    }

    /**
     * {@code y[n] = x[n]}: states as the input of a dense encoder.
     *
     * @param y     [n]. Modified.
     * @param x     [n]. Not modified.
     * @param from  first element to copy
     * @param count how many
     */
    public static void widen(double[] y, float[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = x[from + i];
        }
    }

    /**
     * {@code y[at + n] = x[n]}: one pass of a batch behind the other.
     *
     * @param y     Modified at [at, at + elements).
     * @param x     Not modified.
     * @param at    where in y the copy begins
     * @param from  first element to copy
     * @param count how many
     */
    public static void copyInto(float[] y, float[] x, int at, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[at + n] = x[n];
        }
    }
}
