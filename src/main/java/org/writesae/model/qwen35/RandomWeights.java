package org.writesae.model.qwen35;

import org.writesae.model.LayerStore;
import org.writesae.model.OutputMatrix;
import org.writesae.model.RandomBuffers;
import org.writesae.runtime.Buffer;

/** Random weights of a given shape, scaled so that activations keep their size. For benchmarks only. */
final class RandomWeights {
    private final QwenConfig c;
    private final RandomBuffers random;

    private RandomWeights(QwenConfig config, long seed) {
        this.c = config;
        this.random = new RandomBuffers(seed);
    }

    static QwenWeights of(QwenConfig config, long seed) {
        return new RandomWeights(config, seed).weights();
    }

    private QwenWeights weights() {
        LayerStore<LayerWeights> layers = LayerStore.resident(c.layers(), this::layer);
        Buffer head = random.matrix(c.hidden(), c.vocabulary());
        return new QwenWeights(RandomBuffers.tied(head, c.hidden(), c.vocabulary()), layers,
                random.uniform(c.hidden(), 0, 0.1), OutputMatrix.resident(head, c.vocabulary()));
    }

    private LayerWeights layer(int i) {
        LayerWeights.Mixer mixer = c.hasState(i) ? delta() : attention();
        return new LayerWeights(random.uniform(c.hidden(), 0, 0.1), mixer,
                random.block(c.hidden(), c.intermediate(), 0));
    }

    private LayerWeights.Delta delta() {
        int values = c.heads() * c.dv();
        return new LayerWeights.Delta(random.matrix(c.hidden(), c.channels()), random.matrix(c.hidden(), values),
                random.matrix(c.hidden(), c.heads()), random.matrix(c.hidden(), c.heads()),
                random.uniform(c.channels() * c.taps(), 0, 0.5), random.uniform(c.heads(), 0, 1), random.uniform(c.heads(), -3, 1),
                random.uniform(c.dv(), 1, 0.1), random.matrix(values, c.hidden()));
    }

    private LayerWeights.Attention attention() {
        int queries = c.queryHeads() * c.headWidth();
        int kvs = c.kvHeads() * c.headWidth();
        return new LayerWeights.Attention(random.matrix(c.hidden(), 2 * queries), random.matrix(c.hidden(), kvs),
                random.matrix(c.hidden(), kvs), random.uniform(c.headWidth(), 0, 0.1), random.uniform(c.headWidth(), 0, 0.1),
                random.matrix(queries, c.hidden()));
    }
}
