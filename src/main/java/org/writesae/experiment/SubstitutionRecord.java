package org.writesae.experiment;

/**
 * One firing of the replacement test: how far the model's output moves when the native write is replaced
 * by the feature's atom, deleted, or replaced by a random atom. KL divergences are in nats.
 *
 * @param featureId index of the atom in the dictionary
 * @param promptId index of the passage in the token file, −1 if the file read did not say
 * @param firingPosition token position t of the firing in its passage, from 0
 * @param layer layer of the cell, from 0
 * @param head head of the cell, from 0
 * @param coefficient a_i(t), the encoder's coefficient of the feature
 * @param normNative ‖Δ_nat‖_F of the native write
 * @param cosine ⟨Δ_nat, v_i w_iᵀ⟩ / (‖Δ_nat‖ ‖v_i w_iᵀ‖), signed
 * @param klAtom divergence with the atom, in the configured {@link KlDirection}
 * @param klDelete divergence with the write deleted
 * @param klRandom divergence with the random control
 * @param klAtomReverse the same three in the other direction
 * @param klDeleteReverse see klAtomReverse
 * @param klRandomReverse see klAtomReverse
 */
public record SubstitutionRecord(int featureId, int promptId, int firingPosition, int layer, int head,
        double coefficient, double normNative, double cosine, double klAtom, double klDelete, double klRandom,
        double klAtomReverse, double klDeleteReverse, double klRandomReverse) {

    /** The atom keeps the output strictly closer to native than deletion does; a tie is a loss. */
    public boolean atomWins() {
        return klAtom < klDelete;
    }

    /** Atom and deletion are equally far, to the bit. */
    public boolean isTie() {
        return klAtom == klDelete;
    }

    /** KL_atom &lt; KL_delete &lt; KL_random, both strict. */
    public boolean isStrictChain() {
        return klAtom < klDelete && klDelete < klRandom;
    }
}
