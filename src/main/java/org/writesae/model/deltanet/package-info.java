/**
 * DeltaNet (MODELS 3.4): the delta rule without decay, each layer followed by a SwiGLU block. Read {@link
 * org.writesae.model.deltanet.DeltaNetPass} from top to bottom beside the equations, and {@link
 * org.writesae.model.DeltaRule}, which it shares with Qwen3.5; the recurrence is that of {@link
 * org.writesae.kernels.GatedDelta} with α = 1.
 */
package org.writesae.model.deltanet;
