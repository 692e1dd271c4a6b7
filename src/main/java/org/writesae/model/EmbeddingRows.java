package org.writesae.model;

/** The embedding table, row by row: only the rows of the tokens at hand need to be in memory. */
@FunctionalInterface
public interface EmbeddingRows {
    /** Copies the row of token {@code id}, [hidden], to {@code target} from element {@code at} on. */
    void copy(int id, float[] target, int at);
}
