package org.writesae.kernels;

/**
 * The residual stream, kept in double unrounded. Every layer adds to it, so the rounding of each sum
 * would stay for good. It is only ever added to and rounded, never multiplied, so the rule that products
 * are exact holds without exception.
 */
public final class ResidualStream {
    private ResidualStream() {
    }

    /**
     * {@code y[n] = x[n]}, rounded to a wide value: what a norm reads.
     *
     * @param y     [T, hidden]. Modified.
     * @param x     [T, hidden], the residual stream. Not modified.
     * @param from  first of the T · hidden elements to compute
     * @param count how many
     */
    public static void roundResidual(double[] y, double[] x, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            y[from + i] = Wide.wide(x[from + i]);
        }
    }

    /**
     * {@code x[target + r, c] = x[source[r], c]}: a branch starts from the residual of the row it leaves.
     *
     * @param x      [T, hidden], the residual stream. Modified at rows target, target + 1, ...
     * @param source [rows], row to copy for each new row; must lie before {@code target}. Not modified.
     * @param target first row written
     * @param hidden width of the residual stream
     * @param from   first of the rows · hidden elements to compute
     * @param count  how many
     */
    public static void copyResidual(double[] x, int[] source, int target, int hidden, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int r = n / hidden;
            x[target * hidden + n] = x[source[r] * hidden + n % hidden];
        }
    }
}
