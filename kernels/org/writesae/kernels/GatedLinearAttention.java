package org.writesae.kernels;

/**
 * Gated linear attention, the recurrence of GLA (arXiv 2312.06635; upstream flash-linear-attention
 * {@code naive_recurrent_gla}): a decay of its own for every key channel, and nothing erased. Per head, with S [d_k, d_v] and S₋₁ = 0:
 *
 * <pre>
 *   S_t = diag(α_t) S_{t−1} + k_t v_tᵀ      decay of row c by α_t[c], then write
 *   o_t = S_tᵀ q_t                           read, after the write
 * </pre>
 *
 * <p>Column j of S meets only element j of v and o, so a row of these kernels is one column of one head,
 * carried through all the rows of a sequence or branch. Every head has keys of its own.
 *
 * <p>Queries, keys and values are wide, the state is float32. α and v meet it as the sum of two float32
 * values each (high, low): so every product that is summed is exact, and contraction cannot change a bit.
 */
public final class GatedLinearAttention {
    private GatedLinearAttention() {
    }

    /**
     * The decay of each key channel: {@code α = exp(logsigmoid(x + bias) / normalizer)}, which is
     * {@code σ(x + bias)^(1 / normalizer)}.
     *
     * @param alpha      [T, width], double. Modified.
     * @param x          [T, width], projection of the decay without its bias, wide. Not modified.
     * @param bias       [width]. Not modified.
     * @param width      H · d_k
     * @param normalizer 16 in every GLA, a constant of upstream's layer
     * @param from       first of the T · width gates to compute
     * @param count      how many
     */
    public static void gates(double[] alpha, double[] x, float[] bias, int width, double normalizer, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            // logsigmoid(y) = −softplus(−y)
            alpha[n] = Elementary.exponential(-Elementary.softplus(-(x[n] + bias[n % width])) / normalizer);
        }
    }

    /**
     * The queries as the read uses them: {@code q = x · scale}.
     *
     * @param q     [n], wide. Modified.
     * @param x     [n], projected queries, wide. Not modified.
     * @param scale d_k^(−1/2)
     * @param from  first element to compute
     * @param count how many
     */
    public static void scaleQueries(double[] q, double[] x, double scale, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            q[from + i] = Wide.wide(x[from + i] * scale);
        }
    }

    /**
     * Carries the state of a layer through the {@code rows} rows of a sequence.
     *
     * @param o     [rows, H, d_v], head outputs, wide. Modified.
     * @param state [H, d_k, d_v], before the first row; afterwards, after the last. Modified.
     * @param kept  [matrices, d_k, d_v], states kept by {@code keep}. Modified.
     * @param q     [rows, H, d_k], scaled queries, wide. Not modified.
     * @param k     [rows, H, d_k], keys, wide. Not modified.
     * @param v     [rows, H, d_v], values, wide. Not modified.
     * @param alpha [rows, H, d_k], double. Not modified.
     * @param keep  [rows, H], index of the matrix of {@code kept} that gets S_t of the head, −1 for none.
     *              Not modified.
     * @param rows  rows of the sequence
     * @param heads H
     * @param dk    d_k, at most {@link GatedDelta#MAX_KEY_WIDTH}
     * @param dv    d_v
     * @param from  first of the H · d_v columns to carry
     * @param count how many
     */
    public static void sequence(double[] o, float[] state, float[] kept, double[] q, double[] k, double[] v, double[] alpha,
            int[] keep, int rows, int heads, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int h = (from + i) / dv;
            int j = (from + i) % dv;
            float[] column = new float[GatedDelta.MAX_KEY_WIDTH];
            for (int c = 0; c < dk; c++) {
                column[c] = state[(h * dk + c) * dv + j];
            }
            for (int t = 0; t < rows; t++) {
                advance(column, o, q, k, v, alpha, t * heads + h, j, dk, dv);
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
     * @param states [matrices, d_k, d_v], starting states. Not modified.
     * @param q      [T, H, d_k], wide. Not modified.
     * @param k      [T, H, d_k], wide. Not modified.
     * @param v      [T, H, d_v], wide. Not modified.
     * @param alpha  [T, H, d_k], double. Not modified.
     * @param first  [branches], first row of each branch. Not modified.
     * @param length [branches], rows of each branch. Not modified.
     * @param start  [branches, H], index of the matrix of {@code states} each head starts from. Not modified.
     * @param heads  H
     * @param dk     d_k, at most {@link GatedDelta#MAX_KEY_WIDTH}
     * @param dv     d_v
     * @param from   first of the branches · H · d_v columns to carry
     * @param count  how many
     */
    public static void branches(double[] o, float[] states, double[] q, double[] k, double[] v, double[] alpha, int[] first,
            int[] length, int[] start, int heads, int dk, int dv, int from, int count) {
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
                advance(column, o, q, k, v, alpha, t * heads + h, j, dk, dv);
            }
        }
    }

    /** One step of one column of one head; {@code head} = t · H + h. */
    private static void advance(float[] column, double[] o, double[] q, double[] k, double[] v, double[] alpha, int head,
            int j, int dk, int dv) {
        double value = v[head * dv + j];
        float valueHigh = (float) value;
        float valueLow = (float) (value - valueHigh);
        double output = 0;
        for (int c = 0; c < dk; c++) {
            int n = head * dk + c;
            float high = (float) alpha[n];
            float low = (float) (alpha[n] - high);
            double decayed = (double) high * column[c] + (double) low * column[c];
            double written = k[n] * valueHigh + k[n] * valueLow;
            column[c] = (float) (decayed + written);
            output += column[c] * q[n];
        }
        o[head * dv + j] = Wide.wide(output);
    }
}
