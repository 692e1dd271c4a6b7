package org.writesae.model;

/** The weights of a model, of which all families have these two. */
public interface ModelWeights {

    /** The embedding table, row by row. */
    EmbeddingRows embedding();

    /** The output matrix. */
    OutputMatrix output();
}
