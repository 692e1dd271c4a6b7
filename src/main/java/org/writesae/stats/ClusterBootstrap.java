package org.writesae.stats;

import java.util.Arrays;

/**
 * Percentile bootstrap of a pooled rate, where whole clusters (all firings of a feature, or of a
 * passage) are drawn with replacement, since firings of one cluster are not independent.
 */
public final class ClusterBootstrap {

    private ClusterBootstrap() {
    }

    /**
     * The 2.5 % and 97.5 % quantiles of Σ successes / Σ sizes over the resamples. In NumPy:
     * {@code i = RandomState(seed).randint(0, c, (resamples, c)); r = successes[i].sum(1) / sizes[i].sum(1);
     * percentile(r, [2.5, 97.5])}.
     *
     * @param successes [c] successes in each cluster, c ≥ 1
     * @param sizes [c] members of each cluster, each at least 1
     */
    public static Interval rate(int[] successes, int[] sizes, int resamples, int seed) {
        if (sizes.length == 0 || successes.length != sizes.length) {
            throw new IllegalArgumentException(successes.length + " counts for " + sizes.length + " clusters");
        }
        NumpyRandom random = new NumpyRandom(seed);
        double[] rates = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            rates[r] = resampledRate(successes, sizes, random);
        }
        Arrays.sort(rates);
        return new Interval(Quantile.ofSorted(rates, 0.025), Quantile.ofSorted(rates, 0.975));
    }

    private static double resampledRate(int[] successes, int[] sizes, NumpyRandom random) {
        long won = 0;
        long members = 0;
        for (int c = 0; c < sizes.length; c++) {
            int drawn = random.below(sizes.length);
            won += successes[drawn];
            members += sizes[drawn];
        }
        return (double) won / members;
    }
}
