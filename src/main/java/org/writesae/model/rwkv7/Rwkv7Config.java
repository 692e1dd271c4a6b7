package org.writesae.model.rwkv7;

import java.util.List;

import org.writesae.model.ModelConfig;

/**
 * The sizes of an RWKV-7 model.
 *
 * @param vocabulary   rows of the embedding table
 * @param hidden       D, width of the residual stream, H · d_k
 * @param layers       layers, all with a state
 * @param heads        H
 * @param dk           d_k, key width of a head
 * @param dv           d_v, value width of a head: d_k in every checkpoint, since upstream computes no other
 * @param intermediate width inside the squared-ReLU block
 * @param ranks        of the low-rank projections
 * @param normBias     whether the LayerNorms have biases; the norm of a head has one always
 * @param preNorm      whether the embedding is normalised in front of layer 0
 * @param eps          ε of every LayerNorm
 * @param headEps      ε of the norm of a head: d_k · ε in FLA, 64e-5 in the official code
 * @param keyEps       ε of κ, inside the root
 * @param keyFloor     smallest divisor of κ
 * @param tiedHead     whether the embedding table is also the output matrix
 */
public record Rwkv7Config(int vocabulary, int hidden, int layers, int heads, int dk, int dv, int intermediate, Ranks ranks,
        boolean normBias, boolean preNorm, double eps, double headEps, double keyEps, double keyFloor,
        boolean tiedHead) implements ModelConfig {
    /** w_t, the decay of each key channel. */
    static final String DECAY = "w";
    /** a_t, the in-context learning rate of each key channel. */
    static final String RATE = "a";
    /** κ_t, the direction to erase along, of unit length. */
    static final String KAPPA = "kappa";

    @Override
    public String family() {
        return "RWKV-7";
    }

    @Override
    public String recurrence() {
        return "S_t = diag(w_t) S_{t−1} + k̃_t v_tᵀ − (κ_t ⊙ a_t) (S_{t−1}ᵀ κ_t)ᵀ";
    }

    @Override
    public boolean hasState(int i) {
        return true;
    }

    @Override
    public String queryEquation() {
        return "r, the receptance";
    }

    @Override
    public String outputEquation() {
        return "o = Sᵀ r";
    }

    @Override
    public String gatedEquation() {
        return "((o − mean o) / √(var o + ε) ⊙ norm weight + bias + (Σ r_k r k̃) v) ⊙ g";
    }

    @Override
    public List<Gate> gates() {
        return List.of(new Gate(DECAY, heads, dk), new Gate(RATE, heads, dk), new Gate(KAPPA, heads, dk));
    }

    /** The write and the erase. */
    @Override
    public int deltaTerms() {
        return 2;
    }

    /** H · d_v, width of the values of a row. */
    int values() {
        return heads * dv;
    }
}
