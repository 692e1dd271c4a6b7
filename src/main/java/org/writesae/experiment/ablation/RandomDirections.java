package org.writesae.experiment.ablation;

import org.writesae.stats.NumpyRandom;

/**
 * Unit vectors in the space of states, [d_k · d_v], from {@code RandomState(seed).randn} as float32, divided by their length in
 * float32: upstream's, but for the last bit of the length, which NumPy leaves to the machine.
 */
final class RandomDirections {
    static final RandomDirections NONE = new RandomDirections(0, 0, 0);

    private final float[][] directions;

    RandomDirections(int count, int size, int seed) {
        NumpyRandom random = new NumpyRandom(seed);
        directions = new float[count][size];
        for (float[] direction : directions) {
            double square = 0;
            for (int n = 0; n < size; n++) {
                direction[n] = (float) random.gaussian();
                square += (double) direction[n] * direction[n];
            }
            float length = (float) Math.sqrt(square);
            for (int n = 0; n < size; n++) {
                direction[n] /= length;
            }
        }
    }

    int count() {
        return directions.length;
    }

    /** x − ⟨x, d⟩ d for direction {@code r}. */
    float[] without(int r, float[] x) {
        float[] d = directions[r];
        double part = 0;
        for (int n = 0; n < x.length; n++) {
            part += (double) x[n] * d[n];
        }
        float[] rest = new float[x.length];
        for (int n = 0; n < x.length; n++) {
            rest[n] = (float) (x[n] - part * d[n]);
        }
        return rest;
    }
}
