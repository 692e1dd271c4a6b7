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
                FusedLinear.addThreeInputs(rows, w, filter + l * features, features, x[base + l], x[base + l + 1],
                        x[base + l + 2], x[b + l], x[b + l + 1], x[b + l + 2], x[c + l], x[c + l + 1], x[c + l + 2],
                        x[d + l], x[d + l + 1], x[d + l + 2]);
            }
        }
        for (int key = 0; key < keys; key++) {
            for (int rest = l; rest < dv; rest++) {
                FusedLinear.addInput(rows, key * COLUMNS, w, filter + rest * features, width, x[base + key * dv + rest]);
            }
        }
    }

    private static void addRow(double[] sums, double[] rows, int at, float[] v, int first, int width) {
        for (int j = 0; j < width; j++) {
            sums[j] = Math.fma(Wide.wide(rows[at + j]), v[first + j], sums[j]);
        }
    }
}
