package org.writesae.model.qwen35;

import java.util.List;

import org.writesae.model.EmbeddingRows;
import org.writesae.runtime.Buffer;

/**
 * All the weights of a model.
 *
 * @param embedding row lookup of the embedding table
 * @param layers    one per layer
 * @param finalNorm [hidden], zero-centred
 * @param head      [hidden, vocabulary], the output matrix
 */
record QwenWeights(EmbeddingRows embedding, List<LayerWeights> layers, Buffer finalNorm, Buffer head) {
}
