package org.writesae.model.tokenizer;

/** Takes the pieces that a text is cut into, in order. */
@FunctionalInterface
interface Pieces {

    /** @param first whether the piece begins where the whole text does */
    void add(String piece, boolean first);
}
