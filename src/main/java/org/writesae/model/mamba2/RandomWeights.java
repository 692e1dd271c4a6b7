package org.writesae.model.mamba2;

import org.writesae.model.LayerStore;
import org.writesae.model.OutputMatrix;
import org.writesae.model.RandomBuffers;
import org.writesae.runtime.Buffer;

/** Random weights of a given shape. For benchmarks and tests. */
final class RandomWeights {
    private RandomWeights() {
    }

    static Mamba2Weights of(Mamba2Config c, long seed) {
        RandomBuffers random = new RandomBuffers(seed);
        int inner = c.heads() * c.dv();
        LayerStore<Mamba2Weights.Layer> layers = LayerStore.resident(c.layers(), i -> new Mamba2Weights.Layer(
                random.uniform(c.hidden(), 1, 0.1), random.matrix(c.hidden(), inner), random.matrix(c.hidden(), c.channels()),
                random.matrix(c.hidden(), c.heads()), random.uniform(c.channels() * c.taps(), 0, 0.5),
                random.uniform(c.channels(), 0, 0.1), random.uniform(c.heads(), -3, 1), random.uniform(c.heads(), 1, 1),
                random.uniform(c.heads(), 1, 0.1), random.uniform(inner, 1, 0.1), random.matrix(inner, c.hidden())));
        Buffer head = random.matrix(c.hidden(), c.vocabulary());
        return new Mamba2Weights(RandomBuffers.tied(head, c.hidden(), c.vocabulary()), layers,
                random.uniform(c.hidden(), 1, 0.1), OutputMatrix.resident(head, c.vocabulary()));
    }
}
