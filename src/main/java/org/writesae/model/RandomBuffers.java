package org.writesae.model;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.writesae.runtime.Buffer;

/** Random weights, scaled so that activations keep their size. For benchmarks and tests. */
public final class RandomBuffers {
    private static final int BAND = 1 << 16;

    private final SplittableRandom seeds;

    /** @param seed the same seed gives the same sequence of buffers */
    public RandomBuffers(long seed) {
        seeds = new SplittableRandom(seed);
    }

    /** [in, out] of variance 1 / in. */
    public Buffer matrix(int in, int out) {
        return uniform(Math.multiplyExact(in, out), 0, Math.sqrt(3.0 / in));
    }

    /** Uniform within {@code width} around {@code centre}. */
    public Buffer uniform(int size, double centre, double width) {
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

    /** A SwiGLU block whose norm is around {@code norm}. */
    public SwiGluBlock.Weights block(int hidden, int intermediate, double norm) {
        return new SwiGluBlock.Weights(uniform(hidden, norm, 0.1), matrix(hidden, intermediate), matrix(hidden, intermediate),
                matrix(intermediate, hidden));
    }

    /** The embedding table that is also the output matrix {@code head}, [hidden, vocabulary]. */
    public static EmbeddingRows tied(Buffer head, int hidden, int vocabulary) {
        return (id, target, at) -> {
            for (int l = 0; l < hidden; l++) {
                target[at + l] = head.floats()[l * vocabulary + id];
            }
        };
    }
}
