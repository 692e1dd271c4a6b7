package org.writesae.kernels;

/**
 * The fast twins of {@link AtomDecode}: the active features of a state are found once and passed over its rows four at a
 * time. Same sums, same order, same bits.
 */
public final class AtomDecodeTiled {
    private AtomDecodeTiled() {
    }

    /** {@link AtomDecode#decodeAtoms}; from and count are states. */
    public static void decodeAtoms(float[] y, float[] a, float[] v, float[] w, float[] bias, int features, int rank, int dk,
            int dv, int elements, int from, int count) {
        int[] terms = new int[features * rank];
        double[] sums = new double[dv];
        for (@Parallel int i = 0; i < count; i++) {
            int state = from + i;
            int active = terms(terms, a, state * features, features, rank);
            for (int c = 0; c < dk; c++) {
                for (int j = 0; j < dv; j++) {
                    sums[j] = bias[c * dv + j];
                }
                addTerms(sums, terms, active, a, state * features, v, w, rank, dk, dv, c);
                for (int j = 0; j < dv; j++) {
                    y[(state * dk + c) * dv + j] = (float) sums[j];
                }
            }
        }
    }

    private static void addTerms(double[] sums, int[] terms, int active, float[] a, int row, float[] v, float[] w, int rank,
            int dk, int dv, int c) {
        int t = 0;
        for (; t + 3 < active; t += 4) {
            addFour(sums, w, terms[t] * dv, terms[t + 1] * dv, terms[t + 2] * dv, terms[t + 3] * dv,
                    scaled(a, row, v, terms[t], rank, dk, c), scaled(a, row, v, terms[t + 1], rank, dk, c),
                    scaled(a, row, v, terms[t + 2], rank, dk, c), scaled(a, row, v, terms[t + 3], rank, dk, c), dv);
        }
        for (; t < active; t++) {
            LinearTiled.addInput(sums, 0, w, terms[t] * dv, dv, scaled(a, row, v, terms[t], rank, dk, c));
        }
    }

    private static double scaled(float[] a, int row, float[] v, int term, int rank, int dk, int c) {
        return Wide.wide((double) a[row + term / rank] * v[term * dk + c]);
    }

    /** {@link AtomDecode#decodeAtomsBackward}; from and count are states. */
    public static void decodeAtomsBackward(float[] da, float[] mask, float[] d, float[] v, float[] w, int features, int rank,
            int dk, int dv, int elements, int from, int count) {
        double[] columns = new double[dv];
        for (@Parallel int i = 0; i < count; i++) {
            int state = (from + i) * dk * dv;
            for (int feature = 0; feature < features; feature++) {
                int n = (from + i) * features + feature;
                double sum = 0;
                if (mask[n] != 0) {
                    for (int r = 0; r < rank; r++) {
                        int factor = feature * rank + r;
                        fromTheLeft(columns, d, state, v, factor * dk, dk, dv);
                        for (int j = 0; j < dv; j++) {
                            sum += Wide.wide(columns[j]) * w[factor * dv + j];
                        }
                    }
                }
                da[n] = (float) sum;
            }
        }
    }

    /** vᵀ D. */
    private static void fromTheLeft(double[] columns, float[] d, int state, float[] v, int factor, int dk, int dv) {
        for (int j = 0; j < dv; j++) {
            columns[j] = 0;
        }
        int c = 0;
        for (; c + 3 < dk; c += 4) {
            int row = state + c * dv;
            addFour(columns, d, row, row + dv, row + 2 * dv, row + 3 * dv, v[factor + c], v[factor + c + 1], v[factor + c + 2],
                    v[factor + c + 3], dv);
        }
        for (; c < dk; c++) {
            LinearTiled.addInput(columns, 0, d, state + c * dv, dv, v[factor + c]);
        }
    }

    /** The indices of the active terms, feature by feature; returns how many there are. */
    static int terms(int[] terms, float[] a, int row, int features, int rank) {
        int active = 0;
        for (int feature = 0; feature < features; feature++) {
            if (a[row + feature] != 0) {
                for (int r = 0; r < rank; r++) {
                    terms[active] = feature * rank + r;
                    active++;
                }
            }
        }
        return active;
    }

    /** Adds four scaled stretches of {@code x}, one after the other, to the sums. */
    static void addFour(double[] sums, float[] x, int first, int second, int third, int fourth, double a, double b, double c,
            double d, int width) {
        for (int j = 0; j < width; j++) {
            sums[j] = sums[j] + a * x[first + j] + b * x[second + j] + c * x[third + j] + d * x[fourth + j];
        }
    }
}
