package org.writesae.model.rwkv7;

import org.writesae.model.EmbeddingRows;
import org.writesae.model.LayerStore;
import org.writesae.model.ModelWeights;
import org.writesae.model.OutputMatrix;

/**
 * All the weights of a model.
 *
 * @param embedding row lookup of the embedding table
 * @param layers    one per layer
 * @param finalNorm in front of the output matrix
 * @param output    the output matrix
 */
record Rwkv7Weights(EmbeddingRows embedding, LayerStore<LayerWeights> layers, LayerWeights.Norm finalNorm,
        OutputMatrix output) implements ModelWeights {
}
