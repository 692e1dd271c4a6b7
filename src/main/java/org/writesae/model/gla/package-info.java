/**
 * GLA (MODELS 3.5): gated linear attention with a decay for every key channel, each layer followed by a SwiGLU
 * block. Read {@link org.writesae.model.gla.GlaPass} from top to bottom beside the equations; the recurrence is
 * {@link org.writesae.kernels.GatedLinearAttention}.
 */
package org.writesae.model.gla;
