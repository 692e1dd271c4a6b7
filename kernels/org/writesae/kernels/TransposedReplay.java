package org.writesae.kernels;

/**
 * The recurrence that upstream replays in place of the gated delta rule when it measures the alignment of atoms and writes
 * ({@code memory_alignment.simulate_recurrence}, conflict K45 of {@code audit --conflicts}). It reads S k, the
 * value axis met with the key, where the model reads Sᵀk ({@link GatedDelta}):
 *
 * <pre>
 *   S̄   = α_t S_{t−1}
 *   e_t = β_t (v_t − S̄ k_t)           the model: β_t (v_t − S̄ᵀ k_t)
 *   S_t = S̄ + k_t e_tᵀ
 * </pre>
 *
 * <p>It is here so that upstream's numbers can be repeated, not because it is right. States must be square. Every element of
 * e needs a whole row of S and every column of S an element of e, so the row of this kernel is one head over one sequence.
 */
public final class TransposedReplay {
    private TransposedReplay() {
    }

    /**
     * Replays each head of each sequence from an empty state.
     *
     * @param states [heads, T, d, d], S_t after each token. Modified.
     * @param error  [heads, T, d], e_t, the value factor of the write as replayed, wide. Modified.
     * @param k      [heads, T, d], normalised keys, wide. Not modified.
     * @param raw    [heads, T, d], β_t v_t, wide. Not modified.
     * @param alpha  [heads, T], double. Not modified.
     * @param beta   [heads, T], wide. Not modified.
     * @param tokens T
     * @param d      d_k = d_v
     * @param from   first of the heads to replay
     * @param count  how many
     */
    public static void replay(float[] states, double[] error, double[] k, double[] raw, double[] alpha, double[] beta,
            int tokens, int d, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            for (int t = 0; t < tokens; t++) {
                replayToken(states, error, k, raw, alpha, beta, (from + i) * tokens + t, t, d);
            }
        }
    }

    private static void replayToken(float[] states, double[] error, double[] k, double[] raw, double[] alpha, double[] beta,
            int row, int t, int d) {
        int to = row * d * d;
        float alphaHigh = (float) alpha[row];
        float alphaLow = (float) (alpha[row] - alphaHigh);
        float betaHigh = (float) beta[row];
        float betaLow = (float) (beta[row] - betaHigh);
        for (int r = 0; r < d; r++) {
            double held = 0;
            for (int c = 0; c < d; c++) {
                held += before(states, to + r * d + c, t, d) * k[row * d + c];
            }
            double read = GatedDelta.product(held, alphaHigh, alphaLow);
            error[row * d + r] = Wide.wide(raw[row * d + r] - GatedDelta.product(read, betaHigh, betaLow));
        }
        for (int c = 0; c < d; c++) {
            float errorHigh = (float) error[row * d + c];
            float errorLow = (float) (error[row * d + c] - errorHigh);
            for (int r = 0; r < d; r++) {
                double held = before(states, to + r * d + c, t, d);
                double decayed = alphaHigh * held + alphaLow * held;
                double written = k[row * d + r] * errorHigh + k[row * d + r] * errorLow;
                states[to + r * d + c] = (float) (decayed + written);
            }
        }
    }

    /** The element one token before {@code at}; 0 before the first token, where the array may hold anything yet. */
    private static double before(float[] states, int at, int t, int d) {
        return t > 0 ? states[at - d * d] : 0;
    }
}
