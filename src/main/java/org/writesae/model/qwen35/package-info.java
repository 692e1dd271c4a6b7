/**
 * Qwen3.5, the Gated DeltaNet family: three layers of the gated delta rule (arXiv 2412.06464), then one of gated full
 * attention, each followed by a SwiGLU block, as transformers' {@code modeling_qwen3_5.py} has it. The steps below are those
 * that comments in {@link org.writesae.model.qwen35.Layers} number; {@link org.writesae.model.DeltaRule} is shared with
 * DeltaNet, {@link org.writesae.model.SwiGluBlock} with DeltaNet and GLA, and the loops are in {@code org.writesae.kernels}.
 *
 * <p>x is the residual stream of a token, W matrices [in, out], σ the sigmoid, silu(x) = x σ(x), ⊙ element by element,
 * rms(x) = x / √(mean x² + ε), l2(x) = x / √(Σ x² + 10⁻⁶). Norms are stored as w, of which 1 + w is applied, except that of step 10.
 *
 * <pre>
 *  1  x = row of the embedding table
 *  2  u = rms(x) ⊙ (1 + w)                                          in every layer
 *
 *     Gated delta rule, H value heads, Hk key heads
 *  3  m = u W_qkv, z = u W_z, b = u W_b, a = u W_a
 *  4  c_t = silu(Σ_j conv_j ⊙ m_{t − taps + 1 + j})                 each channel by itself, zeros before the text
 *  5  q̂ ‖ k̂ ‖ v = c                                                 [Hk, d_k], [Hk, d_k], [H, d_v]
 *  6  β = σ(b), α = exp(−exp(A_log) softplus(a + dt_bias))          one of each per value head
 *  7  value head h has the query and key of key head ⌊h / (H / Hk)⌋
 *  8  q = l2(q̂) / √d_k, k = l2(k̂)                                   per head
 *  9  e = β (v − α S_{t−1}ᵀ k), S_t = α S_{t−1} + k eᵀ, o = S_tᵀ q    S [d_k, d_v] per value head
 * 10  n = rms(o) ⊙ w ⊙ silu(z)                                      per head; this weight is plain
 * 11  x ← x + n W_out
 *
 *     Full attention
 * 12  query ‖ gate = u W_q per head, k = u W_k, v = u W_v
 * 13  q = rms(query) ⊙ (1 + w_q), k ← rms(k) ⊙ (1 + w_k)            per head
 * 14  the first rotary elements of q and k turn with the position, element j with j + rotary / 2
 * 15  a = softmax(q kᵀ / √width) v over the tokens so far           key head ⌊h / (query heads / key heads)⌋
 * 16  x ← x + (a ⊙ σ(gate)) W_o
 *
 * 17  u = rms(x) ⊙ (1 + w), x ← x + (silu(u W_gate) ⊙ u W_up) W_down    in every layer
 * 18  logits = (rms(x) ⊙ (1 + w)) W_head
 * </pre>
 */
package org.writesae.model.qwen35;
