package org.writesae.stats;

import java.util.Arrays;

import org.apache.commons.math3.random.MersenneTwister;

/**
 * The draws of NumPy's {@code numpy.random.RandomState(seed)}, so that a few lines of NumPy give the
 * same resamples. Covers what the resampling statistics need: integers below a bound, and permutations.
 */
public final class NumpyRandom {
    private final MersenneTwister twister;

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
}
