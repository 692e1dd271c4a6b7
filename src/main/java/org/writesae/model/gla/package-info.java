/**
 * GLA (arXiv 2312.06635): gated linear attention with a decay for every key channel, each layer followed by a SwiGLU
 * block, as flash-linear-attention has it. The steps below are those that comments in {@link org.writesae.model.gla.GlaPass}
 * and {@link org.writesae.model.fla.FlaPass} number; the recurrence is {@link org.writesae.kernels.GatedLinearAttention}.
 *
 * <p>x is the residual stream of a token, W matrices [in, out], silu(x) = x / (1 + e⁻ˣ), ⊙ element by element,
 * rms(x) = x / √(mean x² + ε). Every norm has a plain weight w.
 *
 * <pre>
 * 1  x = row of the embedding table; in every layer u = rms(x) ⊙ w
 * 2  q = u W_q / √d_k, k = u W_k, v = u W_v, g = u W_g
 * 3  α = exp(logsigmoid(u W_1 W_2 + bias) / 16)       one per key channel; W_1 [hidden, 16], W_2 [16, H · d_k]
 * 4  S_t = diag(α) S_{t−1} + k vᵀ, o = S_tᵀ q           S [d_k, d_v] per head
 * 5  x ← x + (rms(o) ⊙ w ⊙ silu(g)) W_o               norm per head; without g where use_output_gate is false
 * 6  the SwiGLU block and the logits, as steps 7 and 8 of {@link org.writesae.model.deltanet}
 * </pre>
 */
package org.writesae.model.gla;
