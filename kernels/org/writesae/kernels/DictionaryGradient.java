package org.writesae.kernels;

/**
 * Gradients of a dictionary's weights. Encoder and decoder share them: both are bilinear in a coefficient
 * array c [rows, features] and a matrix M [states, d_k, d_v], as ⟨M[n], F_i⟩ c[n, i] summed over n, where F_i is the filter or
 * the atom. For the encoder c is the gradient of the pre-activations and M the states; for the decoder c is the
 * coefficients and M the gradient of the reconstruction. Zeros of c are passed over, and an atom that is silent in
 * the whole batch costs nothing. See {@code sae-backward.md}.
 *
 * <p>Row n takes matrix {@code n % states}: the auxiliary pass, whose rows follow those of the batch, encodes the same states.
 */
public final class DictionaryGradient {
    private DictionaryGradient() {
    }

    /**
     * Of factors: with {@code G_i = Σ_n c[n, i] M[n]}, each element made wide,
     * {@code gradV[i, r] = G_i w[i, r]} and {@code gradW[i, r] = G_iᵀ v[i, r]}.
     *
     * @param gradV    [features, rank, d_k]. Modified.
     * @param gradW    [features, rank, d_v]. Modified.
     * @param c        [rows, features]. Not modified.
     * @param m        [states, d_k, d_v]. Not modified.
     * @param v        [features, rank, d_k]. Not modified.
     * @param w        [features, rank, d_v]. Not modified.
     * @param rows     rows of c
     * @param states   matrices of m
     * @param features dictionary size
     * @param rank     rank-1 terms of an atom
     * @param dk       d_k
     * @param dv       d_v
     * @param from     first of the features to compute
     * @param count    how many
     */
    public static void factorGradient(float[] gradV, float[] gradW, float[] c, float[] m, float[] v, float[] w, int rows,
            int states, int features, int rank, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int feature = from + i;
            for (int r = 0; r < rank; r++) {
                int factor = feature * rank + r;
                for (int k = 0; k < dk; k++) {
                    double sum = 0;
                    for (int j = 0; j < dv; j++) {
                        sum += Wide.wide(element(c, m, feature, k * dv + j, rows, states, features, dk * dv)) * w[factor * dv + j];
                    }
                    gradV[factor * dk + k] = (float) sum;
                }
                for (int j = 0; j < dv; j++) {
                    double sum = 0;
                    for (int k = 0; k < dk; k++) {
                        sum += Wide.wide(element(c, m, feature, k * dv + j, rows, states, features, dk * dv)) * v[factor * dk + k];
                    }
                    gradW[factor * dv + j] = (float) sum;
                }
            }
        }
    }

    /**
     * Of atoms that are whole matrices: {@code grad[i, p] = Σ_n c[n, i] M[n, p]}.
     *
     * @param grad     [features, width]. Modified.
     * @param c        [rows, features]. Not modified.
     * @param m        [states, width]. Not modified.
     * @param rows     rows of c
     * @param states   matrices of m
     * @param features dictionary size
     * @param width    elements of a state
     * @param from     first of the features · width elements to compute
     * @param count    how many
     */
    public static void denseGradient(float[] grad, float[] c, float[] m, int rows, int states, int features, int width,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            grad[n] = (float) element(c, m, n / width, n % width, rows, states, features, width);
        }
    }

    /**
     * Of a dense encoder, in the layout of {@link Linear}: {@code grad[p, i] = Σ_n c[n, i] M[n, p]}.
     *
     * @param grad     [width, features]. Modified.
     * @param c        [rows, features]. Not modified.
     * @param m        [states, width]. Not modified.
     * @param rows     rows of c
     * @param states   matrices of m
     * @param features dictionary size
     * @param width    elements of a state
     * @param from     first of the width · features elements to compute
     * @param count    how many
     */
    public static void denseGradientTurned(float[] grad, float[] c, float[] m, int rows, int states, int features, int width,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            grad[n] = (float) element(c, m, n % features, n / features, rows, states, features, width);
        }
    }

    /**
     * Of a bias: {@code grad[p] = Σ_n d[n, p]}.
     *
     * @param grad  [width]. Modified.
     * @param d     [rows, width]. Not modified.
     * @param rows  rows of d
     * @param width elements of a row
     * @param from  first of the width elements to compute
     * @param count how many
     */
    public static void biasGradient(float[] grad, float[] d, int rows, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int p = from + i;
            double sum = 0;
            for (int n = 0; n < rows; n++) {
                sum += d[n * width + p];
            }
            grad[p] = (float) sum;
        }
    }

    /**
     * {@code grad[n] += other[n]}: the tied SAE uses its factors twice, to encode and to decode.
     *
     * @param grad  [n]. Modified.
     * @param other [n]. Not modified.
     * @param from  first element to add
     * @param count how many
     */
    public static void addGradient(float[] grad, float[] other, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            grad[n] = (float) ((double) grad[n] + other[n]);
        }
    }

    /** Element p of G_i. */
    private static double element(float[] c, float[] m, int feature, int p, int rows, int states, int features, int width) {
        double sum = 0;
        for (int n = 0; n < rows; n++) {
            float coefficient = c[n * features + feature];
            if (coefficient != 0) {
                sum += (double) coefficient * m[(n % states) * width + p];
            }
        }
        return sum;
    }
}
