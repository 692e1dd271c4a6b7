/**
 * Qwen3.5, the Gated DeltaNet family (MODELS 3.1): three layers of the gated delta rule, then one of
 * gated full attention, each followed by a SwiGLU block. Read {@link org.writesae.model.qwen35.Layers}
 * from top to bottom beside the equations, and {@link org.writesae.model.DeltaRule}, which it shares with
 * DeltaNet; the loops are in {@code org.writesae.kernels}.
 */
package org.writesae.model.qwen35;
