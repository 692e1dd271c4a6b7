package org.writesae.kernels;

/**
 * The recurrence of RWKV-7 (arXiv 2503.14456; official {@code rwkv_v7_numpy.py}), in the canonical
 * orientation, which is the transpose of the official one. Per head, with S [d_k, d_v] and S₋₁ = 0, in this
 * order:
 *
 * <pre>
 *   e_t = −S_{t−1}ᵀ κ_t                            read of the undecayed state: what is held along κ
 *   S_t = diag(w_t) S_{t−1} + k̃_t v_tᵀ + b_t e_tᵀ    decay, write, erase
 *   o_t = S_tᵀ r_t                                 read, after the write; no scale
 * </pre>
 *
 * <p>With a = −κ and b = κ ⊙ (learning rate) this is S_t = diag(w) S + b (aᵀ S) + k̃ vᵀ: a diagonal plus
 * rank-1 transition and a rank-1 write. Unlike the gated delta rule it reads before it decays, and it
 * erases along another direction than it writes.
 *
 * <p>Column j of S meets only element j of v, e and o, so a row of these kernels is one column of one head,
 * carried through all the rows of a sequence or branch. r, w, k̃, κ and b are wide, the state is float32, v
 * and e meet the keys as the sum of two float32 values each (high, low): every product that is summed is exact.
 */
public final class Rwkv7 {
    private Rwkv7() {
    }

    /**
     * Carries the state of a layer through the {@code rows} rows of a sequence.
     *
     * @param o     [rows, H, d_v], head outputs, wide. Modified.
     * @param e     [rows, H, d_v], e_t, wide. Modified.
     * @param state [H, d_k, d_v], before the first row; afterwards, after the last. Modified.
     * @param kept  [matrices, d_k, d_v], states kept by {@code keep}. Modified.
     * @param r     [rows, H, d_k], receptance, wide. Not modified.
     * @param w     [rows, H, d_k], decays, wide. Not modified.
     * @param key   [rows, H, d_k], k̃, wide. Not modified.
     * @param v     [rows, H, d_v], values, wide. Not modified.
     * @param kappa [rows, H, d_k], κ, wide. Not modified.
     * @param b     [rows, H, d_k], κ times the learning rate, wide. Not modified.
     * @param keep  [rows, H], index of the matrix of {@code kept} that gets S_t of the head, −1 for none.
     *              Not modified.
     * @param rows  rows of the sequence
     * @param heads H
     * @param dk    d_k, at most {@link GatedDelta#MAX_KEY_WIDTH}
     * @param dv    d_v
     * @param from  first of the H · d_v columns to carry
     * @param count how many
     */
    public static void sequence(double[] o, double[] e, float[] state, float[] kept, double[] r, double[] w, double[] key,
            double[] v, double[] kappa, double[] b, int[] keep, int rows, int heads, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int h = (from + i) / dv;
            int j = (from + i) % dv;
            float[] column = new float[GatedDelta.MAX_KEY_WIDTH];
            for (int c = 0; c < dk; c++) {
                column[c] = state[(h * dk + c) * dv + j];
            }
            for (int t = 0; t < rows; t++) {
                advance(column, o, e, r, w, key, v, kappa, b, t * heads + h, j, dk, dv);
                int matrix = keep[t * heads + h];
                if (matrix >= 0) {
                    for (int c = 0; c < dk; c++) {
                        kept[(matrix * dk + c) * dv + j] = column[c];
                    }
                }
            }
            for (int c = 0; c < dk; c++) {
                state[(h * dk + c) * dv + j] = column[c];
            }
        }
    }

    /**
     * Carries each branch from its own starting state through its own rows, and forgets the state.
     *
     * @param o      [T, H, d_v], wide, written at the rows of the branches. Modified.
     * @param e      [T, H, d_v], likewise. Modified.
     * @param states [matrices, d_k, d_v], starting states. Not modified.
     * @param r      [T, H, d_k], wide. Not modified.
     * @param w      [T, H, d_k], wide. Not modified.
     * @param key    [T, H, d_k], wide. Not modified.
     * @param v      [T, H, d_v], wide. Not modified.
     * @param kappa  [T, H, d_k], wide. Not modified.
     * @param b      [T, H, d_k], wide. Not modified.
     * @param first  [branches], first row of each branch. Not modified.
     * @param length [branches], rows of each branch. Not modified.
     * @param start  [branches, H], index of the matrix of {@code states} each head starts from. Not modified.
     * @param heads  H
     * @param dk     d_k, at most {@link GatedDelta#MAX_KEY_WIDTH}
     * @param dv     d_v
     * @param from   first of the branches · H · d_v columns to carry
     * @param count  how many
     */
    public static void branches(double[] o, double[] e, float[] states, double[] r, double[] w, double[] key, double[] v,
            double[] kappa, double[] b, int[] first, int[] length, int[] start, int heads, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int branch = n / (heads * dv);
            int h = (n / dv) % heads;
            int j = n % dv;
            float[] column = new float[GatedDelta.MAX_KEY_WIDTH];
            int matrix = start[branch * heads + h];
            for (int c = 0; c < dk; c++) {
                column[c] = states[(matrix * dk + c) * dv + j];
            }
            int end = first[branch] + length[branch];
            for (int t = first[branch]; t < end; t++) {
                advance(column, o, e, r, w, key, v, kappa, b, t * heads + h, j, dk, dv);
            }
        }
    }

    /** One step of one column of one head, at vector {@code n} = t · H + h. */
    private static void advance(float[] column, double[] o, double[] e, double[] r, double[] w, double[] key, double[] v,
            double[] kappa, double[] b, int n, int j, int dk, int dv) {
        int at = n * dk;
        double held = 0;
        for (int c = 0; c < dk; c++) {
            held += column[c] * kappa[at + c];
        }
        double erased = Wide.wide(-held);
        double value = v[n * dv + j];
        float erasedHigh = (float) erased;
        float erasedLow = (float) (erased - erasedHigh);
        float valueHigh = (float) value;
        float valueLow = (float) (value - valueHigh);
        e[n * dv + j] = erased;
        double output = 0;
        for (int c = 0; c < dk; c++) {
            double written = key[at + c] * valueHigh + key[at + c] * valueLow;
            double removed = b[at + c] * erasedHigh + b[at + c] * erasedLow;
            column[c] = (float) (w[at + c] * column[c] + (written + removed));
            output += column[c] * r[at + c];
        }
        o[n * dv + j] = Wide.wide(output);
    }
}
