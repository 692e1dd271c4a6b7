package org.writesae.runtime;

import org.writesae.kernels.BilinearEncodeTiled;
import org.writesae.kernels.Wide;

/** {@link BilinearEncodeTiled} with fused multiply-add, for the reason and under the condition of {@link FusedLinear}. */
public final class FusedBilinearEncode {
    private static final int COLUMNS = BilinearEncodeTiled.COLUMNS;
    private static final int STATES = BilinearEncodeTiled.STATES;

    private FusedBilinearEncode() {
    }

    /** {@link BilinearEncodeTiled#bilinearEncode}. */
    public static void bilinearEncode(float[] s, float[] x, float[] v, float[] w, float[] bias, int features,
            int rank, int dk, int dv, int elements, int from, int count) {
        double[] rows = new double[4 * COLUMNS];
        double[] sums = new double[COLUMNS];
        for (int tile = from; tile < from + count; tile++) {
            int columns = (features + COLUMNS - 1) / COLUMNS;
            int first = (tile % columns) * COLUMNS;
            int width = Math.min(COLUMNS, features - first);
            int state = (tile / columns) * STATES;
            int end = Math.min(state + STATES, elements / features);
            for (; state < end; state++) {
                encode(sums, rows, x, v, w, state * dk * dv, first, width, features, rank, dk, dv);
                for (int j = 0; j < width; j++) {
                    s[state * features + first + j] = (float) (sums[j] + bias[first + j]);
                }
            }
        }
    }

    private static void encode(double[] sums, double[] rows, float[] x, float[] v, float[] w, int state, int first,
            int width, int features, int rank, int dk, int dv) {
        for (int j = 0; j < COLUMNS; j++) {
            sums[j] = 0;
        }
        for (int r = 0; r < rank; r++) {
            for (int c = 0; c < dk; c += 4) {
                int keys = Math.min(4, dk - c);
                multiply(rows, x, w, state + c * dv, r * dv * features + first, keys, width, features, dv);
                for (int key = 0; key < keys; key++) {
                    addRow(sums, rows, key * COLUMNS, v, (r * dk + c + key) * features + first, width);
                }
            }
        }
    }

    /** X w of up to four key rows, one stretch of {@link #COLUMNS} features after the other. */
    private static void multiply(double[] rows, float[] x, float[] w, int base, int filter, int keys, int width,
            int features, int dv) {
        for (int j = 0; j < rows.length; j++) {
            rows[j] = 0;
        }
        int l = 0;
        if (keys == 4 && width == COLUMNS) {
            int b = base + dv;
            int c = b + dv;
            int d = c + dv;
            for (; l + 2 < dv; l += 3) {
                addThreeInputs(rows, w, filter + l * features, features, x[base + l], x[base + l + 1],
                        x[base + l + 2], x[b + l], x[b + l + 1], x[b + l + 2], x[c + l], x[c + l + 1], x[c + l + 2],
                        x[d + l], x[d + l + 1], x[d + l + 2]);
            }
        }
        for (int key = 0; key < keys; key++) {
            for (int rest = l; rest < dv; rest++) {
                FusedTile.addInput(rows, key * COLUMNS, w, filter + rest * features, width, x[base + key * dv + rest]);
            }
        }
    }

    /** Adds the products of three inputs, in order, to four rows. */
    private static void addThreeInputs(double[] rows, float[] w, int first, int features, double a0, double a1, double a2,
            double b0, double b1, double b2, double c0, double c1, double c2, double d0, double d1, double d2) {
        int second = first + features;
        int third = second + features;
        for (int j = 0; j < COLUMNS; j++) {
            double w0 = w[first + j];
            double w1 = w[second + j];
            double w2 = w[third + j];
            rows[j] = Math.fma(a2, w2, Math.fma(a1, w1, Math.fma(a0, w0, rows[j])));
            rows[j + COLUMNS] = Math.fma(b2, w2, Math.fma(b1, w1, Math.fma(b0, w0, rows[j + COLUMNS])));
            rows[j + 2 * COLUMNS] = Math.fma(c2, w2, Math.fma(c1, w1, Math.fma(c0, w0, rows[j + 2 * COLUMNS])));
            rows[j + 3 * COLUMNS] = Math.fma(d2, w2, Math.fma(d1, w1, Math.fma(d0, w0, rows[j + 3 * COLUMNS])));
        }
    }

    private static void addRow(double[] sums, double[] rows, int at, float[] v, int first, int width) {
        for (int j = 0; j < width; j++) {
            sums[j] = Math.fma(Wide.wide(rows[at + j]), v[first + j], sums[j]);
        }
    }
}
