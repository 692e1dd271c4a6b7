/**
 * What DeltaNet and GLA share: configs and checkpoints as flash-linear-attention (FLA) writes them, and the layer around the
 * mixer, x += mixer(rms(x) ⊙ w), then the SwiGLU block.
 */
package org.writesae.model.fla;
