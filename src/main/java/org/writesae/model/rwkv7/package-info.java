/**
 * RWKV-7 (arXiv 2503.14456): every layer mixes tokens by a recurrence with a decay per key channel and an erase
 * apart from its write, then channels by a squared-ReLU block; both see the token before through a token
 * shift. The steps below are those of the official {@code rwkv_v7_numpy.py}; comments in {@link
 * org.writesae.model.rwkv7.TimeMix} and {@link org.writesae.model.rwkv7.ChannelMix} number them, and the loops are in {@code
 * org.writesae.kernels}.
 *
 * <p>x is the residual stream of a token, W matrices [in, out], σ the sigmoid, ⊙ element by element, LN a LayerNorm with weight
 * and bias.
 *
 * <pre>
 *  1  x = row of the embedding table; in layer 0 x ← LN(x)
 *  2  h = LN(x), δ = h_{t−1} − h_t, x_c = h + δ ⊙ μ_c for c of r, w, k, v, a, g     zeros before the text
 *  3  r = x_r W_r, k = x_k W_k, v = x_v W_v
 *  4  w = exp(−e^{−1/2} σ(w0 + tanh(x_w W_w1) W_w2))           decay of each key channel
 *  5  a = σ(a0 + x_a W_a1 W_a2), g = σ(x_g W_g1) W_g2           in-context learning rate, output gate
 *  6  layer 0: v_first = v; later layers: v ← v + (v_first − v) ⊙ σ(v0 + x_v W_v1 W_v2)
 *  7  κ = k ⊙ k_k / ‖k ⊙ k_k‖                                   per head
 *  8  k̃ = k ⊙ (1 + (a − 1) ⊙ k_a)
 *  9  S_t = diag(w) S_{t−1} − (κ ⊙ a) (S_{t−1}ᵀ κ)ᵀ + k̃ vᵀ, o = S_tᵀ r     S [d_k, d_v] per head, the transpose of the official one
 * 10  o ← (o − mean o) / √(var o + ε) ⊙ weight + bias           per head
 * 11  o ← o + (Σ r ⊙ k̃ ⊙ r_k) v                                 the bonus, which does not go through the state
 * 12  x ← x + (o ⊙ g) W_o
 * 13  h = LN(x), δ likewise, x ← x + relu((h + δ ⊙ μ) W_up)² W_down
 * 14  logits = LN(x) W_head
 * </pre>
 *
 * <p>The raw write of a token is k̃ vᵀ, one term: without it the token still decays the state and still erases what it held
 * along κ. The delta write is everything the token adds to the decayed state, two terms, k̃ vᵀ and −(κ ⊙ a) (Sᵀ κ)ᵀ: without
 * it S_t = diag(w) S_{t−1}. The bonus goes past the state and stays either way.
 */
package org.writesae.model.rwkv7;
