package org.writesae.model;

/** What can be read of the layer a pass ran or probed last. T counts the rows of the sequence, then those of the branches. */
public interface LastLayer {

    /** The raw native writes of the last layer run, k vᵀ with the write strength in v: one term. Rows of the sequence alone. */
    Writes rawWrites();

    /**
     * Everything the tokens of the last layer run add to its decayed state, {@link ModelConfig#deltaTerms}
     * terms. Where a family erases nothing this is the raw write. Rows of the sequence alone.
     */
    Writes deltaWrites();

    /**
     * [T, H, d_k]: what reads the states in the last layer run or probed, as the recurrence uses it. With it a head's output is
     * Sᵀq: q̂ / √d_k of Gated DeltaNet (a value head's share of its key head) and DeltaNet, q / √d_k of GLA, C of Mamba-2 (that
     * of the head's group), r of RWKV-7.
     */
    double[] queries();

    /**
     * [T, H, d_v]: the outputs of the heads in the last layer run or probed, in front of norm and gate: S_tᵀ q_t. Mamba-2's
     * are S_tᵀ C_t + D x_t, since its norm takes the skip in as well.
     */
    double[] headOutputs();

    /**
     * [T, H, d_v]: what multiplies the outputs of the heads in the last layer run or probed: silu(z), or the gate g of RWKV-7,
     * or ones where a layer has none.
     */
    double[] outputGates();

    /** [T, H, d_v]: the outputs of the heads behind norm and gate in the last layer run, what its output projection takes. */
    double[] gatedOutputs();

    /**
     * One step of what the recurrence does to a change of a state: S_{t−1} + v wᵀ becomes S_t + (A_t v) wᵀ, and this is A_t v
     * for the last layer run or probed. A is α (I − β k kᵀ) in Gated DeltaNet, that without α in DeltaNet, diag(α) in GLA, α in
     * Mamba-2, diag(w) − (κ ⊙ a) κᵀ in RWKV-7.
     *
     * @param v     [d_k]
     * @param row   t
     * @param head  the head
     * @param erase whether to erase along the key too; else only the decay
     * @return [d_k]
     */
    double[] transition(double[] v, int row, int head, boolean erase);

    /** [T, …]: a gate of the last layer run, by a name of {@link ModelConfig#gates}. */
    double[] gate(String name);
}
