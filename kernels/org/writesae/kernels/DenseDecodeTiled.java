package org.writesae.kernels;

/** The fast twins of {@link DenseDecode}: active atoms are found once for a state. Same sums, same order, same bits. */
public final class DenseDecodeTiled {
    /** Elements of a state that are summed together. */
    private static final int COLUMNS = 1024;
    /** Atoms whose products with a gradient are summed side by side. */
    private static final int ATOMS = 8;

    private DenseDecodeTiled() {
    }

    /** {@link DenseDecode#decodeDense}; from and count are states. */
    public static void decodeDense(float[] y, float[] a, float[] atoms, float[] bias, int features, int width, int elements,
            int from, int count) {
        int[] terms = new int[features];
        double[] sums = new double[COLUMNS];
        for (@Parallel int i = 0; i < count; i++) {
            int state = from + i;
            int row = state * features;
            int active = AtomDecodeTiled.terms(terms, a, row, features, 1);
            for (int p = 0; p < width; p += COLUMNS) {
                int columns = Math.min(COLUMNS, width - p);
                for (int j = 0; j < columns; j++) {
                    sums[j] = bias[p + j];
                }
                int t = 0;
                for (; t + 3 < active; t += 4) {
                    AtomDecodeTiled.addFour(sums, atoms, terms[t] * width + p, terms[t + 1] * width + p,
                            terms[t + 2] * width + p, terms[t + 3] * width + p, a[row + terms[t]], a[row + terms[t + 1]],
                            a[row + terms[t + 2]], a[row + terms[t + 3]], columns);
                }
                for (; t < active; t++) {
                    LinearTiled.addInput(sums, 0, atoms, terms[t] * width + p, columns, a[row + terms[t]]);
                }
                for (int j = 0; j < columns; j++) {
                    y[state * width + p + j] = (float) sums[j];
                }
            }
        }
    }

    /** {@link DenseDecode#decodeDenseBackward}; from and count are states. */
    public static void decodeDenseBackward(float[] da, float[] mask, float[] d, float[] atoms, int features, int width,
            int elements, int from, int count) {
        int[] terms = new int[features];
        double[] sums = new double[ATOMS];
        for (@Parallel int i = 0; i < count; i++) {
            int state = from + i;
            int row = state * features;
            int active = AtomDecodeTiled.terms(terms, mask, row, features, 1);
            for (int feature = 0; feature < features; feature++) {
                da[row + feature] = 0;
            }
            for (int t = 0; t < active; t += ATOMS) {
                products(sums, d, state * width, atoms, terms, t, Math.min(ATOMS, active - t), width);
                for (int u = 0; u < Math.min(ATOMS, active - t); u++) {
                    da[row + terms[t + u]] = (float) sums[u];
                }
            }
        }
    }

    private static void products(double[] sums, float[] d, int state, float[] atoms, int[] terms, int t, int some, int width) {
        if (some == ATOMS) {
            eight(sums, d, state, atoms, terms[t] * width, terms[t + 1] * width, terms[t + 2] * width, terms[t + 3] * width,
                    terms[t + 4] * width, terms[t + 5] * width, terms[t + 6] * width, terms[t + 7] * width, width);
        } else {
            for (int u = 0; u < some; u++) {
                int atom = terms[t + u] * width;
                double sum = 0;
                for (int p = 0; p < width; p++) {
                    sum += (double) d[state + p] * atoms[atom + p];
                }
                sums[u] = sum;
            }
        }
    }

    /** Eight products in order, side by side: one alone would wait for each of its own additions. */
    private static void eight(double[] sums, float[] d, int state, float[] atoms, int a0, int a1, int a2, int a3, int a4, int a5,
            int a6, int a7, int width) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int p = 0; p < width; p++) {
            double x = d[state + p];
            s0 += x * atoms[a0 + p];
            s1 += x * atoms[a1 + p];
            s2 += x * atoms[a2 + p];
            s3 += x * atoms[a3 + p];
            s4 += x * atoms[a4 + p];
            s5 += x * atoms[a5 + p];
            s6 += x * atoms[a6 + p];
            s7 += x * atoms[a7 + p];
        }
        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
        sums[4] = s4;
        sums[5] = s5;
        sums[6] = s6;
        sums[7] = s7;
    }
}
