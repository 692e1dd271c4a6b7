package org.writesae.model.tokenizer;

/**
 * A token that is found in the text before anything else is done with it.
 *
 * @param normalized whether it is looked for in the normalized text, in its own normalized spelling
 * @param singleWord whether it counts only where no letter, mark, digit or connector touches it
 * @param leftStrip  whether it takes the white space before it
 * @param rightStrip whether it takes the white space after it
 * @param special    whether it can be left out of decoded text
 */
record AddedToken(int id, String content, boolean normalized, boolean singleWord, boolean leftStrip,
        boolean rightStrip, boolean special) {
}
