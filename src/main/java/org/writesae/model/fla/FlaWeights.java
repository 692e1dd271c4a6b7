package org.writesae.model.fla;

import java.util.function.Supplier;

import org.writesae.model.EmbeddingRows;
import org.writesae.model.LayerStore;
import org.writesae.model.ModelWeights;
import org.writesae.model.OutputMatrix;
import org.writesae.model.RandomBuffers;
import org.writesae.model.SwiGluBlock;
import org.writesae.runtime.Buffer;

/**
 * All the weights of a model. Matrices are stored [in, out], the transpose of the checkpoint's; every norm is plain.
 *
 * @param <M>       weights of a mixer
 * @param embedding row lookup of the embedding table
 * @param layers    one per layer
 * @param finalNorm [hidden]
 * @param output    the output matrix
 */
public record FlaWeights<M>(EmbeddingRows embedding, LayerStore<Layer<M>> layers, Buffer finalNorm,
        OutputMatrix output) implements ModelWeights {

    /**
     * The weights of a layer.
     *
     * @param <M>   weights of a mixer
     * @param norm  [hidden], in front of the mixer
     * @param mixer the mixer
     * @param block the SwiGLU block
     */
    public record Layer<M>(Buffer norm, M mixer, SwiGluBlock.Weights block) {
    }

    /** Random weights around mixers that are random too. For benchmarks and tests. */
    public static <M> FlaWeights<M> random(FlaSizes c, RandomBuffers random, Supplier<M> mixer) {
        LayerStore<Layer<M>> layers = LayerStore.resident(c.layers(), i -> new Layer<>(random.uniform(c.hidden(), 1, 0.1),
                mixer.get(), random.block(c.hidden(), c.intermediate(), 1)));
        Buffer head = random.matrix(c.hidden(), c.vocabulary());
        return new FlaWeights<>(RandomBuffers.tied(head, c.hidden(), c.vocabulary()), layers, random.uniform(c.hidden(), 1, 0.1),
                OutputMatrix.resident(head, c.vocabulary()));
    }
}
