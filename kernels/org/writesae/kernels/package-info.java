/**
 * All tensor mathematics of the project, as plain loops over arrays.
 *
 * <p>A kernel is a {@code public static void} method: outputs first, then inputs, then sizes, then the
 * rows {@code [from, from + count)} to compute. Rows are independent of each other. Stored values are
 * float32 (weights, states, caches) or wide (activations: doubles of 29 significant bits, see
 * {@link org.writesae.kernels.Wide}); every operation is done in double and rounded once, when stored.
 * The product of a float32 and a wide value is exact in double, so a dot product gives the same bits
 * with or without fused multiply-add; only the order of the sum matters, and the loop fixes it.
 *
 * <p>Arrays are row-major. Symbols: T rows (tokens), H value heads, Hk key heads, d_k and d_v the key
 * and value widths of one head, S the state of one head, [d_k, d_v] with key rows and value columns.
 */
package org.writesae.kernels;
