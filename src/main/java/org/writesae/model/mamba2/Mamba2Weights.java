package org.writesae.model.mamba2;

import org.writesae.model.EmbeddingRows;
import org.writesae.model.LayerStore;
import org.writesae.model.ModelWeights;
import org.writesae.model.OutputMatrix;
import org.writesae.runtime.Buffer;

/**
 * All the weights of a model. Matrices are stored [in, out], the transpose of the checkpoint's.
 *
 * @param embedding row lookup of the embedding table
 * @param layers    one per layer
 * @param finalNorm [hidden]
 * @param output    the output matrix
 */
record Mamba2Weights(EmbeddingRows embedding, LayerStore<Layer> layers, Buffer finalNorm, OutputMatrix output)
        implements ModelWeights {

    /**
     * The weights of one layer. z, xBC and dt are one matrix in the checkpoint, in this order.
     *
     * @param norm     [hidden], in front of the layer
     * @param z        [hidden, H·d_v], gate
     * @param xBC      [hidden, H·d_v + 2·G·d_k]
     * @param dt       [hidden, H], step size
     * @param conv     [H·d_v + 2·G·d_k, taps]
     * @param convBias [H·d_v + 2·G·d_k], zeros where the model has none
     * @param dtBias   [H]
     * @param aLog     [H]
     * @param skip     [H], D
     * @param gateNorm [H·d_v]
     * @param out      [H·d_v, hidden]
     */
    record Layer(Buffer norm, Buffer z, Buffer xBC, Buffer dt, Buffer conv, Buffer convBias, Buffer dtBias, Buffer aLog,
            Buffer skip, Buffer gateNorm, Buffer out) {
    }
}
