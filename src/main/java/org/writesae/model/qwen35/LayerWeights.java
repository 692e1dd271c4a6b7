package org.writesae.model.qwen35;

import org.writesae.model.SwiGluBlock;
import org.writesae.runtime.Buffer;

/**
 * The weights of one layer. Matrices are stored [in, out], the transpose of the checkpoint's.
 *
 * @param inputNorm [hidden], in front of the mixer, zero-centred
 * @param mixer     gated delta rule or full attention
 * @param block     SwiGLU block, its norm zero-centred
 */
record LayerWeights(Buffer inputNorm, Mixer mixer, SwiGluBlock.Weights block) {

    /** What mixes tokens in a layer. */
    sealed interface Mixer {
    }

    /**
     * The gated delta rule.
     *
     * @param qkv    [hidden, 2·Hk·d_k + H·d_v]
     * @param z      [hidden, H·d_v]
     * @param a      [hidden, H]
     * @param b      [hidden, H]
     * @param conv   [2·Hk·d_k + H·d_v, taps]
     * @param aLog   [H]
     * @param dtBias [H]
     * @param norm   [d_v], plain
     * @param out    [H·d_v, hidden]
     */
    record Delta(Buffer qkv, Buffer z, Buffer a, Buffer b, Buffer conv, Buffer aLog, Buffer dtBias, Buffer norm,
            Buffer out) implements Mixer {
    }

    /**
     * Full attention.
     *
     * @param query     [hidden, queryHeads · 2 · width], per head query then gate
     * @param key       [hidden, kvHeads · width]
     * @param value     [hidden, kvHeads · width]
     * @param queryNorm [width], zero-centred
     * @param keyNorm   [width], zero-centred
     * @param out       [queryHeads · width, hidden]
     */
    record Attention(Buffer query, Buffer key, Buffer value, Buffer queryNorm, Buffer keyNorm, Buffer out)
            implements Mixer {
    }
}
