package org.writesae.kernels;

/** Edits of a state by rank-1 terms: removing a write, putting an atom in its place. */
public final class RankOneEdit {
    private RankOneEdit() {
    }

    /**
     * {@code y[n, c] = coefficient[n] · x[n, c]}: the left factors of an edit carry its coefficients.
     *
     * @param y           [vectors, width], wide. Modified.
     * @param x           [vectors, width], wide. Not modified.
     * @param coefficient [vectors]. Not modified.
     * @param width       elements of a vector
     * @param from        first of the vectors · width elements to compute
     * @param count       how many
     */
    public static void scaleFactors(double[] y, double[] x, double[] coefficient, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = Wide.wide(coefficient[n / width] * x[n]);
        }
    }

    /**
     * {@code states[target[e]] = states[source[e]] + Σ_m left[e, m] ⊗ right[e, m]}.
     *
     * @param states [matrices, d_k, d_v]. Modified at the targets, which no other edit may use as a source.
     * @param source [edits], matrix to start from. Not modified.
     * @param target [edits], distinct. Not modified.
     * @param left   [edits, terms, d_k], key-side factors with their coefficients, wide. Not modified.
     * @param right  [edits, terms, d_v], value-side factors, wide. Not modified.
     * @param terms  rank-1 terms of an edit
     * @param dk     d_k
     * @param dv     d_v
     * @param from   first of the edits · d_k · d_v elements to compute
     * @param count  how many
     */
    public static void editStates(float[] states, int[] source, int[] target, double[] left, double[] right, int terms,
            int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int edit = n / (dk * dv);
            int c = (n / dv) % dk;
            int j = n % dv;
            double sum = states[(source[edit] * dk + c) * dv + j];
            for (int m = 0; m < terms; m++) {
                double key = left[(edit * terms + m) * dk + c];
                double value = right[(edit * terms + m) * dv + j];
                // In two float32 parts, so that both products are exact.
                float high = (float) value;
                float low = (float) (value - high);
                sum += key * high + key * low;
            }
            states[(target[edit] * dk + c) * dv + j] = (float) sum;
        }
    }
}
