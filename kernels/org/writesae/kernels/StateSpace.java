package org.writesae.kernels;

/**
 * The selective state space of Mamba-2 (arXiv 2405.21060; upstream transformers {@code mamba2_selective_state_update} and
 * {@code mamba2_chunk_scan}). Per head, with S [d_k, d_v] and S₋₁ = 0:
 *
 * <pre>
 *   Δ_t = softplus(dt_t + dt_bias), kept within time_step_limit
 *   α_t = exp(−exp(A_log) Δ_t)
 *   S_t = α_t S_{t−1} + B_t (Δ_t x_t)ᵀ     decay, then write
 *   y_t = S_tᵀ C_t + D x_t                 read, after the write; D's term bypasses the state
 * </pre>
 *
 * <p>In the words of the delta rule B is the key, x the value, C the query: d_k is upstream's d_state and d_v its
 * head_dim. Upstream's own state is the transpose, [head_dim, d_state]. Head h uses B and C of group h / (H / G).
 *
 * <p>A row of these kernels is one column of one head. Numbers as in {@link GatedDelta}: activations are wide, the
 * state is float32, and α and the value factor Δ x meet it as the sum of two float32 values each (high, low), so that
 * every product that is summed is exact.
 */
public final class StateSpace {
    private StateSpace() {
    }

    /**
     * Step size and decay of each head: {@code Δ = min(max(softplus(dt + dt_bias), minimum), maximum)},
     * {@code α = exp(−exp(A_log) · Δ)}.
     *
     * @param step    [T, H], Δ, wide. Modified.
     * @param alpha   [T, H], double. Modified.
     * @param dt      [T, H], projection of the step size, wide. Not modified.
     * @param dtBias  [H]. Not modified.
     * @param aLog    [H], log of the decay rate. Not modified.
     * @param heads   H
     * @param minimum least Δ, at least 0
     * @param maximum largest Δ, finite: the largest double for no limit
     * @param from    first of the T · H elements to compute
     * @param count   how many
     */
    public static void steps(double[] step, double[] alpha, double[] dt, float[] dtBias, float[] aLog, int heads,
            double minimum, double maximum, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int h = n % heads;
            double size = Elementary.softplus(dt[n] + dtBias[h]);
            size = size < minimum ? minimum : size;
            size = size > maximum ? maximum : size;
            step[n] = Wide.wide(size);
            alpha[n] = Elementary.exponential(-(Elementary.exponential(aLog[h]) * size));
        }
    }

    /**
     * {@code value[t, h, j] = Δ[t, h] · x[t, h, j]}: the value factor of the write B_t (Δ_t x_t)ᵀ.
     *
     * @param value  [T, H, d_v], wide. Modified.
     * @param mixed  [T, H·d_v + 2·G·d_k], convolved channels x ‖ B ‖ C, of which x is read, wide. Not modified.
     * @param step   [T, H], Δ, wide. Not modified.
     * @param heads  H
     * @param groups G, a divisor of H
     * @param dk     d_k
     * @param dv     d_v
     * @param from   first of the T · H · d_v elements to compute
     * @param count  how many
     */
    public static void writeValues(double[] value, double[] mixed, double[] step, int heads, int groups, int dk, int dv,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int t = n / (heads * dv);
            value[n] = Wide.wide(step[n / dv] * mixed[t * (heads * dv + 2 * groups * dk) + n % (heads * dv)]);
        }
    }

    /**
     * {@code key[t, h] = B[t, h / (H / G)]}: the keys as heads use them.
     *
     * @param key    [T, H, d_k], wide. Modified.
     * @param mixed  [T, H·d_v + 2·G·d_k], convolved channels x ‖ B ‖ C, of which B is read, wide. Not modified.
     * @param heads  H
     * @param groups G
     * @param dk     d_k
     * @param dv     d_v
     * @param from   first of the T · H · d_k elements to compute
     * @param count  how many
     */
    public static void writeKeys(double[] key, double[] mixed, int heads, int groups, int dk, int dv, int from,
            int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int h = (n / dk) % heads;
            int t = n / (dk * heads);
            key[n] = mixed[t * (heads * dv + 2 * groups * dk) + heads * dv + h / (heads / groups) * dk + n % dk];
        }
    }

    /**
     * Carries the state of a layer through the {@code rows} rows of a sequence.
     *
     * @param y      [rows, H, d_v], head outputs, wide. Modified.
     * @param state  [H, d_k, d_v], before the first row; afterwards, after the last. Modified.
     * @param kept   [matrices, d_k, d_v], states kept by {@code keep}. Modified.
     * @param value  [rows, H, d_v], Δ x, wide. Not modified.
     * @param mixed  [rows, H·d_v + 2·G·d_k], convolved channels x ‖ B ‖ C, wide. Not modified.
     * @param alpha  [rows, H], double. Not modified.
     * @param skip   [H], D. Not modified.
     * @param keep   [rows, H], index of the matrix of {@code kept} that gets S_t of the head, −1 for none. Not modified.
     * @param rows   rows of the sequence
     * @param heads  H
     * @param groups G, a divisor of H
     * @param dk     d_k, at most {@link GatedDelta#MAX_KEY_WIDTH}
     * @param dv     d_v
     * @param from   first of the H · d_v columns to carry
     * @param count  how many
     */
    public static void sequence(double[] y, float[] state, float[] kept, double[] value, double[] mixed, double[] alpha,
            float[] skip, int[] keep, int rows, int heads, int groups, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int h = (from + i) / dv;
            int j = (from + i) % dv;
            float[] column = new float[GatedDelta.MAX_KEY_WIDTH];
            for (int c = 0; c < dk; c++) {
                column[c] = state[(h * dk + c) * dv + j];
            }
            for (int t = 0; t < rows; t++) {
                advance(column, y, value, mixed, alpha, skip, t, h, j, heads, groups, dk, dv);
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
     * @param y      [T, H, d_v], wide, written at the rows of the branches. Modified.
     * @param states [matrices, d_k, d_v], starting states. Not modified.
     * @param value  [T, H, d_v], Δ x, wide. Not modified.
     * @param mixed  [T, H·d_v + 2·G·d_k], x ‖ B ‖ C, wide. Not modified.
     * @param alpha  [T, H], double. Not modified.
     * @param skip   [H], D. Not modified.
     * @param first  [branches], first row of each branch. Not modified.
     * @param length [branches], rows of each branch. Not modified.
     * @param start  [branches, H], index of the matrix of {@code states} each head starts from. Not modified.
     * @param heads  H
     * @param groups G
     * @param dk     d_k, at most {@link GatedDelta#MAX_KEY_WIDTH}
     * @param dv     d_v
     * @param from   first of the branches · H · d_v columns to carry
     * @param count  how many
     */
    public static void branches(double[] y, float[] states, double[] value, double[] mixed, double[] alpha, float[] skip,
            int[] first, int[] length, int[] start, int heads, int groups, int dk, int dv, int from, int count) {
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
                advance(column, y, value, mixed, alpha, skip, t, h, j, heads, groups, dk, dv);
            }
        }
    }

    /** One step of one column: decay, write, read, skip. */
    private static void advance(float[] column, double[] y, double[] value, double[] mixed, double[] alpha, float[] skip,
            int t, int h, int j, int heads, int groups, int dk, int dv) {
        int row = t * (heads * dv + 2 * groups * dk);
        int key = row + heads * dv + h / (heads / groups) * dk;
        int query = key + groups * dk;
        float high = (float) alpha[t * heads + h];
        float low = (float) (alpha[t * heads + h] - high);
        double written = value[(t * heads + h) * dv + j];
        float writtenHigh = (float) written;
        float writtenLow = (float) (written - writtenHigh);
        double output = 0;
        for (int c = 0; c < dk; c++) {
            double decayed = (double) high * column[c] + (double) low * column[c];
            column[c] = (float) (decayed + (mixed[key + c] * writtenHigh + mixed[key + c] * writtenLow));
            output += column[c] * mixed[query + c];
        }
        y[(t * heads + h) * dv + j] = Wide.wide(output + skip[h] * mixed[row + h * dv + j]);
    }

    /**
     * Reads edited states at their own token: {@code y[row, h] = Sᵀ C[row] + D x[row]} for the one head edited.
     *
     * @param y      [T, H, d_v], wide. Modified at (row, head) of each read.
     * @param states [matrices, d_k, d_v]. Not modified.
     * @param mixed  [T, H·d_v + 2·G·d_k], x ‖ B ‖ C, wide. Not modified.
     * @param skip   [H], D. Not modified.
     * @param row    [reads], row of y. Not modified.
     * @param matrix [reads], index of the state to read. Not modified.
     * @param head   h, the head that all the reads belong to
     * @param heads  H
     * @param groups G
     * @param dk     d_k
     * @param dv     d_v
     * @param from   first of the reads · d_v elements to compute
     * @param count  how many
     */
    public static void readEdited(double[] y, float[] states, double[] mixed, float[] skip, int[] row, int[] matrix,
            int head, int heads, int groups, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int j = n % dv;
            int t = row[n / dv];
            int base = matrix[n / dv] * dk;
            int channels = t * (heads * dv + 2 * groups * dk);
            int query = channels + heads * dv + (groups + head / (heads / groups)) * dk;
            double output = 0;
            for (int c = 0; c < dk; c++) {
                output += states[(base + c) * dv + j] * mixed[query + c];
            }
            y[(t * heads + head) * dv + j] = Wide.wide(output + skip[head] * mixed[channels + head * dv + j]);
        }
    }
}
