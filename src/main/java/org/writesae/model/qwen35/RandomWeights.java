package org.writesae.model.qwen35;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.writesae.model.EmbeddingRows;
import org.writesae.runtime.Buffer;

/** Random weights of a given shape, scaled so that activations keep their size. For benchmarks only. */
final class RandomWeights {
    private static final int BAND = 1 << 16;

    private final QwenConfig c;
    private final SplittableRandom seeds;

    private RandomWeights(QwenConfig config, long seed) {
        this.c = config;
        this.seeds = new SplittableRandom(seed);
    }

    static QwenWeights of(QwenConfig config, long seed) {
        return new RandomWeights(config, seed).weights();
    }

    private QwenWeights weights() {
        List<LayerWeights> layers = new ArrayList<>();
        for (int i = 0; i < c.layers(); i++) {
            LayerWeights.Mixer mixer = c.hasState(i) ? delta() : attention();
            layers.add(new LayerWeights(uniform(c.hidden(), 0, 0.1), mixer, uniform(c.hidden(), 0, 0.1),
                    matrix(c.hidden(), c.intermediate()), matrix(c.hidden(), c.intermediate()),
                    matrix(c.intermediate(), c.hidden())));
        }
        Buffer head = matrix(c.hidden(), c.vocabulary());
        int hidden = c.hidden();
        int vocabulary = c.vocabulary();
        EmbeddingRows rows = (id, target, at) -> {
            for (int l = 0; l < hidden; l++) {
                target[at + l] = head.floats()[l * vocabulary + id];
            }
        };
        return new QwenWeights(rows, layers, uniform(hidden, 0, 0.1), head);
    }

    private LayerWeights.Delta delta() {
        int values = c.heads() * c.dv();
        return new LayerWeights.Delta(matrix(c.hidden(), c.channels()), matrix(c.hidden(), values),
                matrix(c.hidden(), c.heads()), matrix(c.hidden(), c.heads()),
                uniform(c.channels() * c.taps(), 0, 0.5), uniform(c.heads(), 0, 1), uniform(c.heads(), -3, 1),
                uniform(c.dv(), 1, 0.1), matrix(values, c.hidden()));
    }

    private LayerWeights.Attention attention() {
        int queries = c.queryHeads() * c.headWidth();
        int kvs = c.kvHeads() * c.headWidth();
        return new LayerWeights.Attention(matrix(c.hidden(), 2 * queries), matrix(c.hidden(), kvs),
                matrix(c.hidden(), kvs), uniform(c.headWidth(), 0, 0.1), uniform(c.headWidth(), 0, 0.1),
                matrix(queries, c.hidden()));
    }

    private Buffer matrix(int in, int out) {
        return uniform(Math.multiplyExact(in, out), 0, Math.sqrt(3.0 / in));
    }

    private Buffer uniform(int size, double centre, double width) {
        float[] values = new float[size];
        long seed = seeds.nextLong();
        IntStream.range(0, (size + BAND - 1) / BAND).parallel().forEach(band -> {
            SplittableRandom random = new SplittableRandom(seed + band);
            for (int i = band * BAND; i < Math.min(size, (band + 1) * BAND); i++) {
                values[i] = (float) (centre + width * (2 * random.nextDouble() - 1));
            }
        });
        return Buffer.constant("random", values);
    }
}
