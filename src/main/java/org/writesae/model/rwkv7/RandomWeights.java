package org.writesae.model.rwkv7;

import org.writesae.model.LayerStore;
import org.writesae.model.OutputMatrix;
import org.writesae.model.RandomBuffers;
import org.writesae.model.rwkv7.LayerWeights.LowRank;
import org.writesae.model.rwkv7.LayerWeights.Norm;
import org.writesae.model.rwkv7.LayerWeights.Shifts;
import org.writesae.model.rwkv7.LayerWeights.TimeMixWeights;
import org.writesae.runtime.Buffer;

/** Random weights of a given shape, scaled so that activations keep their size. For benchmarks and tests. */
final class RandomWeights {
    private final Rwkv7Config c;
    private final RandomBuffers random;
    private final int keys;

    private RandomWeights(Rwkv7Config config, long seed) {
        this.c = config;
        this.random = new RandomBuffers(seed);
        this.keys = config.heads() * config.dk();
    }

    static Rwkv7Weights of(Rwkv7Config config, long seed) {
        return new RandomWeights(config, seed).weights();
    }

    private Rwkv7Weights weights() {
        LayerStore<LayerWeights> layers = LayerStore.resident(c.layers(), this::layer);
        Buffer head = random.matrix(c.hidden(), c.vocabulary());
        return new Rwkv7Weights(RandomBuffers.tied(head, c.hidden(), c.vocabulary()), layers, norm(c.hidden()),
                OutputMatrix.resident(head, c.vocabulary()));
    }

    private LayerWeights layer(int i) {
        return new LayerWeights(i == 0 && c.preNorm() ? norm(c.hidden()) : null, norm(c.hidden()), timeMix(i), norm(c.hidden()),
                shift(), random.matrix(c.hidden(), c.intermediate()), random.matrix(c.intermediate(), c.hidden()));
    }

    private TimeMixWeights timeMix(int i) {
        return new TimeMixWeights(new Shifts(shift(), shift(), shift(), shift(), shift(), shift()),
                random.matrix(c.hidden(), keys), random.matrix(c.hidden(), keys), random.matrix(c.hidden(), c.values()),
                random.matrix(c.values(), c.hidden()), lowRank(c.ranks().decay(), keys), lowRank(c.ranks().rate(), keys),
                i == 0 ? null : lowRank(c.ranks().value(), c.values()), lowRank(c.ranks().gate(), c.values()),
                random.uniform(keys, 0.7, 0.3), random.uniform(keys, 1, 0.3), random.uniform(keys, 0, 0.2), norm(c.values()));
    }

    private LowRank lowRank(int rank, int out) {
        return new LowRank(random.matrix(c.hidden(), rank), random.matrix(rank, out), random.uniform(out, -1, 2));
    }

    private Buffer shift() {
        return random.uniform(c.hidden(), 0.5, 0.5);
    }

    private Norm norm(int width) {
        return new Norm(random.uniform(width, 1, 0.2), random.uniform(width, 0, 0.2));
    }
}
