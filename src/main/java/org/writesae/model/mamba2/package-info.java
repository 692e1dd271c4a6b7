/**
 * Mamba-2 (MODELS 3.2): every layer is a selective state space, without a feed-forward block. Read {@link
 * org.writesae.model.mamba2.Layers} from top to bottom beside the equations; the loops are in {@code
 * org.writesae.kernels}. The state is canonical, [H, d_k, d_v] with B as the key, Δ x as the value and C as the
 * query: the transpose of upstream's cache.
 */
package org.writesae.model.mamba2;
