package org.writesae.model.tokenizer;

import java.util.Map;

/**
 * What a byte-pair model consists of.
 *
 * @param ids          id of every token of the vocabulary
 * @param merges       pairs of tokens, the earliest merged first
 * @param unknown      token for a character that has none, null where there is no such token
 * @param fuseUnknown  whether neighbouring unknown characters become one token
 * @param byteFallback whether an unknown character becomes tokens {@code <0xNN>} of its bytes, where they exist
 * @param ignoreMerges whether a word that is a token is taken whole, without looking at merges
 */
record BytePairs(Map<String, Integer> ids, Merges merges, String unknown, boolean fuseUnknown, boolean byteFallback,
        boolean ignoreMerges) {

    /**
     * Merges of pairs.
     *
     * @param ranks  rank of the pair {@code left << 32 | right}
     * @param merged id of what the merge of a rank gives
     */
    record Merges(LongIntMap ranks, int[] merged) {
        static long pair(int left, int right) {
            return (long) left << 32 | right;
        }
    }
}
