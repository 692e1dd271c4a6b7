package org.writesae.model.gla;

import org.writesae.model.RandomBuffers;
import org.writesae.model.WeightReader;
import org.writesae.model.fla.FlaMixer;
import org.writesae.runtime.Buffer;

/**
 * The weights of a mixer of gated linear attention.
 *
 * @param q         [hidden, H·d_k]
 * @param k         [hidden, H·d_k]
 * @param v         [hidden, H·d_v]
 * @param decayIn   [hidden, 16], the first matrix of the decay, without a bias
 * @param decayOut  [16, H·d_k], the second
 * @param decayBias [H·d_k], its bias
 * @param gate      [hidden, H·d_v], null without an output gate
 * @param norm      [d_v], plain
 * @param out       [H·d_v, hidden]
 */
record GlaMixer(Buffer q, Buffer k, Buffer v, Buffer decayIn, Buffer decayOut, Buffer decayBias, Buffer gate, Buffer norm,
        Buffer out) implements FlaMixer {

    /** From a checkpoint; names start with {@code at}. */
    static GlaMixer read(GlaConfig c, WeightReader weights, String at) {
        int hidden = c.hidden();
        int keys = c.keys();
        int values = c.values();
        Buffer gate = c.gated() ? weights.matrix(at + "g_proj.weight", values, hidden) : null;
        return new GlaMixer(weights.matrix(at + "q_proj.weight", keys, hidden), weights.matrix(at + "k_proj.weight", keys, hidden),
                weights.matrix(at + "v_proj.weight", values, hidden),
                weights.matrix(at + "gk_proj.0.weight", GlaConfig.LOW_RANK, hidden),
                weights.matrix(at + "gk_proj.1.weight", keys, GlaConfig.LOW_RANK), weights.vector(at + "gk_proj.1.bias", keys), gate,
                weights.vector(at + norm(weights, at), c.dv()), weights.matrix(at + "o_proj.weight", hidden, values));
    }

    /** Named for the fused kernel where upstream was to use it ({@code fuse_norm}); the mathematics is the same. */
    private static String norm(WeightReader weights, String at) {
        return weights.has(at + "g_norm.weight") ? "g_norm.weight" : "g_norm_swish_gate.weight";
    }

    static GlaMixer random(GlaConfig c, RandomBuffers random) {
        int hidden = c.hidden();
        return new GlaMixer(random.matrix(hidden, c.keys()), random.matrix(hidden, c.keys()), random.matrix(hidden, c.values()),
                random.matrix(hidden, GlaConfig.LOW_RANK), random.matrix(GlaConfig.LOW_RANK, c.keys()),
                random.uniform(c.keys(), 0, 1), c.gated() ? random.matrix(hidden, c.values()) : null,
                random.uniform(c.dv(), 1, 0.1), random.matrix(c.values(), hidden));
    }
}
