package org.writesae.experiment;

/**
 * One firing of the replacement test with the tokens that come next, where the divergences are read (with
 * {@link ReadOut#SUFFIX_MEAN} at the first of those places).
 *
 * @param record    its divergences
 * @param unchanged after the native state
 * @param atom      after the state with the atom
 * @param delete    after the state without the write
 * @param random    after the state with the random control
 */
public record FiringOutcome(SubstitutionRecord record, NextToken unchanged, NextToken atom, NextToken delete, NextToken random) {

    /** Whether deleting the write changes the likeliest token. */
    public boolean deleteSwaps() {
        return delete.top1() != unchanged.top1();
    }

    /** Whether the atom in place of the write changes the likeliest token. */
    public boolean atomSwaps() {
        return atom.top1() != unchanged.top1();
    }
}
