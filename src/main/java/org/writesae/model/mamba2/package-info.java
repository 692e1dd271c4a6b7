/**
 * Mamba-2 (arXiv 2405.21060): every layer is a selective state space, without a feed-forward block, as transformers'
 * {@code modeling_mamba2.py} and mamba_ssm have it. The steps below are those that comments in {@link
 * org.writesae.model.mamba2.Layers} number; the loops are in {@code org.writesae.kernels}. The state is canonical,
 * [H, d_k, d_v] with B as the key, Δ x as the value and C as the query: the transpose of upstream's cache.
 *
 * <p>r is the residual stream of a token, W matrices [in, out], silu(x) = x / (1 + e⁻ˣ), ⊙ element by element,
 * rms(x) = x / √(mean x² + ε). Every norm has a plain weight w.
 *
 * <pre>
 *  1  r = row of the embedding table
 *  2  u = rms(r) ⊙ w                                         in every layer
 *  3  z ‖ m ‖ dt = u W_in
 *  4  c_t = silu(b + Σ_j conv_j ⊙ m_{t − taps + 1 + j})      each channel by itself, zeros before the text
 *  5  x ‖ B ‖ C = c                                          [H, d_v], [G, d_k], [G, d_k]; head h has group ⌊h / (H / G)⌋
 *  6  Δ = softplus(dt + dt_bias), within time_step_limit     one per head
 *  7  α = exp(−exp(A_log) Δ)
 *  8  S_t = α S_{t−1} + B (Δ x)ᵀ                              S [d_k, d_v] per head
 *  9  y = S_tᵀ C + D x
 * 10  n = rms(y ⊙ silu(z)) ⊙ w                               over all heads; in mamba_ssm over the heads of each group
 * 11  r ← r + n W_out
 * 12  logits = (rms(r) ⊙ w) W_head
 * </pre>
 */
package org.writesae.model.mamba2;
