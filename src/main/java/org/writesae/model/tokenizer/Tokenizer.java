package org.writesae.model.tokenizer;

import org.writesae.io.InputException;

/** Text to token ids and back. An instance may be used by several threads at once. */
public interface Tokenizer {

    /**
     * The ids of a text.
     *
     * @param specialTokens whether to add what the tokenizer puts around a text, such as a token for its beginning.
     *                      The paper's corpora are made without.
     * @throws InputException if the text holds half of a surrogate pair, or something that has no token
     */
    int[] encode(String text, boolean specialTokens);

    /** The ids of a text with nothing added around it. */
    default int[] encode(String text) {
        return encode(text, false);
    }

    /**
     * The text of ids. Ids without a token are left out; bytes that are no UTF-8 become U+FFFD.
     *
     * @param skipSpecial whether to leave out special tokens
     */
    String decode(int[] ids, boolean skipSpecial);

    /** The text of ids, special tokens included. */
    default String decode(int... ids) {
        return decode(ids, false);
    }

    /** Whether there is a token with this id. */
    boolean has(int id);

    /** One more than the largest id. */
    int size();

    /** What kind of tokenizer this is, in a few words. */
    String kind();
}
