/**
 * RWKV-7 (MODELS 3.3): every layer mixes tokens by a recurrence with a decay per key channel and an erase
 * apart from its write, then channels by a squared-ReLU block; both see the token before through a token
 * shift. Read {@link org.writesae.model.rwkv7.TimeMix} and {@link org.writesae.model.rwkv7.ChannelMix} from
 * top to bottom beside the equations; the loops are in {@code org.writesae.kernels}.
 *
 * <p>The raw write of a token is k̃ vᵀ, one term; deleting it leaves diag(w) S + b (aᵀ S): the token still
 * decays and still erases what the state held along κ. The delta write is everything the token adds to the
 * decayed state, two terms, k̃ vᵀ and b (aᵀ S)ᵀ with a = −κ and b = κ ⊙ (learning rate); deleting it leaves
 * diag(w) S. The bonus (r · k̃ · r_k) v goes past the state and stays in both.
 */
package org.writesae.model.rwkv7;
