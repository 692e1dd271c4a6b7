package org.writesae.stats;

/**
 * Permutation test of paired differences: under the hypothesis that the two conditions are exchangeable
 * within a pair, every difference may as well have had the other sign. The statistic is |Σ d|.
 */
public final class SignFlipTest {
    /** Sums that differ only by rounding count as equal, so the order of summation does not matter. */
    private static final double ROUNDING = 1e-12;

    private SignFlipTest() {
    }

    /**
     * The two-sided p value (1 + flips at least as extreme) / (1 + flips). In NumPy:
     * {@code s = 2 * RandomState(seed).randint(0, 2, (flips, n)) - 1; (1 + (abs((s * d).sum(1)) >= abs(d.sum())
     * - 1e-12 * abs(d).sum()).sum()) / (1 + flips)}.
     *
     * @param differences [n] of one pair each
     */
    public static double pValue(double[] differences, int flips, int seed) {
        Moments.requireNumbers(differences);
        double observed = 0;
        double size = 0;
        for (double difference : differences) {
            observed += difference;
            size += Math.abs(difference);
        }
        double bar = Math.abs(observed) - ROUNDING * size;
        NumpyRandom random = new NumpyRandom(seed);
        int extreme = 0;
        for (int f = 0; f < flips; f++) {
            extreme += Math.abs(flippedSum(differences, random)) >= bar ? 1 : 0;
        }
        return (1.0 + extreme) / (1.0 + flips);
    }

    private static double flippedSum(double[] differences, NumpyRandom random) {
        double sum = 0;
        for (double difference : differences) {
            sum += random.below(2) == 1 ? difference : -difference;
        }
        return sum;
    }
}
