package org.writesae.model.deltanet;

import org.writesae.model.RandomBuffers;
import org.writesae.model.WeightReader;
import org.writesae.model.fla.FlaMixer;
import org.writesae.runtime.Buffer;

/**
 * The weights of a delta-rule mixer.
 *
 * @param qkv  [hidden, 2·H·d_k + H·d_v], the projections of q, k and v side by side
 * @param b    [hidden, H]
 * @param conv [2·H·d_k + H·d_v, taps], the three convolutions
 * @param gate [hidden, H·d_v], null without an output gate
 * @param norm [d_v], plain
 * @param out  [H·d_v, hidden]
 */
record DeltaNetMixer(Buffer qkv, Buffer b, Buffer conv, Buffer gate, Buffer norm, Buffer out) implements FlaMixer {

    /** From a checkpoint; names start with {@code at}. */
    static DeltaNetMixer read(DeltaNetConfig c, WeightReader weights, String at) {
        int keys = c.keys();
        int values = c.values();
        Buffer qkv = WeightReader.sideBySide(weights.tensor(at + "q_proj.weight", keys, c.hidden()),
                weights.tensor(at + "k_proj.weight", keys, c.hidden()), weights.tensor(at + "v_proj.weight", values, c.hidden()));
        Buffer conv = WeightReader.joined(weights.array(at + "q_conv1d.weight", keys, 1, c.taps()),
                weights.array(at + "k_conv1d.weight", keys, 1, c.taps()),
                weights.array(at + "v_conv1d.weight", values, 1, c.taps()));
        Buffer gate = c.gated() ? weights.matrix(at + "g_proj.weight", values, c.hidden()) : null;
        return new DeltaNetMixer(qkv, weights.matrix(at + "b_proj.weight", c.heads(), c.hidden()), conv, gate,
                weights.vector(at + "o_norm.weight", c.dv()), weights.matrix(at + "o_proj.weight", c.hidden(), values));
    }

    static DeltaNetMixer random(DeltaNetConfig c, RandomBuffers random) {
        return new DeltaNetMixer(random.matrix(c.hidden(), c.channels()), random.matrix(c.hidden(), c.heads()),
                random.uniform(c.channels() * c.taps(), 0, 0.5), c.gated() ? random.matrix(c.hidden(), c.values()) : null,
                random.uniform(c.dv(), 1, 0.1), random.matrix(c.values(), c.hidden()));
    }
}
