package org.writesae.experiment;

import org.apache.commons.math3.random.MersenneTwister;

import org.writesae.kernels.Wide;

/**
 * Standard normal vectors that depend on a key alone, such as {seed, passage, position}: MT19937 initialised with the key as
 * an array, doubles of 52 bits, pairs by Box and Muller as Commons Math has them, rounded to wide values.
 */
public final class GaussianDraws {
    private final MersenneTwister random;

    public GaussianDraws(int... key) {
        random = new MersenneTwister(key);
    }

    /** The next vector. */
    public double[] next(int size) {
        return normal(random, size);
    }

    static double[] normal(MersenneTwister random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = Wide.wide(random.nextGaussian());
        }
        return values;
    }
}
