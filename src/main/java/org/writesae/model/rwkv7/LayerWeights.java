package org.writesae.model.rwkv7;

import org.writesae.runtime.Buffer;

/**
 * The weights of one layer. Matrices are stored [in, out].
 *
 * @param preNorm     of the embedding, in layer 0; null elsewhere
 * @param timeNorm    in front of the time mix
 * @param time        the time mix
 * @param channelNorm in front of the channel mix
 * @param channelMix  [hidden], token shift of the channel mix
 * @param up          [hidden, intermediate]
 * @param down        [intermediate, hidden]
 */
record LayerWeights(Norm preNorm, Norm timeNorm, TimeMixWeights time, Norm channelNorm, Buffer channelMix, Buffer up,
        Buffer down) {

    /** Weight and bias of a norm, the bias zero where the checkpoint has none. */
    record Norm(Buffer weight, Buffer bias) {
    }

    /**
     * A product of two matrices.
     *
     * @param first  [hidden, rank]
     * @param second [rank, out]
     * @param bias   [out]; null for g
     */
    record LowRank(Buffer first, Buffer second, Buffer bias) {
    }

    /** [hidden] each: how far each channel of each input moves to the row before. */
    record Shifts(Buffer r, Buffer w, Buffer k, Buffer v, Buffer a, Buffer g) {
    }

    /**
     * The weights of a time mix.
     *
     * @param shifts    token shifts
     * @param r         [hidden, H·d_k], receptance
     * @param k         [hidden, H·d_k]
     * @param v         [hidden, H·d_v]
     * @param out       [H·d_v, hidden]
     * @param decay     of w
     * @param rate      of a
     * @param value     of the value residual; null in layer 0
     * @param gate      of g
     * @param eraseKey  [H, d_k], k_k
     * @param writeKey  [H, d_k], k_a
     * @param bonus     [H, d_k], r_k
     * @param headNorm  [H, d_v]
     */
    record TimeMixWeights(Shifts shifts, Buffer r, Buffer k, Buffer v, Buffer out, LowRank decay, LowRank rate, LowRank value,
            LowRank gate, Buffer eraseKey, Buffer writeKey, Buffer bonus, Norm headNorm) {
    }
}
