package org.writesae.model.fla;

import org.writesae.kernels.GatedDelta;
import org.writesae.model.ConfigJson;

/**
 * The sizes that DeltaNet and GLA have in common, from a {@code config.json} as flash-linear-attention
 * writes it.
 *
 * @param vocabulary   rows of the embedding table
 * @param hidden       width of the residual stream
 * @param intermediate width inside the SwiGLU block
 * @param layers       layers, all of the same kind
 * @param heads        H
 * @param dk           d_k
 * @param dv           d_v
 * @param eps          ε of every RMS norm
 * @param tiedHead     whether the embedding table is also the output matrix
 */
public record FlaSizes(int vocabulary, int hidden, int intermediate, int layers, int heads, int dk, int dv, double eps,
        boolean tiedHead) {
    /** Upstream rounds the width inside the SwiGLU block up to a multiple of this. */
    private static final int INTERMEDIATE_STEP = 256;

    /**
     * Reads the sizes. Where a key is missing, upstream's default holds.
     *
     * @param c       the config
     * @param heads   default of {@code num_heads}
     * @param expandK default of {@code expand_k}, Σ_h d_k ÷ hidden
     * @throws org.writesae.io.InputException if a value is missing or wrong, or names something these models do not do
     */
    public static FlaSizes read(ConfigJson c, int heads, double expandK) {
        c.requireText("hidden_act", "swish", "silu");
        c.requireNone("attn", "hybrids with attention layers are not known");
        c.requireNone("attnres_block_size", "attention over residual streams is not known");
        int hidden = c.whole("hidden_size");
        int count = c.whole("num_heads", heads);
        FlaSizes sizes = new FlaSizes(c.whole("vocab_size", 32000), hidden, intermediate(c, hidden), c.whole("num_hidden_layers"),
                count, width(c, "expand_k", expandK, hidden, count), width(c, "expand_v", 1, hidden, count), eps(c),
                c.flag("tie_word_embeddings", false));
        c.require(sizes.dk <= GatedDelta.MAX_KEY_WIDTH, "expand_k", "keys of a head are " + sizes.dk + " wide, at most "
                + GatedDelta.MAX_KEY_WIDTH + " are known");
        return sizes;
    }

    /** d_k or d_v: the width of all heads is a multiple of the hidden size, cut to an integer. */
    private static int width(ConfigJson c, String key, double fallback, int hidden, int heads) {
        int all = (int) (hidden * c.number(key, fallback));
        c.require(all >= heads && all % heads == 0, key, "makes " + all + " channels, which num_heads = " + heads
                + " heads cannot share");
        return all / heads;
    }

    private static int intermediate(ConfigJson c, int hidden) {
        int cut = (int) (hidden * (long) c.whole("hidden_ratio", 4) * 2 / 3.0);
        return c.whole("intermediate_size", (cut + INTERMEDIATE_STEP - 1) / INTERMEDIATE_STEP * INTERMEDIATE_STEP);
    }

    /** {@code norm_eps}, which older GLA configs call {@code rms_norm_eps}. */
    private static double eps(ConfigJson c) {
        return c.epsilon("norm_eps", c.epsilon("rms_norm_eps", 1e-6));
    }
}
