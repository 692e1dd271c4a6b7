package org.writesae.model;

import org.writesae.kernels.Elementary;
import org.writesae.runtime.Buffer;

/** How a family normalises and gates the outputs of its heads. o is a head's output, g its gate; each norm has a mean of its own. */
public sealed interface HeadNorm {

    /** silu of each element of z: gates as they are applied. */
    static double[] gates(double[] z) {
        double[] gates = new double[z.length];
        for (int n = 0; n < z.length; n++) {
            gates[n] = Elementary.silu(z[n]);
        }
        return gates;
    }

    /**
     * Norm of each head, then gate: {@code y = o / √(mean o² + ε) ⊙ weight ⊙ g}. Gated DeltaNet, DeltaNet and GLA, with
     * g = silu(z), or 1 where a layer has no output gate.
     *
     * @param weight [d_v], shared by the heads
     * @param eps    ε
     */
    record PerHead(Buffer weight, double eps) implements HeadNorm {
    }

    /**
     * Gate, then a norm over many heads: {@code u = o ⊙ g, y = u / √(mean u² + ε) ⊙ weight}, the mean over all channels of
     * a group. Mamba-2, g = silu(z). A change of one head's output changes what every head of its group adds.
     *
     * @param weight [H, d_v]
     * @param groups groups of heads that are normalised together, one in transformers
     * @param eps    ε
     */
    record GateFirst(Buffer weight, int groups, double eps) implements HeadNorm {
    }

    /**
     * Norm of each head around its mean, then bonus and gate:
     * {@code y = ((o − mean o) / √(var o + ε) ⊙ weight + bias + bonus) ⊙ g}. RWKV-7. The bonus (Σ r_k r k̃) v does not go
     * through the state.
     *
     * @param weight [H, d_v]
     * @param eps    ε
     */
    record Centred(Buffer weight, double eps) implements HeadNorm {
    }
}
