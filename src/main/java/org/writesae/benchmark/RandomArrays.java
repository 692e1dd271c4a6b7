package org.writesae.benchmark;

import java.util.SplittableRandom;

import org.writesae.kernels.Wide;

/** Random inputs, the same in every run. */
final class RandomArrays {
    private final SplittableRandom random = new SplittableRandom(2026);

    float[] floats(int size) {
        float[] values = new float[size];
        for (int n = 0; n < size; n++) {
            values[n] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    double[] wide(int size) {
        double[] values = new double[size];
        for (int n = 0; n < size; n++) {
            values[n] = Wide.wide(2 * random.nextDouble() - 1);
        }
        return values;
    }

    /** Values in (0, 1), for gates. */
    double[] gates(int size) {
        double[] values = new double[size];
        for (int n = 0; n < size; n++) {
            values[n] = Wide.wide(0.9 + 0.1 * random.nextDouble());
        }
        return values;
    }
}
