package org.writesae.model.qwen35;

import org.writesae.model.EmbeddingRows;
import org.writesae.model.LayerStore;
import org.writesae.model.ModelWeights;
import org.writesae.model.OutputMatrix;
import org.writesae.runtime.Buffer;

/**
 * All the weights of a model.
 *
 * @param embedding row lookup of the embedding table
 * @param layers    one per layer
 * @param finalNorm [hidden], zero-centred
 * @param output    the output matrix
 */
record QwenWeights(EmbeddingRows embedding, LayerStore<LayerWeights> layers, Buffer finalNorm,
        OutputMatrix output) implements ModelWeights {
}
