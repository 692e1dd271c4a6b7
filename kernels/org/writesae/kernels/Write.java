package org.writesae.kernels;

/**
 * The write of a Gated DeltaNet head at a token, as factors. Both readings share the key factor k_t:
 * raw, k_t ⊗ β_t v_t (the paper), and delta, k_t ⊗ e_t with e_t = β_t (v_t − α_t S_{t−1}ᵀ k_t) (what
 * the recurrence adds after the decay; {@link GatedDelta#sequence} returns e_t).
 */
public final class Write {
    private Write() {
    }

    /**
     * {@code key[t, h] = k[t, h / (H / Hk)]}: the keys as value heads use them.
     *
     * @param key      [T, H, d_k], wide. Modified.
     * @param k        [T, Hk, d_k], wide. Not modified.
     * @param heads    H
     * @param keyHeads Hk
     * @param dk       d_k
     * @param from     first of the T · H · d_k elements to compute
     * @param count    how many
     */
    public static void writeKeys(double[] key, double[] k, int heads, int keyHeads, int dk, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int h = (n / dk) % heads;
            int t = n / (dk * heads);
            key[n] = k[(t * keyHeads + h / (heads / keyHeads)) * dk + n % dk];
        }
    }

    /**
     * {@code raw[t, h, j] = β[t, h] · v[t, h, j]}.
     *
     * @param raw      [T, H, d_v], wide. Modified.
     * @param mixed    [T, 2·Hk·d_k + H·d_v], convolved channels q ‖ k ‖ v, of which v is read, wide. Not modified.
     * @param beta     [T, H], wide. Not modified.
     * @param heads    H
     * @param keyHeads Hk
     * @param dk       d_k
     * @param dv       d_v
     * @param from     first of the T · H · d_v elements to compute
     * @param count    how many
     */
    public static void rawValues(double[] raw, double[] mixed, double[] beta, int heads, int keyHeads, int dk, int dv,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int vector = n / dv;
            int t = vector / heads;
            int v = t * (2 * keyHeads * dk + heads * dv) + 2 * keyHeads * dk + n % (heads * dv);
            raw[n] = Wide.wide(beta[vector] * mixed[v]);
        }
    }
}
