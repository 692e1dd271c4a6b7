package org.writesae.kernels;

/**
 * The gated delta rule, the recurrence of Gated DeltaNet (arXiv 2412.06464; upstream transformers
 * {@code torch_recurrent_gated_delta_rule}). Per value head, with S [d_k, d_v] and S₋₁ = 0, in this order:
 *
 * <pre>
 *   S̄   = α_t S_{t−1}                 decay
 *   p   = S̄ᵀ k_t                      read what the key already holds
 *   e_t = β_t (v_t − p)               error: the value factor of the write as executed
 *   S_t = S̄ + k_t e_tᵀ                write
 *   o_t = S_tᵀ q_t                    read, after the write
 * </pre>
 *
 * <p>With α = 1 this is the delta rule of DeltaNet (arXiv 2406.06484; upstream flash-linear-attention
 * {@code delta_rule_recurrence}), which forgets only by overwriting: S̄ is then S_{t−1} to the bit.
 *
 * <p>Column j of S meets only element j of v, e and o, so a row of these kernels is one column of one
 * head, carried through all the rows of a sequence or branch. Value head h uses key head h / (H / Hk).
 *
 * <p>Queries, keys and values are wide, the state is float32. α and e meet it as the sum of two float32
 * values each (high, low), because their errors would be compounded at every step. So every product
 * that is summed is exact, and contraction cannot change a bit.
 */
public final class GatedDelta {
    /** Largest d_k that the column buffers of the recurrences hold. */
    public static final int MAX_KEY_WIDTH = 256;

    private GatedDelta() {
    }

    /**
     * The gates of each head: {@code α = exp(−exp(A_log) · softplus(a + dt_bias))}, {@code β = σ(b)}.
     *
     * @param alpha  [T, H], double. Modified.
     * @param beta   [T, H], wide. Modified.
     * @param a      [T, H], projection of the decay, wide. Not modified.
     * @param b      [T, H], projection of the write strength, wide. Not modified.
     * @param aLog   [H], log of the decay rate. Not modified.
     * @param dtBias [H]. Not modified.
     * @param heads  H
     * @param from   first of the T · H gates to compute
     * @param count  how many
     */
    public static void gates(double[] alpha, double[] beta, double[] a, double[] b, float[] aLog, float[] dtBias,
            int heads, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int h = n % heads;
            double rate = Elementary.exponential(aLog[h]);
            alpha[n] = Elementary.exponential(-(rate * Elementary.softplus(a[n] + dtBias[h])));
            beta[n] = Wide.wide(Elementary.sigmoid(b[n]));
        }
    }

    /**
     * The write strength alone, {@code β = σ(b)}, for DeltaNet.
     *
     * @param beta  [T, H], wide. Modified.
     * @param b     [T, H], projection of the write strength, wide. Not modified.
     * @param from  first of the T · H gates to compute
     * @param count how many
     */
    public static void strengths(double[] beta, double[] b, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            beta[from + i] = Wide.wide(Elementary.sigmoid(b[from + i]));
        }
    }

    /**
     * Carries the state of a layer through the {@code rows} rows of a sequence.
     *
     * @param o        [rows, H, d_v], head outputs, wide. Modified.
     * @param error    [rows, H, d_v], e_t, wide. Modified.
     * @param state    [H, d_k, d_v], before the first row; afterwards, after the last. Modified.
     * @param kept     [matrices, d_k, d_v], states kept by {@code keep}. Modified.
     * @param q        [rows, Hk, d_k], normalised and scaled queries, wide. Not modified.
     * @param k        [rows, Hk, d_k], normalised keys, wide. Not modified.
     * @param mixed    [rows, 2·Hk·d_k + H·d_v], convolved channels q ‖ k ‖ v, of which v is read, wide.
     *                 Not modified.
     * @param alpha    [rows, H], double. Not modified.
     * @param beta     [rows, H], wide. Not modified.
     * @param keep     [rows, H], index of the matrix of {@code kept} that gets S_t of the head, −1 for none.
     *                 Not modified.
     * @param rows     rows of the sequence
     * @param heads    H
     * @param keyHeads Hk, a divisor of H
     * @param dk       d_k, at most {@link #MAX_KEY_WIDTH}
     * @param dv       d_v
     * @param from     first of the H · d_v columns to carry
     * @param count    how many
     */
    public static void sequence(double[] o, double[] error, float[] state, float[] kept, double[] q, double[] k,
            double[] mixed, double[] alpha, double[] beta, int[] keep, int rows, int heads, int keyHeads, int dk, int dv,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int h = (from + i) / dv;
            int j = (from + i) % dv;
            float[] column = new float[MAX_KEY_WIDTH];
            for (int c = 0; c < dk; c++) {
                column[c] = state[(h * dk + c) * dv + j];
            }
            for (int t = 0; t < rows; t++) {
                advance(column, o, error, q, k, mixed, alpha, beta, t, h, j, heads, keyHeads, dk, dv);
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
     * @param o        [T, H, d_v], wide, written at the rows of the branches. Modified.
     * @param error    [T, H, d_v], likewise. Modified.
     * @param states   [matrices, d_k, d_v], starting states. Not modified.
     * @param q        [T, Hk, d_k], wide. Not modified.
     * @param k        [T, Hk, d_k], wide. Not modified.
     * @param mixed    [T, 2·Hk·d_k + H·d_v], wide. Not modified.
     * @param alpha    [T, H], double. Not modified.
     * @param beta     [T, H], wide. Not modified.
     * @param first    [branches], first row of each branch. Not modified.
     * @param length   [branches], rows of each branch. Not modified.
     * @param start    [branches, H], index of the matrix of {@code states} each head starts from. Not modified.
     * @param heads    H
     * @param keyHeads Hk
     * @param dk       d_k, at most {@link #MAX_KEY_WIDTH}
     * @param dv       d_v
     * @param from     first of the branches · H · d_v columns to carry
     * @param count    how many
     */
    public static void branches(double[] o, double[] error, float[] states, double[] q, double[] k, double[] mixed,
            double[] alpha, double[] beta, int[] first, int[] length, int[] start, int heads, int keyHeads, int dk,
            int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int branch = n / (heads * dv);
            int h = (n / dv) % heads;
            int j = n % dv;
            float[] column = new float[MAX_KEY_WIDTH];
            int matrix = start[branch * heads + h];
            for (int c = 0; c < dk; c++) {
                column[c] = states[(matrix * dk + c) * dv + j];
            }
            int end = first[branch] + length[branch];
            for (int t = first[branch]; t < end; t++) {
                advance(column, o, error, q, k, mixed, alpha, beta, t, h, j, heads, keyHeads, dk, dv);
            }
        }
    }

    /** One step of one column: the five lines of the description, in their order. */
    private static void advance(float[] column, double[] o, double[] error, double[] q, double[] k, double[] mixed,
            double[] alpha, double[] beta, int t, int h, int j, int heads, int keyHeads, int dk, int dv) {
        int key = (t * keyHeads + h / (heads / keyHeads)) * dk;
        float high = (float) alpha[t * heads + h];
        float low = (float) (alpha[t * heads + h] - high);
        // α is common to the column, so it decays the read S_{t−1}ᵀk rather than each of its terms.
        double held = 0;
        for (int c = 0; c < dk; c++) {
            held += column[c] * k[key + c];
        }
        double read = product(held, high, low);
        double value = mixed[t * (2 * keyHeads * dk + heads * dv) + 2 * keyHeads * dk + h * dv + j];
        double e = Wide.wide(beta[t * heads + h] * (value - read));
        float errorHigh = (float) e;
        float errorLow = (float) (e - errorHigh);
        error[(t * heads + h) * dv + j] = e;
        double output = 0;
        for (int c = 0; c < dk; c++) {
            double decayed = (double) high * column[c] + (double) low * column[c];
            double written = k[key + c] * errorHigh + k[key + c] * errorLow;
            column[c] = (float) (decayed + written);
            output += column[c] * q[key + c];
        }
        o[(t * heads + h) * dv + j] = Wide.wide(output);
    }

    /** x · (high + low) from exact products: x, too, is taken in two float32 parts. */
    public static double product(double x, float high, float low) {
        float xHigh = (float) x;
        float xLow = (float) (x - xHigh);
        return (double) high * xHigh + ((double) high * xLow + (double) low * xHigh);
    }

    /**
     * Reads edited states at their own token: {@code o[row, h] = Sᵀ q[row]} for the one head edited.
     *
     * @param o        [T, H, d_v], wide. Modified at (row, head) of each read.
     * @param states   [matrices, d_k, d_v]. Not modified.
     * @param q        [T, Hk, d_k], wide. Not modified.
     * @param row      [reads], row of o. Not modified.
     * @param matrix   [reads], index of the state to read. Not modified.
     * @param head     h, the head that all the reads belong to
     * @param heads    H
     * @param keyHeads Hk
     * @param dk       d_k
     * @param dv       d_v
     * @param from     first of the reads · d_v elements to compute
     * @param count    how many
     */
    public static void readEdited(double[] o, float[] states, double[] q, int[] row, int[] matrix, int head, int heads,
            int keyHeads, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int j = n % dv;
            int t = row[n / dv];
            int base = matrix[n / dv] * dk;
            int query = (t * keyHeads + head / (heads / keyHeads)) * dk;
            double output = 0;
            for (int c = 0; c < dk; c++) {
                output += states[(base + c) * dv + j] * q[query + c];
            }
            o[(t * heads + head) * dv + j] = Wide.wide(output);
        }
    }
}
