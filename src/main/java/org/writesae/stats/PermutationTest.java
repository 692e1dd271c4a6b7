package org.writesae.stats;

import java.util.Arrays;

/**
 * Permutation test of two independent samples: if both come from one distribution, any split of the pooled sample
 * is as likely. The statistic is |mean x − mean y|. For paired samples see {@link SignFlipTest}.
 */
public final class PermutationTest {
    /** Differences of means that differ only by rounding count as equal. */
    private static final double ROUNDING = 1e-12;

    private PermutationTest() {
    }

    /**
     * The two-sided p value (1 + permutations at least as extreme) / (1 + permutations). Each permutation is one
     * {@code RandomState(seed).permutation(n + m)}, whose first n values choose x.
     */
    public static double differenceOfMeans(double[] x, double[] y, int permutations, int seed) {
        double[] pooled = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, pooled, x.length, y.length);
        double bar = Math.abs(Moments.mean(x) - Moments.mean(y));
        double size = Arrays.stream(pooled).map(Math::abs).max().orElse(0);
        NumpyRandom random = new NumpyRandom(seed);
        int extreme = 0;
        for (int k = 0; k < permutations; k++) {
            double difference = difference(pooled, random.permutation(pooled.length), x.length);
            extreme += Math.abs(difference) >= bar - ROUNDING * size ? 1 : 0;
        }
        return (1.0 + extreme) / (1.0 + permutations);
    }

    private static double difference(double[] pooled, int[] order, int first) {
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < order.length; i++) {
            if (i < first) {
                sumX += pooled[order[i]];
            } else {
                sumY += pooled[order[i]];
            }
        }
        return sumX / first - sumY / (order.length - first);
    }
}
