package org.writesae.stats;

import java.util.Arrays;

import org.apache.commons.math3.random.MersenneTwister;

/**
 * The draws of NumPy's {@code numpy.random.RandomState(seed)}, so that a few lines of NumPy give the
 * same resamples. Covers what experiments need: integers below a bound, permutations, and normal values.
 */
public final class NumpyRandom {
    private static final double HIGH = 1L << 26;
    private static final double UNIT = 1.0 / (1L << 53);

    private final MersenneTwister twister;
    /** Normal values come in pairs; NaN where there is none left. */
    private double kept = Double.NaN;

    /** @param seed at least 0; NumPy's seeds above 2³¹ − 1 are not covered */
    public NumpyRandom(int seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed " + seed + ": a RandomState seed is not negative");
        }
        twister = new MersenneTwister(seed);
    }

    /**
     * One value of {@code randint(0, bound)}: the low bits of a 32-bit output, drawn again while they
     * are not below the bound. {@code randint(0, bound, size)} is this, in row-major order.
     *
     * @param bound at least 1; 1 gives 0 without a draw, as in NumPy
     */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound);
        }
        int largest = bound - 1;
        if (largest == 0) {
            return 0;
        }
        int mask = -1 >>> Integer.numberOfLeadingZeros(largest);
        int drawn = twister.nextInt() & mask;
        while (drawn > largest) {
            drawn = twister.nextInt() & mask;
        }
        return drawn;
    }

    /**
     * {@code permutation(n)}. Its first m values are {@code choice(n, m, replace=False)}; with replacement,
     * {@code choice(n, m)} is {@code randint(0, n, m)}.
     */
    public int[] permutation(int n) {
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        for (int i = n - 1; i >= 1; i--) {
            int other = below(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    /** One value of {@code randn()}, by the polar method; {@code randn(n)} is n of them. */
    public double gaussian() {
        if (!Double.isNaN(kept)) {
            double other = kept;
            kept = Double.NaN;
            return other;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * uniform() - 1;
            y = 2 * uniform() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = Math.sqrt(-2 * Math.log(square) / square);
        kept = factor * x;
        return factor * y;
    }

    /** {@code random_sample()}: 53 bits in [0, 1). */
    private double uniform() {
        double high = twister.nextInt() >>> 5;
        double low = twister.nextInt() >>> 6;
        return (high * HIGH + low) * UNIT;
    }
}
