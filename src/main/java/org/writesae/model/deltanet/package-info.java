/**
 * DeltaNet (arXiv 2406.06484): the delta rule without decay, each layer followed by a SwiGLU block, as
 * flash-linear-attention has it. The steps below are those that comments in {@link
 * org.writesae.model.deltanet.DeltaNetPass} and {@link org.writesae.model.fla.FlaPass} number; {@link
 * org.writesae.model.DeltaRule} is shared with Qwen3.5, and the recurrence is {@link org.writesae.kernels.GatedDelta} with α = 1.
 *
 * <p>x is the residual stream of a token, W matrices [in, out], σ the sigmoid, silu(x) = x σ(x), ⊙ element by element,
 * rms(x) = x / √(mean x² + ε), l2(x) = x / √(Σ x² + 10⁻⁶). Every norm has a plain weight w.
 *
 * <pre>
 * 1  x = row of the embedding table; in every layer u = rms(x) ⊙ w
 * 2  q̂, k̂, v = silu(conv(u W_q)), silu(conv(u W_k)), silu(conv(u W_v))    each channel by itself, zeros before the text
 * 3  q = l2(q̂) / √d_k, k = l2(k̂)                                        per head
 * 4  β = σ(u W_b)                                                       one per head
 * 5  e = β (v − S_{t−1}ᵀ k), S_t = S_{t−1} + k eᵀ, o = S_tᵀ q             S [d_k, d_v] per head
 * 6  x ← x + (rms(o) ⊙ w) W_o                                           norm per head; ⊙ silu(u W_g) with use_gate
 * 7  u = rms(x) ⊙ w, x ← x + (silu(u W_gate) ⊙ u W_up) W_down
 * 8  logits = (rms(x) ⊙ w) W_head
 * </pre>
 */
package org.writesae.model.deltanet;
