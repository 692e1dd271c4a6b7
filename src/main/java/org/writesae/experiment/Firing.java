package org.writesae.experiment;

/**
 * A token position where the SAE gives a feature a coefficient above zero.
 *
 * @param feature     index of the atom
 * @param prompt      index of the sequence
 * @param position    t; the state encoded is S_t, after the write of token t
 * @param coefficient a_i(t)
 */
public record Firing(int feature, int prompt, int position, float coefficient) {
}
